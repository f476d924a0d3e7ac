"""Meine Aufgaben over HTTP: the list, who sees it, and completing a step from there."""

from datetime import timedelta

import pytest

from geleit.domain.parties import Party, Role
from geleit.domain.steps.commands import WaitOn
from geleit.domain.steps.state import StepState
from geleit.store.pages.departure import find_departure
from geleit.store.pages.tasks import TaskUrgency
from tests.fixtures.store import actor_of, context_of
from tests.fixtures.web import soup
from tests.web.lists import HTMX, TODAY, due_in, one, tiles, typed, words
from web.tasks import page as tasks_page
from web.ui.filters import datum

GROUPS = ("Überfällig", "In den nächsten 7 Tagen", "Später", "Wartet auf andere")


@pytest.fixture
def due(act, make_departure, counsellor):
    async def due(days, **fields):
        return await due_in(days, act, make_departure, counsellor, **fields)

    return due


@pytest.fixture
def step_of(database, counsellor):
    async def step_of(departure, key="intake"):
        async with database.web(context_of(counsellor)) as session:
            found = await find_departure(session, departure.departure_id)
        assert found is not None
        return found.departure.steps[key]

    return step_of


def lines(response, group):
    section = soup(response).find("section", id=group)
    return [words(line) for line in section.select(".work__line")] if section else []


def form_of(response, departure, key="intake"):
    form = soup(response).find("form", action=f"/vorgaenge/{departure.departure_id}/schritte/{key}/erledigen")
    assert form is not None
    return form


async def test_it_works(due, counsellor, sign_in):
    departure = await due(-3, names=[("Haddad", "Yousef"), ("Haddad", "Amal")], destination="SY")
    visitor = await sign_in(counsellor)
    response = await visitor.get("/aufgaben")
    assert response.status_code == 200
    assert tiles(response) == dict(zip(GROUPS, "1000", strict=True))
    (line,) = lines(response, "ueberfaellig")
    for expected in (
        "Erstgespräch führen",
        f"{departure.number} Haddad, Yousef · 2 Personen · Syrien",
        "Überfällig",
        "Am Zug: Beratungsstelle, seit heute",
        datum(TODAY - timedelta(days=3)),
        "seit 3 Tagen überfällig",
        "Erledigen",
    ):
        assert expected in line
    assert soup(response).find("a", href=f"/vorgaenge/{departure.departure_id}")


async def test_due_today_is_not_overdue(due, counsellor, sign_in):
    await due(0)
    response = await (await sign_in(counsellor)).get("/aufgaben")
    assert lines(response, "ueberfaellig") == []
    assert "heute fällig" in lines(response, "bald")[0]


async def test_the_groups_are_in_the_order_of_urgency(due, act, counsellor, sign_in):
    for days in (-1, 2, 30):
        await due(days)
    waits = await due(4)
    actor = actor_of(counsellor)
    await act(waits.departure_id, WaitOn, actor=actor, step="intake", party=Party.EMBASSY)
    response = await (await sign_in(counsellor)).get("/aufgaben")
    assert [words(heading) for heading in soup(response).select(".worklist__title")] == list(GROUPS)
    assert tiles(response) == dict.fromkeys(GROUPS, "1")
    assert "Wartet auf: Botschaft/Konsulat" in lines(response, "wartet")[0]


async def test_with_nothing_to_do_the_page_says_so(counsellor, sign_in):
    response = await (await sign_in(counsellor)).get("/aufgaben")
    assert "Zurzeit ist nichts zu tun." in words(response)


# Completing


async def test_a_step_is_completed_without_a_script(dispatcher, due, counsellor, sign_in, step_of):
    departure = await due(-3)
    visitor = await sign_in(counsellor)
    form = form_of(await visitor.get("/aufgaben"), departure)
    assert typed(form)["on"] == "heute"
    response = await visitor.submit(str(form["action"]), typed(form))
    assert (response.status_code, response.headers["location"]) == (303, "/aufgaben")
    after = await visitor.get("/aufgaben")
    assert "„Erstgespräch führen“ ist erledigt." in words(soup(after).find(id="meldung"))
    assert lines(after, "ueberfaellig") == []
    assert "Einwilligung einholen" in lines(after, "bald")[0]
    assert (await step_of(departure)).ended_on == TODAY


async def test_htmx_gets_the_line_the_numbers_and_what_has_become_possible(
    dispatcher, due, counsellor, sign_in
):
    departure = await due(-3)
    visitor = await sign_in(counsellor)
    form = form_of(await visitor.get("/aufgaben"), departure)
    response = await visitor.submit(str(form["action"]), typed(form), partial=True)
    assert response.status_code == 200
    answer = soup(response)
    assert not answer.find("html")
    line = answer.find("li", id=form["hx-target"].removeprefix("#"))
    assert "Erledigt Erstgespräch führen" in words(line)
    freed = "Jetzt möglich: „Einwilligung einholen“ und „Rückkehr entscheiden“."
    assert freed in words(line)
    assert freed in words(answer.find("hx-partial", attrs={"hx-target": "#meldung"}))
    assert tiles(response)["Überfällig"] == "0"


async def test_a_note_and_another_day_go_along(dispatcher, due, counsellor, sign_in, step_of):
    departure = await due(-3)
    visitor = await sign_in(counsellor)
    form = form_of(await visitor.get("/aufgaben"), departure)
    sent = typed(form) | {"on": "heute", "note": "Mit Dolmetscherin."}
    assert (await visitor.submit(str(form["action"]), sent)).status_code == 303
    history = await visitor.get(f"/vorgaenge/{departure.departure_id}")
    assert "Mit Dolmetscherin." in words(history)


@pytest.mark.parametrize(
    ("day", "sentence"), [("31.02.2026", "Den 31.02.2026 gibt es nicht."), ("morgen", "Zukunft")]
)
async def test_a_wrong_day_gives_the_line_back_with_what_was_typed(
    dispatcher, due, counsellor, sign_in, step_of, day, sentence
):
    departure = await due(-3)
    visitor = await sign_in(counsellor)
    form = form_of(await visitor.get("/aufgaben"), departure)
    sent = typed(form) | {"on": day, "note": "Bitte behalten"}
    response = await visitor.submit(str(form["action"]), sent, partial=True)
    assert response.status_code == 422
    again = form_of(response, departure)
    assert sentence in words(soup(response).find(id="fehler"))
    assert (typed(again)["on"], typed(again)["note"]) == (day, "Bitte behalten")
    assert one(response, "details").has_attr("open")
    assert (await step_of(departure)).state is StepState.READY


async def test_the_slower_person_sees_the_conflict_and_keeps_what_was_typed(
    dispatcher, due, act, counsellor, sign_in
):
    departure = await due(-3)
    visitor = await sign_in(counsellor)
    form = form_of(await visitor.get("/aufgaben"), departure)
    actor = actor_of(counsellor)
    await act(departure.departure_id, WaitOn, actor=actor, step="intake", party=Party.CLIENT)
    response = await visitor.submit(str(form["action"]), typed(form) | {"note": "Meins"}, partial=True)
    assert response.status_code == 409
    assert "Das wurde inzwischen geändert" in words(soup(response).find(id="fehler"))
    assert typed(form_of(response, departure))["note"] == "Meins"


async def test_a_form_sent_twice_is_carried_out_once(dispatcher, due, counsellor, sign_in):
    departure = await due(-3)
    visitor = await sign_in(counsellor)
    form = form_of(await visitor.get("/aufgaben"), departure)
    first = await visitor.submit(str(form["action"]), typed(form), partial=True)
    second = await visitor.submit(str(form["action"]), typed(form), partial=True)
    assert (first.status_code, second.status_code) == (200, 200)


async def test_a_form_sent_again_with_another_note_comes_back(dispatcher, due, counsellor, sign_in):
    departure = await due(-3)
    visitor = await sign_in(counsellor)
    form = form_of(await visitor.get("/aufgaben"), departure)
    await visitor.submit(str(form["action"]), typed(form) | {"note": "Erst so."}, partial=True)
    given = typed(form) | {"note": "Dann anders."}
    response = await visitor.submit(str(form["action"]), given, partial=True)
    assert response.status_code == 409
    assert "nicht gespeichert" in words(soup(response).find(id="fehler"))
    back = typed(form_of(response, departure))
    assert back["note"] == "Dann anders."
    assert back["request_id"] != given["request_id"]


# Pages


async def test_further_tasks_are_reached_page_by_page(due, counsellor, sign_in, monkeypatch):
    monkeypatch.setattr(tasks_page, "LIMITS", dict.fromkeys(TaskUrgency, 2))
    monkeypatch.setattr(tasks_page, "MORE", 2)
    numbers = {(await due(-days)).number for days in (5, 5, 5, 6, 9)}
    visitor = await sign_in(counsellor)
    response = await visitor.get("/aufgaben")
    seen = lines(response, "ueberfaellig")
    assert len(seen) == 2
    link = soup(response).select_one("#mehr-ueberfaellig a")
    while link:
        whole = await visitor.get(link["href"])
        part = await visitor.get(link["href"], headers=HTMX)
        assert not soup(part).find("html")
        found = [words(line) for line in soup(part).select(".work__line")]
        assert lines(whole, "ueberfaellig") == found
        seen += found
        link = soup(part).select_one("#mehr-ueberfaellig a")
    assert len(seen) == 5
    assert all(any(number in line for line in seen) for number in numbers)


@pytest.mark.parametrize(
    "query", ["gruppe=quatsch", "gruppe=bald&ab=quatsch", "ab=WzFd", "beraterin=", "beraterin=x"]
)
async def test_an_address_with_nonsense_shows_the_page(due, counsellor, sign_in, query):
    await due(1)
    response = await (await sign_in(counsellor)).get(f"/aufgaben?{query}")
    assert response.status_code == 200
    assert len(lines(response, "bald")) == 1


# Rights


async def test_nobody_is_shown_the_page_without_signing_in(client):
    response = await client.get("/aufgaben")
    assert response.status_code == 303
    assert response.headers["location"].startswith("/anmelden")


async def test_an_authority_is_refused(official, sign_in):
    assert (await (await sign_in(official)).get("/aufgaben")).status_code == 403


async def test_a_counsellor_does_not_see_a_colleagues_tasks(due, office, counsellor, make_account, sign_in):
    await due(-3)
    visitor = await sign_in(await make_account(Role.COUNSELLOR, office))
    assert lines(await visitor.get("/aufgaben"), "ueberfaellig") == []
    assert (await visitor.get(f"/aufgaben?beraterin={counsellor.id}")).status_code == 404


async def test_a_supervisor_chooses_whose_tasks_to_see(dispatcher, due, counsellor, supervisor, sign_in):
    departure = await due(-3)
    visitor = await sign_in(supervisor)
    start = await visitor.get("/aufgaben")
    assert lines(start, "ueberfaellig") == []
    assert soup(start).find("option", value=str(counsellor.id))
    address = f"/aufgaben?beraterin={counsellor.id}"
    response = await visitor.get(address)
    assert "Aufgaben von Maren Petersen" in words(soup(response).h1)
    form = form_of(response, departure)
    done = await visitor.submit(str(form["action"]), typed(form))
    assert (done.status_code, done.headers["location"]) == (303, address)


async def test_counsellors_of_several_offices_are_named_with_their_office(
    counsellor, office, make_office, make_account, sign_in
):
    other = await make_office(name="Beratungsstelle Helgoland")
    there = await make_account(Role.COUNSELLOR, other)
    chief = await make_account(Role.SUPERVISOR, office, offices=[other])
    response = await (await sign_in(chief)).get("/aufgaben")
    assert words(one(response, f'option[value="{there.id}"]')) == "Maren Petersen (Beratungsstelle Helgoland)"
    assert words(one(response, f'option[value="{counsellor.id}"]')).startswith("Maren Petersen (")


async def test_a_supervisor_does_not_reach_into_another_office(supervisor, make_account, sign_in):
    stranger = await make_account()
    visitor = await sign_in(supervisor)
    assert (await visitor.get(f"/aufgaben?beraterin={stranger.id}")).status_code == 404
