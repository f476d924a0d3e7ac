"""The page of one departure by numbers: the first screen is for acting, for one person as for seven."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.parties import Party
from geleit.domain.steps.commands import AddStep, CompleteStep, WaitOn
from tests.browser.journey import form
from tests.fixtures.store import actor_of
from web.ui.rendering import today_in_berlin

TODAY = today_in_berlin()
DESK, PHONE = (1280, 900), (390, 844)
GIVEN = ("Yousef", "Amal", "Nour", "Layla", "Sami", "Rami", "Hala")
SIZES = {1: 30, 7: 60}
"""So many controls may be seen at once, by how many persons leave; twice that may stand in the page."""

MEASURE = """() => {
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const seen = (e) => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length > 0;
  const inMain = [...document.querySelectorAll(`main :is(${controls})`)];
  const fields = ".desk__work form[method=post] :is(input:not([type=hidden]), button)";
  const acting = [...document.querySelectorAll(fields)].filter(seen).map((e) => e.getBoundingClientRect());
  return {
    first: Math.round(Math.min(...acting.map((box) => box.bottom + scrollY))),
    screens: document.documentElement.scrollHeight / innerHeight,
    seen: inMain.filter(seen).length,
    all: inMain.length,
    primary: [...document.querySelectorAll(".kern-btn--primary")].filter(seen).length,
    sideways: document.documentElement.scrollWidth > innerWidth,
  };
}"""


@pytest.fixture
def at_the_embassy(run, counsellor, authority, make_departure, act):
    """``at_the_embassy(7)``: passports with the embassy, appointments, a consent to get, a long history."""

    def make(persons: int):
        departure = run(
            make_departure(
                counsellor,
                authority=authority,
                names=[("Haddad", name) for name in GIVEN[:persons]],
                now=datetime.now(UTC) - timedelta(days=60),
                consent=True,
                deadlines=(DeadlineFact(deadline=DeadlineKind.DULDUNG, due_on=TODAY + timedelta(days=12)),),
            )
        )

        def do(kind, **fields):
            run(act(departure.departure_id, kind, actor=actor_of(counsellor), **fields))

        for key in ("intake", "decision"):
            do(CompleteStep, step=key, on=TODAY - timedelta(days=40))
        for number in range(1, persons + 1):
            do(WaitOn, step=f"travel_document-{number}", party=Party.EMBASSY, note="Unterlagen sind dort.")
            do(AddStep, code="embassy_appointment", person=number, target_on=TODAY + timedelta(days=9))
        return departure

    return make


def _open(page: Page, departure, size: tuple[int, int]) -> Any:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"/vorgaenge/{departure.departure_id}")
    return page.evaluate(MEASURE)


@pytest.mark.parametrize("persons", SIZES)
@pytest.mark.parametrize(("size", "first", "screens"), [(DESK, 420, 1.5), (PHONE, 600, 3)])
def test_the_first_screen_is_for_acting(
    page, counsellor, sign_in_here, at_the_embassy, persons, size, first, screens
):
    sign_in_here(counsellor)
    found = _open(page, at_the_embassy(persons), size)
    assert found["first"] <= first, found
    assert found["screens"] <= screens, found
    assert found["seen"] <= SIZES[persons], found
    assert found["all"] <= 2 * SIZES[persons], found
    assert found["primary"] == 1, found
    assert not found["sideways"], found


def test_the_head_stays_in_view(page, counsellor, sign_in_here, at_the_embassy):
    sign_in_here(counsellor)
    _open(page, at_the_embassy(1), DESK)
    assert page.locator(".case__head").bounding_box()["height"] == 56
    page.mouse.wheel(0, 2000)
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()


def test_a_family_has_a_table_of_steps_and_persons(page, counsellor, sign_in_here, at_the_embassy):
    sign_in_here(counsellor)
    _open(page, at_the_embassy(7), DESK)
    table = page.get_by_role("table", name="Schritte nach Personen")
    expect(table.get_by_role("columnheader")).to_have_text(["Schritt", *GIVEN])
    expect(table.get_by_role("rowheader")).to_have_count(2)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    expect(page.locator(".member__person", has_text="Hala").first).to_be_visible()


def test_several_persons_are_completed_with_one_button_and_taken_back_with_another(
    page, counsellor, sign_in_here, at_the_embassy
):
    sign_in_here(counsellor)
    departure = at_the_embassy(7)
    _open(page, departure, DESK)
    for number in (2, 5):
        page.locator(f"#schritt-travel_document-{number} input").check()
    page.locator("#form-erledigen").get_by_role("button", name="Abschließen").click()
    expect(page.locator("#meldung")).to_contain_text("Die Schritte sind erledigt.")
    expect(page.locator("#schritt-travel_document-2")).to_contain_text("Erledigt")
    assert page.evaluate("scrollY") == 0
    page.get_by_role("button", name="Rückgängig").click()
    expect(page.locator("#schritt-travel_document-2 input")).to_have_count(1)
    expect(page.locator("#schritt-travel_document-5 input")).to_have_count(1)
    expect(page.get_by_role("button", name="Rückgängig")).to_have_count(0)


def test_what_was_said_sticks_below_the_head_and_leads_on(page, counsellor, sign_in_here, at_the_embassy):
    sign_in_here(counsellor)
    _open(page, at_the_embassy(1), (1280, 600))
    page.locator("#falte-form-notiz > summary").click()
    page.locator("#form-notiz textarea").fill("Kommt wieder.")
    page.locator("#form-notiz button").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    page.locator("#form-notiz button").click()
    expect(page.locator("#meldung")).to_contain_text("Die Notiz ist gespeichert.")
    expect(page.locator("#meldung")).to_be_in_viewport()
    assert abs(page.evaluate("scrollY") - before) < 250  # the form has folded, nothing else has moved
    page.locator("#meldung a").click()
    expect(page.locator(".step").first).to_be_in_viewport()


def test_a_form_of_the_menu_is_loaded_in_its_place_and_keeps_what_is_typed(
    page, counsellor, sign_in_here, at_the_embassy
):
    sign_in_here(counsellor)
    departure = at_the_embassy(1)
    _open(page, departure, DESK)
    page.locator("#mehr-travel_document-1 > summary").click()
    page.get_by_role("link", name="Zieldatum setzen").click()
    target = page.locator(f"{form('travel_document-1', 'ziel')} [name=target_on]")
    target.fill("+30")
    expect(page).to_have_url(f"{page.url.partition('/vorgaenge')[0]}/vorgaenge/{departure.departure_id}")
    page.locator(f"{form('consent')} button").click()
    expect(page.locator(form("consent"))).to_have_count(0)
    expect(target).to_have_value("+30")
    page.locator(f"{form('travel_document-1', 'ziel')} button").click()
    expect(page.locator("#meldung")).to_contain_text("ist gespeichert")
    expect(target).to_have_count(0)
    expect(page.locator("#mehr-travel_document-1")).not_to_have_attribute("open", "")
    page.locator("#mehr-travel_document-1 > summary").click()
    expect(page.get_by_role("link", name="Zieldatum setzen")).to_be_visible()


def test_those_ticked_are_asked_again(page, counsellor, sign_in_here, at_the_embassy):
    sign_in_here(counsellor)
    _open(page, at_the_embassy(7), DESK)
    for number in (1, 3):
        page.locator(f"#schritt-travel_document-{number} input").check()
    page.locator("#form-erledigen").get_by_role("link", name="Nachfassen").click()
    asked = page.locator("#form-nachfassen")
    expect(asked.get_by_role("checkbox", checked=True)).to_have_count(2)
    asked.locator("textarea").fill("Konsulat angerufen.")
    asked.get_by_role("button", name="Nachgefragt").click()
    expect(page.locator("#meldung")).to_contain_text("Nachgefragt. Wir erinnern Sie am")
    expect(page.locator("#verlauf")).to_contain_text("Konsulat angerufen.")


def test_a_tab_has_an_address_and_brings_the_page_along(page, counsellor, sign_in_here, at_the_embassy):
    sign_in_here(counsellor)
    departure = at_the_embassy(1)
    _open(page, departure, DESK)
    page.locator("#falte-form-notiz > summary").click()
    page.locator("#form-notiz textarea").fill("Halb getippt")
    page.get_by_role("link", name="Fristen 1").click()
    expect(page.locator("#fristen")).to_be_visible()
    expect(page.locator("#form-notiz textarea")).to_have_value("Halb getippt")
    assert page.url.endswith(f"{departure.departure_id}/fristen")
    page.locator("#form-notiz button").click()
    expect(page.locator("#meldung")).to_contain_text("Die Notiz ist gespeichert.")
    expect(page.locator("#fristen")).to_be_visible()
    page.go_back()
    expect(page.locator("#verlauf")).to_contain_text("Halb getippt")


@pytest.mark.parametrize(("persons", "pages"), [(1, 1), (7, 2)])
def test_the_printed_sheet_is_short(page, counsellor, sign_in_here, at_the_embassy, persons, pages):
    sign_in_here(counsellor)
    departure = at_the_embassy(persons)
    page.goto(f"/vorgaenge/{departure.departure_id}/drucken")
    assert page.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n") <= pages
    page.emulate_media(media="print")
    expect(page.locator(".sheet__choice")).to_be_hidden()
    expect(page.locator(".sheet__foot")).to_contain_text(departure.number)
