"""Read the deadlines of a month, as the authority in charge may see them.

For the page "Kalender", in the database role of authorities: it can read their own list and no more.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Date, Select, bindparam, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.deadlines.chain import DeadlineState
from geleit.domain.deadlines.state import DeadlineKind
from geleit.store.deadlines import AuthorityDeadlineRow
from geleit.store.pages.calendar import CalendarEntry, CalendarFilter, EntryKind


async def authority_deadlines(session: AsyncSession, days: CalendarFilter) -> list[CalendarEntry]:
    """Return the open deadlines that the authority may see, day by day."""
    connection = await session.connection()
    rows = await connection.execute(_LEGAL, {"first": days.first, "last": days.last})
    return [
        CalendarEntry(row.on_day, EntryKind.LEGAL, row.departure_id, DeadlineKind(row.code), row.number)
        for row in rows
    ]


_told = (
    func.jsonb_array_elements(col(AuthorityDeadlineRow.deadlines))
    .table_valued(sa.column("value", JSONB))
    .lateral("told")
)
_due = sa.cast(_told.c.value["due_on"].astext, Date)

_LEGAL: Select[Any] = (
    select(
        _due.label("on_day"),
        col(AuthorityDeadlineRow.departure_id),
        col(AuthorityDeadlineRow.number),
        _told.c.value["kind"].astext.label("code"),
    )
    .select_from(AuthorityDeadlineRow)
    .join(_told, sa.true())
    .where(
        col(AuthorityDeadlineRow.next_deadline_on) <= bindparam("last", type_=Date),
        _told.c.value["state"].astext == DeadlineState.OPEN,
        _due.between(bindparam("first", type_=Date), bindparam("last", type_=Date)),
    )
    .order_by(_due, col(AuthorityDeadlineRow.departure_id))
)
