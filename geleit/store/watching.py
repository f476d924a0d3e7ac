"""What somebody who looks on at a departure must know: that they still may, and its version."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.store.tables import metadata

departure = metadata.tables["departure"]

_VERSION = sa.select(departure.c.version).where(departure.c.id == sa.bindparam("departure"))


async def version_of(session: AsyncSession, departure_id: UUID) -> int | None:
    """The version the departure stands at; None when it may not be seen."""
    connection = await session.connection()
    version: int | None = await connection.scalar(_VERSION, {"departure": departure_id})
    return version
