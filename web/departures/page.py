"""Vorgänge: every departure of the own offices, with filters and sorting.

Filters are in the address, because nothing in them is personal.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from geleit.domain.departure import DepartureStatus
from geleit.domain.parties import Party
from geleit.processes import current_process
from geleit.store.assignment import counsellors
from geleit.store.directory.offices import offices_by_id
from geleit.store.keyset import RowPlace, cut_page
from geleit.store.pages.departures import (
    DepartureFilter,
    DepartureSort,
    ListedDeparture,
    count_departures,
    find_departures,
)
from geleit.store.steps import steps_of
from web.departures.view import DepartureLineView, departure_line, departure_sheet
from web.dependencies import Counselling, Today, WebSession
from web.saved_views.menu import view_menu
from web.signin.account import Account
from web.ui import pagination, query
from web.ui.forms import Form
from web.ui.i18n import N_, ngettext
from web.ui.i18n import gettext as _
from web.ui.labels import countries, options
from web.ui.lists import CAP, ListedPlace, address, capped_number, export_addresses
from web.ui.rendering import page
from web.ui.sheets import MOST_ROWS, SheetFormat, sheet_response

router = APIRouter()

LIMIT = 25
ALL = "alle"
NOBODY = "niemand"

SORTS = query.AddressWords(
    {
        DepartureSort.DUE: "faellig",
        DepartureSort.NUMBER: "nummer",
        DepartureSort.OPENED: "neueste",
    }
)
SORT_NAMES = {
    DepartureSort.DUE: N_("Als Nächstes fällig"),
    DepartureSort.NUMBER: N_("Nummer"),
    DepartureSort.OPENED: N_("Neueste zuerst"),
}


@router.get("/vorgaenge")
async def index(request: Request, account: Counselling, session: WebSession, today: Today) -> Response:
    """Show the departures that match the filters in the address."""
    chosen, sort = (
        _filter(request, account),
        query.choice(request, "sortierung", SORTS) or DepartureSort.DUE,
    )
    after = RowPlace.unpack(query.text(request, "ab", max_length=200))
    limit = pagination.rows(request, LIMIT)
    found = await find_departures(session, chosen, sort=sort, after=after, limit=limit)
    rows, next_place = cut_page(found, limit)
    lines = await lines_of(session, rows, today=today, origin=_address(request))
    response = page(
        request,
        "departures/index.html",
        fragment="departures/_rows.html" if after else "departures/_list.html",
        lines=lines,
        counted=_counted(await count_departures(session, chosen)),
        more=_address(request, ab=next_place) if next_place else None,
        start=_address(request) if after else None,
        is_more=after is not None,
        files=export_addresses(request),
        menu=await view_menu(request, session, account),
        **await _choices(request, account, session, sort),
    )
    if after:
        pagination.remember(request, response, LIMIT, added=len(rows))
    return response


@router.get("/vorgaenge/liste.{kind}")
async def export(
    request: Request, kind: SheetFormat, account: Counselling, session: WebSession, today: Today
) -> Response:
    """Send the departures that match the filters in the address as a file."""
    sort = query.choice(request, "sortierung", SORTS) or DepartureSort.DUE
    chosen = _filter(request, account)
    found = await find_departures(session, chosen, sort=sort, after=None, limit=MOST_ROWS)
    lines = await lines_of(session, found, today=today, origin="")
    return await sheet_response(departure_sheet(found, lines), kind, today=today)


async def listed_departures(
    request: Request, account: Account, session: AsyncSession, today: date
) -> list[ListedPlace]:
    """Return the departures that the address shows, in the order of the page."""
    sort = query.choice(request, "sortierung", SORTS) or DepartureSort.DUE
    limit = max(pagination.rows(request, LIMIT), 2 * LIMIT)
    found = await find_departures(session, _filter(request, account), sort=sort, after=None, limit=limit)
    return [ListedPlace(departure.id) for departure in found]


def _filter(request: Request, account: Account) -> DepartureFilter:
    """Return the filter in the address. A single office is part of it: its index has the right order."""
    status = query.choice(request, "status", DepartureStatus)
    if status is None and request.query_params.get("status") != ALL:
        status = DepartureStatus.OPEN
    office_id = query.uuid(request, "stelle")
    if office_id is None and len(account.offices) == 1:
        (office_id,) = account.offices
    return DepartureFilter(
        status=status,
        office_id=office_id,
        counsellor_id=query.uuid(request, "beraterin"),
        has_nobody=request.query_params.get("beraterin") == NOBODY or None,
        destination=query.text(request, "land", max_length=2),
        stage=query.text(request, "phase", max_length=40),
        blocker_party=query.choice(request, "wartet", Party),
    )


async def _choices(
    request: Request, account: Account, session: AsyncSession, sort: DepartureSort
) -> dict[str, Any]:
    """Return the form of the filters, as it was sent, and its options."""
    form = Form.of(request.query_params)
    start = {name: form.value(name) for name in _FILTERS}
    start["status"] = start["status"] or DepartureStatus.OPEN.value
    start["sortierung"] = SORTS[sort]
    offices = await offices_by_id(session, account.offices)
    staff = await counsellors(session, account.offices)
    choices: dict[str, list[tuple[Any, str]]] = {
        "status": [*options(DepartureStatus), (ALL, _("Alle"))],
        "stelle": [(office.id, office.name) for office in offices] if len(offices) > 1 else [],
        "beraterin": [(NOBODY, _("niemand")), *((colleague.id, colleague.name) for colleague in staff)],
        "land": countries(),
        "phase": [(stage.code, _(stage.title)) for stage in current_process().stages],
        "wartet": options(Party),
        "sortierung": [(SORTS[each], _(text)) for each, text in SORT_NAMES.items()],
    }
    return {
        "form": Form.start(**start),
        "statuses": choices["status"],
        "offices": choices["stelle"],
        "colleagues": choices["beraterin"],
        "countries": choices["land"],
        "stages": choices["phase"],
        "parties": choices["wartet"],
        "sorts": choices["sortierung"],
        "words": _in_words(start, choices),
        "filters_used": sum(bool(start[name]) for name in _FOLDED),
        "is_filtered": start != _UNFILTERED,
    }


def _in_words(start: dict[str, str], choices: dict[str, list[tuple[Any, str]]]) -> str:
    """Return the filter in words, for paper."""
    words = ({str(value): text for value, text in choices[name]}.get(start[name], "") for name in _FILTERS)
    return ", ".join(filter(None, words))


_FILTERS = ("status", "stelle", "beraterin", "land", "phase", "wartet", "sortierung")
_UNFILTERED = {
    **dict.fromkeys(_FILTERS, ""),
    "status": DepartureStatus.OPEN.value,
    "sortierung": SORTS[DepartureSort.DUE],
}
_FOLDED = ("stelle", "beraterin", "land", "phase")


def _address(request: Request, **more: str) -> str:
    kept = {name: request.query_params.get(name) for name in _FILTERS}
    return address("/vorgaenge", **kept, **more)


async def lines_of(
    session: AsyncSession, found: Sequence[ListedDeparture], *, today: date, origin: str
) -> list[DepartureLineView]:
    """Return the rows of a table of departures; ``origin`` is the address of the list."""
    steps = await steps_of(session, [departure.id for departure in found])
    return [departure_line(departure, steps[departure.id], today=today, origin=origin) for departure in found]


def _counted(count: int) -> str:
    return ngettext("{n} Vorgang", "{n} Vorgänge", min(count, CAP)).format(n=capped_number(count))
