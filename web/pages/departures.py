"""Vorgänge: every departure of the own offices, to filter and to sort; and the search for one of them.

Filters stand in the address, because nothing in them is personal. The search for a name is a POST: names have
no place in an address, a log or a browser's history.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from domain.departure import DepartureStatus
from domain.parties import Party
from processes import current_process
from store.departure_list import Filter, Listed, Sort, count_departures, departures
from store.keyset import Place, cut
from store.listed_steps import steps_of
from store.numbers import format_number
from store.search import Hit, find_names, find_numbers
from store.staff import counsellors, offices_of
from web import query
from web.dependencies import Counselling, Today, WebSession
from web.forms import Form
from web.i18n import N_, ngettext
from web.i18n import gettext as _
from web.labels import countries, options
from web.rendering import page
from web.signin.account import Account
from web.views.departure_lines import DepartureLine, departure_line
from web.views.lists import CAP, address, many

router = APIRouter()

LIMIT = 25
MOST_HITS = 50
MOST_LETTERS = 100
LAST_YEARS = 5
ALL = "alle"
NOBODY = "niemand"

SORTS = {
    Sort.DUE: N_("Als Nächstes fällig"),
    Sort.NUMBER: N_("Nummer"),
    Sort.OPENED: N_("Neueste zuerst"),
}


@router.get("/vorgaenge")
async def index(request: Request, account: Counselling, session: WebSession, today: Today) -> Response:
    """The departures that the filters of the address let through."""
    chosen, sort = _filter(request, account), query.choice(request, "sortierung", Sort) or Sort.DUE
    after = Place.unpack(query.text(request, "ab", max_length=200))
    found = await departures(session, chosen, sort=sort, after=after, limit=LIMIT)
    rows, next_place = cut(found, LIMIT)
    lines = await _lines(session, rows, today=today)
    return page(
        request,
        "departures/index.html",
        fragment="departures/_index_rows.html" if after else "departures/_index_list.html",
        lines=lines,
        counted=_counted(await count_departures(session, chosen)),
        more=_address(request, ab=next_place) if next_place else None,
        start=_address(request) if after else None,
        is_more=after is not None,
        search=Form.start(),
        **await _choices(request, account, session, sort),
    )


@router.post("/vorgaenge/suche")
async def search(request: Request, account: Counselling, session: WebSession, today: Today) -> Response:
    """The departures with this number, or of persons with this name."""
    form = Form.of(await request.form())
    wanted = form.text("q", max_length=MOST_LETTERS)
    numbers: list[Listed] = []
    hits: list[Hit] = []
    if wanted and not form.errors:
        if any(char.isdigit() for char in wanted):
            numbers = await find_numbers(
                session,
                _as_number(wanted),
                exact=await _whole_numbers(wanted, account, session, today=today),
                limit=MOST_HITS,
            )
        if not numbers:
            hits = await find_names(session, wanted, limit=MOST_HITS)
    close = [hit for hit in hits if hit.is_close]
    alike = [hit for hit in hits if not hit.is_close]
    return page(
        request,
        "departures/index_found.html",
        status_code=422 if form.errors else 200,
        search=form,
        wanted=wanted,
        lines=await _lines(session, numbers, today=today) or await _found(session, close, today=today),
        alike=await _found(session, alike, today=today),
        meant=_meant(alike) if not close else [],
        more=None,
        is_more=False,
        is_cut=max(len(numbers), len(hits)) > MOST_HITS,
        most=MOST_HITS,
    )


# The list


def _filter(request: Request, account: Account) -> Filter:
    """What the address asks for. Who sees one office only asks for that: its index is in the right order."""
    status = query.choice(request, "status", DepartureStatus)
    if status is None and request.query_params.get("status") != ALL:
        status = DepartureStatus.OPEN
    office_id = query.uuid(request, "stelle")
    if office_id is None and len(account.offices) == 1:
        (office_id,) = account.offices
    return Filter(
        status=status,
        office_id=office_id,
        counsellor_id=query.uuid(request, "beraterin"),
        has_nobody=request.query_params.get("beraterin") == NOBODY or None,
        destination=query.text(request, "land", max_length=2),
        stage=query.text(request, "phase", max_length=40),
        blocker_party=query.choice(request, "wartet", Party),
    )


async def _choices(request: Request, account: Account, session: AsyncSession, sort: Sort) -> dict[str, Any]:
    """The form of the filters, as it was sent, and what there is to choose from."""
    form = Form.of(request.query_params)
    start = {name: form.value(name) for name in _FILTERS}
    start["status"] = start["status"] or DepartureStatus.OPEN.value
    start["sortierung"] = sort.value
    offices = await offices_of(session, account.offices)
    staff = await counsellors(session, account.offices)
    return {
        "form": Form.start(**start),
        "statuses": [*options(DepartureStatus), (ALL, _("Alle"))],
        "offices": [(office.id, office.name) for office in offices] if len(offices) > 1 else [],
        "colleagues": [(NOBODY, _("niemand")), *((colleague.id, colleague.name) for colleague in staff)],
        "countries": countries(),
        "stages": [(stage.code, _(stage.title)) for stage in current_process().stages],
        "parties": options(Party),
        "sorts": [(key.value, _(text)) for key, text in SORTS.items()],
        "filters_used": sum(bool(start[name]) for name in _FOLDED),
    }


_FILTERS = ("status", "stelle", "beraterin", "land", "phase", "wartet", "sortierung")
_FOLDED = ("stelle", "beraterin", "land", "phase")


def _address(request: Request, **more: str) -> str:
    kept = {name: request.query_params.get(name) for name in _FILTERS}
    return address("/vorgaenge", **kept, **more)


async def _lines(session: AsyncSession, found: Sequence[Listed], *, today: date) -> list[DepartureLine]:
    steps = await steps_of(session, [departure.id for departure in found])
    return [departure_line(departure, steps[departure.id], today=today) for departure in found]


def _counted(count: int) -> str:
    return ngettext("{n} Vorgang", "{n} Vorgänge", min(count, CAP)).format(n=many(count))


# The search


async def _found(session: AsyncSession, hits: Sequence[Hit], *, today: date) -> list[DepartureLine]:
    lines = await _lines(session, [hit.departure for hit in hits], today=today)
    return [
        line
        if f"{hit.family_name}, {hit.given_name}" == hit.departure.applicant
        else replace(line, found=f"{hit.given_name} {hit.family_name}")
        for line, hit in zip(lines, hits, strict=True)
    ]


def _meant(hits: Sequence[Hit]) -> list[str]:
    """The names that were perhaps meant, the nearest first."""
    return list(dict.fromkeys(hit.family_name for hit in hits))[:5]


def _as_number(wanted: str) -> str:
    return re.sub(r"\s+", "", wanted).upper()


async def _whole_numbers(wanted: str, account: Account, session: AsyncSession, *, today: date) -> list[str]:
    """Who types 417 means the 417th of a year: its number as we write it, and as lists from elsewhere do."""
    typed = wanted.strip()
    if not re.fullmatch(r"[0-9]{1,6}", typed):
        return []
    count, years = int(typed), range(today.year, today.year - LAST_YEARS, -1)
    return [
        number
        for office in await offices_of(session, account.offices)
        for year in years
        for number in (
            format_number(office.prefix, year, count),
            f"{office.prefix}-{year % 100:02}-{count:03}",
        )
    ]
