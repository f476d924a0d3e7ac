"""Signing in, and the end of a session while typing, by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from geleit.store.schema import metadata
from tests.fixtures.store import PASSWORD


def _sign_in_by_keyboard(page: Page, login: str) -> None:
    page.get_by_label("Benutzername").focus()
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def test_it_works_with_the_keyboard(page, counsellor):
    page.goto("/konto")
    _sign_in_by_keyboard(page, counsellor.login)
    expect(page.get_by_role("heading", level=1)).to_have_text("Mein Konto")
    page.get_by_role("group").filter(has_text=counsellor.name).locator("summary").press("Enter")
    page.get_by_role("button", name="Abmelden").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    expect(page.get_by_role("status").first).to_contain_text("Sie sind abgemeldet.")


@pytest.fixture
def end_sessions(database, run):
    """End every session of an account, as time would."""

    def end(account) -> None:
        async def delete() -> None:
            async with database.worker() as session:
                connection = await session.connection()
                table = metadata.tables["login_session"]
                await connection.execute(table.delete().where(table.c.account_id == account.id))

        run(delete())

    return end


def test_what_was_typed_survives_a_session_that_ended(page, counsellor, sign_in_here, end_sessions, problems):
    sign_in_here(counsellor)
    page.goto("/vorgaenge/neu")
    page.get_by_label("Nachname").fill("Haddad")
    page.get_by_label("Notiz").fill("Zwei Zeilen\nund ein „Zitat“")
    end_sessions(counsellor)
    page.get_by_role("button", name="Weitere Person hinzufügen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    expect(page.locator("#fehler")).to_contain_text("Ihre Eingaben bleiben")
    assert page.locator("h1").count() == 1
    _sign_in_by_keyboard(page, counsellor.login)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Eingaben sind noch da")
    page.get_by_role("button", name="Jetzt senden").press("Enter")
    expect(page.get_by_label("Nachname").first).to_have_value("Haddad")
    expect(page.get_by_label("Notiz")).to_have_value("Zwei Zeilen\nund ein „Zitat“")
    expect(page.get_by_label("Nachname")).to_have_count(2)
    problems.clear()


def test_a_list_that_is_asked_for_after_the_session_ended_leads_to_sign_in(
    page, counsellor, sign_in_here, end_sessions, problems
):
    sign_in_here(counsellor)
    page.goto("/vorgaenge")
    end_sessions(counsellor)
    page.get_by_role("combobox").first.select_option(index=1)
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    problems.clear()
