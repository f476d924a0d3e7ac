"""The way back to the list one came from, and the departures before and after this one in it.

The address of a departure names the list (``von``). It is read anew, with the filter and as many rows as its
own address says: what is next is next as the list stands now.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.exceptions import HTTPException
from starlette.requests import Request

from web.departures.page import listed_departures
from web.overdue.page import overdue_departures
from web.signin.account import Account
from web.signin.local_path import local_path
from web.tasks.page import task_departures
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.lists import ListedPlace, departure_address

ORIGIN = "von"
LONGEST = 1000
"""Characters of a list's address."""

Listing = Callable[[Request, Account, AsyncSession, date], Awaitable[list[ListedPlace]]]


class _List(NamedTuple):
    """What a list is called, and how its departures are read in order, if one goes through them."""

    title: str
    read: Listing | None = None


_LISTS: Mapping[str, _List] = {
    "/aufgaben": _List(N_("Aufgaben"), task_departures),
    "/vorgaenge": _List(N_("Vorgänge"), listed_departures),
    "/vorgaenge/suche": _List(N_("Suche")),
    "/ueberfaellig": _List(N_("Überfällig"), overdue_departures),
    "/kalender": _List(N_("Kalender")),
}


@dataclass(frozen=True, slots=True)
class Trail:
    """Where the departure stands in the list. ``position`` is None if it is not, or no longer, in it."""

    title: str
    href: str
    position: int | None = None
    total: int = 0
    previous: str | None = None
    next: str | None = None


async def trail_of(
    request: Request, account: Account, session: AsyncSession, departure_id: UUID, *, today: date
) -> Trail:
    """Return the trail that the address of the departure's page names; else the one to all departures."""
    origin = origin_of(request)
    if not origin:
        return Trail(_("Vorgänge"), "/vorgaenge")
    listed = _LISTS[urlsplit(origin).path]
    if listed.read is None:
        return Trail(_(listed.title), origin)
    try:
        rows = await listed.read(_request_for(request, origin), account, session, today)
    except HTTPException:  # the list of somebody whom one may not see
        rows = []
    places = list({place.departure_id: place for place in reversed(rows)}.values())[::-1]
    ids = [place.departure_id for place in places]
    if departure_id not in ids:
        return Trail(_(listed.title), origin)
    at = ids.index(departure_id)

    def href(place: ListedPlace) -> str:
        return departure_address(place.departure_id, origin=origin, step=place.step)

    return Trail(
        title=_(listed.title),
        href=origin,
        position=at + 1,
        total=len(ids),
        previous=href(places[at - 1]) if at else None,
        next=href(places[at + 1]) if at + 1 < len(places) else None,
    )


def origin_of(request: Request) -> str:
    """Return the address of the list; empty if one comes from none.

    The browser knows better than the link how many rows the list had grown to. After an action without a
    script, the page one comes from is the departure's own, and names the list.
    """
    before = urlsplit(request.headers.get("Referer", ""))
    names_it = request.query_params.get(ORIGIN) or parse_qs(before.query).get(ORIGIN, [""])[0]
    named = _known(names_it)
    came_from = _known(f"{before.path}?{before.query}" if before.query else before.path)
    if named and came_from and urlsplit(named).path == urlsplit(came_from).path:
        return came_from
    return named


def _known(address: str) -> str:
    """Return the address if it is one of a list; else nothing."""
    path = local_path(address)
    return path if len(path) <= LONGEST and urlsplit(path).path in _LISTS else ""


def _request_for(request: Request, origin: str) -> Request:
    """Return a request for the list, so that it reads its filter as it always does."""
    parts = urlsplit(origin)
    return Request({**request.scope, "path": parts.path, "query_string": parts.query.encode(), "headers": []})
