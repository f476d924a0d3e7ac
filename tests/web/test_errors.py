"""Whatever goes wrong: a sentence, no detail, and every header."""

import logging

import pytest
from pydantic import SecretStr

from tests.fixtures.web import Visitor, soup
from web.app import create_app
from web.dependencies import services_of
from web.security.headers import HEADERS


async def test_an_unknown_address_says_so(client):
    response = await client.get("/gibt-es-nicht")
    assert response.status_code == 404
    assert soup(response).h1.text == "Diese Seite gibt es nicht"


async def test_a_wrong_method_says_so(client):
    response = await client.post("/konto")
    assert response.status_code == 405
    assert "auf diesem Weg nicht" in soup(response).h1.text


async def test_what_is_for_another_role_says_so(sign_in, official):
    visitor = await sign_in(official)
    response = await visitor.get("/aufgaben")
    assert response.status_code == 403
    assert "für eine andere Aufgabe gedacht" in soup(response).find("main").text
    assert soup(response).find("nav", {"aria-label": "Hauptnavigation"}), "the way back stays"


@pytest.fixture
def without_database(settings, run):
    """The web server while PostgreSQL is away."""
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
            "personen": "1",
            "nachname-1": "Haddad",
            "vorname-1": "Yousef",
            "staat-1": "SY",
            "ziel": "SY",
            "aufenthalt": "duldung",
            "kontakt": "heute",
            "request_id": "5b0b6f3e-6f0e-4a55-9d0d-1f1f1f1f1f1f",
        }
        response = await visitor.submit("/vorgaenge/neu", typed)
        form = soup(response).find("form", id="vorgang-neu")
        assert response.status_code == 503
        assert form.find("input", {"name": "nachname-1"})["value"] == "Haddad"
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
    assert "festgehalten" in response.text
    assert "/konto" in caplog.text
    for name, value, _reason in HEADERS:
        assert response.headers[name] == value


async def test_what_was_typed_stays_when_the_session_has_ended(sign_in, counsellor):
    visitor = await sign_in(counsellor)
    visitor.cookies.clear()
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    response = await visitor.post("/vorgaenge/neu", data={"nachname-1": "Haddad"}, headers=headers)
    assert response.status_code == 401
    assert "<html" not in response.text


async def test_the_largest_request_is_one_megabyte_but_for_lists(sign_in, counsellor):
    visitor = await sign_in(counsellor)
    response = await visitor.submit("/vorgaenge/neu", {"notiz": "x" * 1_100_000})
    assert response.status_code == 413
    assert soup(response).h1.text == "Das ist zu groß"
