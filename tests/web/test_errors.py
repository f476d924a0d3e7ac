"""Errors: a sentence, no detail, and every header."""

import logging
import re
from uuid import uuid4

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from tests.fixtures.store import PASSWORD
from tests.fixtures.web import Visitor, soup
from web.app import create_app
from web.dependencies import AuthoritySession, WebSession, services_of
from web.security.headers import HEADERS


async def test_an_unknown_address_says_so(client):
    response = await client.get("/gibt-es-nicht")
    assert response.status_code == 404
    assert soup(response).h1.text == "Diese Seite gibt es nicht"


async def test_a_wrong_method_says_so(client):
    response = await client.post("/konto")
    assert response.status_code == 405
    assert "auf diesem Weg nicht" in soup(response).h1.text


async def test_reloading_what_a_form_was_sent_to_leads_to_the_form(client):
    for address, form in (("/ueberfaellig/uebergeben", "/ueberfaellig"), ("/konto/passwort", "/konto")):
        response = await client.get(address)
        assert (response.status_code, response.headers["Location"]) == (303, form)


async def test_what_is_for_another_role_says_so(sign_in, official, caplog):
    visitor = await sign_in(official)
    response = await visitor.get("/aufgaben")
    assert response.status_code == 403
    assert "für eine andere Aufgabe gedacht" in soup(response).find("main").text
    assert soup(response).find("nav", {"aria-label": "Hauptnavigation"}), "the way back stays"
    assert f"Denied: account {official.id}, GET /aufgaben" in caplog.text


@pytest.fixture
def without_database(settings, run):
    """Start the web server without PostgreSQL."""
    nowhere = SecretStr("postgresql://geleit_web:x@127.0.0.1:1/geleit")
    app = create_app(settings.model_copy(update={"database_web": nowhere, "database_authority": nowhere}))
    visitor = Visitor(app, settings)
    yield visitor
    run(visitor.aclose())
    run(app.state.services.database.close())


async def test_without_postgresql_pages_say_so(without_database):
    without_database.cookies.set("geleit", "x" * 43)
    response = await without_database.get("/aufgaben")
    assert response.status_code == 503
    assert soup(response).h1.text == "Gerade nicht erreichbar"
    assert "psycopg" not in response.text


async def test_without_postgresql_a_form_comes_back_with_what_was_typed(without_database):
    without_database.cookies.set("geleit", "x" * 43)
    typed = {"csrf_token": "t" * 43, "notiz": "Ruft „morgen“ <zurück>.", "grund": ["a", "b"]}
    response = await without_database.post(f"/vorgaenge/{uuid4()}/notiz", data=typed)
    form = soup(response).find("form", method="post")
    assert response.status_code == 503
    assert form["action"] == response.request.url.path
    assert [(field["name"], field["value"]) for field in form.find_all("input")] == [
        ("notiz", "Ruft „morgen“ <zurück>."),
        ("grund", "a"),
        ("grund", "b"),
        ("csrf_token", "t" * 43),
    ]


async def test_without_postgresql_a_password_does_not_come_back(without_database):
    without_database.cookies.set("geleit", "x" * 43)
    response = await without_database.post("/konto/passwort", data={"csrf_token": "t", "current": "geheim"})
    assert response.status_code == 503
    assert "geheim" not in response.text
    assert soup(response).find("form", method="post") is None


async def test_without_postgresql_signing_in_says_so(without_database):
    assert (await without_database.sign_in("maren")).status_code == 503


async def test_without_postgresql_programs_get_a_problem(without_database):
    response = await without_database.get("/api/v1/departures", headers={"Authorization": "Bearer x"})
    assert response.status_code == 503
    assert response.json()["code"] == "unavailable"
    assert response.headers["retry-after"]


async def test_without_postgresql_the_process_lives_but_is_not_ready(without_database):
    assert (await without_database.get("/health/live")).status_code == 200
    response = await without_database.get("/health/ready")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": False, "temporal": False}


async def test_without_temporal_a_form_comes_back_filled(settings, counsellor):
    app = create_app(settings)  # not started: Temporal has not been reached
    async with Visitor(app, settings) as visitor:
        await visitor.sign_in(counsellor.login)
        typed = {
            "persons": "1",
            "family_name-1": "Haddad",
            "given_name-1": "Yousef",
            "nationality-1": "SY",
            "destination": "SY",
            "residence_status": "duldung",
            "contact_on": "heute",
            "request_id": "5b0b6f3e-6f0e-4a55-9d0d-1f1f1f1f1f1f",
        }
        response = await visitor.submit("/vorgaenge/neu", typed)
        form = soup(response).find("form", id="vorgang-neu")
        assert response.status_code == 503
        assert form.find("input", {"name": "family_name-1"})["value"] == "Haddad"
        assert form.find("input", {"name": "request_id"})["value"] == typed["request_id"]
        assert (await visitor.get("/health/ready")).json()["temporal"] is False
    await app.state.services.database.close()


async def test_a_fault_of_ours_tells_no_detail_but_is_logged(app, client, caplog):
    def broken():
        raise RuntimeError("das Passwort der Datenbank ist geheim")

    app.dependency_overrides[services_of] = broken
    try:
        with caplog.at_level(logging.ERROR, logger="web.errors"):
            response = await client.get("/konto")
    finally:
        app.dependency_overrides.clear()
    assert response.status_code == 500
    assert "geheim" not in response.text
    assert "geheim" not in caplog.records[-1].getMessage()
    fault = re.search("festgehalten: Kennung ([0-9a-f]{8})", response.text)
    assert fault
    assert f"Fault {fault[1]} at GET /konto" in caplog.text
    for name, value, _reason in HEADERS:
        assert response.headers[name] == value


@pytest.mark.parametrize("partial", [False, True])
async def test_what_was_typed_survives_a_session_that_ended(sign_in, counsellor, dispatcher, partial):
    visitor = await sign_in(counsellor)
    visitor.cookies.clear()
    typed = {
        "request_id": str(uuid4()),
        "persons": "1",
        "family_name-1": 'Haddad "Ä"',
        "given_name-1": "Yousef",
        "nationality-1": "SY",
        "destination": "SY",
        "residence_status": "duldung",
        "contact_on": "heute",
    }
    ended = await visitor.submit("/vorgaenge/neu", typed, partial=partial)
    assert ended.status_code == 401
    assert ended.headers["hx-retarget"] == "body"
    fields = {field["name"]: field.get("value", "") for field in soup(ended).select("main input")}
    assert fields["next"] == "/vorgaenge/neu"
    back = await visitor.post("/anmelden", data={**fields, "login": counsellor.login, "password": PASSWORD})
    form = soup(back).select_one("main form")
    again = {field["name"]: field["value"] for field in form.select("input")}
    assert {name: again[name] for name in typed} == typed
    opened = await visitor.post(form["action"], data=again)
    assert opened.status_code == 303
    assert (await visitor.get(opened.headers["location"])).status_code == 200


async def test_no_password_and_no_old_token_is_kept(sign_in, counsellor):
    visitor = await sign_in(counsellor)
    visitor.cookies.clear()
    ended = await visitor.submit("/konto/passwort", {"current": "geheim-eins", "new": "geheim-zwei"})
    assert ended.status_code == 401
    assert "geheim-" not in ended.text
    assert visitor.csrf not in ended.text


@pytest.mark.parametrize("packed", ["kein JSON", "[1]", '[["name"]]', "[]"])
async def test_what_was_kept_wrongly_is_forgotten(client, counsellor, packed):
    assert (await client.sign_in(counsellor.login, resubmission=packed)).status_code == 303


async def test_the_largest_request_is_one_megabyte_but_for_lists(sign_in, counsellor):
    visitor = await sign_in(counsellor)
    response = await visitor.submit("/vorgaenge/neu", {"notiz": "x" * 1_100_000})
    assert response.status_code == 413
    assert soup(response).h1.text == "Das ist zu groß"


async def test_looking_at_a_page_cannot_change_anything(settings, counsellor, official):
    app = create_app(settings)

    async def mode(session: AsyncSession) -> str:
        connection = await session.connection()
        return str((await connection.execute(text("show transaction_read_only"))).scalar_one())

    @app.get("/probe")
    @app.post("/probe")
    async def office(session: WebSession) -> str:
        return await mode(session)

    @app.get("/probe-behoerde")
    async def authority(session: AuthoritySession) -> str:
        return await mode(session)

    async with Visitor(app, settings) as visitor:
        await visitor.sign_in(counsellor.login)
        assert (await visitor.get("/probe")).json() == "on"
        assert (await visitor.submit("/probe")).json() == "off"
        assert (await visitor.get("/probe")).json() == "on"
        await visitor.sign_in(official.login)
        assert (await visitor.get("/probe-behoerde")).json() == "on"
    await app.state.services.database.close()
