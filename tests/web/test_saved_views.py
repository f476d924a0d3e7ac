"""Ansichten over HTTP: a list with its filter is kept under a name, for oneself or for the office."""

import pytest

from geleit.domain.parties import Role
from tests.fixtures.web import sentences, soup
from tests.web.lists import links, one, rows, typed, words

FILTERED = "/vorgaenge?land=GE"


@pytest.fixture
def colleague(run, make_account, office):
    return run(make_account(Role.COUNSELLOR, office, name="Jonas Brandt"))


async def _save(visitor, name, path=FILTERED, **more):
    form = typed(one(await visitor.get(path), ".views form"))
    return await visitor.submit("/ansichten", {"address": form["address"], "name": name, **more})


async def test_it_works(counsellor, sign_in):
    visitor = await sign_in(counsellor)
    response = await _save(visitor, "Georgien", f"{FILTERED}&zeilen=75")
    assert (response.status_code, response.headers["location"]) == (303, FILTERED)
    after = await visitor.get(FILTERED)
    assert "Die Ansicht ist gespeichert." in words(soup(after).find(id="meldung"))
    assert words(one(after, ".views [aria-current]")) == "Georgien"
    assert links(await visitor.get("/vorgaenge"), ".views__list a") == {"Georgien": FILTERED}
    assert not soup(await visitor.get("/kalender")).select(".views__list")


async def test_a_view_is_private_unless_it_is_shared(counsellor, colleague, sign_in, make_account):
    visitor = await sign_in(counsellor)
    await _save(visitor, "Nur meine")
    await _save(visitor, "Unsere", shared="1")
    other = await sign_in(colleague)
    assert list(links(await other.get("/vorgaenge"), ".views__list a")) == ["Unsere"]
    assert [row.partition(" Löschen")[0] for row in rows(await other.get("/ansichten"))] == [
        "Unsere in der Beratungsstelle geteilt"
    ]
    stranger = await sign_in(await make_account())
    assert links(await stranger.get("/vorgaenge"), ".views__list a") == {}


async def test_only_who_saved_a_view_deletes_it(counsellor, colleague, sign_in):
    visitor = await sign_in(counsellor)
    await _save(visitor, "Unsere", shared="1")
    form = one(await visitor.get("/ansichten"), "tbody form")
    other = await sign_in(colleague)
    assert not soup(await other.get("/ansichten")).select("tbody form")
    assert (await other.submit(str(form["action"]))).status_code == 404
    assert (await visitor.submit(str(form["action"]))).status_code == 303
    assert "Noch keine Ansicht gespeichert." in words(await visitor.get("/ansichten"))


async def test_a_supervisor_shares_with_every_office_of_theirs(
    office, make_office, make_account, counsellor, sign_in
):
    other = await make_office()
    chief = await sign_in(await make_account(Role.SUPERVISOR, office, offices=[other]))
    await _save(chief, "Lange überfällig", "/ueberfaellig?seit=ab-31", shared="1")
    for account in (counsellor, await make_account(Role.COUNSELLOR, other)):
        page = await (await sign_in(account)).get("/ansichten")
        assert links(page, "tbody a") == {"Lange überfällig": "/ueberfaellig?seit=ab-31"}


@pytest.mark.parametrize(
    ("name", "address", "sentence"),
    [
        ("", FILTERED, "füllen Sie"),
        ("x" * 61, FILTERED, "Höchstens 60 Zeichen"),
        ("Suche", "/vorgaenge/suche?gesucht=abc", "lässt sich nicht"),
        ("Fremd", "https://boese.example/", "lässt sich nicht"),
        ("Lang", "/vorgaenge?land=" + "x" * 1000, "lässt sich nicht"),
    ],
)
async def test_what_cannot_be_kept_is_said(counsellor, sign_in, name, address, sentence):
    visitor = await sign_in(counsellor)
    response = await visitor.submit("/ansichten", {"name": name, "address": address})
    assert response.status_code == 422
    assert sentence in " ".join(sentences(response))
    assert rows(await visitor.get("/ansichten")) == []


async def test_authorities_and_strangers_are_refused(official, sign_in, client):
    assert (await (await sign_in(official)).get("/ansichten")).status_code == 403
    assert (await client.get("/ansichten")).status_code == 303
