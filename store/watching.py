"""What somebody who looks on at a departure must know: that they still may, and what they have missed."""

from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from store.tables import metadata

departure, journal = (metadata.tables[name] for name in ("departure", "journal"))


class Seen(NamedTuple):
    """The departure's version, and the version at which somebody else last changed it, if that is news."""

    version: int
    changed_by_others: int | None


_LAST_OF_OTHERS = (
    sa.select(sa.func.max(journal.c.seq))
    .where(
        journal.c.departure_id == departure.c.id,
        journal.c.seq > sa.bindparam("known"),
        journal.c.actor_id.is_distinct_from(sa.bindparam("account")),
    )
    .scalar_subquery()
)
_SEEN = sa.select(departure.c.version, _LAST_OF_OTHERS).where(departure.c.id == sa.bindparam("departure"))


async def look(
    session: AsyncSession, departure_id: UUID, *, account_id: UUID, known: int | None = None
) -> Seen | None:
    """How the departure stands against the version the account knows; None when it may not be seen."""
    connection = await session.connection()
    values = {
        "departure": departure_id,
        "account": account_id,
        "known": 2**31 - 1 if known is None else known,
    }
    row = (await connection.execute(_SEEN, values)).one_or_none()
    return Seen(*row) if row else None
