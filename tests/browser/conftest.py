"""A browser (Debian's Chromium), and people who are signed in to a running Geleit."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from geleit.settings import Settings
from geleit.store.accounts.rows import AccountRow
from tests.fixtures.web import Visitor
from web.signin.cookie import LOOPBACK_NAME

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
"""The path of Chromium or Chrome; None if neither is installed."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 10_000
"""Milliseconds; the machine may be busy."""

SignInHere = Callable[[AccountRow], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip browser tests where there is no Chromium; where `CI` is set a missing browser is a failure."""
    if CHROMIUM or os.environ.get("CI"):
        return
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.skip(reason="no Chromium: apt-get install chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM or "/usr/bin/chromium", "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "de-DE",
        "timezone_id": "Europe/Berlin",
        "reduced_motion": "reduce",
    }


@pytest.fixture(scope="session")
def base_url(live_server: str, dispatcher: object) -> str:
    """Start Geleit with a worker: ``page.goto("/vorgaenge")`` resolves against this address."""
    return live_server


@pytest.fixture
def problems() -> list[str]:
    """Collect the browser's complaints: errors in scripts and in the console, also breaches of the policy.

    A test that wants a 4xx answer, which is an error in the console too, clears the list.
    """
    return []


@pytest.fixture
def page(page: Page, problems: list[str]) -> Iterator[Page]:
    """Open a tab; fail if the browser complains about anything."""
    page.set_default_timeout(PATIENCE)
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    assert problems == []


@pytest.fixture
def sign_in_here(
    app: Any, settings: Settings, context: BrowserContext, base_url: str, run: Callable[..., Any]
) -> SignInHere:
    """Return a function: ``sign_in_here(account)`` gives the browser the cookie without the form."""

    def sign_in(account: AccountRow) -> None:
        async def token() -> str:
            async with Visitor(app, settings) as visitor:
                await visitor.sign_in(account.login)
                return str(visitor.cookies[LOOPBACK_NAME])

        context.add_cookies([{"name": LOOPBACK_NAME, "value": run(token()), "url": base_url}])

    return sign_in
