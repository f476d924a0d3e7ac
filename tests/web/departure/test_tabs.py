"""How the page of a departure is laid out: tabs with addresses, forms on demand, asking again, the sheet."""

from datetime import timedelta

import pytest
from bs4 import Tag

from geleit.domain.parties import Party
from geleit.domain.steps.commands import CompleteStep, FailStep, WaitOn
from tests.fixtures.store import actor_of
from tests.fixtures.web import sentences, soup
from tests.web.departure.forms import address, detail, fill_in, form_of, look, part, words
from web.departure.sections import ON_THE_DEPARTURE, TABS
from web.ui.rendering import today_in_berlin

TODAY = today_in_berlin()
FAMILY = [("Haddad", "Yousef"), ("Haddad", "Amal"), ("Haddad", "Nour")]
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def family(run, counsellor, make_departure, act):
    """Make a family whose passports are at the embassy."""
    departure = run(make_departure(counsellor, names=FAMILY))
    actor = actor_of(counsellor)
    for key in ("intake", "consent", "decision"):
        run(act(departure.departure_id, CompleteStep, actor=actor, step=key, on=TODAY))
    for key in ("travel_document-1", "travel_document-2", "travel_document-3"):
        run(act(departure.departure_id, WaitOn, actor=actor, step=key, party=Party.EMBASSY))
    return departure


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.slug or "first")
async def test_every_tab_has_an_address_of_its_own(counsellor, make_departure, sign_in, tab):
    departure = await make_departure(counsellor)
    page = soup(await (await sign_in(counsellor)).get(tab.address(address(departure))))
    current = page.select(".tabs [aria-current]")
    assert [link["href"] for link in current] == [tab.address(address(departure))]
    assert part(page, "schritt-intake")


def test_no_tab_has_the_address_of_an_action():
    assert not {tab.slug for tab in TABS} & {*ON_THE_DEPARTURE, "schritte", "drucken", "ereignisse"}


async def test_side_lines_lead_to_something_that_is_there(counsellor, authority, make_departure, sign_in):
    departure = await make_departure(counsellor, authority=authority, consent=True)
    visitor = await sign_in(counsellor)
    page = soup(await visitor.get(address(departure)))
    lines = page.select(".side a")
    assert 4 <= len(lines) <= 8
    for line in lines:
        url, _hash, place = str(line["href"]).partition("#")
        assert part(soup(await visitor.get(url)), place)


async def test_after_an_action_one_is_in_the_tab_one_came_from(
    dispatcher, counsellor, authority, make_departure, sign_in
):
    departure = await make_departure(counsellor, authority=authority)
    visitor = await sign_in(counsellor)
    page = soup(await visitor.get(address(departure, "vorgang")))
    response = await fill_in(visitor, page, "form-einwilligung", on="heute")
    assert response.headers["location"] == address(departure, "vorgang")
    page = soup(await visitor.get(address(departure, "vorgang")))
    visitor.headers["HX-Current-URL"] = f"http://test{address(departure, 'vorgang')}"
    answer = await fill_in(visitor, page, "form-angaben-berichtigen", partial=True, destination="Armenien")
    current = soup(answer).select(".tabs [aria-current]")
    assert [link["href"] for link in current] == [address(departure, "vorgang")]


async def test_the_menu_of_a_step_is_loaded_when_it_is_wanted(counsellor, make_departure, sign_in):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = soup(await visitor.get(address(departure)))
    link = part(page, "aktionen-intake").find("a")
    assert isinstance(link, Tag)
    assert link["href"] == address(departure, "schritte", "intake")  # without a script
    menu = soup(await visitor.get(str(link["hx-get"]), headers=PART))
    assert menu.find("html") is None
    assert "Zieldatum setzen" in words(menu)
    target = next(one for one in menu.find_all("a") if one.get_text() == "Zieldatum setzen")
    slot = soup(await visitor.get(str(target["hx-get"]), headers=PART))
    assert part(slot, "platz-intake").find(id="form-intake-ziel")
    assert part(page, "platz-intake")


async def test_asking_again_writes_the_note_and_reminds_in_two_weeks(
    dispatcher, counsellor, make_departure, act, sign_in, database
):
    departure = await make_departure(counsellor)
    for key in ("intake", "decision"):
        await act(departure.departure_id, CompleteStep, actor=actor_of(counsellor), step=key, on=TODAY)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    response = await fill_in(
        visitor, page, "form-travel_document-1-nachfassen", note="Frau Schmidt meldet sich."
    )
    assert response.status_code == 303, sentences(response)
    step = (await detail(database, counsellor, departure)).departure.steps["travel_document-1"]
    assert (step.followed_up_on, step.target_on) == (TODAY, TODAY + timedelta(days=14))
    page = await look(visitor, departure)
    day = (TODAY + timedelta(days=14)).strftime("%d.%m.%Y")
    assert f"Nachgefragt. Wir erinnern Sie am {day}." in words(part(page, "meldung"))
    history = words(part(page, "verlauf"))
    assert f"Nachgefragt: „Reisedokument beschaffen“. Wiedervorlage am {day}." in history.replace(
        " (Yousef)", ""
    )
    assert "Frau Schmidt meldet sich." in words(part(page, "schritt-travel_document-1"))


async def test_those_ticked_are_asked_again_together(dispatcher, counsellor, family, sign_in, database):
    visitor = await sign_in(counsellor)
    url = address(family, "nachfassen") + "?step=travel_document-1&step=travel_document-3"
    page = soup(await visitor.get(url))
    ticked = [box["value"] for box in form_of(page, "form-nachfassen").select("input[checked]")]
    assert ticked == ["travel_document-1", "travel_document-3"]
    response = await fill_in(visitor, page, "form-nachfassen", step=ticked, note="Konsulat angerufen.")
    assert response.status_code == 303, sentences(response)
    steps = (await detail(database, counsellor, family)).departure.steps
    assert [steps[f"travel_document-{number}"].followed_up_on for number in (1, 2, 3)] == [TODAY, None, TODAY]
    history = words(part(await look(visitor, family), "verlauf"))
    assert history.count("Konsulat angerufen.") == 1


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [([], "Bitte kreuzen Sie an, für wen."), (["closure"], "Bitte wählen Sie nur Schritte aus der Liste.")],
)
async def test_completing_several_wants_some_that_are_open(
    dispatcher, counsellor, family, sign_in, chosen, sentence
):
    visitor = await sign_in(counsellor)
    page = await look(visitor, family)
    response = await fill_in(visitor, page, "form-erledigen", step=chosen)
    assert response.status_code == 422
    assert sentence in " ".join(sentences(response))


async def test_a_step_that_failed_has_its_line_and_its_cell_but_one_id(counsellor, family, act, sign_in):
    failed = {"actor": actor_of(counsellor), "step": "travel_document-3", "note": "Urkunde fehlt."}
    await act(family.departure_id, FailStep, **failed)
    page = soup(await (await sign_in(counsellor)).get(address(family)))
    assert [found.name for found in page.find_all(id="schritt-travel_document-3")] == ["article"]
    assert "Gescheitert" in words(page.find("form", class_="matrix"))
    choices = page.find("ul", class_="why__choices")
    assert "Noch einmal versuchen" in words(choices)


async def test_the_sheet_has_what_one_takes_along_and_more_by_choice(counsellor, family, sign_in):
    visitor = await sign_in(counsellor)
    page = soup(await visitor.get(address(family, "drucken")))
    shown = words(page)
    for wanted in (
        family.number,
        "Warum wartet es?",
        "Offene Schritte",
        "Amal Haddad",
        "Termine und Fristen",
    ):
        assert wanted in shown
    assert page.find("svg", class_="gantt") is None
    assert "Vorgang angelegt" not in shown
    page = soup(await visitor.get(address(family, "drucken") + "?mit=bilder&mit=verlauf"))
    assert page.find("svg", class_="gantt")
    assert "Vorgang angelegt" in words(page)
