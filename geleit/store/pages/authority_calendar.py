"""The legal dates that fall on the days of a month, as the authority in charge may see them.

Reading for the page "Kalender", in the database role of authorities: it can read their own list and no more.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Date, Select, bindparam, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.deadlines.state import DeadlineKind, DeadlineState
from geleit.store.pages.calendar import Dated, Days, Sort
from geleit.store.tables import metadata

watched = metadata.tables["authority_deadline"]


async def legal_dates(session: AsyncSession, days: Days) -> list[Dated]:
    """The open legal dates an authority knows of, day by day."""
    connection = await session.connection()
    rows = await connection.execute(_LEGAL, {"first": days.first, "last": days.last})
    return [
        Dated(row.on_day, Sort.LEGAL, row.departure_id, DeadlineKind(row.code), row.number) for row in rows
    ]


_told = func.jsonb_array_elements(watched.c.deadlines).table_valued(sa.column("value", JSONB)).lateral("told")
_due = sa.cast(_told.c.value["due_on"].astext, Date)

_LEGAL: Select[Any] = (
    select(
        _due.label("on_day"),
        watched.c.departure_id,
        watched.c.number,
        _told.c.value["kind"].astext.label("code"),
    )
    .select_from(watched.join(_told, sa.true()))
    .where(
        watched.c.next_deadline_on <= bindparam("last", type_=Date),
        _told.c.value["state"].astext == DeadlineState.OPEN,
        _due.between(bindparam("first", type_=Date), bindparam("last", type_=Date)),
    )
    .order_by(_due, watched.c.departure_id)
)
