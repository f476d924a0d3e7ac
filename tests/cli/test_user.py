"""`geleit user` and `geleit office`."""

import asyncio
import json

import pytest

from geleit.cli.user import AccountRole
from geleit.domain.parties import Role
from tests.fixtures.store import PASSWORD
from tests.fixtures.terminal import invoke

NEW = "fahrrad dämmerung zollstock"


@pytest.fixture
def geleit(settings, monkeypatch):
    monkeypatch.setattr("geleit.settings.load_settings", lambda: settings)

    def call(*arguments, typed=NEW, status=0):
        result = invoke(arguments, typed=f"{typed}\n")
        assert result.exit_code == status, result.output
        return result.output

    return call


@pytest.fixture
def at_terminal(geleit):
    """Return the same for tests that run in an event loop: the command brings its own."""

    async def call(*arguments, **more):
        return await asyncio.to_thread(geleit, *arguments, **more)

    return call


@pytest.fixture
def login(counsellor):
    return f"neu-{counsellor.login}"


async def test_it_works(at_terminal, login, office, client):
    await at_terminal(
        "user",
        "add",
        login.upper(),
        "--name",
        "Jette Claasen",
        "--role",
        "counsellor",
        "--office",
        office.name,
    )
    assert (await client.sign_in(login, NEW)).status_code == 303
    assert "Jette Claasen" in (await client.get("/konto")).text


async def test_a_supervisor_has_several_offices(at_terminal, login, office, run, make_office, client):
    other = await make_office()
    await at_terminal(
        *("user", "add", login, "--name", "O", "--role", "supervisor"),
        *("--office", office.name, "--office", other.name),
    )
    await client.sign_in(login, NEW)
    page = (await client.get("/konto")).text
    assert office.name in page
    assert other.name in page


def test_an_authority_nobody_has_named_before_is_made_with_its_land(geleit, login):
    arguments = ("user", "add", login, "--name", "P", "--role", "authority", "--authority", f"Amt {login}")
    assert "create it with --land" in geleit(*arguments, status=2)
    assert "can sign in" in geleit(*arguments, "--land", "SH")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--role", "counsellor"), "exactly one --office"),
        (("--role", "supervisor"), "at least one --office"),
        (("--role", "authority"), "one --authority"),
        (("--role", "counsellor", "--office", "Nirgendwo"), "there is no office Nirgendwo"),
    ],
)
def test_places_that_do_not_fit_are_refused(geleit, login, arguments, sentence):
    assert sentence in geleit("user", "add", login, "--name", "X", *arguments, status=2)


def test_every_role_but_the_systems_can_be_given(geleit, login):
    assert {*AccountRole} == {*Role} - {Role.SYSTEM}
    assert "system" not in geleit("user", "add", "--help")
    arguments = ("user", "add", login, "--name", "X")
    refused = geleit(*arguments, "--role", "system", status=2)
    assert "counsellor" in refused
    assert login not in geleit("user", "list")


def test_a_login_is_given_once(geleit, counsellor, office):
    arguments = ("--name", "X", "--role", "counsellor", "--office", office.name)
    assert "is taken" in geleit("user", "add", counsellor.login, *arguments, status=2)


def test_a_weak_password_is_refused(geleit, login, office):
    arguments = ("--name", "X", "--role", "counsellor", "--office", office.name)
    output = geleit("user", "add", login, *arguments, typed="kurz", status=2)
    assert "mindestens 15 Zeichen" in output


async def test_a_new_password_signs_out_everywhere(at_terminal, counsellor, sign_in, client):
    visitor = await sign_in(counsellor)
    await at_terminal("user", "password", counsellor.login)
    assert (await visitor.get("/konto")).status_code == 303
    assert (await client.sign_in(counsellor.login, PASSWORD)).status_code == 422
    assert (await client.sign_in(counsellor.login, NEW)).status_code == 303


async def test_a_closed_account_is_out_at_once(at_terminal, counsellor, sign_in):
    visitor = await sign_in(counsellor)
    token = (await at_terminal("user", "token", counsellor.login)).strip()
    headers = {"Authorization": f"Bearer {token}"}
    assert (await visitor.get("/api/v1/departures", headers=headers)).status_code == 200
    await at_terminal("user", "close", counsellor.login)
    assert (await visitor.get("/konto")).status_code == 303
    assert (await visitor.get("/api/v1/departures", headers=headers)).status_code == 401


async def test_tokens_can_be_withdrawn(at_terminal, counsellor, client):
    token = (await at_terminal("user", "token", counsellor.login, "--name", "Abgleich")).strip()
    assert token.startswith("geleit_")
    headers = {"Authorization": f"Bearer {token}"}
    assert (await client.get("/api/v1/departures", headers=headers)).status_code == 200
    assert "1 tokens ended" in await at_terminal("user", "token", counsellor.login, "--withdraw")
    assert (await client.get("/api/v1/departures", headers=headers)).status_code == 401


def test_accounts_are_listed(geleit, counsellor):
    assert counsellor.login in geleit("user", "list")
    found = {each["login"]: each for each in json.loads(geleit("user", "list", "--json"))}
    assert found[counsellor.login] == {
        "login": counsellor.login,
        "name": counsellor.name,
        "role": "counsellor",
        "active": True,
    }


@pytest.mark.parametrize("command", ["password", "close", "token"])
def test_unknown_accounts_are_named(geleit, command):
    assert "there is no account niemand" in geleit("user", command, "niemand", status=2)


def test_an_office_is_made_once(geleit, login):
    arguments = ("office", "add", f"Stelle {login}", "--land", "SH", "--prefix", login[-3:])
    assert "can be chosen" in geleit(*arguments)
    assert "exists already" in geleit(*arguments, status=2)
    assert f"Stelle {login}" in geleit("office", "list")


@pytest.mark.parametrize(("name", "prefix"), [("", "KI"), (" ", "KI"), ("Kiel", ""), ("Kiel", "K-1")])
def test_an_office_without_a_name_or_letters_is_not_made(geleit, name, prefix):
    before = geleit("office", "list")
    assert "the name and the prefix are required" in geleit(
        "office", "add", name, "--land", "SH", "--prefix", prefix, status=2
    )
    assert geleit("office", "list") == before


@pytest.mark.parametrize(("login", "name"), [("", "Jette"), (" ", "Jette"), ("jette", " ")])
def test_an_account_without_a_login_or_a_name_is_not_made(geleit, office, login, name):
    arguments = ("user", "add", login, "--name", name, "--role", "counsellor", "--office", office.name)
    assert "has a login and a --name" in geleit(*arguments, status=2)
