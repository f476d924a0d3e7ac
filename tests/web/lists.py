"""Helpers for the tests of lists: the words of a page, departures due on a day, forms as they are sent."""

from datetime import timedelta
from typing import Any

import httpx
from bs4 import Tag

from geleit.domain.departure import Departure
from geleit.domain.steps.commands import SetTarget
from tests.fixtures.store import Act, MakeDeparture, actor_of
from tests.fixtures.web import soup
from web.ui.rendering import today_in_berlin

TODAY = today_in_berlin()
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def words(found: httpx.Response | Tag | None) -> str:
    """Return the text, with single spaces."""
    node = soup(found) if isinstance(found, httpx.Response) else found
    return " ".join(node.get_text(" ").split()) if node else ""


def one(response: httpx.Response, css: str) -> Tag:
    """Return the one matching node of the page."""
    found = soup(response).select_one(css)
    assert isinstance(found, Tag), f"{css} steht nicht auf der Seite"
    return found


def links(response: httpx.Response, css: str = "a[href]") -> dict[str, str]:
    """Return the address of each link of the page, by its text."""
    return {words(link): str(link["href"]) for link in soup(response).select(css)}


def rows(response: httpx.Response) -> list[str]:
    """Return the words of each row of the page's tables."""
    return [words(row) for row in soup(response).select("tbody tr:not(.more-row)")]


def tiles(response: httpx.Response) -> dict[str, str]:
    """Return the label and number of each tile."""
    return {
        words(tile.select_one(".tile__label")): words(tile.select_one(".tile__number"))
        for tile in soup(response).select(".tile")
    }


def typed(form: Tag) -> dict[str, Any]:
    """Return what the form would send untouched."""
    return {str(field["name"]): field.get("value", "") for field in form.select("input[name]")}


async def due_in(
    days: int, act: Act, make_departure: MakeDeparture, counsellor: Any, **fields: Any
) -> Departure:
    """Make a departure whose first talk is due in so many days."""
    departure = await make_departure(counsellor, **fields)
    await act(
        departure.departure_id,
        SetTarget,
        actor=actor_of(counsellor),
        step="intake",
        target_on=TODAY + timedelta(days=days),
    )
    return departure
