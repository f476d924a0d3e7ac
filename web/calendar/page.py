"""Kalender: a month with its entries, as a grid and as a list.

Counsellors and supervisors see deadlines, appointments and targets of their offices; authorities the
deadlines of their departures, read in their own database role.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from geleit.domain.parties import Role
from geleit.domain.steps.state import Effect
from geleit.processes import current_process, rule_set
from geleit.store.directory.offices import lands
from geleit.store.keyset import RowPlace
from geleit.store.pages.authority_calendar import authority_deadlines
from geleit.store.pages.calendar import (
    CalendarEntry,
    CalendarFilter,
    DayCount,
    EntryKind,
    calendar_entries,
    count_entries,
    first_entries,
)
from web.calendar.view import (
    CalendarLine,
    Holiday,
    Month,
    calendar_sheet,
    day_of,
    holidays_of,
    line_of,
    month_of,
)
from web.dependencies import CurrentAccount, Services, ServicesDep, Today, WebSession
from web.saved_views.menu import view_menu
from web.signin.account import Account
from web.ui import pagination, query
from web.ui.components import Tile
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.lists import address, export_addresses
from web.ui.rendering import page
from web.ui.sheets import MOST_ROWS, SheetFormat, sheet_response

router = APIRouter()

LIMIT = 50
IN_A_CELL = 3
KINDS = query.AddressWords(
    {
        EntryKind.LEGAL: "fristen",
        EntryKind.APPOINTMENT: "termine",
        EntryKind.TARGET: "ziele",
    }
)
TITLES = {
    EntryKind.LEGAL: N_("Gesetzliche Fristen"),
    EntryKind.APPOINTMENT: N_("Termine"),
    EntryKind.TARGET: N_("Ziele der Schritte"),
}
TILE_KINDS = {EntryKind.LEGAL: "warning", EntryKind.APPOINTMENT: "info", EntryKind.TARGET: "neutral"}


@dataclass(frozen=True, slots=True)
class CalendarQuery:
    """The view that the address asks for. ``everyone``: not only what the account itself is in charge of."""

    month: Month
    day: date | None
    sort: EntryKind | None
    everyone: bool

    def href(self, *, month: Month | None = None, day: date | None = None, **changed: str | None) -> str:
        """Return the address of this view with changed parameters."""
        words: dict[str, str | None] = {
            "monat": str(month or self.month),
            "tag": str(day.day) if day else None,
            "art": KINDS[self.sort] if self.sort else None,
            "wer": "alle" if self.everyone else None,
        }
        return address("/kalender", **(words | changed))


@dataclass(frozen=True, slots=True)
class CalendarResult:
    """The entries found: their number, the first of each day, and a page of the list."""

    counts: list[DayCount]
    firsts: list[CalendarEntry]
    rows: list[CalendarEntry]
    more: RowPlace | None = None


@router.get("/kalender")
async def show(
    request: Request, account: CurrentAccount, session: WebSession, services: ServicesDep, today: Today
) -> Response:
    """Show the month in the address, or the current one."""
    asked = _asked(request, account, today)
    after = RowPlace.unpack(query.text(request, "ab", max_length=200))
    limit = pagination.rows(request, LIMIT)
    if account.role is Role.AUTHORITY:
        found = await _of_authority(services, account, asked, after, limit)
    else:
        found = await _of_offices(session, account, asked, after, limit)
    places = await lands(session, offices=account.offices, authority_id=account.authority_id)
    calendars = {place: rule_set().calendar(place) for place in places}
    holidays = holidays_of(asked.month, calendars)
    lines = [
        line_of(each, is_linked=account.role is not Role.AUTHORITY, origin=asked.href(day=asked.day))
        for each in found.rows
    ]
    response = page(
        request,
        "calendar/index.html",
        fragment="calendar/_rows.html" if after else None,
        month=asked.month,
        weekdays=asked.month.weeks()[0],
        weeks=_weeks(asked, found, holidays, today=today, is_linked=account.role is not Role.AUTHORITY),
        holidays=holidays,
        tiles=_tiles(asked, found.counts) if account.role is not Role.AUTHORITY else [],
        previous=asked.href(month=asked.month.before),
        following=asked.href(month=asked.month.after),
        this_month=None if asked.month.has(today) else asked.href(month=month_of(today)),
        day=asked.day,
        whole_month=asked.href(),
        scopes=_scopes(account, asked),
        lines=lines,
        more=asked.href(day=asked.day, ab=found.more.pack()) if found.more else None,
        is_more=after is not None,
        files=export_addresses(request),
        menu=None if account.role is Role.AUTHORITY else await view_menu(request, session, account),
        shows_counsellor=asked.everyone and account.role is not Role.AUTHORITY,
        shows_people=account.role is not Role.AUTHORITY,
    )
    if after:
        pagination.remember(request, response, LIMIT, added=len(lines))
    return response


@router.get("/kalender/liste.{kind}")
async def export(
    *,
    request: Request,
    kind: SheetFormat,
    account: CurrentAccount,
    session: WebSession,
    services: ServicesDep,
    today: Today,
) -> Response:
    """Send the month, or the day, of the address as a file."""
    asked = _asked(request, account, today)
    if account.role is Role.AUTHORITY:
        found = await _of_authority(services, account, asked, None, MOST_ROWS)
    else:
        found = await _of_offices(session, account, asked, None, MOST_ROWS)
    return await sheet_response(calendar_sheet(found.rows), kind, today=today)


def _asked(request: Request, account: Account, today: date) -> CalendarQuery:
    month = Month.read(query.text(request, "monat", max_length=7)) or month_of(today)
    everyone = query.text(request, "wer") == "alle"
    return CalendarQuery(
        month=month,
        day=day_of(month, query.text(request, "tag", max_length=2)),
        sort=query.choice(request, "art", KINDS),
        everyone=everyone or account.role is not Role.COUNSELLOR,
    )


async def _of_offices(
    session: AsyncSession, account: Account, asked: CalendarQuery, after: RowPlace | None, limit: int
) -> CalendarResult:
    mine = None if asked.everyone else account.id
    month = CalendarFilter(asked.month.first, asked.month.last, asked.sort, mine)
    days = CalendarFilter(asked.day, asked.day, asked.sort, mine) if asked.day else month
    codes = _appointments()
    rows = await calendar_entries(session, days, appointments=codes, after=after, limit=limit)
    return CalendarResult(
        counts=await count_entries(session, month, appointments=codes),
        firsts=await first_entries(session, month, appointments=codes, limit=IN_A_CELL),
        rows=rows[:limit],
        more=rows[limit - 1].place if len(rows) > limit else None,
    )


async def _of_authority(
    services: Services, account: Account, asked: CalendarQuery, after: RowPlace | None, limit: int
) -> CalendarResult:
    async with services.database.authority(account.context) as session:
        month = await authority_deadlines(session, CalendarFilter(asked.month.first, asked.month.last))
    days = sorted((each for each in month if asked.day in {None, each.on}), key=_place)
    rows = [each for each in days if after is None or _place(each) > after]
    per_day: dict[date, list[CalendarEntry]] = {}
    for each in month:
        per_day.setdefault(each.on, []).append(each)
    return CalendarResult(
        counts=[DayCount(on, EntryKind.LEGAL, len(found)) for on, found in per_day.items()],
        firsts=[each for found in per_day.values() for each in found[:IN_A_CELL]],
        rows=rows[:limit],
        more=_place(rows[limit - 1]) if len(rows) > limit else None,
    )


def _place(each: CalendarEntry) -> RowPlace:
    return RowPlace(each.on, each.departure_id, each.code)


def _appointments() -> list[str]:
    """Return the codes of steps that are held on a day: appointments, and the journey."""
    steps = current_process().steps
    return [step.code for step in steps if step.appointment or step.effect is Effect.DEPARTURE]


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the grid; ``on`` is None for the days of another month."""

    on: date | None
    is_today: bool = False
    holiday: str | None = None
    lines: tuple[CalendarLine, ...] = ()
    rest: int = 0
    href: str = ""


def _weeks(
    asked: CalendarQuery, found: CalendarResult, holidays: Iterable[Holiday], *, today: date, is_linked: bool
) -> list[list[Cell]]:
    named = {holiday.on: holiday.name for holiday in holidays}
    numbers: dict[date, int] = {}
    for count in found.counts:
        if asked.sort in (None, count.sort):
            numbers[count.on] = numbers.get(count.on, 0) + count.number
    lines: dict[date, list[CalendarLine]] = {}
    for each in found.firsts:
        lines.setdefault(each.on, []).append(line_of(each, is_linked=is_linked, origin=asked.href()))

    def cell(on: date) -> Cell:
        if not asked.month.has(on):
            return Cell(None)
        shown = tuple(lines.get(on, []))
        rest = numbers.get(on, 0) - len(shown)
        return Cell(on, on == today, named.get(on), shown, rest, asked.href(day=on) + "#liste")

    return [[cell(on) for on in week] for week in asked.month.weeks()]


def _tiles(asked: CalendarQuery, counts: list[DayCount]) -> list[Tile]:
    tiles = []
    for sort in EntryKind:
        number = sum(count.number for count in counts if count.sort is sort)
        current = asked.sort is sort
        href = asked.href(art=None if current else KINDS[sort])
        tiles.append(Tile(number, _(TITLES[sort]), href, TILE_KINDS[sort] if number else "neutral", current))
    return tiles


def _scopes(account: Account, asked: CalendarQuery) -> list[tuple[str, str, bool]]:
    """Return the links between a counsellor's own work and that of the office."""
    if account.role is not Role.COUNSELLOR:
        return []
    return [
        (_("Meine Vorgänge"), asked.href(wer=None), not asked.everyone),
        (_("Alle der Beratungsstelle"), asked.href(wer="alle"), asked.everyone),
    ]
