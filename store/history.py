"""The journal of one departure for people: the latest entries, read under the rights of whoever looks."""

from uuid import UUID

from sqlalchemy import Text, bindparam, cast, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.events import Entry
from store.journal import entry_of
from store.tables import metadata

journal = metadata.tables["journal"]

LATEST = 150
"""Entries a page shows before it is asked for more: some thirty actions."""


async def latest_entries(session: AsyncSession, departure_id: UUID, *, limit: int = LATEST) -> list[Entry]:
    """The last entries of a departure, oldest first; one more than ``limit`` where there are more."""
    connection = await session.connection()
    found = await connection.execute(_LATEST, {"departure": departure_id, "limit": limit + 1})
    return [entry_of(row) for row in reversed(found.all())]


async def entries_since(session: AsyncSession, departure_id: UUID, *, version: int) -> list[Entry]:
    """What has happened to a departure after a version somebody looked at."""
    connection = await session.connection()
    found = await connection.execute(_SINCE, {"departure": departure_id, "version": version})
    return [entry_of(row) for row in found]


_COLUMNS = (
    journal.c.seq,
    journal.c.at,
    journal.c.request_id,
    journal.c.actor_id,
    journal.c.actor_role,
    cast(journal.c.body, Text),
)
_THIS = journal.c.departure_id == bindparam("departure")
_LATEST = select(*_COLUMNS).where(_THIS).order_by(journal.c.seq.desc()).limit(bindparam("limit"))
_SINCE = select(*_COLUMNS).where(_THIS, journal.c.seq > bindparam("version")).order_by(journal.c.seq)
