"""The lists in a browser: with the keyboard, without losing the place, and for everybody."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from geleit.domain.calendar import Calendar, Land
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.parties import Role
from geleit.domain.steps.commands import SetTarget
from tests.browser.test_every_page import look_closely
from tests.fixtures.store import actor_of
from web.ui.rendering import today_in_berlin

TODAY = today_in_berlin()


@pytest.fixture
def due(run, act, make_departure, counsellor):
    """Return a function that makes departures whose first talk is due in so many days."""

    def due(*days, **fields):
        async def make(day):
            departure = await make_departure(counsellor, **fields)
            await act(
                departure.departure_id,
                SetTarget,
                actor=actor_of(counsellor),
                step="intake",
                target_on=TODAY + timedelta(days=day),
            )
            return departure

        return [run(make(day)) for day in days]

    return due


def test_a_step_is_completed_in_its_line_with_the_keyboard(page, due, counsellor, sign_in_here):
    first, second = due(-5, -3)
    sign_in_here(counsellor)
    page.goto("/aufgaben")
    summary = page.get_by_label(f"Erledigen: Erstgespräch führen, {first.number}")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_value("heute")
    page.keyboard.press("Tab")
    page.keyboard.type("Alles besprochen.")
    page.keyboard.press("Enter")
    status = page.locator("#meldung")
    expect(status).to_contain_text(
        "„Erstgespräch führen“ ist erledigt. Jetzt möglich: „Einwilligung einholen“"
    )
    expect(page.locator(":focus")).to_contain_text("Jetzt möglich")
    expect(page.locator(".jump").first).to_contain_text("1")
    expect(page.get_by_label(f"Erledigen: Erstgespräch führen, {second.number}")).to_be_visible()
    expect(page).to_have_url(re.compile("/aufgaben$"))
    look_closely(page)


def test_a_wrong_day_leaves_everything_typed_in_the_line(page, due, counsellor, sign_in_here, problems):
    due(-5, -3)
    sign_in_here(counsellor)
    page.goto("/aufgaben")
    lines = page.locator(".work__line")
    for line in (lines.first, lines.nth(1)):
        line.locator("summary").click()
    lines.nth(1).get_by_label("Notiz").fill("Noch nicht abgeschickt")
    lines.first.get_by_label("Erledigt am").fill("30.02.2026")
    lines.first.get_by_label("Notiz").fill("Bleibt stehen")
    lines.first.get_by_role("button", name="Erledigt").click()
    expect(page.locator("#fehler")).to_be_focused()
    expect(lines.first.get_by_label("Erledigt am")).to_have_value("30.02.2026")
    expect(lines.first.get_by_label("Notiz")).to_have_value("Bleibt stehen")
    expect(lines.nth(1).get_by_label("Notiz")).to_have_value("Noch nicht abgeschickt")
    look_closely(page)
    problems.clear()


def test_further_tasks_come_below_and_the_focus_goes_to_the_first_of_them(
    page, due, counsellor, sign_in_here
):
    due(*range(20, 37))
    sign_in_here(counsellor)
    page.goto("/aufgaben")
    lines = page.locator("#dran .work__line")
    expect(lines).to_have_count(15)
    page.get_by_role("link", name="Weitere anzeigen: Ich bin dran").click()
    expect(lines).to_have_count(17)
    expect(lines.nth(15).get_by_role("link")).to_be_focused()
    expect(page.get_by_role("link", name="Weitere anzeigen: Ich bin dran")).to_have_count(0)


def test_rows_that_were_fetched_are_still_there_when_one_comes_back(
    page, due, counsellor, sign_in_here, monkeypatch
):
    monkeypatch.setattr("web.departures.page.LIMIT", 2)
    *_others, last = due(*range(1, 6))
    sign_in_here(counsellor)
    page.goto("/vorgaenge?status=laufend")
    lines = page.locator("#treffer tbody tr:not(.more-row)")
    for number in (4, 5):
        page.get_by_role("link", name="Weitere anzeigen").click()
        expect(lines).to_have_count(number)
    expect(page).to_have_url(re.compile(r"/vorgaenge\?status=laufend&zeilen=5$"))
    lines.nth(4).get_by_role("link").click()
    expect(page.get_by_role("main").get_by_text(last.number)).to_be_visible()
    page.go_back()
    expect(lines).to_have_count(5)
    expect(lines.nth(4)).to_contain_text(last.number)


def test_tasks_that_were_fetched_are_still_there_when_one_comes_back(page, due, counsellor, sign_in_here):
    due(*range(20, 37))
    sign_in_here(counsellor)
    page.goto("/aufgaben")
    lines = page.locator("#dran .work__line")
    page.get_by_role("link", name="Weitere anzeigen: Ich bin dran").click()
    expect(lines).to_have_count(17)
    lines.nth(16).get_by_role("link").click()
    expect(page).to_have_url(re.compile("/vorgaenge/"))
    page.go_back()
    expect(lines).to_have_count(17)


def test_filters_work_at_once_stand_in_the_address_and_come_back(page, due, counsellor, sign_in_here):
    due(1, destination="GE")
    (iraq,) = due(2, destination="IQ")
    sign_in_here(counsellor)
    page.goto("/vorgaenge")
    rows = page.locator("#treffer tbody tr")
    expect(rows).to_have_count(2)
    page.get_by_text("Weitere Filter").click()
    page.get_by_label("Zielland").focus()
    page.get_by_label("Zielland").select_option("Irak")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(iraq.number)
    expect(page.locator("#treffer-titel")).to_have_text("1 Vorgang")
    expect(page).to_have_url(re.compile("land=IQ"))
    expect(page.get_by_label("Zielland")).to_be_focused()
    rows.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.go_back()
    expect(rows).to_have_count(1)
    expect(page.get_by_label("Zielland")).to_have_value("IQ")


def test_a_name_with_a_slip_is_found_and_stands_in_no_address(page, due, counsellor, sign_in_here):
    due(3, names=[("Müller", "Jörg")])
    sign_in_here(counsellor)
    page.goto("/vorgaenge")
    page.get_by_label("Name oder Nummer").fill("Mülller")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_have_text("„Mülller“ gibt es nicht genau so")
    look_closely(page)
    page.get_by_role("button", name="Müller").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("1 Vorgang zu „Müller“")
    assert "ller" not in page.url
    look_closely(page)
    page.get_by_role("table").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Müller, Jörg")
    page.go_back()
    expect(page.get_by_role("heading", level=2)).to_have_text("1 Vorgang zu „Müller“")


def test_departures_are_handed_over_with_the_keyboard(
    page, due, run, make_account, office, supervisor, sign_in_here
):
    first, second = due(-9, -2)
    run(make_account(Role.COUNSELLOR, office, name="Jonas Brandt"))
    sign_in_here(supervisor)
    page.goto("/ueberfaellig")
    for departure in (first, second):
        page.get_by_label(re.compile(f"{departure.number} auswählen")).focus()
        page.keyboard.press("Space")
    page.get_by_label("übergeben an").focus()
    page.keyboard.type("Jonas")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Übergeben")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#meldung")).to_contain_text("An Jonas Brandt übergeben: ")
    expect(page.locator("#liste tbody tr").first).to_contain_text("Jonas Brandt")


def test_the_answer_to_an_incomplete_handover_is_accessible(page, due, supervisor, sign_in_here, problems):
    due(-9)
    sign_in_here(supervisor)
    page.goto("/ueberfaellig")
    page.get_by_role("button", name="Übergeben").click()
    expect(page.locator("#fehler")).to_be_focused()
    look_closely(page)
    page.keyboard.press("Escape")  # the menus that were opened to be looked at
    page.locator("#fehler a").last.click()
    expect(page.locator("#liste input[type=checkbox]").first).to_be_focused()
    problems.clear()


def test_an_authority_filters_by_its_tiles(
    page, run, make_departure, counsellor, authority, official, sign_in_here
):
    # A weekend or a holiday would move its end.
    passed_on = Calendar(land=Land.SH).next_open_day(TODAY - timedelta(days=2), backward=True)
    late = DeadlineFact(deadline=DeadlineKind.DEPARTURE, due_on=passed_on)
    near = DeadlineFact(deadline=DeadlineKind.DEPARTURE, due_on=TODAY + timedelta(days=2))
    departures = [
        run(make_departure(counsellor, authority=authority, consent=True, deadlines=(deadline,)))
        for deadline in (near, late)
    ]
    sign_in_here(official)
    page.goto("/fristen")
    rows = page.locator("tbody tr")
    expect(rows.first).to_contain_text(departures[1].number)
    page.get_by_role("link", name="1 Überfällig").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(f"seit {(TODAY - passed_on).days} Tagen überfällig")
    expect(page.get_by_role("link", name="1 Überfällig")).to_have_attribute("aria-current", "true")
