"""Überfällig: overdue steps, for how long and whose turn they are; supervisors can reassign departures.

Nothing here is grouped or sorted by counsellor: Geleit does not measure staff.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.parties import Party
from geleit.store.assignment import Counsellor, counsellors
from geleit.store.directory.offices import offices_by_id
from geleit.store.keyset import RowPlace, cut_page
from geleit.store.pages.departures import departures_by_id
from geleit.store.pages.overdue import OverdueFilter, count_overdue_steps, overdue_steps
from geleit.store.pages.overdue_deadlines import (
    count_overdue_deadlines,
    ending_deadlines,
    overdue_deadlines,
)
from web.departures.handover import Handover, hand_over
from web.dependencies import DispatcherDep, Supervisor, Today, WebSession
from web.dispatch import new_request_id
from web.overdue.sheets import date_sheet, step_sheet
from web.overdue.view import (
    AGES,
    KINDS,
    OverdueKind,
    OverdueView,
    date_choices,
    fitting,
    in_words,
    overdue_line,
    passed_line,
    step_choices,
)
from web.saved_views.menu import view_menu
from web.signin.account import Account
from web.signin.local_path import local_path
from web.ui import pagination, query
from web.ui.flash import Sentence, flash
from web.ui.forms import Form
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.lists import ListedPlace, export_addresses
from web.ui.redirect import go_to
from web.ui.rendering import page
from web.ui.sheets import MOST_ROWS, SheetFormat, sheet_response

router = APIRouter()

REASSIGNED = Sentence(N_("An {name} übergeben: {numbers}."))

LIMIT = 50
MOST_AT_ONCE = 200
MOST_NAMED = 4
"""Departures that an answer names; it travels in a cookie."""


_FRAGMENTS = {OverdueKind.STEPS: "overdue/_rows.html", OverdueKind.DATES: "overdue/_date_rows.html"}


@router.get("/ueberfaellig")
async def show(request: Request, account: Supervisor, session: WebSession, today: Today) -> Response:
    """Show the overdue steps, or with ``liste=fristen`` the deadlines, the most overdue first."""
    return await _answer(request, account, session, today=today, form=Form.start())


@router.get("/ueberfaellig/liste.{kind}")
async def export(
    request: Request, kind: SheetFormat, _account: Supervisor, session: WebSession, today: Today
) -> Response:
    """Send the list of the address as a file."""
    shown = read_address(request)
    if shown.what is OverdueKind.DATES:
        dates = await overdue_deadlines(session, shown.chosen, today=today, limit=MOST_ROWS)
        return await sheet_response(date_sheet(dates), kind, today=today)
    steps = await overdue_steps(session, shown.chosen, today=today, after=None, limit=MOST_ROWS)
    return await sheet_response(step_sheet(steps), kind, today=today)


@router.post("/ueberfaellig/uebergeben")
async def reassign(
    request: Request,
    account: Supervisor,
    session: WebSession,
    dispatcher: DispatcherDep,
    today: Today,
) -> Response:
    """Hand the chosen departures to another counsellor; for each failure show why."""
    form = Form.of(await request.form(max_fields=MOST_AT_ONCE + 20))
    staff = await counsellors(session, account.offices)
    colleague = _colleague(form, staff)
    chosen = _chosen(form)
    if form.errors or colleague is None:
        return await _answer(request, account, session, today=today, form=form, status_code=422)
    result = await hand_over(dispatcher, session, account, chosen, form=form, to=colleague)
    if not result.refused:
        response = go_to(request, local_path(form.value("zurueck")))
        flash(response, REASSIGNED, name=colleague.name, numbers=_named(result.done))
        return response
    return await _answer(
        request, account, session, today=today, form=Form.start(), result=result, status_code=409
    )


async def overdue_departures(
    request: Request, _account: Account, session: AsyncSession, today: date
) -> list[ListedPlace]:
    """Return the departures that the address shows, in the order of the page."""
    shown = read_address(request)
    limit = pagination.rows(request, LIMIT)
    if shown.what is OverdueKind.DATES:
        dates = await overdue_deadlines(session, shown.chosen, today=today, limit=limit)
        return [ListedPlace(found.departure_id) for found in dates[:limit]]
    steps = await overdue_steps(session, shown.chosen, today=today, after=None, limit=limit)
    return [ListedPlace(step.departure_id, step.key) for step in steps[:limit]]


def read_address(request: Request) -> OverdueView:
    """Return which list the address asks for, and with which filter."""
    return OverdueView(
        what=query.choice(request, "liste", KINDS) or OverdueKind.STEPS,
        chosen=OverdueFilter(
            age=query.choice(request, "seit", AGES),
            party=query.choice(request, "wer", Party),
            office_id=query.uuid(request, "stelle"),
            kind=query.choice(request, "frist", DeadlineKind),
        ),
    )


async def _answer(
    request: Request,
    account: Account,
    session: AsyncSession,
    *,
    today: date,
    form: Form,
    result: Handover | None = None,
    status_code: int = 200,
) -> Response:
    shown = read_address(request)
    after = RowPlace.unpack(query.text(request, "ab", max_length=200))
    offices = {office.id: office.name for office in await offices_by_id(session, account.offices)}
    steps = await count_overdue_steps(session, today=today)
    dates = await count_overdue_deadlines(session, today=today)
    limit = pagination.rows(request, LIMIT)
    if shown.what is OverdueKind.STEPS:
        listed = await _steps(request, account, session, shown, after, today=today, limit=limit, form=form)
        groups = step_choices(steps, shown, offices)
    else:
        listed = await _dates(session, shown, after, today=today, limit=limit)
        groups = date_choices(dates, shown, offices)
    response = page(
        request,
        "overdue/index.html",
        fragment=_FRAGMENTS[shown.what] if after else None,
        status_code=status_code,
        **listed,
        what=shown.what,
        tabs=[
            (_("Schritte"), fitting(steps, _of_both(shown)), _tab(shown, OverdueKind.STEPS)),
            (_("Gesetzliche Fristen"), fitting(dates, _of_both(shown)), _tab(shown, OverdueKind.DATES)),
        ],
        groups=groups,
        words=in_words(shown, offices),
        files=export_addresses(request),
        menu=await view_menu(request, session, account),
        everything=OverdueView(shown.what, OverdueFilter()).href(),
        start=shown.href() if after else None,
        is_more=after is not None,
        is_shown_office=len(offices) > 1 and shown.chosen.office_id is None,
        back=shown.href(zeilen=request.query_params.get("zeilen")),
        form=form,
        chosen=set(form.values("vorgang")),
        request_id=new_request_id(),
        result=result,
    )
    if after:
        pagination.remember(request, response, LIMIT, added=len(listed["lines"]))
    return response


async def _steps(
    request: Request,
    account: Account,
    session: AsyncSession,
    shown: OverdueView,
    after: RowPlace | None,
    *,
    today: date,
    limit: int,
    form: Form,
) -> dict[str, Any]:
    """Return the values of the template about overdue steps, with the counsellors of their offices."""
    found = await overdue_steps(session, shown.chosen, today=today, after=after, limit=limit)
    rows, next_place = cut_page(found, limit)
    ticked = _ids(form.values("vorgang"))
    picked = await departures_by_id(session, ticked) if ticked else {}
    concerned = {step.office_id for step in rows} | {each.office_id for each in picked.values()}
    staff = await counsellors(session, [office for office in account.offices if office in concerned])
    return {
        "lines": [overdue_line(step, today, origin=shown.href()) for step in rows],
        "ending": [],
        "more": shown.href(ab=next_place) if next_place else None,
        "all_href": shown.href(zeilen=request.query_params.get("zeilen"), auswahl="alle"),
        "is_all": request.query_params.get("auswahl") == "alle",
        "colleagues": _by_office(staff, {step.office_id: step.office for step in rows}),
    }


async def _dates(
    session: AsyncSession, shown: OverdueView, after: RowPlace | None, *, today: date, limit: int
) -> dict[str, Any]:
    """Return the values of the template about deadlines, with those that end in these days above them."""
    found = await overdue_deadlines(session, shown.chosen, today=today, limit=limit, after=after)
    rows, next_place = cut_page(found, limit)
    ending = await ending_deadlines(session, shown.chosen, today=today, limit=limit)
    return {
        "lines": [passed_line(each, today, origin=shown.href()) for each in rows],
        "ending": [passed_line(each, today, origin=shown.href()) for each in ending[:limit]],
        "more": shown.href(ab=next_place) if next_place else None,
    }


def _of_both(shown: OverdueView) -> OverdueFilter:
    """Return the part of the filter that both lists know: the numbers of the tabs count by it."""
    return OverdueFilter(age=shown.chosen.age, office_id=shown.chosen.office_id)


def _tab(shown: OverdueView, what: OverdueKind) -> tuple[str, bool]:
    """Return the address of a list, with the part of the filter that both know, and whether it is shown."""
    return OverdueView(what, _of_both(shown)).href(), shown.what is what


def _by_office(
    staff: Iterable[Counsellor], offices: dict[UUID, str]
) -> list[tuple[UUID, str, list[Counsellor]]]:
    """Return the counsellors office by office: who belongs to another cannot take a departure over."""
    grouped: dict[UUID, list[Counsellor]] = {}
    for colleague in staff:
        grouped.setdefault(colleague.office_id, []).append(colleague)
    return [(office_id, offices.get(office_id, ""), members) for office_id, members in grouped.items()]


def _colleague(form: Form, staff: list[Counsellor]) -> Counsellor | None:
    typed = form.one_of("wer", [str(colleague.id) for colleague in staff])
    return next((colleague for colleague in staff if str(colleague.id) == typed), None)


def _chosen(form: Form) -> list[UUID]:
    """Return the ticked departures, each once even if several of its steps are overdue."""
    chosen = _ids(form.values("vorgang"))
    if not chosen:
        form.fail("vorgang", _("Bitte wählen Sie mindestens einen Vorgang aus."))
    elif len(chosen) > MOST_AT_ONCE:
        form.fail("vorgang", _("Bitte wählen Sie höchstens {n} Vorgänge auf einmal.").format(n=MOST_AT_ONCE))
    return chosen


def _ids(typed: list[str]) -> list[UUID]:
    try:
        return list(dict.fromkeys(UUID(value) for value in typed))
    except ValueError:
        return []


def _named(numbers: tuple[str, ...]) -> str:
    """Return ``KI-0027, KI-0031 und 3 weitere``."""
    named = ", ".join(numbers[:MOST_NAMED])
    rest = len(numbers) - MOST_NAMED
    return _("{numbers} und {n} weitere").format(numbers=named, n=rest) if rest > 0 else named
