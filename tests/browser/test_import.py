"""Importing a list: with a script the page updates its progress by itself, without one on reload."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.importing.importing import Lists
from tests.importing.lists import SAMPLE_XLSX


@pytest.fixture
def file(lists: Lists, tmp_path: Path) -> Path:
    """Return the sample workbook with numbers of this test's own."""
    file = tmp_path / SAMPLE_XLSX.name
    file.write_bytes(lists.renumbered(SAMPLE_XLSX.read_bytes()))
    return file


def _is_accessible(page: Page, name: str) -> None:
    for scheme in ("light", "dark"):
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            found: Any = Axe().run(page).response
            assert found["violations"] == [], (name, scheme, width)
            sideways = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert sideways <= 0, (name, width)


def test_the_page_of_an_import_says_when_it_is_done(
    page: Page, sign_in_here, lists: Lists, file: Path
) -> None:
    sign_in_here(lists.account)
    page.goto("/importe")
    _is_accessible(page, "upload")
    page.locator("[name=liste]").set_input_files(file)
    page.get_by_role("button", name="Liste prüfen").click()
    expect(page.locator("h1")).to_have_text("Spalten prüfen")
    _is_accessible(page, "columns")
    page.get_by_role("button", name="Weiter zum Probelauf").click()
    expect(page.locator("h1")).to_have_text("Probelauf")
    _is_accessible(page, "preview")
    page.get_by_role("button", name="Import starten").click()
    expect(page.locator("h1")).to_have_text("Import")
    expect(page.get_by_role("link", name=f"{lists.prefix}-26-001")).to_be_visible(timeout=30_000)
    _is_accessible(page, "result")
    page.get_by_role("link", name=f"{lists.prefix}-26-001").click()
    expect(page.locator("h1")).to_contain_text("Haddad")


def test_without_a_script_the_page_is_asked_again(
    browser: Browser, browser_context_args, base_url: str, client, run, lists: Lists, file: Path
) -> None:
    run(client.sign_in(lists.account.login))
    context = browser.new_context(**{**browser_context_args, "java_script_enabled": False})
    context.add_cookies([{"name": "geleit", "value": client.cookies["geleit"], "url": base_url}])
    page = context.new_page()
    page.goto("/importe")
    page.locator("[name=liste]").set_input_files(file)
    page.get_by_role("button", name="Liste prüfen").click()
    page.get_by_role("button", name="Weiter zum Probelauf").click()
    page.get_by_role("button", name="Import starten").click()
    again = page.locator("noscript a")  # Playwright finds neither role nor text in a noscript element
    opened = page.get_by_role("link", name=f"{lists.prefix}-26-001")
    expect(again.or_(opened)).to_be_visible()
    while again.is_visible():
        page.goto(again.get_attribute("href") or "")
    expect(opened).to_be_visible()
    context.close()
