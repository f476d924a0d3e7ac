"""From a list to a departure and back: the list keeps its filter, and one goes through it from inside."""

import pytest

from geleit.domain.lifecycle.commands.stop import StopDeparture
from tests.fixtures.store import actor_of
from tests.web.lists import due_in, links, one, words


@pytest.fixture
def due(act, make_departure, counsellor):
    async def due(days, **fields):
        return await due_in(days, act, make_departure, counsellor, **fields)

    return due


async def test_it_works(due, counsellor, sign_in):
    first, second, third = [await due(days) for days in (1, 2, 3)]
    visitor = await sign_in(counsellor)
    start = links(await visitor.get("/vorgaenge?status=laufend&sortierung=faellig"), "tbody a")
    response = await visitor.get(start[second.number])
    trail = one(response, ".trail")
    assert words(trail) == "Vorgänge (2 von 3) voriger nächster"
    assert trail["data-departure"] == second.number
    assert one(response, ".trail a")["href"] == "/vorgaenge?status=laufend&sortierung=faellig"
    following = one(await visitor.get(one(response, ".trail a[rel=next]")["href"]), ".trail")
    assert following["data-departure"] == third.number
    assert words(following).startswith("Vorgänge (3 von 3)")
    before = one(await visitor.get(one(response, ".trail a[rel=prev]")["href"]), ".trail")
    assert before["data-departure"] == first.number


async def test_the_filter_decides_what_is_next(due, counsellor, sign_in):
    one_country = [await due(days, destination="GE") for days in (1, 3)]
    await due(2, destination="IQ")
    visitor = await sign_in(counsellor)
    start = links(await visitor.get("/vorgaenge?land=GE"), "tbody a")
    response = await visitor.get(start[one_country[0].number])
    following = one(await visitor.get(one(response, ".trail a[rel=next]")["href"]), ".trail")
    assert following["data-departure"] == one_country[1].number


async def test_tasks_lead_on_to_the_next_step(due, counsellor, sign_in):
    first, second = await due(-2), await due(-1)
    visitor = await sign_in(counsellor)
    start = one(await visitor.get("/aufgaben"), ".work__title a")["href"]
    response = await visitor.get(start)
    assert words(one(response, ".trail")).startswith("Aufgaben (1 von 2)")
    assert one(response, ".trail")["data-departure"] == first.number
    onward = one(response, ".trail a[rel=next]")["href"]
    assert onward == f"/vorgaenge/{second.departure_id}?von=%2Faufgaben#schritt-intake"


async def test_the_way_back_keeps_the_rows_that_were_fetched(due, counsellor, sign_in):
    departure = await due(1)
    visitor = await sign_in(counsellor)
    grown = f"{visitor.base_url}/vorgaenge?land=&zeilen=75"
    address = f"/vorgaenge/{departure.departure_id}?von=%2Fvorgaenge"
    response = await visitor.get(address, headers={"Referer": grown})
    assert one(response, ".trail a")["href"] == "/vorgaenge?land=&zeilen=75"


async def test_a_departure_that_left_the_list_still_leads_back(due, act, counsellor, sign_in):
    departure = await due(1)
    await act(departure.departure_id, StopDeparture, actor=actor_of(counsellor), reason="decided_to_stay")
    visitor = await sign_in(counsellor)
    response = await visitor.get(f"/vorgaenge/{departure.departure_id}?von=/aufgaben")
    assert words(one(response, ".trail")) == "Aufgaben"


@pytest.mark.parametrize(
    "origin",
    ["https://boese.example/", "//boese.example", "/anmelden", "/fristen", "x", "/aufgaben?" + "a" * 2000],
)
async def test_the_way_back_leads_to_lists_of_ours_only(due, counsellor, sign_in, origin):
    departure = await due(1)
    visitor = await sign_in(counsellor)
    response = await visitor.get(f"/vorgaenge/{departure.departure_id}", params={"von": origin})
    assert one(response, ".trail a")["href"] == "/vorgaenge"


async def test_a_list_of_somebody_elses_tasks_is_not_read(due, counsellor, supervisor, sign_in):
    departure = await due(1)
    visitor = await sign_in(counsellor)
    origin = f"/aufgaben?beraterin={supervisor.id}"
    response = await visitor.get(f"/vorgaenge/{departure.departure_id}", params={"von": origin})
    assert response.status_code == 200
    assert words(one(response, ".trail")) == "Aufgaben"
