"""The journal of one departure for people and programs, read under the rights of whoever looks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, Text, and_, bindparam, cast, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.parties import Role
from geleit.domain.registry import Entry
from geleit.store.journal.entries import entry_of
from geleit.store.tables import metadata

journal, note = metadata.tables["journal"], metadata.tables["note"]

LATEST = 60
"""Entries a page shows before it is asked for more: some twelve actions."""


@dataclass(frozen=True, slots=True)
class Written:
    """A note as somebody wrote it, on the departure (``step`` None) or on one of its steps."""

    seq: int
    step: str | None
    author_id: UUID | None
    author_role: Role
    at: datetime
    text: str


async def latest_entries(session: AsyncSession, departure_id: UUID, *, limit: int = LATEST) -> list[Entry]:
    """The last ``limit`` entries of a departure, oldest first, and the rest of the action they begin in."""
    connection = await session.connection()
    found = await connection.execute(_LATEST, {"departure": departure_id, "limit": limit})
    return [entry_of(row) for row in found]


async def entries_since(
    session: AsyncSession, departure_id: UUID, *, version: int, limit: int | None = None
) -> list[Entry]:
    """What has happened to a departure after a version somebody looked at, oldest first."""
    connection = await session.connection()
    parameters = {"departure": departure_id, "version": version, "limit": limit}
    found = await connection.execute(_SINCE, parameters)
    return [entry_of(row) for row in found]


async def notes_since(
    session: AsyncSession, departure_id: UUID, *, version: int, limit: int
) -> list[Written]:
    """The notes of a departure after one of its versions, oldest first."""
    connection = await session.connection()
    parameters = {"departure": departure_id, "version": version, "limit": limit}
    return [Written(*row) for row in await connection.execute(_NOTES, parameters)]


_COLUMNS = (
    journal.c.seq,
    journal.c.at,
    journal.c.request_id,
    journal.c.actor_id,
    journal.c.actor_role,
    cast(journal.c.body, Text),
)
_THIS = journal.c.departure_id == bindparam("departure")
_CUT = (
    select(journal.c.seq, journal.c.request_id)
    .where(_THIS)
    .order_by(journal.c.seq.desc())
    .limit(bindparam("limit", type_=Integer))
    .subquery()
)
"""Where the limit falls, perhaps in the middle of an action; the entries of an action follow one another."""
_OLDEST = select(_CUT.c.request_id).order_by(_CUT.c.seq).limit(1).scalar_subquery()
_BEGIN = select(func.min(journal.c.seq)).where(_THIS, journal.c.request_id == _OLDEST).scalar_subquery()
_LATEST = select(*_COLUMNS).where(_THIS, journal.c.seq >= _BEGIN).order_by(journal.c.seq)
_SINCE = (
    select(*_COLUMNS)
    .where(_THIS, journal.c.seq > bindparam("version"))
    .order_by(journal.c.seq)
    .limit(bindparam("limit", type_=Integer))
)
_NOTES = (
    select(note.c.seq, note.c.step, note.c.author_id, journal.c.actor_role, note.c.at, note.c.text)
    .join(journal, and_(journal.c.departure_id == note.c.departure_id, journal.c.seq == note.c.seq))
    .where(note.c.departure_id == bindparam("departure"), note.c.seq > bindparam("version"))
    .order_by(note.c.seq)
    .limit(bindparam("limit", type_=Integer))
)
