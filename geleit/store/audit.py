"""Read the journal of one departure for people and programs, with the rights of the reader."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, Text, and_, bindparam, cast, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.parties import Role
from geleit.domain.registry import Entry
from geleit.store.journal.entries import entry_of
from geleit.store.journal.rows import JournalRow
from geleit.store.notes import NoteRow

LATEST = 60
"""The number of entries a page shows at first: some twelve actions."""


@dataclass(frozen=True, slots=True)
class AuditNote:
    """A note with the role of its author, on the departure (``step`` None) or on one of its steps."""

    seq: int
    step: str | None
    author_id: UUID | None
    author_role: Role
    at: datetime
    text: str


async def latest_entries(session: AsyncSession, departure_id: UUID, *, limit: int = LATEST) -> list[Entry]:
    """Return the last ``limit`` entries, oldest first, with all entries of the first one's action."""
    connection = await session.connection()
    found = await connection.execute(_LATEST, {"departure": departure_id, "limit": limit})
    return [entry_of(row) for row in found]


async def entries_since(
    session: AsyncSession, departure_id: UUID, *, version: int, limit: int | None = None
) -> list[Entry]:
    """Return the entries of a departure after one of its versions, oldest first."""
    connection = await session.connection()
    parameters = {"departure": departure_id, "version": version, "limit": limit}
    found = await connection.execute(_SINCE, parameters)
    return [entry_of(row) for row in found]


async def notes_since(
    session: AsyncSession, departure_id: UUID, *, version: int, limit: int
) -> list[AuditNote]:
    """Return the notes of a departure after one of its versions, oldest first."""
    connection = await session.connection()
    parameters = {"departure": departure_id, "version": version, "limit": limit}
    return [AuditNote(*row) for row in await connection.execute(_NOTES, parameters)]


_COLUMNS = (
    col(JournalRow.seq),
    col(JournalRow.at),
    col(JournalRow.request_id),
    col(JournalRow.actor_id),
    col(JournalRow.actor_role),
    cast(col(JournalRow.body), Text),
)
_THIS = col(JournalRow.departure_id) == bindparam("departure")
_CUT = (
    select(col(JournalRow.seq), col(JournalRow.request_id))
    .where(_THIS)
    .order_by(col(JournalRow.seq).desc())
    .limit(bindparam("limit", type_=Integer))
    .subquery()
)
"""The entry at the limit, perhaps in the middle of an action; the entries of an action follow one another."""
_OLDEST = select(_CUT.c.request_id).order_by(_CUT.c.seq).limit(1).scalar_subquery()
_BEGIN = (
    select(func.min(col(JournalRow.seq)))
    .where(_THIS, col(JournalRow.request_id) == _OLDEST)
    .scalar_subquery()
)
_LATEST = select(*_COLUMNS).where(_THIS, col(JournalRow.seq) >= _BEGIN).order_by(col(JournalRow.seq))
_SINCE = (
    select(*_COLUMNS)
    .where(_THIS, col(JournalRow.seq) > bindparam("version"))
    .order_by(col(JournalRow.seq))
    .limit(bindparam("limit", type_=Integer))
)
_NOTES = (
    select(
        col(NoteRow.seq),
        col(NoteRow.step),
        col(NoteRow.author_id),
        col(JournalRow.actor_role),
        col(NoteRow.at),
        col(NoteRow.text),
    )
    .join(
        JournalRow,
        and_(
            col(JournalRow.departure_id) == col(NoteRow.departure_id), col(JournalRow.seq) == col(NoteRow.seq)
        ),
    )
    .where(col(NoteRow.departure_id) == bindparam("departure"), col(NoteRow.seq) > bindparam("version"))
    .order_by(col(NoteRow.seq))
    .limit(bindparam("limit", type_=Integer))
)
