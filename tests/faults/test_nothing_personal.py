"""Nothing that anybody types reaches a log or an error answer, whatever goes wrong with it.

Marked texts go through every form and every operation that the route table and the description of the
interface know, in every shape, while everything works and while it does not. Then everything is searched.
"""

import os
import re
import signal
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from starlette.routing import compile_path

from geleit.domain.calendar import Land
from geleit.domain.parties import Role
from geleit.embedded.ports import free_port
from geleit.store.accounts.rows import AccountOfficeRow, AccountRow
from geleit.store.accounts.tokens import make_token
from geleit.store.database import Database
from geleit.store.directory.rows import AuthorityRow, OfficeRow
from tests.faults.marked import MarkedForm, addresses, operations, paths
from tests.faults.sending import HEAD, SIGN_OUT, Person, Sending
from tests.faults.system import WholeGeleit
from tests.fixtures.store import PASSWORD, PASSWORD_HASH
from tests.fixtures.web import soup
from web.ui.rendering import today_in_berlin

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults"), pytest.mark.timeout(400)]

QUOTES = """
create function public.quote() returns trigger language plpgsql as $$
begin raise exception 'broken by %', new; end $$
"""
"""A fault that quotes what was to be written in its very message; a constraint quotes it in the details."""
FIELDS = re.compile(r"<input\b[^>]*>|<textarea\b.*?</textarea>|<option\b.*?</option>", re.DOTALL)
"""What was typed stands here when a form comes back."""
ROLES = ["geleit_web", "geleit_authority", "geleit_worker"]


@pytest.fixture(scope="module")
def geleit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeGeleit]:
    """Start Geleit with the most verbose logs."""
    folder = tmp_path_factory.mktemp("marks")
    running = WholeGeleit(folder / "data", port=str(free_port()), log_level="DEBUG", update_timeout="1.5")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def sent(geleit: WholeGeleit, run) -> Sending:
    """Send everything, in normal operation and during faults."""

    async def send() -> Sending:
        async with _everybody(geleit) as sending:
            await _while_all_is_well(sending)
            await _while_tables_are_broken(sending)
            await _while_servers_are_away(sending)
            for person in sending.people:
                form = MarkedForm(SIGN_OUT, person.role, [("csrf_token", person.csrf), ("x", "")], ["x"])
                await sending.fill_in(person, form, "at the end")
        return sending

    sending: Sending = run(send())
    return sending


async def _while_all_is_well(sending: Sending) -> None:
    await sending.look_around()
    await sending.look_with_marks()
    await sending.call_oddly()
    await sending.call_in_every_shape()
    await sending.send_odd_forms()
    await sending.send_forms_in_every_shape()


async def _while_tables_are_broken(sending: Sending) -> None:
    with sending.superuser() as database:
        for table in ("note", "enclosure"):
            database.execute(f"alter table {table} add constraint broken check (false) not valid")
            await sending.call(f"{table} broken")
            await sending.send_forms(f"{table} broken", every=2)
            database.execute(f"alter table {table} drop constraint broken")
        database.execute(QUOTES)
        for tables in (["note", "person", "import_run", "account", "login_session"], ["enclosure"]):
            for table in tables:
                database.execute(
                    f"create trigger broken before insert or update on {table}"
                    " for each row execute function quote()"
                )
            await sending.call(f"{tables} broken")
            await sending.send_forms(f"{tables} broken", every=2)
        await _commands(sending)
        database.execute("drop function quote cascade")
        database.execute("revoke select on departure_state from geleit_web")
        await sending.call("a right taken away")
        await sending.send_forms("a right taken away", every=6)
        database.execute("grant select on departure_state to geleit_web")


async def _commands(sending: Sending) -> None:
    what, mark = sending.marking("geleit user add")
    person = ("--name", mark("name"), "--role", "counsellor", "--office", "Beratungsstelle Kiel")
    await sending.command("user", "add", mark("login"), *person, typed=mark("password"))
    listed = sending.geleit.data.parent / "liste.csv"
    what, mark = sending.marking(f"geleit import, after {what}")
    listed.write_text(f"{HEAD}\n9;{mark('name')}, A;Georgien;Georgien;02.03.2026\n")
    await sending.command("import", str(listed))


async def _while_servers_are_away(sending: Sending) -> None:
    temporal = sending.geleit.pid("temporal")
    os.kill(temporal, signal.SIGSTOP)
    try:
        await sending.send_forms("Temporal away", every=4)
    finally:
        os.kill(temporal, signal.SIGCONT)
    with sending.superuser() as database:
        for role in ROLES:
            database.execute(f"alter role {role} nologin")
        database.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = any(%s)", [ROLES]
        )
        await sending.send_forms("PostgreSQL away", every=4)
        await sending.programs[0].get("/api/v1/departures")
        for role in ROLES:
            database.execute(f"alter role {role} login")


@asynccontextmanager
async def _everybody(geleit: WholeGeleit) -> AsyncIterator[Sending]:
    """Make an office with a departure and a list, an authority, and an account of each kind."""
    limits: dict[str, Any] = {"base_url": geleit.settings.base_url, "timeout": 30, "trust_env": False}
    tokens, authority_id = await _accounts(geleit)
    async with AsyncExitStack() as stack:

        async def client(**more: Any) -> httpx.AsyncClient:
            return await stack.enter_async_context(httpx.AsyncClient(**limits, **more))

        people = [Person(role, await client()) for role in (*tokens, None)]
        bearers = [{"Authorization": f"Bearer {token}"} for token in tokens.values()]
        programs = [await client(headers=bearer) for bearer in bearers]
        for person in people[:-1]:
            await person.browser.post("/anmelden", data={"login": person.role, "password": PASSWORD})
            page = soup(await person.browser.get("/konto"))
            person.csrf = page.find("input", {"name": "csrf_token"})["value"]
        description = (await programs[0].get("/api/v1/openapi.json")).json()
        listed = await _list(people[0])
        ids = {"departure_id": await _departure(programs[0], authority_id), "key": "intake", "kind": "csv"}
        ids |= {"run_id": listed, "import_id": listed, "view_id": str(UUID(int=1))}
        yield Sending(geleit, people, programs, description, ids)


async def _accounts(geleit: WholeGeleit) -> tuple[dict[Role, str], UUID]:
    """Return a token of each account, and the authority."""
    office = OfficeRow(name="Beratungsstelle Kiel", land=Land.SH, prefix="KI")
    authority = AuthorityRow(name="Zuwanderungsbehörde Kiel", land=Land.SH)
    roles = [Role.COUNSELLOR, Role.SUPERVISOR, Role.AUTHORITY]
    accounts = [
        AccountRow(
            login=role,
            name=role,
            role=role,
            password_hash=PASSWORD_HASH,
            office_id=None if role is Role.AUTHORITY else office.id,
            authority_id=authority.id if role is Role.AUTHORITY else None,
        )
        for role in roles
    ]
    database = Database(geleit.settings)
    async with database.worker() as session:
        session.add_all([office, authority])
        await session.flush()
        session.add_all(accounts)
        await session.flush()
        session.add_all(AccountOfficeRow(account_id=each.id, office_id=office.id) for each in accounts[:2])
        now = datetime.now(UTC)
        tokens = {each.role: await make_token(session, each.id, name="Test", now=now) for each in accounts}
    await database.close()
    return tokens, authority.id


async def _departure(program: httpx.AsyncClient, authority_id: UUID) -> str:
    day = today_in_berlin().isoformat()
    opened = await program.post(
        "/api/v1/departures",
        json={
            "destination": "GE",
            "nationality": "GE",
            "residence_status": "duldung",
            "contact_on": day,
            "authority_id": str(authority_id),
            "persons": [{"role": "applicant", "family_name": "Haddad", "given_name": "Yousef"}],
            "deadlines": [{"deadline": "departure_deadline", "due_on": "2027-01-01"}],
        },
    )
    assert opened.status_code == 201, opened.text
    address = f"/api/v1/departures/{opened.json()['id']}/commands"
    consent = await program.post(address, json={"kind": "give_consent", "on": day})
    assert consent.status_code == 200, consent.text
    return str(opened.json()["id"])


async def _list(person: Person) -> str:
    content = f"{HEAD}\n7;Haddad, Sami;Georgien;Georgien;02.03.2026"
    answer = await person.browser.post(
        "/importe", data={"csrf_token": person.csrf}, files={"liste": ("liste.csv", content)}
    )
    return str(answer.headers["location"]).rpartition("/")[2]


def test_every_form_and_every_operation_was_sent(sent: Sending) -> None:
    requests = [each.response.request for each in sent.answers]
    asked = {(request.method, request.url.path) for request in requests}
    for path in paths("POST"):
        pattern = compile_path(path)[0]
        assert any(method == "POST" and pattern.match(address) for method, address in asked), path
    for path, method, _operation in operations(sent.description):
        here = {(method.upper(), f"/api/v1{address}") for address in addresses(path, sent.ids)}
        assert here <= asked, path


def test_it_went_well_and_wrong_in_every_way(sent: Sending) -> None:
    statuses = {each.response.status_code for each in sent.answers}
    assert {200, 303, 400, 401, 403, 404, 409, 412, 422, 500, 503} <= statuses


def test_no_log_holds_what_was_typed(sent: Sending) -> None:
    logs = {log.name: log.read_text(errors="replace") for log in (sent.geleit.data / "logs").iterdir()}
    assert {"web.log", "worker.log", "postgres.log", "temporal.log", "migrate.log"} <= set(logs)
    lines = [(name, line) for name, text in logs.items() for line in text.splitlines()]
    _nothing_in((name, line, sent.marks.found_in(line)) for name, line in lines)


def test_no_command_prints_what_was_typed_when_it_fails(sent: Sending) -> None:
    assert all("The program ends with an error" in said for said in sent.printed)
    _nothing_in(("printed", said, sent.marks.found_in(said)) for said in sent.printed)


def test_no_problem_holds_what_was_sent(sent: Sending) -> None:
    problems = [
        each for each in sent.answers if "problem+json" in each.response.headers.get("content-type", "")
    ]
    assert problems
    _nothing_in((each.what, each.text, sent.marks.found_in(each.text, of=each.what)) for each in problems)


def test_an_error_page_holds_what_was_typed_in_its_form_or_not_at_all(sent: Sending) -> None:
    pages = [each for each in sent.answers if "html" in each.response.headers.get("content-type", "")]
    errors = [each for each in pages if each.response.status_code >= 400]
    assert errors
    for each in errors:
        told = set(sent.marks.found_in(each.text, of=each.what))
        fields = "".join(FIELDS.findall(each.response.text)) if each.response.status_code != 500 else ""
        _nothing_in([(each.what, each.text, sorted(told - {*sent.marks.found_in(fields)}))])


def test_the_fault_id_on_the_page_is_in_the_log(sent: Sending) -> None:
    log = (sent.geleit.data / "logs" / "web.log").read_text()
    faults = [each.response for each in sent.answers if each.response.status_code == 500]
    told = [re.search(r"Kennung ([0-9a-f]{8})\.", response.text) for response in faults]
    assert faults
    assert all(found and f"Fault {found[1]}" in log for found in told)


def _nothing_in(told: Iterable[tuple[str, str, list[str]]]) -> None:
    """Assert that no mark is in the texts; print findings with their surroundings."""
    leaks = [(where, text, marks) for where, text, marks in told if marks]
    for where, text, marks in leaks:
        place = re.search(r"zq[0-9a-f]{14}", text.lower())
        print(where, marks, text[max(0, place.start() - 150) : place.end() + 60] if place else "", sep="\n  ")
    assert len(leaks) == 0
