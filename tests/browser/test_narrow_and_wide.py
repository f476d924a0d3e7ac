"""Differences between phone and desk, and of a form's parts, that are made by style alone."""

from datetime import timedelta

from playwright.sync_api import expect

from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.imports.state import DeadlineFact
from web.ui.rendering import today_in_berlin

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 800}
TABLET = {"width": 768, "height": 1000}


def test_each_screen_width_gets_its_own_drawing(page, run, make_departure, counsellor, sign_in_here):
    departure = run(make_departure(counsellor))
    sign_in_here(counsellor)
    page.goto(f"/vorgaenge/{departure.departure_id}/zeitplan")
    wide, narrow = page.locator("svg.gantt.drawing--wide"), page.locator("svg.gantt.drawing--narrow")
    page.set_viewport_size(DESK)
    expect(wide).to_be_visible()
    expect(narrow).to_be_hidden()
    for size in (TABLET, PHONE):
        page.set_viewport_size(size)
        expect(narrow).to_be_visible()
        expect(wide).to_be_hidden()
        scroller = page.locator(".picture__scroll", has=narrow)
        expect(scroller).to_have_js_property("scrollWidth", scroller.evaluate("it => it.clientWidth"))
    narrow.get_by_role("link", name="Erstgespräch führen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Erstgespräch führen")


def test_on_paper_there_is_the_wide_drawing(page, run, make_departure, counsellor, sign_in_here):
    departure = run(make_departure(counsellor))
    sign_in_here(counsellor)
    page.set_viewport_size(PHONE)
    page.goto(f"/vorgaenge/{departure.departure_id}/zeitplan")
    page.emulate_media(media="print")
    expect(page.locator("svg.gantt.drawing--wide")).to_be_visible()
    expect(page.locator("svg.gantt.drawing--narrow")).to_be_hidden()


def test_an_authority_extends_by_a_day_or_by_a_length(
    page, run, make_departure, counsellor, authority, official, sign_in_here
):
    due = DeadlineFact(deadline=DeadlineKind.DEPARTURE, due_on=today_in_berlin() + timedelta(days=9))
    departure = run(make_departure(counsellor, authority=authority, consent=True, deadlines=(due,)))
    sign_in_here(official)
    page.goto(f"/fristen/{departure.departure_id}/verlaengern?frist=departure_deadline")
    expect(page.get_by_label("Verlängert bis")).to_be_visible()
    page.get_by_label("Dauer – eins von beiden", exact=True).fill("14")
    page.get_by_role("main").get_by_role("button").last.click()
    expect(page.get_by_text("Ausreisefrist verlängert, jetzt")).to_be_visible()
