"""The same journey without a script: real links, real forms, a page for every answer."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.journey import COUNSELLING, FAMILY, FUNDING, LEAVING, PASSPORTS, STAGES_OVER, fold, form
from tests.fixtures.store import PASSWORD


@pytest.fixture
def browser_context_args(browser_context_args):
    return {**browser_context_args, "java_script_enabled": False}


def sign_in(page: Page, login: str) -> None:
    page.goto("/anmelden")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").last.click()
    expect(page.locator(".user-menu__name")).to_be_visible()


def open_departure(page: Page, authority: str) -> None:
    page.goto("/vorgaenge/neu")
    for number, member in enumerate(FAMILY, start=1):
        if number > 1:
            page.locator("button[value=add]").click()
            expect(page.locator(f"#person-{number}")).to_be_visible()
        page.locator(f"[name=family_name-{number}]").fill(member.family_name)
        page.locator(f"[name=given_name-{number}]").fill(member.given_name)
        page.locator(f"[name=birth_date-{number}]").fill(member.born)
        if member.role:
            page.locator(f"[name=role-{number}]").select_option(label=member.role)
    page.locator("[name=nationality-1]").select_option(label="Syrien")
    page.locator("[name=destination]").select_option(label="Syrien")
    page.locator("[name=residence_status]").select_option(label="Duldung")
    page.locator("[name=contact_on]").fill("heute")
    page.locator("[name=authority_id]").select_option(label=authority)
    page.locator("#vorgang-neu button").last.click()
    expect(page).to_have_url(re.compile(r"/vorgaenge/[0-9a-f-]{36}$"))


def complete(page: Page, step: str) -> None:
    page.locator(f"{form(step)} [name=on]").fill("heute")
    page.locator(f"{form(step)} button").click()
    expect(page.locator("#meldung")).to_contain_text("ist erledigt.")
    expect(page.locator(form(step))).to_have_count(0)


def test_a_family_of_three_leaves(page: Page, counsellor, authority) -> None:
    sign_in(page, counsellor.login)
    open_departure(page, authority.name)
    for step in COUNSELLING:
        complete(page, step)

    page.locator("#falte-form-termin > summary").click()
    page.locator("#form-termin [name=person]").select_option(label="Amal Haddad")
    page.locator("#form-termin [name=target_on]").fill("+7")
    page.locator("#form-termin button").click()
    expect(page.locator(form("embassy_appointment-2-1"))).to_be_visible()

    waiting = form("travel_document-2", "warten")
    page.locator(fold("travel_document-2", "warten")).click()
    page.locator(f"{waiting} select").select_option(label="Botschaft/Konsulat")
    page.locator(f"{waiting} textarea").fill("Urkunde fehlt noch.")
    page.locator(f"{waiting} button").click()
    expect(page.locator("#schritt-travel_document-2")).to_contain_text("Wartet seit heute auf die Botschaft.")

    complete(page, "embassy_appointment-2-1")
    for step in (*PASSPORTS, *FUNDING, *LEAVING):
        complete(page, step)
    for stage in STAGES_OVER:
        expect(page.locator(f"#phase-{stage}")).to_have_class(re.compile("stage--over"))
    expect(page.locator("#verlauf .history")).to_contain_text("„Ausreise bestätigen“ erledigt.")


def test_a_wrong_day_gives_the_form_back_on_a_page_of_its_own(
    page: Page, problems, counsellor, make_departure, run
) -> None:
    departure = run(make_departure(counsellor))
    sign_in(page, counsellor.login)
    page.goto(f"/vorgaenge/{departure.departure_id}")
    page.locator(f"{form('intake')} [name=on]").fill("30.2.2026")
    page.locator(f"{form('intake')} button").click()
    expect(page.locator("#fehler")).to_contain_text("Den 30.02.2026 gibt es nicht.")
    expect(page.locator(f"{form('intake')} [name=on]")).to_have_value("30.2.2026")
    page.locator(f"{form('intake')} [name=on]").fill("heute")
    page.locator(f"{form('intake')} button").click()
    expect(page.locator("#meldung")).to_contain_text("„Erstgespräch führen“ ist erledigt.")
    problems.clear()  # the browser notes the wanted 422


def test_a_step_is_taken_back_on_a_page_that_names_what_came_after_it(
    page: Page, counsellor, make_departure, run
) -> None:
    departure = run(make_departure(counsellor))
    sign_in(page, counsellor.login)
    page.goto(f"/vorgaenge/{departure.departure_id}")
    for step in ("intake", "decision", "travel_document-1"):
        complete(page, step)
    page.goto(f"/vorgaenge/{departure.departure_id}/schritte/decision")
    page.locator("#falte-form-decision-zuruecknehmen > summary").click()
    page.get_by_label("Reisedokument beschaffen (Yousef): Erledigt").check()
    page.locator("#form-decision-zuruecknehmen textarea").fill("Noch nicht entschieden.")
    page.locator("#form-decision-zuruecknehmen button").click()
    expect(page.locator("#meldung")).to_contain_text("„Rückkehr entscheiden“ ist wieder offen.")
    expect(page.locator(form("decision"))).to_be_visible()
