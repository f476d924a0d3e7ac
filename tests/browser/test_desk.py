"""The lists as a desk to work at: how much is in sight, and what the keys do."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from geleit.domain.deadlines.chain import Source, SourceDocument
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.periods import Period, Unit
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.parties import Party, Role
from geleit.domain.steps.commands import SetTarget, WaitOn
from tests.browser.test_every_page import look_closely
from tests.fixtures.store import actor_of
from web.ui.filters import datum
from web.ui.rendering import today_in_berlin

TODAY = today_in_berlin()
DESK = {"width": 1280, "height": 900}
ROWS = """(css) => [...document.querySelectorAll(css)].map((row) => row.getBoundingClientRect())
  .map(({ top, bottom, height }) => ({ top, bottom, height }))"""


@pytest.fixture
def due(run, act, make_departure, counsellor):
    """Departures whose first talk is due in so many days; ``waits``: somebody else has been asked."""

    def due(*days, waits=None, **fields):
        async def make(day):
            departure = await make_departure(counsellor, **fields)
            actor = actor_of(counsellor)
            target = TODAY + timedelta(days=day)
            await act(departure.departure_id, SetTarget, actor=actor, step="intake", target_on=target)
            if waits:
                await act(departure.departure_id, WaitOn, actor=actor, step="intake", party=waits)
            return departure

        return [run(make(day)) for day in days]

    return due


def test_twelve_tasks_of_48_pixels_are_in_sight(page, due, counsellor, sign_in_here):
    due(-3, -2, 1, 4)
    due(-9, -8, -7, -5, waits=Party.EMBASSY)
    due(20, 21, 22, 23, 24, waits=Party.BAMF)
    sign_in_here(counsellor)
    page.set_viewport_size(DESK)
    page.goto("/aufgaben")
    rows = page.evaluate(ROWS, ".work__line")
    assert {round(row["height"]) for row in rows} == {48}
    assert len([row for row in rows if row["bottom"] <= DESK["height"]]) >= 12
    look_closely(page)


def test_overdue_steps_begin_in_the_first_screen_and_stay_with_their_bar(
    page, due, supervisor, sign_in_here, problems
):
    due(*range(-40, -10), destination="SY")
    sign_in_here(supervisor)
    page.set_viewport_size(DESK)
    page.goto("/ueberfaellig")
    rows = page.evaluate(ROWS, "#liste tbody tr")
    assert rows[0]["top"] < 400
    assert len([row for row in rows if row["bottom"] <= DESK["height"]]) >= 10
    page.get_by_role("link", name="alle auswählen").click()
    expect(page.locator(".handover__count")).to_have_text("30 Vorgänge ausgewählt")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight / 2)")
    expect(page.locator(".handover")).to_be_in_viewport(ratio=1)
    look_closely(page)


def test_only_who_can_take_the_ticked_departures_can_be_chosen(
    page, run, due, make_office, make_account, make_departure, act, office, sign_in_here
):
    other = run(make_office())
    there = run(make_account(Role.COUNSELLOR, other, name="Jette Claasen"))
    chief = run(make_account(Role.SUPERVISOR, office, offices=[other]))
    (here,) = due(-9)

    async def elsewhere():
        departure = await make_departure(there)
        target = TODAY - timedelta(days=8)
        await act(departure.departure_id, SetTarget, actor=actor_of(there), step="intake", target_on=target)

    run(elsewhere())
    sign_in_here(chief)
    page.goto("/ueberfaellig")
    page.get_by_label(re.compile(f"{here.number} auswählen")).check()
    expect(page.locator(f"optgroup[data-office='{other.id}']")).to_be_disabled()
    expect(page.locator(f"optgroup[data-office='{office.id}']")).to_be_enabled()


def test_keys_lead_through_a_list_and_complete_a_step(page, due, counsellor, sign_in_here):
    first, second = due(-5, -3)
    sign_in_here(counsellor)
    page.goto("/aufgaben")
    lines = page.locator(".work__line")
    for key, line in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        expect(lines.nth(line).get_by_role("link")).to_be_focused()
    page.keyboard.press("e")
    expect(lines.first.get_by_label("Erledigt am")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.get_by_label("Name oder Nummer")).to_be_focused()
    page.keyboard.type(second.number)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text("1 Vorgang")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Tasten")).to_be_visible()
    assert first.number != second.number


def test_keys_lead_through_the_departures_of_a_list(page, due, counsellor, sign_in_here):
    first, second = due(1, 2)
    sign_in_here(counsellor)
    page.goto("/vorgaenge?status=laufend")
    page.get_by_role("link", name=first.number).click()
    trail = page.locator(".trail")
    expect(trail).to_contain_text("Vorgänge (1 von 2)")
    page.keyboard.press("j")
    expect(page.locator(f"[data-departure='{second.number}']")).to_be_visible()
    page.keyboard.press("k")
    expect(page.locator(f"[data-departure='{first.number}']")).to_be_visible()
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.matches('#form-notiz textarea')")
    trail.get_by_role("link", name="Vorgänge").click()
    expect(page).to_have_url(re.compile(r"/vorgaenge\?status=laufend"))


def test_the_palette_leads_to_pages_numbers_and_names(page, due, counsellor, sign_in_here):
    (departure,) = due(1, names=[("Müller", "Jörg")])
    sign_in_here(counsellor)
    page.goto(f"/vorgaenge/{departure.departure_id}")
    page.goto("/aufgaben")
    page.keyboard.press("Control+k")
    field = page.get_by_label("Seite oder Vorgang")
    expect(field).to_be_focused()
    expect(page.locator(".palette")).not_to_contain_text("Müller")
    look_closely(page)
    field.fill(departure.number.rpartition("-")[2])
    field.press("Enter")
    expect(page).to_have_url(re.compile(f"/vorgaenge/{departure.departure_id}$"))
    page.wait_for_load_state()  # the keys work once the page is whole
    page.keyboard.press("Control+k")
    page.get_by_label("Seite oder Vorgang").fill("kalen")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/kalender$"))
    page.keyboard.press("Control+k")
    page.get_by_label("Seite oder Vorgang").fill("Müller")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_have_text("1 Vorgang zu „Müller“")
    assert "ller" not in page.url


def test_an_authority_sees_the_new_date_while_it_types(
    page, run, act, make_departure, counsellor, authority, official, sign_in_here
):
    async def make():
        departure = await make_departure(counsellor, authority=authority, consent=True)
        await act(
            departure.departure_id,
            SetDeadline,
            actor=actor_of(counsellor),
            deadline=DeadlineKind.DEPARTURE,
            start=TODAY - timedelta(days=10),
            period=Period(amount=30, unit=Unit.DAYS),
            source=Source(document=SourceDocument.NOTICE, dated=TODAY - timedelta(days=10)),
        )
        return departure

    departure = run(make())
    sign_in_here(official)
    page.goto(f"/fristen/{departure.departure_id}")
    page.get_by_role("link", name="Verlängern").click()
    until = TODAY + timedelta(days=60)
    page.get_by_label("Verlängert bis").fill(datum(until))
    page.keyboard.press("Tab")
    expect(page.locator("#vorschau")).to_contain_text("Ausreisefrist dann:")
    expect(page.get_by_label("Verlängert bis")).to_have_value(datum(until))
    look_closely(page)
    page.get_by_role("button", name="Verlängern").click()
    expect(page.locator("#meldung")).to_contain_text(f"{departure.number}: Ausreisefrist verlängert")


def test_on_paper_a_list_has_no_buttons_boxes_or_menus(page, due, supervisor, sign_in_here):
    due(-9, -8)
    sign_in_here(supervisor)
    page.goto("/ueberfaellig?seit=8-30")
    page.emulate_media(media="print")
    for css in ("button", "input", "select", "summary", ".site-nav", ".user-menu"):
        assert page.locator(f"{css}:visible").count() == 0, css
    expect(page.get_by_text("Filter: seit 8–30 Tage")).to_be_visible()
    assert page.locator("thead th:visible").count() == page.locator("tbody tr:first-child > :visible").count()


def test_forced_colours_keep_the_current_entry(page, due, counsellor, sign_in_here):
    sign_in_here(counsellor)
    page.emulate_media(forced_colors="active")
    page.goto("/aufgaben")
    style = "(link) => getComputedStyle(link).outlineStyle"
    assert page.locator(".site-nav__link[aria-current]").evaluate(style) == "solid"
    assert page.locator(".site-nav__link:not([aria-current])").first.evaluate(style) == "none"
