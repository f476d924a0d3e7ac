"""A family of three, from "Vorgang anlegen" to the confirmed departure, with the keyboard alone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.parties import Party, Role
from geleit.domain.steps.commands import CompleteStep, FailStep, StartStep, WaitOn
from tests.browser.journey import COUNSELLING, FAMILY, FUNDING, LEAVING, PASSPORTS, STAGES_OVER, fold, form
from tests.fixtures.store import PASSWORD, actor_of
from web.ui.rendering import today_in_berlin

TODAY = today_in_berlin()
TYPED = TODAY.strftime("%d.%m.%Y")
MOST_TABS, MOST_ARROWS = 400, 30
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Keyboard:
    """A person without a mouse: what Tab does not reach cannot be used."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, selector: str) -> None:
        """Press Tab until the focus is there."""
        for _ in range(MOST_TABS):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} ist mit der Tabulatortaste nicht zu erreichen")

    def press(self, selector: str, key: str = "Enter") -> None:
        self.reach(selector)
        self.page.keyboard.press(key)

    def write(self, selector: str, text: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, selector: str, text: str) -> None:
        """Choose an option by its first letters and the arrow keys, as in a closed list."""
        self.reach(selector)
        self.page.keyboard.type(re.split("[^A-Za-z]", text)[0])
        for _ in range(MOST_ARROWS):
            if self.page.locator(f"{selector} option:checked").text_content() == text:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"„{text}“ steht nicht in {selector}")


def sign_in(page: Page, login: str) -> Keyboard:
    page.goto("/anmelden")
    keyboard = Keyboard(page)
    keyboard.write("[name=login]", login)
    keyboard.write("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".user-menu__name")).to_be_visible()
    return keyboard


def open_departure(keyboard: Keyboard, authority: str) -> None:
    page = keyboard.page
    keyboard.press(".site-nav__link[href='/vorgaenge/neu']")
    expect(page.locator("h1")).to_have_text("Vorgang anlegen")
    for number, member in enumerate(FAMILY, start=1):
        if number > 1:
            keyboard.press("button[value=add]")
            expect(page.locator(f"#person-{number}")).to_be_visible()
        keyboard.write(f"[name=family_name-{number}]", member.family_name)
        keyboard.write(f"[name=given_name-{number}]", member.given_name)
        if member.role:
            keyboard.choose(f"[name=role-{number}]", member.role)
        keyboard.write(f"[name=birth_date-{number}]", member.born)
        if number == 1:
            keyboard.choose("[name=nationality-1]", "Syrien")
    keyboard.choose("[name=destination]", "Syrien")
    keyboard.choose("[name=residence_status]", "Duldung")
    keyboard.write("[name=contact_on]", TYPED)
    keyboard.choose("[name=authority_id]", authority)
    keyboard.write("[name=note]", "Kam mit der Schwester.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/vorgaenge/[0-9a-f-]{36}$"))


def complete(keyboard: Keyboard, step: str) -> None:
    """Record that a step was done today, and check that the page says so."""
    page = keyboard.page
    keyboard.write(f"{form(step)} [name=on]", TYPED)
    page.keyboard.press("Enter")
    expect(page.locator(form(step))).to_have_count(0)
    expect(page.locator("#meldung")).to_contain_text("ist erledigt.")
    page.wait_for_function("document.activeElement !== document.body")  # or the focus is lost


def test_a_family_of_three_leaves(page: Page, counsellor, make_authority, run) -> None:
    # Other tests' authorities fill the list: this one is found by its first letters.
    authority = run(make_authority(name=f"Quellamt {counsellor.login}"))
    keyboard = sign_in(page, counsellor.login)
    open_departure(keyboard, authority.name)
    expect(page.locator("h1")).to_have_text("Haddad, Yousef")
    expect(page.locator(".why__sentence")).to_contain_text("Wartet seit heute auf")
    for step in COUNSELLING:
        complete(keyboard, step)
    expect(page.locator("#einwilligung")).to_contain_text("sieht den Stand der Fristen")

    add_appointment(keyboard)
    wait_for_the_embassy(keyboard)
    complete(keyboard, "embassy_appointment-2-1")
    for step in (*PASSPORTS, *FUNDING, *LEAVING):
        complete(keyboard, step)

    for stage in STAGES_OVER:
        expect(page.locator(f"#phase-{stage}")).to_have_class(re.compile("stage--over"))
    history = page.locator("#verlauf .history")
    expect(history).to_contain_text("„Ausreise bestätigen“ erledigt.")
    expect(history).to_contain_text("„Kam mit der Schwester.“")
    expect(page.locator(".why__sentence")).to_contain_text("(Ankommen begleiten)")


def add_appointment(keyboard: Keyboard) -> None:
    keyboard.press("#falte-form-termin > summary")
    keyboard.choose("#form-termin [name=person]", "Amal Haddad")
    keyboard.write("#form-termin [name=target_on]", "+7")
    keyboard.page.keyboard.press("Enter")
    expect(keyboard.page.locator(form("embassy_appointment-2-1"))).to_be_visible()


def wait_for_the_embassy(keyboard: Keyboard) -> None:
    page, step = keyboard.page, "travel_document-2"
    keyboard.press(fold(step, "warten"))
    keyboard.choose(f"{form(step, 'warten')} [name=party]", "Botschaft/Konsulat")
    keyboard.write(f"{form(step, 'warten')} [name=follow_up_on]", "+14")
    keyboard.write(f"{form(step, 'warten')} [name=note]", "Urkunde fehlt noch.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#schritt-{step}")).to_contain_text("Wartet seit heute auf die Botschaft.")
    expect(page.locator(f"#schritt-{step}")).to_contain_text("Urkunde fehlt noch.")


def test_a_wrong_day_takes_the_focus_to_what_is_wrong(page: Page, problems, counsellor, make_departure, run):
    departure = run(make_departure(counsellor))
    keyboard = sign_in(page, counsellor.login)
    page.goto(f"/vorgaenge/{departure.departure_id}")
    keyboard.write(f"{form('intake')} [name=on]", "30.2.2026")
    page.keyboard.press("Enter")
    expect(page.locator("#fehler")).to_be_focused()
    expect(page.locator("#fehler")).to_contain_text("Den 30.02.2026 gibt es nicht.")
    expect(page).to_have_title(re.compile("^Fehler: "))
    keyboard.press("#fehler a")
    expect(page.locator(f"{form('intake')} [name=on]")).to_be_focused()
    expect(page.locator(f"{form('intake')} [name=on]")).to_have_value("30.2.2026")
    problems.clear()  # the browser notes the wanted 422


def test_what_is_typed_elsewhere_stays_when_a_form_is_taken(page: Page, counsellor, make_departure, run):
    departure = run(make_departure(counsellor))
    sign_in(page, counsellor.login)
    page.goto(f"/vorgaenge/{departure.departure_id}")
    page.locator("#falte-form-notiz > summary").click()
    page.locator("#form-notiz textarea").fill("Halb getippt")
    page.locator(f"{form('intake')} button").click()
    expect(page.locator(form("decision"))).to_be_visible()
    expect(page.locator("#form-notiz textarea")).to_have_value("Halb getippt")
    expect(page.locator("#form-notiz textarea")).to_be_visible()
    page.locator("#form-notiz button").click()
    expect(page.locator("#verlauf .history")).to_contain_text("Halb getippt")
    expect(page.locator("#form-notiz textarea")).to_have_value("")


def test_other_viewers_are_told_of_a_change_and_load_it_on_demand(
    page: Page, counsellor, office, make_account, make_departure, act, run
):
    colleague = run(make_account(Role.COUNSELLOR, office, name="Jonas Brandt"))
    departure = run(make_departure(counsellor))
    sign_in(page, counsellor.login)
    page.goto(f"/vorgaenge/{departure.departure_id}")
    page.locator(fold("intake", "notiz")).click()
    page.locator(f"{form('intake', 'notiz')} textarea").fill("Gehört noch gesagt.")
    run(
        act(
            departure.departure_id,
            CompleteStep,
            actor=actor_of(colleague),
            step="intake",
            on=TODAY,
        )
    )
    expect(page.locator("#geaendert")).to_contain_text("Jonas Brandt: „Erstgespräch führen“ erledigt.")
    expect(page.locator(form("intake"))).to_be_visible()
    page.locator("#geaendert a").click()
    expect(page.locator(form("intake"))).to_have_count(0)
    expect(page.locator(form("decision"))).to_be_visible()
    # The card is gone; what was being typed into it is not.
    expect(page.locator("#form-notiz textarea")).to_have_value("Gehört noch gesagt.")


def test_news_from_others_take_no_focus(
    page: Page, counsellor, office, make_account, make_departure, act, run
):
    colleague = run(make_account(Role.COUNSELLOR, office, name="Jonas Brandt"))
    departure = run(make_departure(counsellor))
    sign_in(page, counsellor.login)
    page.goto(f"/vorgaenge/{departure.departure_id}")
    page.mouse.wheel(0, 900)
    run(act(departure.departure_id, StartStep, actor=actor_of(colleague), step="intake"))
    expect(page.locator("#geaendert")).to_contain_text("in Arbeit genommen")
    assert page.evaluate("document.activeElement === document.body")
    expect(page.locator("#geaendert a")).to_be_in_viewport()


def test_the_slower_person_keeps_what_was_typed(
    page: Page, problems, counsellor, office, make_account, make_departure, act, run
):
    colleague = run(make_account(Role.COUNSELLOR, office, name="Jonas Brandt"))
    departure = run(make_departure(counsellor))
    sign_in(page, counsellor.login)
    page.goto(f"/vorgaenge/{departure.departure_id}")
    run(
        act(
            departure.departure_id,
            WaitOn,
            actor=actor_of(colleague),
            step="intake",
            party=Party.CLIENT,
        )
    )
    page.locator(fold("intake", "warten")).click()
    page.locator(f"{form('intake', 'warten')} select").select_option("authority")
    page.locator(f"{form('intake', 'warten')} textarea").fill("Akte angefordert.")
    page.locator(f"{form('intake', 'warten')} button").click()
    expect(page.locator(".conflict")).to_contain_text("Ihre Eingabe")
    expect(page.locator(".conflict")).to_contain_text("Jonas Brandt")
    page.locator("#geaendert a").click()  # the rest of the page is renewed, this form stays as it is
    expect(page.locator("#geaendert a")).to_have_count(0)
    expect(page.locator(f"{form('intake', 'warten')} textarea")).to_have_value("Akte angefordert.")
    page.get_by_role("button", name="Noch einmal speichern").click()
    expect(page.locator("#schritt-intake")).to_contain_text("Wartet seit heute auf die Behörde.")
    expect(page.locator(".conflict")).to_have_count(0)
    problems.clear()  # the browser notes the wanted 409


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_axe_finds_nothing_when_everything_is_unfolded(
    page: Page, counsellor, authority, make_departure, act, run, scheme, width
):
    names = [(member.family_name, member.given_name) for member in FAMILY]
    departure = run(make_departure(counsellor, authority=authority, names=names, consent=True))
    actor = actor_of(counsellor)
    for step in ("intake", "decision"):
        run(act(departure.departure_id, CompleteStep, actor=actor, step=step, on=TODAY))
    for kind in (DeadlineKind.DEPARTURE, DeadlineKind.GUEB):
        run(act(departure.departure_id, SetDeadline, actor=actor, deadline=kind, due_on=TODAY))
    run(act(departure.departure_id, FailStep, actor=actor, step="travel_document-3", note="Abgelehnt."))
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, counsellor.login)
    for path in ("", "/schritte/travel_document-1"):
        page.goto(f"/vorgaenge/{departure.departure_id}{path}")
        page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        found = Axe().run(page, options={"runOnly": RULES})
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
