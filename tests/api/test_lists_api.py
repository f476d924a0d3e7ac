from datetime import UTC, date, datetime, timedelta

import pytest

from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.parties import Role
from tests.api.conftest import problem
from web.dependencies import clock
from web.ui.rendering import today_in_berlin


async def _numbers(program, url, **parameters):
    """Return every number of a list, page by page."""
    found, after = [], None
    while True:
        response = await program.get(url, params={**parameters, **({"after": after} if after else {})})
        assert response.status_code == 200, response.text
        page = response.json()
        found += [item["number"] for item in page["items"]]
        after = page["next"]
        if after is None:
            return found


async def test_it_works(api, counsellor, make_departure):
    departures = [await make_departure(counsellor) for _ in range(5)]
    program = await api(counsellor)
    assert sorted(await _numbers(program, "/departures", limit=2)) == sorted(d.number for d in departures)
    line = (await program.get("/departures")).json()["items"][0]
    assert line["waiting_step"] == "intake"
    assert line["waiting_on"] == "counsellor"


@pytest.mark.parametrize("sort", ["due", "number", "opened", "faellig", "nummer", "neueste"])
async def test_every_order_shows_each_departure_once(api, counsellor, make_departure, sort):
    departures = [await make_departure(counsellor) for _ in range(3)]
    program = await api(counsellor)
    found = await _numbers(program, "/departures", limit=1, sort=sort)
    assert sorted(found) == sorted(d.number for d in departures)


async def test_filters_narrow_the_list(api, counsellor, make_departure):
    await make_departure(counsellor, destination="GE")
    albania = await make_departure(counsellor, destination="AL")
    program = await api(counsellor)
    assert await _numbers(program, "/departures", destination="AL") == [albania.number]
    assert await _numbers(program, "/departures", destination="AL", status="closed") == []


@pytest.mark.parametrize(
    "parameters",
    [
        {"status": "irgendwie"},
        {"destination": "ge"},
        {"stage": "\x00"},
        {"office": "kiel"},
        {"limit": "0"},
        {"limit": "100000"},
        {"sort": "zufall"},
        {"after": "x" * 201},
    ],
)
async def test_filters_that_make_no_sense_are_refused(api, counsellor, parameters):
    program = await api(counsellor)
    found = problem(await program.get("/departures", params=parameters), 422, "invalid")
    assert found["errors"][0]["field"] == f"query.{next(iter(parameters))}"


async def test_a_forged_place_begins_at_the_beginning(api, counsellor, make_departure):
    departure = await make_departure(counsellor)
    program = await api(counsellor)
    response = await program.get("/departures", params={"after": "ich-bin-kein-platz"})
    assert [item["number"] for item in response.json()["items"]] == [departure.number]


async def test_an_office_sees_its_own_departures_only(api, make_account, make_departure):
    await make_departure(await make_account())
    program = await api(await make_account())
    assert await _numbers(program, "/departures") == []


async def test_one_departure_is_read_with_its_version(api, counsellor, make_departure):
    departure = await make_departure(counsellor)
    program = await api(counsellor)
    response = await program.get(f"/departures/{departure.departure_id}")
    assert response.headers["etag"] == f'"{departure.version}"'
    assert response.headers["cache-control"] == "no-store"
    again = await program.get(
        f"/departures/{departure.departure_id}", headers={"If-None-Match": response.headers["etag"]}
    )
    assert again.status_code == 304
    assert not again.content


async def test_an_authority_sees_deadlines_of_departures_with_consent(
    api, official, authority, counsellor, make_departure
):
    due = DeadlineFact(deadline=DeadlineKind.DEPARTURE, due_on=date(2027, 1, 31))
    seen = await make_departure(counsellor, authority=authority, consent=True, deadlines=(due,))
    await make_departure(counsellor, authority=authority, consent=False, deadlines=(due,))
    await make_departure(counsellor, consent=True, deadlines=(due,))
    program = await api(official)
    items = (await program.get("/deadlines")).json()["items"]
    assert [item["number"] for item in items] == [seen.number]
    assert items[0]["next_deadline_on"] == "2027-01-31"
    assert not {"applicant", "persons", "notes"} & set(items[0])


@pytest.mark.parametrize(
    ("span", "number"), [("all", 1), ("alle", 1), ("month", 1), ("30-tage", 1), ("week", 0), ("7-tage", 0)]
)
async def test_an_authority_chooses_a_span(
    api, official, authority, counsellor, make_departure, span, number
):
    due = DeadlineFact(deadline=DeadlineKind.DEPARTURE, due_on=today_in_berlin() + timedelta(days=20))
    await make_departure(counsellor, authority=authority, consent=True, deadlines=(due,))
    program = await api(official)
    response = await program.get("/deadlines", params={"span": span})
    assert response.status_code == 200, response.text
    assert len(response.json()["items"]) == number


async def test_a_span_that_is_none_is_refused(api, official):
    program = await api(official)
    found = problem(await program.get("/deadlines", params={"span": "bald"}), 422, "invalid")
    assert found["errors"][0]["field"] == "query.span"


async def test_a_supervisor_sees_what_is_overdue(api, supervisor, counsellor, make_departure):
    past = datetime.now(UTC) - timedelta(days=60)
    late = await make_departure(counsellor, now=past)
    await make_departure(counsellor)
    program = await api(supervisor)
    items = (await program.get("/overdue")).json()["items"]
    assert [(item["number"], item["step"]) for item in items] == [(late.number, "intake")]
    assert items[0]["held_up_by"] == "counsellor"
    assert items[0]["days"] > 30
    for age, number in (("days", 0), ("1-7", 0), ("months", 1), ("ab-31", 1)):
        found = (await program.get("/overdue", params={"age": age})).json()["items"]
        assert len(found) == number, age


@pytest.fixture
def passed(make_departure, counsellor):
    """Return a function: ``await passed(9, DeadlineKind.GUEB)`` makes a date that passed nine days ago."""

    async def make(days, kind=DeadlineKind.DULDUNG, **fields):
        due = DeadlineFact(deadline=kind, due_on=today_in_berlin() - timedelta(days=days))
        return await make_departure(counsellor, deadlines=(due,), **fields)

    return make


async def test_a_supervisor_sees_the_deadlines_that_have_passed(api, supervisor, passed):
    late, later = await passed(2), await passed(9, DeadlineKind.GUEB)
    await passed(0)
    program = await api(supervisor)
    found = (await program.get("/overdue")).json()
    assert [(item["number"], item["kind"], item["days"]) for item in found["dates"]] == [
        (later.number, "gueb", 9),
        (late.number, "duldung", 2),
    ]
    first = found["dates"][0]
    gueb = later.deadlines[DeadlineKind.GUEB]
    assert (first["due_on"], first["end_on"]) == (gueb.due_on.isoformat(), gueb.end_on.isoformat())
    assert first["departure_id"] == str(later.departure_id)
    assert first["applicant"] == "Haddad, Yousef"
    assert first["office"]
    only = (await program.get("/overdue", params={"kind": "duldung"})).json()
    assert [item["number"] for item in only["dates"]] == [late.number]


async def test_steps_and_deadlines_go_on_each_by_itself(api, supervisor, counsellor, passed):
    past = datetime.now(UTC) - timedelta(days=60)
    departures = [await passed(days, now=past) for days in (3, 3, 5)]
    program = await api(supervisor)
    first = (await program.get("/overdue", params={"limit": 1})).json()
    assert len(first["items"]) == len(first["dates"]) == 1
    found = {"items": first["items"], "dates": first["dates"]}
    for name, parameter, following in [("items", "after", "next"), ("dates", "dates_after", "next_dates")]:
        place = first[following]
        while place:
            more = (await program.get("/overdue", params={"limit": 1, parameter: place})).json()
            assert [key for key in ("items", "dates") if more[key]] == [name]
            found[name] += more[name]
            place = more[following]
    numbers = sorted(departure.number for departure in departures)
    assert sorted(item["number"] for item in found["items"]) == numbers
    assert sorted(item["number"] for item in found["dates"]) == numbers
    assert [item["days"] for item in found["dates"]] == [5, 3, 3]


async def test_deadlines_of_other_offices_are_nobodys_business(api, make_account, passed):
    await passed(4)
    program = await api(await make_account(Role.SUPERVISOR))
    assert (await program.get("/overdue")).json()["dates"] == []


@pytest.mark.parametrize(
    ("url", "role"),
    [
        ("/departures", Role.AUTHORITY),
        ("/deadlines", Role.COUNSELLOR),
        ("/deadlines", Role.SUPERVISOR),
        ("/overdue", Role.COUNSELLOR),
        ("/overdue", Role.AUTHORITY),
    ],
)
async def test_each_list_is_for_its_role(api, make_account, url, role):
    program = await api(await make_account(role))
    problem(await program.get(url), 403, "not_your_part")


@pytest.mark.parametrize("url", ["/departures", "/deadlines", "/overdue"])
async def test_without_a_token_nothing(api, url):
    program = await api(None)
    problem(await program.get(url), 401, "unauthorised")
    program.headers["Authorization"] = "Bearer geleit_geraten"
    problem(await program.get(url), 401, "unauthorised")


async def test_a_session_cookie_is_no_token(api, sign_in, counsellor):
    visitor = await sign_in(counsellor)
    problem(await visitor.get("/api/v1/departures"), 401, "unauthorised")


async def test_the_token_of_a_closed_account_ends(api, counsellor, database):
    program = await api(counsellor)
    assert (await program.get("/departures")).status_code == 200
    async with database.worker() as session:
        row = await session.get_one(type(counsellor), counsellor.id)
        row.active = False
        session.add(row)
    problem(await program.get("/departures"), 401, "unauthorised")


async def test_a_token_ends_after_a_year(api, app, counsellor):
    program = await api(counsellor)

    inner = next(route.app for route in app.routes if getattr(route, "path", "") == "/api/v1")
    inner.dependency_overrides[clock] = lambda: datetime.now(UTC) + timedelta(days=366)
    try:
        problem(await program.get("/departures"), 401, "unauthorised")
    finally:
        inner.dependency_overrides.clear()


async def test_acting_through_the_interface_needs_no_form_token(api, counsellor):
    program = await api(counsellor)
    response = await program.post("/departures", json={}, headers={"Origin": "https://anderswo.example"})
    problem(response, 422, "invalid")
