"""Überfällig: what is late, for how long and who holds it up; for supervisors, who can hand departures over.

Nothing here is grouped or sorted by counsellor: Geleit does not measure staff.
"""

from dataclasses import replace
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
from geleit.store.keyset import Place, cut_page
from geleit.store.pages.overdue import (
    OverdueAge,
    OverdueFilter,
    count_overdue_steps,
    overdue_steps,
)
from geleit.store.pages.overdue_deadlines import (
    count_overdue_deadlines,
    ending_deadlines,
    overdue_deadlines,
)
from web.departures.handover import Handover, hand_over
from web.dependencies import DispatcherDep, Supervisor, Today, WebSession
from web.dispatch import new_request_id
from web.overdue.passed_dates import dates_address, kind_chips, passed_line
from web.overdue.view import (
    AGES,
    age_tiles,
    filter_address,
    office_bars,
    overdue_line,
    party_bars,
    party_name,
)
from web.signin.account import Account
from web.signin.local_path import local_path
from web.ui import pagination, query
from web.ui.flash import Sentence, flash
from web.ui.forms import Form
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.lists import ListedPlace, colleague_options
from web.ui.redirect import go_to
from web.ui.rendering import page

router = APIRouter()

REASSIGNED = Sentence(N_("Neu zugewiesen: {count}."))

LIMIT = 50
MOST_AT_ONCE = 200
DATES_LIMIT = 10
"""Legal dates at a time: the steps stand below them and must not be pushed out of sight."""
_DATE_ROWS = "frist-zeilen"


@router.get("/ueberfaellig")
async def show(request: Request, account: Supervisor, session: WebSession, today: Today) -> Response:
    """The overview and the overdue steps, the most overdue first."""
    return await _answer(request, account, session, today=today, form=Form.start())


@router.post("/ueberfaellig/uebergeben")
async def reassign(
    request: Request,
    account: Supervisor,
    session: WebSession,
    dispatcher: DispatcherDep,
    today: Today,
) -> Response:
    """Hand the chosen departures to another counsellor; says of each that could not be handed over why."""
    form = Form.of(await request.form(max_fields=MOST_AT_ONCE + 20))
    staff = await counsellors(session, account.offices)
    colleague = _colleague(form, staff)
    chosen = _chosen(form)
    if form.errors or colleague is None:
        return await _answer(request, account, session, today=today, form=form, status_code=422)
    result = await hand_over(dispatcher, session, account, chosen, form=form, to=colleague)
    if not result.refused:
        response = go_to(request, local_path(form.value("zurueck")))
        flash(response, REASSIGNED, count=result.done)
        return response
    return await _answer(
        request, account, session, today=today, form=Form.start(), result=result, status_code=409
    )


async def overdue_departures(
    request: Request, _account: Account, session: AsyncSession, today: date
) -> list[ListedPlace]:
    """Return the departures of the overdue steps that the address shows, in the order of the page."""
    limit = pagination.rows(request, LIMIT)
    found = await overdue_steps(session, _filter(request), today=today, after=None, limit=limit)
    return [ListedPlace(step.departure_id, step.key) for step in found]


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
    chosen = _filter(request)
    after = Place.unpack(query.text(request, "ab", max_length=200))
    cells = await count_overdue_steps(session, today=today)
    after_date = Place.unpack(query.text(request, "frist-ab", max_length=200))
    dates = await _dates(request, session, after_date, today=today)
    limit = pagination.rows(request, LIMIT)
    found = await overdue_steps(session, chosen, today=today, after=after, limit=limit)
    rows, next_place = cut_page(found, limit)
    offices = {office.id: office.name for office in await offices_by_id(session, account.offices)}
    staff = await counsellors(session, account.offices)
    response = page(
        request,
        "overdue/index.html",
        fragment=_fragment(after, after_date),
        status_code=status_code,
        **dates,
        tiles=age_tiles(cells, chosen),
        parties=party_bars(cells, chosen),
        offices=office_bars(cells, chosen, offices) if len(offices) > 1 else [],
        filters=_in_words(chosen, offices),
        lines=[overdue_line(step, today, origin=filter_address(chosen)) for step in rows],
        more=filter_address(chosen, ab=next_place) if next_place else None,
        start=filter_address(chosen) if after else None,
        is_more=after is not None,
        is_shown_office=len(offices) > 1,
        back=filter_address(chosen),
        form=form,
        chosen=set(form.values("vorgang")),
        colleagues=colleague_options(staff, offices),
        request_id=new_request_id(),
        result=result,
    )
    if after_date:
        pagination.remember(request, response, DATES_LIMIT, added=len(dates["passed"]), name=_DATE_ROWS)
    elif after:
        pagination.remember(request, response, LIMIT, added=len(rows))
    return response


async def _dates(
    request: Request, session: AsyncSession, after: Place | None, *, today: date
) -> dict[str, Any]:
    """What the page says of the legal dates that have passed."""
    kind = query.choice(request, "frist", DeadlineKind)
    kinds = await count_overdue_deadlines(session, today=today)
    limit = pagination.rows(request, DATES_LIMIT, _DATE_ROWS)
    found = await overdue_deadlines(session, today=today, kind=kind, limit=limit, after=after)
    rows, next_place = cut_page(found, limit)
    ending = await ending_deadlines(session, today=today, limit=pagination.MOST)
    return {
        "ending": [passed_line(each) for each in ending],
        "kinds": kind_chips(kinds, kind),
        "passed": [passed_line(each) for each in rows],
        "passed_number": kinds.get(kind, 0) if kind else sum(kinds.values()),
        "more_dates": dates_address(kind, next_place) if next_place else None,
        "first_dates": dates_address(kind) if after else None,
    }


def _fragment(after: Place | None, after_date: Place | None) -> str:
    """The part of the page that htmx asks for: more of one of the two lists, or the filtered steps."""
    if after_date:
        return "overdue/_date_rows.html"
    return "overdue/_rows.html" if after else "overdue/_list.html"


def _filter(request: Request) -> OverdueFilter:
    return OverdueFilter(
        age=query.choice(request, "seit", OverdueAge),
        party=query.choice(request, "wer", Party),
        office_id=query.uuid(request, "stelle"),
    )


def _in_words(chosen: OverdueFilter, offices: dict[UUID, str]) -> list[tuple[str, str]]:
    """Each filter in use, and the address without it."""
    words: list[tuple[str, str]] = []
    if chosen.age:
        words.append((_(AGES[chosen.age]), filter_address(replace(chosen, age=None))))
    if chosen.party:
        words.append((party_name(chosen.party), filter_address(replace(chosen, party=None))))
    if chosen.office_id:
        name = offices.get(chosen.office_id, _("andere Beratungsstelle"))
        words.append((name, filter_address(replace(chosen, office_id=None))))
    return words


def _colleague(form: Form, staff: list[Counsellor]) -> Counsellor | None:
    typed = form.one_of("wer", [str(colleague.id) for colleague in staff])
    return next((colleague for colleague in staff if str(colleague.id) == typed), None)


def _chosen(form: Form) -> list[UUID]:
    """The departures ticked, each once however many of its steps are overdue."""
    try:
        chosen = list(dict.fromkeys(UUID(value) for value in form.values("vorgang")))
    except ValueError:
        chosen = []
    if not chosen:
        form.fail("vorgang", _("Bitte wählen Sie mindestens einen Vorgang aus."))
    elif len(chosen) > MOST_AT_ONCE:
        form.fail("vorgang", _("Bitte wählen Sie höchstens {n} Vorgänge auf einmal.").format(n=MOST_AT_ONCE))
    return chosen
