"""What requests did: read from the journal, and compared with what is sent under the same request id now."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.commands import Command
from domain.enclosures import Enclosure
from domain.events import Entry, NoteWritten
from domain.refusals import request_reused
from store.journal import entry_of

_OF_REQUEST = sa.text(
    "select journal.seq, journal.at, request_id, journal.actor_id, journal.actor_role, body::text, digest,"
    " note.text"
    " from journal left join note on note.departure_id = journal.departure_id and note.seq = journal.seq"
    " where journal.departure_id = :departure_id and request_id = :request_id order by journal.seq"
)


class Done(NamedTuple):
    """A request that was carried out: its entries, the digest of what was asked, the note it wrote.

    There is no digest where a release before digests carried it out.
    """

    entries: tuple[Entry, ...]
    digest: str | None
    note: str | None


async def find(session: AsyncSession, departure_id: UUID, request_id: UUID) -> Done | None:
    """What a request did; None if it was not carried out, or did nothing."""
    connection = await session.connection()
    asked = {"departure_id": departure_id, "request_id": request_id}
    rows = [tuple(row) for row in await connection.execute(_OF_REQUEST, asked)]
    if not rows:
        return None
    return Done(
        entries=tuple(entry_of(row[:6]) for row in rows),
        digest=rows[0][6],
        note=next((row[7] for row in rows if row[7] is not None), None),
    )


def require_same(done: Done, command: Command, enclosure: Enclosure | None) -> None:
    """Raise Reused unless this is what was carried out. Without digests, sender and note are compared."""
    is_same = is_same_request(command, done.entries, done.digest)
    if is_same and done.digest is None:
        is_same = done.note == (enclosure.note if enclosure else None)
    if not is_same:
        raise request_reused()


def is_same_request(command: Command, entries: Sequence[Entry], digest: str | None) -> bool:
    """Whether the request that made these entries asked for this command.

    What was carried out before there were digests can only be told by who asked and whether a note was
    written: to refuse it would have people save twice what they sent again across an upgrade.
    """
    if digest is not None and command.digest is not None:
        return digest == command.digest
    first = entries[0]
    return (
        first.actor_id,
        first.actor_role,
        any(isinstance(each.event, NoteWritten) for each in entries),
    ) == (
        command.actor.user_id,
        command.actor.role,
        command.has_note,
    )
