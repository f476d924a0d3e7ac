"""What is late: for supervisors."""

from fastapi import APIRouter

from domain.parties import Party
from store.keyset import Place
from store.overdue import Age, Filter, Overdue, overdue
from web.api.caller import ApiSession, SupervisorCaller
from web.api.departures import After, Limit
from web.api.models import OverdueLine, OverdueList
from web.dependencies import Today

router = APIRouter()


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
