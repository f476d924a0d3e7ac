"""What is due and what is late: for authorities and for supervisors."""

from fastapi import APIRouter

from domain.parties import Party
from store.authority_deadlines import Span, Watched, watched
from store.keyset import Place
from store.overdue import Age, Filter, Overdue, overdue
from web.api.caller import ApiAuthoritySession, ApiSession, SupervisorCaller
from web.api.departures import After, Limit
from web.api.models import DeadlineLine, DeadlineList, LegalDateOut, OverdueLine, OverdueList
from web.dependencies import Today

router = APIRouter()


@router.get("/deadlines", operation_id="list_deadlines", tags=["Fristen"])
async def deadlines(
    *,
    session: ApiAuthoritySession,
    today: Today,
    span: Span = Span.ALL,
    after: After = None,
    limit: Limit = 50,
) -> DeadlineList:
    """The deadline status of the departures of this authority whose clients consent to it."""
    found = await watched(session, today=today, span=span, after=Place.unpack(after), limit=limit)
    more = found[limit - 1].place.pack() if len(found) > limit else None
    return DeadlineList(items=[_deadline_line(each) for each in found[:limit]], next=more)


@router.get("/overdue", operation_id="list_overdue", tags=["Überfällig"])
async def overdue_steps(
    *,
    _caller: SupervisorCaller,
    session: ApiSession,
    today: Today,
    age: Age | None = None,
    held_up_by: Party | None = None,
    after: After = None,
    limit: Limit = 50,
) -> OverdueList:
    """The overdue steps of the own offices, the most overdue first."""
    chosen = Filter(age=age, party=held_up_by)
    found = await overdue(session, chosen, today=today, after=Place.unpack(after), limit=limit)
    more = found[limit - 1].place.pack() if len(found) > limit else None
    items = [_overdue_line(each, days=(today - each.due_on).days) for each in found[:limit]]
    return OverdueList(items=items, next=more)


def _deadline_line(found: Watched) -> DeadlineLine:
    return DeadlineLine(
        departure_id=found.departure_id,
        number=found.number,
        status=found.status,
        next_milestone=found.milestone,
        next_milestone_on=found.milestone_on,
        next_deadline=found.next_kind,
        next_deadline_on=found.next_on,
        deadlines=[
            LegalDateOut(kind=each.kind, due_on=each.due_on, state=each.state) for each in found.deadlines
        ],
    )


def _overdue_line(found: Overdue, *, days: int) -> OverdueLine:
    return OverdueLine(
        departure_id=found.departure_id,
        number=found.number,
        step=found.key,
        held_up_by=found.held_up_by,
        since=found.since,
        due_on=found.due_on,
        days=days,
        office=found.office,
        applicant=found.applicant,
    )
