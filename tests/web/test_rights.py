"""Rights: every page of the route table, requested by everybody.

A page that is not in the table below fails the test, so nobody can forget to think about its rights.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from geleit.domain.parties import Role
from web import health
from web.departure.deadlines.actions.set import SET_BY_DAY
from web.routes import PAGES
from web.security.headers import HEADERS

SIGNED_OUT, COUNSELLOR, AUTHORITY, SUPERVISOR, STRANGER = (
    "signed out",
    "counsellor",
    "authority",
    "supervisor",
    "counsellor of another office",
)
EVERYBODY = (SIGNED_OUT, COUNSELLOR, AUTHORITY, SUPERVISOR, STRANGER)

TO_SIGN_IN = "to sign-in"
OK, ON, NO, GONE, WRONG = 200, 303, 403, 404, 422


@dataclass(frozen=True)
class Rights:
    """The status each of EVERYBODY gets."""

    signed_out: int | str
    counsellor: int
    authority: int
    supervisor: int
    stranger: int

    def of(self, who: str) -> int | str:
        return (self.signed_out, self.counsellor, self.authority, self.supervisor, self.stranger)[
            EVERYBODY.index(who)
        ]


def all_signed_in(status: int) -> Rights:
    return Rights(TO_SIGN_IN, status, status, status, status)


def public(status: int) -> Rights:
    return Rights(status, status, status, status, status)


OFFICE_PAGE = Rights(TO_SIGN_IN, OK, NO, OK, OK)
OFFICE_FORM = Rights(TO_SIGN_IN, WRONG, NO, WRONG, WRONG)
DEPARTURE_PAGE = Rights(TO_SIGN_IN, OK, NO, OK, GONE)
DEPARTURE_FORM = Rights(TO_SIGN_IN, WRONG, NO, WRONG, GONE)
SUPERVISOR_PAGE = Rights(TO_SIGN_IN, NO, NO, OK, NO)
AUTHORITY_PAGE = Rights(TO_SIGN_IN, NO, OK, NO, NO)
AUTHORITY_FORM = Rights(TO_SIGN_IN, NO, WRONG, NO, NO)
UNKNOWN_VIEW = UNKNOWN_IMPORT = Rights(TO_SIGN_IN, GONE, NO, GONE, GONE)

EXPECTED: dict[tuple[str, str], Rights] = {
    ("GET", "/health/live"): public(OK),
    ("GET", "/health/ready"): public(OK),
    ("GET", "/"): all_signed_in(ON),
    ("GET", "/anmelden"): Rights(OK, ON, ON, ON, ON),
    ("POST", "/anmelden"): public(WRONG),
    ("POST", "/abmelden"): public(ON),
    ("GET", "/konto"): all_signed_in(OK),
    ("POST", "/konto/passwort"): all_signed_in(WRONG),
    ("POST", "/konto/anmeldungen"): all_signed_in(ON),
    ("GET", "/barrierefreiheit"): public(OK),
    ("GET", "/lizenzen"): public(OK),
    ("GET", "/aufgaben"): OFFICE_PAGE,
    ("GET", "/aufgaben/liste.{kind}"): OFFICE_PAGE,
    ("GET", "/vorgaenge"): OFFICE_PAGE,
    ("GET", "/vorgaenge/liste.{kind}"): OFFICE_PAGE,
    ("GET", "/vorgaenge/suche"): OFFICE_PAGE,
    ("POST", "/vorgaenge/suche"): OFFICE_FORM,
    ("GET", "/vorgaenge/neu"): OFFICE_PAGE,
    ("POST", "/vorgaenge/neu"): OFFICE_FORM,
    ("GET", "/vorgaenge/{departure_id}/ereignisse"): DEPARTURE_PAGE,
    ("GET", "/vorgaenge/{departure_id:uuid}"): DEPARTURE_PAGE,
    ("GET", "/vorgaenge/{departure_id:uuid}/{tab:departure_tab}"): DEPARTURE_PAGE,
    ("GET", "/vorgaenge/{departure_id:uuid}/drucken"): DEPARTURE_PAGE,
    ("GET", "/vorgaenge/{departure_id:uuid}/schritte/{key}"): DEPARTURE_PAGE,
    ("GET", "/vorgaenge/{departure_id:uuid}/was-waere-wenn"): DEPARTURE_PAGE,
    ("GET", "/vorgaenge/{departure_id:uuid}/{slug:departure_action}"): DEPARTURE_PAGE,
    ("POST", "/vorgaenge/{departure_id:uuid}/{slug:departure_action}"): DEPARTURE_FORM,
    ("GET", "/vorgaenge/{departure_id:uuid}/schritte/{key}/{slug:step_action}"): DEPARTURE_PAGE,
    ("POST", "/vorgaenge/{departure_id:uuid}/schritte/{key}/{slug:step_action}"): DEPARTURE_FORM,
    ("GET", "/fristen"): AUTHORITY_PAGE,
    ("GET", "/fristen/liste.{kind}"): AUTHORITY_PAGE,
    ("POST", "/fristen/suche"): AUTHORITY_FORM,
    ("GET", "/fristen/{departure_id:uuid}"): AUTHORITY_PAGE,
    ("GET", "/fristen/{departure_id:uuid}/{slug:decision}"): AUTHORITY_PAGE,
    ("POST", "/fristen/{departure_id:uuid}/{slug:decision}"): AUTHORITY_FORM,
    ("POST", "/fristen/{departure_id:uuid}/verlaengern/vorschau"): AUTHORITY_PAGE,
    ("GET", "/kalender"): all_signed_in(OK),
    ("GET", "/kalender/liste.{kind}"): all_signed_in(OK),
    ("GET", "/ansichten"): OFFICE_PAGE,
    ("POST", "/ansichten"): OFFICE_FORM,
    ("POST", "/ansichten/{view_id:uuid}/loeschen"): UNKNOWN_VIEW,
    ("GET", "/ueberfaellig"): SUPERVISOR_PAGE,
    ("GET", "/ueberfaellig/liste.{kind}"): SUPERVISOR_PAGE,
    ("GET", "/ueberfaellig/verlauf"): SUPERVISOR_PAGE,
    ("POST", "/ueberfaellig/uebergeben"): Rights(TO_SIGN_IN, NO, NO, WRONG, NO),
    ("GET", "/fristenrechner"): all_signed_in(OK),
    ("GET", "/importe"): OFFICE_PAGE,
    ("POST", "/importe"): OFFICE_FORM,
    ("GET", "/importe/{run_id}"): UNKNOWN_IMPORT,
    ("GET", "/importe/{run_id}/spalten"): UNKNOWN_IMPORT,
    ("POST", "/importe/{run_id}/spalten"): UNKNOWN_IMPORT,
    ("POST", "/importe/{run_id}/start"): UNKNOWN_IMPORT,
    ("GET", "/importe/{run_id}/nicht-uebernommen.csv"): UNKNOWN_IMPORT,
    ("POST", "/importe/{run_id}/verwerfen"): UNKNOWN_IMPORT,
}


def route_table() -> Iterator[tuple[str, str]]:
    routers = (health.router, *PAGES)
    routes: list[Any] = [route for router in routers for route in router.routes]
    for route in routes:
        for method in sorted(route.methods - {"HEAD"}):
            yield method, route.path


def test_every_page_has_its_line_in_the_table():
    assert set(route_table()) == set(EXPECTED)


@pytest.fixture(scope="module")
def people(run, make_account, make_office, make_authority, make_departure):
    """Make an account of each kind, and a departure of the first office."""
    office, authority = run(make_office()), run(make_authority())
    accounts = {
        COUNSELLOR: run(make_account(Role.COUNSELLOR, office)),
        AUTHORITY: run(make_account(Role.AUTHORITY, authority)),
        SUPERVISOR: run(make_account(Role.SUPERVISOR, office)),
        STRANGER: run(make_account(Role.COUNSELLOR)),
    }
    departure = run(make_departure(accounts[COUNSELLOR], authority=authority, consent=True))
    return accounts, departure


def _address(path: str, departure_id: object) -> str:
    filled = path.replace("{key}", "intake")
    filled = filled.replace("{slug:departure_action}", "ruhen").replace("{tab:departure_tab}", "fristen")
    filled = filled.replace("{slug:step_action}", "nicht-noetig")
    filled = filled.replace("{slug:decision}", SET_BY_DAY.wording_for(Role.AUTHORITY).slug)
    filled = filled.replace("{kind}", "csv")
    filled = filled.replace("{run_id}", str(uuid4())).replace("{view_id:uuid}", str(uuid4()))
    return re.sub(r"\{departure_id[^}]*\}", str(departure_id), filled)


async def _status(visitor, method: str, url: str):
    if url.endswith("/ereignisse"):
        return await _stream_status(visitor, url)
    response = await (visitor.get(url) if method == "GET" else visitor.submit(url))
    for name, value, _reason in HEADERS:
        assert response.headers[name] == value, (url, name)
    if response.headers.get("location", "").startswith("/anmelden?next="):
        return TO_SIGN_IN
    if response.status_code == 401 and 'action="/anmelden"' in response.text:
        return TO_SIGN_IN
    return response.status_code


async def _stream_status(visitor, url: str) -> int | str:
    """Return the status of a stream, which never ends: hang up as soon as it has begun."""
    begun: list[int] = []
    headers: list[str] = []

    async def send(message):
        if message["type"] == "http.response.start":
            begun.append(message["status"])
            headers.extend(value.decode() for name, value in message["headers"] if name == b"location")

    sent = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive():
        return next(sent, {"type": "http.disconnect"})

    cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    scope = {
        "type": "http",
        "method": "GET",
        "path": url,
        "raw_path": url.encode(),
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), (b"cookie", cookie.encode())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "scheme": "http",
        "http_version": "1.1",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
    }
    assert isinstance(visitor._transport, httpx.ASGITransport)
    await visitor._transport.app(scope, receive, send)
    return TO_SIGN_IN if headers and headers[0].startswith("/anmelden?next=") else begun[0]


@pytest.mark.parametrize("who", EVERYBODY)
async def test_everybody_gets_what_is_theirs(people, sign_in, client, who):
    accounts, departure = people
    found = {}
    for method, path in EXPECTED:
        visitor = await sign_in(accounts[who]) if who in accounts else client
        found[method, path] = await _status(visitor, method, _address(path, departure.departure_id))
    assert found == {route: rights.of(who) for route, rights in EXPECTED.items()}


@pytest.mark.parametrize("who", [COUNSELLOR, AUTHORITY, SUPERVISOR])
async def test_no_form_is_taken_without_the_sessions_token(people, sign_in, who):
    accounts, departure = people
    visitor = await sign_in(accounts[who])
    posts = [path for method, path in EXPECTED if method == "POST" and path != "/anmelden"]
    assert posts
    for path in posts:
        url = _address(path, departure.departure_id)
        for data in ({}, {"csrf_token": ""}, {"csrf_token": "x" * 43}):
            assert (await visitor.post(url, data=data)).status_code == 403, url
        foreign = await visitor.submit(url, extensions={}, data={"csrf_token": visitor.csrf + "x"})
        assert foreign.status_code == 403, url
    assert (await visitor.get("/konto")).status_code == 200, "nothing has been signed out"


async def test_no_form_is_taken_from_another_site(people, sign_in):
    accounts, departure = people
    visitor = await sign_in(accounts[COUNSELLOR])
    for method, path in EXPECTED:
        if method == "POST":
            url = _address(path, departure.departure_id)
            for headers in ({"Origin": "https://boese.example"}, {"Sec-Fetch-Site": "cross-site"}):
                answer = await visitor.post(url, data={"csrf_token": visitor.csrf}, headers=headers)
                assert answer.status_code == 403, url


async def test_every_page_answers_head(people, sign_in):
    accounts, departure = people
    visitor = await sign_in(accounts[COUNSELLOR])
    for method, path in EXPECTED:
        if method == "GET" and not path.endswith("/ereignisse"):
            url = _address(path, departure.departure_id)
            asked, headed = await visitor.get(url), await visitor.head(url)
            assert asked.status_code == headed.status_code, url


async def test_no_page_with_personal_data_is_kept(people, sign_in):
    accounts, departure = people
    visitor = await sign_in(accounts[COUNSELLOR])
    for method, path in EXPECTED:
        if method == "GET" and not path.endswith("/ereignisse"):
            answer = await visitor.get(_address(path, departure.departure_id))
            assert answer.status_code == 303 or answer.headers["cache-control"] == "no-store", path


async def test_htmx_gets_a_fragment_for_what_is_refused(people, sign_in):
    accounts, departure = people
    visitor = await sign_in(accounts[AUTHORITY])
    answer = await visitor.get(
        f"/vorgaenge/{departure.departure_id}", headers={"HX-Request": "true", "HX-Request-Type": "partial"}
    )
    assert answer.status_code == 403
    assert "<html" not in answer.text
    assert "für eine andere Aufgabe" in answer.text
