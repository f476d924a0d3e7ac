"""Fill in the forms of a departure's page as a browser does: with the values in the fields."""

import re
from typing import Any

import httpx
from bs4 import BeautifulSoup, Tag

from geleit.domain.departure import Departure
from geleit.processes import current_process
from geleit.store.pages.departure import DepartureDetail, find_departure
from tests.fixtures.store import context_of
from tests.fixtures.web import Visitor, soup
from web.departure.sections import ON_A_STEP, ON_THE_DEPARTURE, TABS

STEP_CODES = {step.code for step in current_process().steps}


def address(departure: Departure, *more: str) -> str:
    return "/".join((f"/vorgaenge/{departure.departure_id}", *more))


def part(page: BeautifulSoup | Tag, place: str) -> Tag:
    """Return the element with that id."""
    found = page.find(id=place)
    assert found is not None, f"{place} steht nicht auf der Seite"
    return found


def form_of(page: BeautifulSoup, place: str) -> Tag:
    found = part(page, place)
    assert found.name == "form"
    return found


def field(form: Tag, name: str) -> Tag:
    """Return one field of a form."""
    found = form.select_one(f'[name="{name}"]')
    assert found is not None, f"{name} fehlt"
    return found


def both_versions(response: httpx.Response) -> str:
    """Return the texts of the comparison after a conflict."""
    found = soup(response).find(class_="conflict")
    assert found is not None
    return words(found)


def typed(form: Tag) -> dict[str, Any]:
    """Return what the form would send untouched, without the token."""
    values: dict[str, Any] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name = str(field["name"])
        if field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            values[name] = chosen["value"] if chosen else ""
        elif field.name == "textarea":
            values[name] = (field.string or "").removeprefix("\n")
        elif field.get("type") != "checkbox" or field.has_attr("checked"):
            values[name] = field.get("value", "")
    values.pop("csrf_token", None)
    return values


async def fill_in(
    visitor: Visitor, page: BeautifulSoup, place: str, *, partial: bool = False, **values: Any
) -> httpx.Response:
    """Send one form with these values typed in; one that the page only leads to is opened first."""
    form = page.find(id=place)
    if not isinstance(form, Tag):
        form = form_of(soup(await visitor.get(_address_of_form(page, place))), place)
    return await visitor.submit(str(form["action"]), {**typed(form), **values}, partial=partial)


def _address_of_form(page: BeautifulSoup, place: str) -> str:
    """Return the address of a form by its id: ``form-intake-warten``, ``form-frist-gewahrt-gueb``."""
    found = re.search(r"/vorgaenge/[0-9a-f-]{36}", str(page))
    assert found is not None, "no departure on this page"
    name = place.removeprefix("form-")
    for slug in sorted(ON_A_STEP, key=len, reverse=True):
        key = name.removesuffix(f"-{slug}")
        if key != name and key.partition("-")[0] in STEP_CODES:
            return f"{found[0]}/schritte/{key}/{slug}"
    slug = max(
        (other for other in ON_THE_DEPARTURE if name == other or name.startswith(f"{other}-")), key=len
    )
    subject = name.removeprefix(slug).removeprefix("-")
    return f"{found[0]}/{slug}" + (f"?zu={subject}" if subject else "")


async def look(visitor: Visitor, departure: Departure, *more: str) -> BeautifulSoup:
    """Return a page of the departure; its own page with all tabs and the whole history."""
    if more:
        return await _get(visitor, address(departure, *more))
    page = await _get(visitor, f"{address(departure)}?verlauf=alles")
    shown = part(page, "bereich")
    for tab in TABS[1:]:
        panel = part(await _get(visitor, tab.address(address(departure))), "bereich")
        del panel["id"]
        shown.append(panel)
    return page


async def _get(visitor: Visitor, url: str) -> BeautifulSoup:
    response = await visitor.get(url)
    assert response.status_code == 200, response.text
    return BeautifulSoup(response.text, "html.parser")


async def detail(database: Any, account: Any, departure: Departure) -> DepartureDetail:
    """Return the departure as its office sees it now."""
    async with database.web(context_of(account)) as session:
        found = await find_departure(session, departure.departure_id)
    assert found is not None
    return found


def words(page: BeautifulSoup | Tag | httpx.Response) -> str:
    """Return the readable text, in one line."""
    found = soup(page) if isinstance(page, httpx.Response) else page
    return " ".join(found.get_text(" ").split()).replace(" .", ".").replace(" ,", ",")
