"""Meine Aufgaben over HTTP: the list, who sees it, and completing a step from there."""

from datetime import timedelta

import pytest

from geleit.domain.parties import Party, Role
from geleit.domain.steps.commands import CompleteStep, FailStep, WaitOn
from geleit.domain.steps.state import StepState
from geleit.store.pages.departure import find_departure
from geleit.store.pages.tasks import WorkList
from tests.fixtures.store import actor_of, context_of
from tests.fixtures.web import soup
from tests.web.lists import HTMX, TODAY, due_in, one, typed, words
from web.tasks import page as tasks_page
from web.ui.filters import datum

LISTS = ("Ich bin dran", "Nachfassen", "Läuft")


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


def lines(response, name):
    section = soup(response).find("section", id=name)
    return [words(line) for line in section.select(".work__line")] if section else []


def counts(response):
    """Return what the page says of the length of each list."""
    return {
        words(link).rpartition(" ")[0]: words(link).rpartition(" ")[2]
        for link in soup(response).select(".jump")
    }


def form_of(response, departure, key="intake"):
    form = soup(response).find("form", action=f"/vorgaenge/{departure.departure_id}/schritte/{key}/erledigen")
    assert form is not None
    return form


async def test_it_works(due, counsellor, sign_in):
    departure = await due(-3, names=[("Haddad", "Yousef"), ("Haddad", "Amal")], destination="SY")
    visitor = await sign_in(counsellor)
    response = await visitor.get("/aufgaben")
    assert response.status_code == 200
    assert counts(response) == dict(zip(LISTS, "100", strict=True))
    (line,) = lines(response, "dran")
    assert line.startswith("Sie seit heute Erstgespräch führen")
    for expected in (
        f"{departure.number} Haddad, Yousef · 2 Personen · Syrien",
        datum(TODAY - timedelta(days=3)),
        "seit 3 Tagen überfällig",
        "Erledigen",
    ):
        assert expected in line


async def test_a_tasks_link_leads_to_its_step_and_knows_the_list(due, counsellor, sign_in):
    departure = await due(-3)
    visitor = await sign_in(counsellor)
    link = one(await visitor.get("/aufgaben"), ".work__title a")["href"]
    assert link == f"/vorgaenge/{departure.departure_id}?von=%2Faufgaben#schritt-intake"
    assert one(await visitor.get(link), "#schritt-intake")


async def test_due_today_is_not_overdue(due, counsellor, sign_in):
    await due(0)
    response = await (await sign_in(counsellor)).get("/aufgaben")
    assert lines(response, "nachfassen") == []
    assert "heute fällig" in lines(response, "dran")[0]


async def test_the_three_lists_say_whose_turn_it_is(due, act, counsellor, sign_in):
    actor = actor_of(counsellor)
    mine, late, early = await due(-1), await due(-2), await due(20)
    for waits in (late, early):
        await act(waits.departure_id, WaitOn, actor=actor, step="intake", party=Party.EMBASSY)
    response = await (await sign_in(counsellor)).get("/aufgaben")
    titles = [words(heading) for heading in soup(response).select(".worklist__title")]
    assert [title.startswith(name) for title, name in zip(titles, LISTS, strict=True)] == [True] * 3
    assert counts(response) == dict.fromkeys(LISTS, "1")
    for name, departure in (("dran", mine), ("nachfassen", late), ("laeuft", early)):
        (line,) = lines(response, name)
        assert departure.number in line
    assert lines(response, "laeuft")[0].startswith("Botschaft/Konsulat seit heute")


async def test_a_refusal_is_ones_own_turn_until_it_is_decided_how_to_go_on(due, act, counsellor, sign_in):
    departure = await due(-3)
    actor = actor_of(counsellor)
    await act(departure.departure_id, FailStep, actor=actor, step="intake", note="Nicht erschienen.")
    response = await (await sign_in(counsellor)).get("/aufgaben")
    (line,) = lines(response, "dran")
    assert line.startswith("Sie seit heute Wie geht es weiter? Gescheitert: Erstgespräch führen")
    decide = one(response, "#dran .work__act")
    assert words(decide) == "Entscheiden"
    assert decide["href"] == f"/vorgaenge/{departure.departure_id}?von=%2Faufgaben#warum"


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
    assert lines(after, "dran") == []
    assert "Einwilligung einholen" in " ".join(lines(after, "laeuft"))
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
    assert "Jetzt möglich: Einwilligung einholen , Rückkehr entscheiden" in words(line)
    assert f"/vorgaenge/{departure.departure_id}?von=%2Faufgaben#schritt-consent" in str(line)
    freed = "Jetzt möglich: „Einwilligung einholen“ und „Rückkehr entscheiden“."
    assert freed in words(answer.find("hx-partial", attrs={"hx-target": "#meldung"}))
    assert counts(response) == dict(zip(LISTS, "002", strict=True))


async def test_what_came_free_for_oneself_is_a_task_below_the_line_at_once(
    dispatcher, due, act, counsellor, sign_in
):
    departure = await due(-3)
    actor = actor_of(counsellor)
    for step in ("intake", "consent"):
        await act(departure.departure_id, CompleteStep, actor=actor, step=step, on=TODAY)
    visitor = await sign_in(counsellor)
    form = form_of(await visitor.get("/aufgaben"), departure, "decision")
    response = await visitor.submit(str(form["action"]), typed(form), partial=True)
    below = soup(response).find("hx-partial", attrs={"hx-swap": "afterend"})
    assert below["hx-target"] == form["hx-target"]
    assert [words(title) for title in below.select(".work__title")] == ["Förderung beantragen"]
    assert form_of(response, departure, "funding_application")


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


async def test_a_form_sent_twice_is_executed_once(dispatcher, due, counsellor, sign_in):
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
    monkeypatch.setattr(tasks_page, "LIMITS", dict.fromkeys(WorkList, 2))
    monkeypatch.setattr(tasks_page, "MORE", 2)
    numbers = {(await due(-days)).number for days in (5, 5, 5, 6, 9)}
    visitor = await sign_in(counsellor)
    response = await visitor.get("/aufgaben")
    seen = lines(response, "dran")
    assert len(seen) == 2
    link = soup(response).select_one("#mehr-dran a")
    while link:
        whole = await visitor.get(link["href"])
        part = await visitor.get(link["href"], headers=HTMX)
        assert not soup(part).find("html")
        found = [words(line) for line in soup(part).select(".work__line")]
        assert lines(whole, "dran") == found
        seen += found
        link = soup(part).select_one("#mehr-dran a")
    assert len(seen) == 5
    assert all(any(number in line for line in seen) for number in numbers)


@pytest.mark.parametrize(
    "query", ["gruppe=quatsch", "gruppe=dran&ab=quatsch", "ab=WzFd", "beraterin=", "beraterin=x"]
)
async def test_an_address_with_nonsense_shows_the_page(due, counsellor, sign_in, query):
    await due(1)
    response = await (await sign_in(counsellor)).get(f"/aufgaben?{query}")
    assert response.status_code == 200
    assert len(lines(response, "dran")) == 1


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
    assert lines(await visitor.get("/aufgaben"), "dran") == []
    assert (await visitor.get(f"/aufgaben?beraterin={counsellor.id}")).status_code == 404


async def test_a_supervisor_chooses_whose_tasks_to_see(dispatcher, due, counsellor, supervisor, sign_in):
    departure = await due(-3)
    visitor = await sign_in(supervisor)
    start = await visitor.get("/aufgaben")
    assert lines(start, "dran") == []
    assert soup(start).find("option", value=str(counsellor.id))
    address = f"/aufgaben?beraterin={counsellor.id}"
    response = await visitor.get(address)
    assert "Aufgaben von Maren Petersen" in words(soup(response).h1)
    assert words(one(response, "#dran-titel")).startswith("Maren Petersen ist dran")
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
