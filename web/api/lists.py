"""Overdue steps and legal dates, for supervisors."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter

from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.parties import Party
from geleit.store.keyset import RowPlace, cut_page
from geleit.store.pages.overdue import OverdueAge, OverdueFilter, OverdueStep, overdue_steps
from geleit.store.pages.overdue_deadlines import OverdueDeadline, overdue_deadlines
from web.api.caller import ApiSession, SupervisorCaller
from web.api.departures import After, Limit
from web.api.former_values import or_address_word
from web.api.models import OverdueDate, OverdueLine, OverdueList
from web.dependencies import Today
from web.overdue.view import AGES

router = APIRouter()


@router.get("/overdue", operation_id="list_overdue", tags=["Überfällig"])
async def what_is_overdue(
    *,
    _caller: SupervisorCaller,
    session: ApiSession,
    today: Today,
    age: Annotated[OverdueAge | None, or_address_word(AGES)] = None,
    held_up_by: Party | None = None,
    kind: DeadlineKind | None = None,
    after: After = None,
    dates_after: After = None,
    limit: Limit = 50,
) -> OverdueList:
    """List the overdue steps and the passed legal dates of the own offices, the most overdue first.

    `age` and `held_up_by` filter the steps, `kind` the dates. With `after` only the steps continue, with
    `dates_after` only the dates.
    """
    found = OverdueList(items=[], next=None, dates=[], next_dates=None)
    if after or not dates_after:
        chosen = OverdueFilter(age=age, party=held_up_by)
        steps = await overdue_steps(session, chosen, today=today, after=RowPlace.unpack(after), limit=limit)
        rows, found.next = cut_page(steps, limit)
        found.items = [_overdue_line(each, today) for each in rows]
    if dates_after or not after:
        place = RowPlace.unpack(dates_after)
        dates = await overdue_deadlines(
            session, OverdueFilter(kind=kind), today=today, after=place, limit=limit
        )
        passed, found.next_dates = cut_page(dates, limit)
        found.dates = [_overdue_date(each, today) for each in passed]
    return found


def _overdue_line(found: OverdueStep, today: date) -> OverdueLine:
    return OverdueLine(
        departure_id=found.departure_id,
        number=found.number,
        step=found.key,
        held_up_by=found.held_up_by,
        since=found.since,
        due_on=found.due_on,
        days=(today - found.due_on).days,
        office=found.office,
        applicant=found.applicant,
    )


def _overdue_date(found: OverdueDeadline, today: date) -> OverdueDate:
    return OverdueDate(
        departure_id=found.departure_id,
        number=found.number,
        kind=found.kind,
        due_on=found.due_on,
        end_on=found.end_on,
        days=(today - found.end_on).days,
        escalated_on=found.escalated_on if found.escalated_on and found.escalated_on <= today else None,
        office=found.office,
        applicant=found.applicant,
    )
