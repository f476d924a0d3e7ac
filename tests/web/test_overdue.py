"""Überfällig over HTTP: the overview, the list, and reassigning departures, one or many."""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest

from geleit.domain.dates import BERLIN
from geleit.domain.parties import Party, Role
from geleit.domain.steps.commands import CompleteStep, SetTarget, WaitOn
from geleit.store.pages.departure import find_departure
from tests.fixtures.store import actor_of, context_of
from tests.fixtures.web import soup
from tests.web.lists import TODAY, due_in, links, one, words
from web.overdue import page as overdue_page
from web.overdue.trend import month_ends
from web.ui.filters import datum


@pytest.fixture
def due(act, make_departure, counsellor):
    async def due(days, account=counsellor, **fields):
        return await due_in(days, act, make_departure, account, **fields)

    return due


@pytest.fixture
def colleague(run, make_account, office):
    return run(make_account(Role.COUNSELLOR, office, name="Jonas Brandt"))


@pytest.fixture
def look(supervisor, sign_in):
    async def look(query="", account=supervisor):
        return await (await sign_in(account)).get(f"/ueberfaellig{query}")

    return look


@pytest.fixture
def hand_over(supervisor, sign_in):
    async def hand_over(departures, to, account=supervisor, **more):
        data = {
            "vorgang": [str(departure.departure_id) for departure in departures],
            "wer": str(to.id) if to else "",
            "request_id": str(uuid4()),
            "zurueck": "/ueberfaellig",
        }
        return await (await sign_in(account)).submit("/ueberfaellig/uebergeben", data | more)

    return hand_over


@pytest.fixture
def counsellor_of(database, supervisor):
    async def counsellor_of(departure, account=supervisor):
        async with database.web(context_of(account, departure.office_id)) as session:
            found = await find_departure(session, departure.departure_id)
        assert found is not None
        return found.departure.counsellor_id

    return counsellor_of


def step_rows(response):
    return [words(row) for row in soup(response).select("#liste tbody tr:not(.more-row)")]


def choices(response):
    """Return what each answer of the filter would leave."""
    chips = soup(response).select(".choices .chip")
    return {
        words(chip).partition(" Filter")[0].rpartition(" ")[0]: words(chip.select_one(".count"))
        for chip in chips
    }


def marked(response):
    """Return the answers that are set."""
    return [
        words(chip).partition(" Filter")[0].rpartition(" ")[0]
        for chip in soup(response).select(".choices .chip[aria-current]")
    ]


async def test_it_works(due, act, look, counsellor, office):
    late = await due(-40)
    await due(-3)
    waits = await due(-10)
    await act(waits.departure_id, WaitOn, actor=actor_of(counsellor), step="intake", party=Party.EMBASSY)
    response = await look()
    assert response.status_code == 200
    assert choices(response) == {
        "1–7 Tage": "1",
        "8–30 Tage": "1",
        "mehr als 30 Tage": "1",
        "Wir (Beratungsstelle)": "2",
        "Botschaft/Konsulat": "1",
    }
    first = step_rows(response)[0]
    for expected in (
        late.number,
        "Erstgespräch führen",
        datum(TODAY - timedelta(days=40)),
        "seit 40 Tagen überfällig",
        "Beratungsstelle",
        "Maren Petersen",
    ):
        assert expected in first
    assert soup(response).select_one(f'#liste a[href^="/vorgaenge/{late.departure_id}?von="]')


async def test_due_today_is_not_overdue(due, look):
    await due(0)
    response = await look()
    assert step_rows(response) == []
    assert "Nichts ist überfällig." in words(response)


async def test_filters_work_together_mark_themselves_and_govern_the_page(due, act, look, counsellor):
    await due(-40)
    waits, other = await due(-10), await due(-12)
    for departure, party in ((waits, Party.BAMF), (other, Party.EMBASSY)):
        await act(departure.departure_id, WaitOn, actor=actor_of(counsellor), step="intake", party=party)
    start = await look()
    weeks = links(start, ".choices a")["8–30 Tage 2"]
    response = await look(weeks.removeprefix("/ueberfaellig"))
    assert marked(response) == ["8–30 Tage"]
    assert len(step_rows(response)) == 2
    assert "Wir (Beratungsstelle)" not in choices(response)
    both = await look(links(response, ".choices a")["BAMF 1"].removeprefix("/ueberfaellig"))
    assert marked(both) == ["8–30 Tage", "BAMF"]
    (row,) = step_rows(both)
    assert waits.number in row
    assert words(one(both, ".jump[aria-current]")) == "Schritte 2"
    off = str(one(both, ".choices .chip[aria-current]")["href"])
    assert marked(await look(off.removeprefix("/ueberfaellig"))) == ["BAMF"]
    assert "Hier ist nichts überfällig." in words(await look("?seit=1-7"))


async def test_offices_are_compared_only_where_there_are_several(
    due, look, office, make_office, make_account
):
    other = await make_office()
    await due(-5)
    await due(-5, account=await make_account(Role.COUNSELLOR, other))
    alone = await look(account=await make_account(Role.SUPERVISOR, office))
    assert "Beratungsstelle" not in [words(title) for title in soup(alone).select(".choices__title")]
    chief = await make_account(Role.SUPERVISOR, office, offices=[other])
    response = await look(account=chief)
    assert "Beratungsstelle" in [words(title) for title in soup(response).select(".choices__title")]
    assert len(step_rows(response)) == 2
    assert len(step_rows(await look(f"?stelle={other.id}", account=chief))) == 1


async def test_nothing_is_counted_by_person(due, look, colleague):
    await due(-5)
    await due(-6, account=colleague)
    response = await look()
    overview = words(soup(response).select_one(".choices"))
    for name in ("Petersen", "Brandt"):
        assert name not in overview
    assert "beraterin" not in " ".join(links(response, "main a[href]").values())


async def test_pages_show_every_step_once(due, look, monkeypatch):
    monkeypatch.setattr(overdue_page, "LIMIT", 2)
    numbers = sorted([(await due(-days)).number for days in (3, 3, 3, 9, 80)])
    response = await look()
    seen = step_rows(response)
    while link := soup(response).select_one("#weitere a"):
        response = await look(str(link["href"]).removeprefix("/ueberfaellig"))
        seen += step_rows(response)
    assert sorted(row.split()[0] for row in seen) == numbers


# Handing over


async def test_many_are_handed_over_at_once(dispatcher, due, look, hand_over, colleague, counsellor_of):
    departures = [await due(-days) for days in (1, 2, 3)]
    response = await hand_over(departures, colleague)
    assert (response.status_code, response.headers["location"]) == (303, "/ueberfaellig")
    for departure in departures:
        assert await counsellor_of(departure) == colleague.id
    assert all("Jonas Brandt" in row for row in step_rows(await look()))


async def test_the_answer_names_who_took_over_and_what(dispatcher, due, supervisor, sign_in, colleague):
    departures = [await due(-days) for days in range(1, 7)]
    visitor = await sign_in(supervisor)
    data = {
        "vorgang": [str(departure.departure_id) for departure in departures],
        "wer": str(colleague.id),
        "request_id": str(uuid4()),
        "zurueck": "/ueberfaellig",
    }
    response = await visitor.submit("/ueberfaellig/uebergeben", data, follow_redirects=True)
    numbers = sorted(departure.number for departure in departures)
    said = f"An Jonas Brandt übergeben: {', '.join(numbers[:4])} und 2 weitere."
    assert said in words(soup(response).find(id="meldung"))


async def test_all_rows_are_chosen_at_once_without_a_script(due, look):
    for days in (1, 2, 3):
        await due(-days)
    start = await look()
    assert not soup(start).select("#liste input[checked]")
    everything = links(start, ".handover a")["alle auswählen"]
    response = await look(everything.removeprefix("/ueberfaellig"))
    assert len(soup(response).select("#liste input[checked]")) == 3
    assert "keinen auswählen" in links(response, ".handover a")


async def test_only_counsellors_of_the_offices_shown_are_offered(
    due, look, office, make_office, make_account
):
    other = await make_office()
    there = await make_account(Role.COUNSELLOR, other, name="Jette Claasen")
    chief = await make_account(Role.SUPERVISOR, office, offices=[other])
    await due(-3)
    assert "Jette Claasen" not in words(await look(account=chief))
    await due(-3, account=there)
    response = await look(account=chief)
    groups = {group["data-office"]: words(group) for group in soup(response).select("optgroup")}
    assert groups[str(other.id)] == "Jette Claasen"
    assert "Jette Claasen" not in groups[str(office.id)]


async def test_a_departure_with_two_overdue_steps_is_handed_over_once(
    dispatcher, due, hand_over, colleague, counsellor_of
):
    departure = await due(-3)
    response = await hand_over([departure, departure], colleague)
    assert response.status_code == 303
    assert await counsellor_of(departure) == colleague.id


async def test_what_cannot_be_handed_over_is_named_and_the_rest_goes_over(
    dispatcher, due, hand_over, office, make_office, make_account, colleague, counsellor_of
):
    other = await make_office()
    here = await due(-3)
    theirs = await due(-4, account=await make_account(Role.COUNSELLOR, other))
    chief = await make_account(Role.SUPERVISOR, office, offices=[other])
    response = await hand_over([here, theirs], colleague, account=chief)
    assert response.status_code == 409
    result = words(soup(response).find(id="ergebnis"))
    assert "1 übergeben, 1 nicht" in result
    assert f"{theirs.number} : gehört zu einer anderen Beratungsstelle als Jonas Brandt" in result
    assert await counsellor_of(here) == colleague.id
    assert await counsellor_of(theirs) != colleague.id


async def test_a_supervisor_acts_in_every_office_of_theirs(
    dispatcher, due, hand_over, office, make_office, make_account, counsellor_of
):
    other = await make_office()
    first, second = [await make_account(Role.COUNSELLOR, other) for _ in range(2)]
    theirs = await due(-4, account=first)
    chief = await make_account(Role.SUPERVISOR, office, offices=[other])
    assert (await hand_over([theirs], second, account=chief)).status_code == 303
    assert await counsellor_of(theirs) == second.id


async def test_a_departure_of_a_foreign_office_stays_where_it_is(
    dispatcher, due, hand_over, make_account, colleague, counsellor_of
):
    theirs = await due(-4, account=await make_account())
    before = await counsellor_of(theirs)
    response = await hand_over([theirs], colleague)
    assert response.status_code == 409
    assert "0 übergeben, 1 nicht" in words(soup(response).find(id="ergebnis"))
    assert await counsellor_of(theirs) == before


async def test_choosing_nothing_gets_a_sentence_and_keeps_what_was_typed(due, hand_over, colleague):
    await due(-3)
    response = await hand_over([], colleague)
    assert response.status_code == 422
    assert "Bitte wählen Sie mindestens einen Vorgang aus." in words(soup(response).find(id="fehler"))
    assert one(response, "select[name=wer] option[selected]")["value"] == str(colleague.id)


async def test_without_a_colleague_the_ticks_stay(due, hand_over):
    departure = await due(-3)
    response = await hand_over([departure], None)
    assert response.status_code == 422
    assert one(response, f'input[value="{departure.departure_id}"]').has_attr("checked")


@pytest.mark.parametrize("wrong", ["keine-nummer", ""])
async def test_what_is_no_departure_is_refused(due, hand_over, colleague, wrong):
    await due(-3)
    response = await hand_over([], colleague, vorgang=wrong)
    assert response.status_code == 422


async def test_a_colleague_of_a_foreign_office_is_not_offered(due, hand_over, look, make_account):
    departure = await due(-3)
    stranger = await make_account()
    assert str(stranger.id) not in (await look()).text
    assert (await hand_over([departure], stranger)).status_code == 422


async def test_the_way_back_leads_to_no_other_site(dispatcher, due, hand_over, colleague):
    departure = await due(-3)
    response = await hand_over([departure], colleague, zurueck="https://boese.example/")
    assert response.headers["location"] == "/"


# The last twelve months


async def test_the_trend_counts_what_was_overdue_at_the_end_of_each_month(
    make_departure, act, sign_in, supervisor, counsellor
):
    began = TODAY - timedelta(days=200)
    actor = actor_of(counsellor)
    now = datetime.combine(began, time(12), tzinfo=BERLIN)
    due, ended = TODAY - timedelta(days=150), TODAY - timedelta(days=70)
    for is_over in (True, False):
        departure = await make_departure(counsellor, now=now)
        key = departure.departure_id
        await act(key, SetTarget, actor=actor, now=now, step="intake", target_on=due)
        if is_over:
            await act(key, CompleteStep, actor=actor, step="intake", on=ended)
            for step in ("consent", "decision"):
                await act(key, SetTarget, actor=actor, step=step, target_on=TODAY + timedelta(days=9))
    response = await (await sign_in(supervisor)).get("/ueberfaellig/verlauf")
    rows = [words(row) for row in soup(response).select("tbody tr")]
    assert rows == [
        f"{datum(day)} {0 if day <= due else 2 if day < ended else 1}" for day in month_ends(TODAY)
    ]
    assert soup(response).select_one("svg title").get_text() == "Überfällige Schritte am Ende jedes Monats"


# Rights


async def test_nobody_is_shown_the_page_without_signing_in(client):
    assert (await client.get("/ueberfaellig")).status_code == 303


async def test_counsellors_and_authorities_are_refused(due, look, hand_over, counsellor, official, colleague):
    departure = await due(-3)
    for account in (counsellor, official):
        assert (await look(account=account)).status_code == 403
        assert (await hand_over([departure], colleague, account=account)).status_code == 403


async def test_another_offices_supervisor_sees_nothing_of_it(due, look, make_account):
    await due(-3)
    assert step_rows(await look(account=await make_account(Role.SUPERVISOR))) == []
