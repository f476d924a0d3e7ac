import pytest

from geleit.domain.parties import Role
from tests.fixtures.web import soup
from tests.web.lists import words
from web.ui.navigation import home_of, navigation


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.COUNSELLOR, "/aufgaben"),
        (Role.AUTHORITY, "/fristen"),
        (Role.SUPERVISOR, "/ueberfaellig"),
    ],
)
async def test_each_role_begins_the_day_on_its_page(sign_in, make_account, role, home):
    visitor = await sign_in(await make_account(role))
    response = await visitor.get("/")
    assert response.status_code == 303
    assert response.headers["location"] == home == home_of(role)


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.AUTHORITY, Role.SUPERVISOR])
async def test_every_entry_leads_to_a_page_of_that_role(sign_in, make_account, role):
    visitor = await sign_in(await make_account(role))
    for item in navigation(role, "/"):
        assert (await visitor.get(item.href)).status_code == 200, item.href


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/vorgaenge", ["/vorgaenge"]),
        ("/vorgaenge/neu", ["/vorgaenge/neu"]),
        ("/vorgaenge/0b3c/schritte/intake", ["/vorgaenge"]),
        ("/vorgaengeX", []),
        ("/konto", []),
    ],
)
def test_the_nearest_entry_is_the_current_one(path, current):
    assert [item.href for item in navigation(Role.COUNSELLOR, path) if item.current] == current


async def test_an_address_that_leads_nowhere_keeps_the_navigation(counsellor, sign_in, client):
    response = await (await sign_in(counsellor)).get("/gibt-es-nicht")
    assert response.status_code == 404
    assert [words(link) for link in soup(response).select(".site-nav__link")][:2] == [
        "Meine Aufgaben",
        "Vorgänge",
    ]
    assert soup(response).select_one(".site-search")
    assert not soup(await client.get("/gibt-es-nicht")).select(".site-nav__link")


@pytest.mark.parametrize(
    ("role", "action", "label"),
    [
        (Role.COUNSELLOR, "/vorgaenge/suche", "Name oder Nummer"),
        (Role.SUPERVISOR, "/vorgaenge/suche", "Name oder Nummer"),
        (Role.AUTHORITY, "/fristen/suche", "Nummer des Vorgangs"),
    ],
)
async def test_every_page_has_the_search_in_its_header(sign_in, make_account, role, action, label):
    visitor = await sign_in(await make_account(role))
    for path in (home_of(role), "/kalender", "/konto", "/lizenzen"):
        form = soup(await visitor.get(path)).select_one("header form.site-search")
        assert (form["action"], form["method"], words(form.label)) == (action, "post", label)


def test_geleit_itself_has_no_pages():
    assert navigation(Role.SYSTEM, "/") == ()
