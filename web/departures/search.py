"""The search for one departure: by its number, by the office's file number, or by the name of a person.

A name must not be in an address, a log or a browser's history: it is sent by POST, and the page of results
has an address that only this session can read, so that going back works.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from geleit.domain.departure import DepartureStatus
from geleit.store.directory.numbers import format_number
from geleit.store.directory.offices import offices_by_id
from geleit.store.pages.departures import ListedDeparture
from geleit.store.pages.search import NameMatch, find_names, find_numbers
from web.departures.page import lines_of
from web.departures.view import DepartureLineView
from web.dependencies import Counselling, ServicesDep, Today, WebSession
from web.signin.account import Account
from web.signin.cookie import read_cookie
from web.signin.encrypted_query import decrypt_query, encrypt_query
from web.ui import query
from web.ui.forms import Form
from web.ui.lists import address
from web.ui.redirect import go_to
from web.ui.rendering import page

router = APIRouter()

ADDRESS = "/vorgaenge/suche"
MOST_HITS = 50
MOST_LETTERS = 100
MOST_ENCRYPTED = 800
"""The longest encrypted search in an address, in characters."""
LAST_YEARS = 5


@router.post(ADDRESS)
async def ask(request: Request, _account: Counselling, services: ServicesDep) -> Response:
    """Redirect to the results."""
    form = Form.of(await request.form())
    wanted = form.text("q", max_length=MOST_LETTERS)
    if form.errors:
        return _show(request, form, status_code=422)
    encrypted = encrypt_query(wanted, read_cookie(request, services.settings) or "")
    return go_to(request, address(ADDRESS, gesucht=encrypted))


@router.get(ADDRESS)
async def found(
    request: Request, account: Counselling, services: ServicesDep, session: WebSession, today: Today
) -> Response:
    """Show the departures with this number or with persons of this name; else the empty form."""
    encrypted = query.text(request, "gesucht", max_length=MOST_ENCRYPTED) or ""
    wanted = decrypt_query(encrypted, read_cookie(request, services.settings) or "")
    if not wanted:
        return _show(request, Form.start())
    numbers: list[ListedDeparture] = []
    hits: list[NameMatch] = []
    if any(char.isdigit() for char in wanted):
        numbers = await find_numbers(
            session,
            _as_number(wanted),
            file_number=" ".join(wanted.split()),
            exact=await _whole_numbers(wanted, account, session, today=today),
            limit=MOST_HITS,
        )
    if not numbers:
        hits = await find_names(session, wanted, limit=MOST_HITS)
    here = address(ADDRESS, gesucht=encrypted)
    close = [hit for hit in hits if hit.is_close]
    alike = [hit for hit in hits if not hit.is_close]
    return _show(
        request,
        Form.start(q=wanted),
        wanted=wanted,
        lines=await lines_of(session, numbers, today=today, origin=here)
        or await _found(session, close, today=today, origin=here),
        alike=await _found(session, alike, today=today, origin=here),
        meant=_meant(alike) if not close else (),
        is_cut=max(len(numbers), len(hits)) > MOST_HITS,
    )


def _show(
    request: Request,
    form: Form,
    *,
    status_code: int = 200,
    wanted: str = "",
    lines: Sequence[DepartureLineView] = (),
    alike: Sequence[DepartureLineView] = (),
    meant: Sequence[str] = (),
    is_cut: bool = False,
) -> Response:
    return page(
        request,
        "departures/found.html",
        status_code=status_code,
        search=form,
        wanted=wanted,
        lines=lines,
        alike=alike,
        meant=meant,
        more=None,
        is_more=False,
        is_cut=is_cut,
        most=MOST_HITS,
    )


async def _found(
    session: AsyncSession, hits: Sequence[NameMatch], *, today: date, origin: str
) -> list[DepartureLineView]:
    """Return the rows of the results: open departures first, else in the given order."""
    lines = await lines_of(session, [hit.departure for hit in hits], today=today, origin=origin)
    named = [
        line
        if f"{hit.family_name}, {hit.given_name}" == hit.departure.applicant
        else replace(line, found=f"{hit.given_name} {hit.family_name}")
        for line, hit in zip(lines, hits, strict=True)
    ]
    return sorted(named, key=lambda line: line.status in {DepartureStatus.STOPPED, DepartureStatus.CLOSED})


def _meant(hits: Sequence[NameMatch]) -> list[str]:
    """Return similar names, the nearest first."""
    return list(dict.fromkeys(hit.family_name for hit in hits))[:5]


def _as_number(wanted: str) -> str:
    return re.sub(r"\s+", "", wanted).upper()


async def _whole_numbers(wanted: str, account: Account, session: AsyncSession, *, today: date) -> list[str]:
    """Return the numbers that 417 may mean: the 417th of a year, as Geleit, lists and the demo write it."""
    typed = wanted.strip()
    if not re.fullmatch(r"[0-9]{1,6}", typed):
        return []
    count, years = int(typed), range(today.year, today.year - LAST_YEARS, -1)
    prefixes = [office.prefix for office in await offices_by_id(session, account.offices)]
    return [f"DEMO-{prefix}-{count:04}" for prefix in prefixes] + [
        number
        for prefix in prefixes
        for year in years
        for number in (format_number(prefix, year, count), f"{prefix}-{year % 100:02}-{count:03}")
    ]
