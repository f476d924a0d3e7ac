import json
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI

from geleit.settings import Settings
from tests.fixtures.store import PASSWORD
from tests.fixtures.web import Visitor, sentences, soup
from web.app import create_app
from web.dependencies import clock


async def test_it_works(client, counsellor):
    response = await client.sign_in(counsellor.login)
    assert response.status_code == 303
    assert response.headers["location"] == "/"
    assert (await client.get("/konto")).status_code == 200


async def test_the_login_may_be_typed_in_capitals(client, counsellor):
    assert (await client.sign_in(counsellor.login.upper())).status_code == 303


@pytest.mark.parametrize("login", ["", "niemand-heisst-so"])
async def test_unknown_login_and_wrong_password_say_the_same(client, counsellor, login):
    unknown = await client.sign_in(login or "wer-auch-immer")
    wrong = await client.sign_in(counsellor.login, "ein ganz anderes Passwort")
    assert unknown.status_code == wrong.status_code == 422
    assert sentences(unknown) == sentences(wrong) == ["Benutzername oder Passwort stimmt nicht."]


async def test_what_was_typed_stays_but_not_the_password(client):
    response = await client.sign_in("maren", "geheim und falsch", next="/konto")
    assert soup(response).find(id="login")["value"] == "maren"
    assert soup(response).find("input", {"name": "next"})["value"] == "/konto"
    assert "geheim und falsch" not in response.text


async def test_empty_fields_each_get_a_sentence(client):
    assert len(sentences(await client.sign_in("", ""))) == 2


async def test_signing_in_leads_back_to_the_page_that_was_wanted(client, counsellor):
    asked = await client.get("/vorgaenge?status=open&seite=2")
    assert asked.status_code == 303
    form = await client.get(asked.headers["location"])
    wanted = soup(form).find("input", {"name": "next"})["value"]
    response = await client.sign_in(counsellor.login, next=wanted)
    assert response.headers["location"] == "/vorgaenge?status=open&seite=2"


@pytest.mark.parametrize(
    "target",
    [
        "https://boese.example",
        "//boese.example",
        "/\\boese.example",
        "\\\\boese.example",
        "javascript:alert(1)",
        "boese.example",
        "/\tx",
        "/anmelden?next=/anmelden",
        "",
    ],
)
async def test_signing_in_never_leads_to_another_site(client, counsellor, target):
    response = await client.sign_in(counsellor.login, next=target)
    assert response.headers["location"] == "/"


async def test_signing_out_ends_the_session_on_the_server(client, counsellor):
    await client.sign_in(counsellor.login)
    token = client.cookies["geleit"]
    response = await client.submit("/abmelden")
    assert response.headers["location"] == "/anmelden"
    client.cookies.set("geleit", token)
    assert (await client.get("/konto")).status_code == 303


async def test_each_sign_in_gets_a_new_token_and_ends_the_old(client, counsellor):
    await client.sign_in(counsellor.login)
    first = client.cookies["geleit"]
    await client.sign_in(counsellor.login)
    assert client.cookies["geleit"] != first
    client.cookies.clear()
    client.cookies.set("geleit", first)
    assert (await client.get("/konto")).status_code == 303


async def test_a_forged_token_is_nobodys(client):
    client.cookies.set("geleit", "x" * 43)
    assert (await client.get("/konto")).status_code == 303


async def test_a_closed_account_is_signed_out_at_once(client, counsellor, database):
    await client.sign_in(counsellor.login)
    async with database.worker() as session:
        row = await session.get_one(type(counsellor), counsellor.id)
        row.active = False
        session.add(row)
    assert (await client.get("/konto")).status_code == 303
    assert (await client.sign_in(counsellor.login)).status_code == 422


async def test_a_session_nobody_uses_ends(app: FastAPI, client, counsellor):
    await client.sign_in(counsellor.login)
    app.dependency_overrides[clock] = lambda: datetime.now(UTC) + timedelta(hours=9)
    try:
        assert (await client.get("/konto")).status_code == 303
    finally:
        app.dependency_overrides.clear()


async def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(client, counsellor):
    response = await client.sign_in(counsellor.login)
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("geleit=")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))


async def test_over_https_the_cookie_has_the_strict_name(settings: Settings, counsellor):
    secure = settings.model_copy(update={"base_url": "https://geleit.example"})
    async with Visitor(create_app(secure), secure) as visitor:
        response = await visitor.post("/anmelden", data={"login": counsellor.login, "password": PASSWORD})
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("__Host-geleit=")
    assert "Secure" in cookie
    assert "Domain" not in cookie
    assert response.headers["strict-transport-security"]


async def test_guessing_is_slowed_down(settings: Settings, counsellor):
    app = create_app(settings)
    async with Visitor(app, settings) as visitor:
        for _ in range(10):
            assert (await visitor.sign_in(counsellor.login, "geraten")).status_code == 422
        response = await visitor.sign_in(counsellor.login)
        assert response.status_code == 429
        assert 0 < int(response.headers["retry-after"]) <= 300
        assert "Zu viele Fehlversuche" in sentences(response)[0]
    await app.state.services.database.close()


async def test_one_slowed_down_login_does_not_hinder_a_colleague(settings: Settings, counsellor, supervisor):
    app = create_app(settings)
    async with Visitor(app, settings) as visitor:
        for _ in range(11):
            await visitor.sign_in(counsellor.login, "geraten")
        assert (await visitor.sign_in(supervisor.login)).status_code == 303
    await app.state.services.database.close()


async def test_guessing_many_logins_from_one_address_is_slowed_down(settings: Settings, counsellor):
    app = create_app(settings)
    async with Visitor(app, settings) as visitor:
        for number in range(50):
            await app.state.services.throttle.failed(f"konto-{number}", "127.0.0.1")
        assert (await visitor.sign_in(counsellor.login)).status_code == 429
    await app.state.services.database.close()


async def test_signing_in_twice_redirects(client, counsellor):
    await client.sign_in(counsellor.login)
    response = await client.get("/anmelden?next=/konto")
    assert response.status_code == 303
    assert response.headers["location"] == "/konto"


@pytest.fixture
def demo_settings(settings, tmp_path, counsellor):
    """Return the settings of a demo on one's own machine that has made this account."""
    logins = [
        {"role": "counsellor", "name": counsellor.name, "login": counsellor.login, "password": PASSWORD}
    ]
    (tmp_path / "demo-logins.json").write_text(json.dumps(logins), encoding="utf-8")
    return settings.model_copy(update={"demo": True, "data": tmp_path, "base_url": "http://127.0.0.1:8000"})


async def test_the_demo_offers_its_users_and_signs_them_in(demo_settings, counsellor):
    app = create_app(demo_settings)
    async with Visitor(app, demo_settings) as visitor:
        page = await visitor.get("/anmelden")
        button = soup(page).select_one(".demo-users button")
        assert button.get_text(strip=True) == f"Beratung: {counsellor.name}"
        assert PASSWORD not in page.text
        response = await visitor.post("/anmelden", data={"demo": button["value"], "next": "/"})
        assert response.status_code == 303
        assert counsellor.name in (await visitor.get("/konto")).text


@pytest.mark.parametrize("change", [{"demo": False}, {"base_url": "https://geleit.example.org"}])
async def test_no_users_are_offered_unless_the_demo_made_them_here(demo_settings, counsellor, change):
    settings = demo_settings.model_copy(update=change)
    async with Visitor(create_app(settings), settings) as visitor:
        assert not soup(await visitor.get("/anmelden")).select(".demo-users")
        response = await visitor.post("/anmelden", data={"demo": counsellor.login})
        assert response.status_code == 422
