"""Read how many steps were overdue at the end of each of the last months, for the page "Überfällig".

Counted by the targets as they stand today: a target that was put off since is not counted as it once was.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ARRAY, Date, and_, bindparam, func, or_, select, true
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.store.context import own_offices
from geleit.store.steps import StepRow


class OverdueOn(NamedTuple):
    """The number of steps that were overdue at the end of a day."""

    day: date
    number: int


async def overdue_trend(session: AsyncSession, days: Sequence[date]) -> list[OverdueOn]:
    """Return for each of the days how many steps of the own offices were overdue at its end."""
    connection = await session.connection()
    rows = await connection.execute(_TREND, {"days": list(days)})
    found = {row.day: row.number for row in rows}
    return [OverdueOn(day, found.get(day, 0)) for day in days]


_OWN = own_offices()
_DAYS = select(func.unnest(bindparam("days", type_=ARRAY(Date))).label("day")).subquery("days")
_BEGAN_ON = func.least(col(StepRow.ready_on), col(StepRow.started_on))
_IS_OPEN = col(StepRow.open_due_on).is_not(None)
_WAS_OPEN = or_(col(StepRow.ended_on) > _DAYS.c.day, and_(col(StepRow.ended_on).is_(None), _IS_OPEN))
_WORK = and_(col(StepRow.target_on) < _DAYS.c.day, _DAYS.c.day >= _BEGAN_ON, _WAS_OPEN)
# A failed step is overdue by the day on which the office was to decide how to go on, not by its target.
_DECISION = and_(col(StepRow.decide_by) < _DAYS.c.day, col(StepRow.ended_on) <= _DAYS.c.day, _IS_OPEN)
_TREND = (
    select(_DAYS.c.day, func.count().label("number"))
    .select_from(_DAYS)
    .join(StepRow, true())
    .join(_OWN, col(StepRow.office_id) == _OWN.c.id)
    .where(or_(_WORK, _DECISION))
    .group_by(_DAYS.c.day)
)
