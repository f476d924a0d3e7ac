"""Read how many steps were overdue at the end of each of the last months, for the page "Überfällig".

Counted by the targets as they stand today: a target that was put off since is not counted as it once was.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ARRAY, Date, bindparam, func, or_, select, true
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.store.context import own_offices
from geleit.store.steps import StepRow


class OverdueOn(NamedTuple):
    """How many steps were overdue at the end of a day."""

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
_TREND = (
    select(_DAYS.c.day, func.count().label("number"))
    .select_from(_DAYS)
    .join(StepRow, true())
    .join(_OWN, col(StepRow.office_id) == _OWN.c.id)
    .where(
        col(StepRow.target_on) < _DAYS.c.day,
        col(StepRow.ready_on) <= _DAYS.c.day,
        or_(col(StepRow.ended_on) > _DAYS.c.day, col(StepRow.open_due_on).is_not(None)),
    )
    .group_by(_DAYS.c.day)
)
