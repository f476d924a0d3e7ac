"""What requests did: read from the journal, and compared with what is sent under the same request id now."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.message import Command
from geleit.domain.refusal import request_reused
from geleit.domain.registry import Entry
from geleit.store.journal.entries import entry_of

_OF_REQUEST = sa.text(
    "select seq, at, request_id, actor_id, actor_role, body::text, digest from journal"
    " where departure_id = :departure_id and request_id = :request_id order by seq"
)


class Done(NamedTuple):
    """A request that was carried out: its entries, and the digest of what was asked.

    There is no digest where a release before 0.2 carried it out.
    """

    entries: tuple[Entry, ...]
    digest: str | None


async def find(session: AsyncSession, departure_id: UUID, request_id: UUID) -> Done | None:
    """Return what a request did; None if it was not carried out, or did nothing."""
    connection = await session.connection()
    asked = {"departure_id": departure_id, "request_id": request_id}
    rows = [tuple(row) for row in await connection.execute(_OF_REQUEST, asked)]
    if not rows:
        return None
    return Done(entries=tuple(entry_of(row[:6]) for row in rows), digest=rows[0][6])


def require_same(done: Done, command: Command) -> None:
    """Raise Reused unless this is what was carried out."""
    if not is_same_request(command, done.entries, done.digest):
        raise request_reused()


def is_same_request(command: Command, entries: Sequence[Entry], digest: str | None) -> bool:
    """Tell whether the request that made these entries asked for this command.

    What a release before 0.2 carried out cannot be compared and counts as something else: to have people look
    what is there is better than to call something saved that is not.
    """
    if command.digest is None:  # sent before there were digests
        first = entries[0]
        asked_by = (command.actor.user_id, command.actor.role)
        return digest is None and asked_by == (first.actor_id, first.actor_role)
    return digest == command.digest
