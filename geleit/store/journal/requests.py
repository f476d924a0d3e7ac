"""Read what a request did, and compare it with a command that has the same request id."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, bindparam, cast, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.message import Command
from geleit.domain.refusal import request_reused
from geleit.domain.registry import Entry
from geleit.store.journal.entries import entry_of
from geleit.store.journal.rows import JournalRow


class ExecutedRequest(NamedTuple):
    """A request that was executed: its entries, and the digest of its command.

    Releases before 0.2 stored no digest.
    """

    entries: tuple[Entry, ...]
    digest: str | None


async def find(session: AsyncSession, departure_id: UUID, request_id: UUID) -> ExecutedRequest | None:
    """Return what a request did; None if it was not executed, or had no events."""
    connection = await session.connection()
    asked = {"departure_id": departure_id, "request_id": request_id}
    rows = (await connection.execute(_OF_REQUEST, asked)).all()
    if not rows:
        return None
    return ExecutedRequest(entries=tuple(entry_of(row[:6]) for row in rows), digest=rows[0].digest)


def require_same(done: ExecutedRequest, command: Command) -> None:
    """Raise Reused unless the command is the one that was executed."""
    if not is_same_request(command, done.entries, done.digest):
        raise request_reused()


def is_same_request(command: Command, entries: Sequence[Entry], digest: str | None) -> bool:
    """Tell whether these entries are of a request for this command.

    Requests of releases before 0.2 cannot be compared and count as different: it is better to have people
    check than to call something saved that is not.
    """
    if command.digest is None:  # sent before there were digests
        first = entries[0]
        asked_by = (command.actor.user_id, command.actor.role)
        return digest is None and asked_by == (first.actor_id, first.actor_role)
    return digest == command.digest


_OF_REQUEST = (
    select(
        col(JournalRow.seq),
        col(JournalRow.at),
        col(JournalRow.request_id),
        col(JournalRow.actor_id),
        col(JournalRow.actor_role),
        cast(col(JournalRow.body), Text),
        col(JournalRow.digest),
    )
    .where(
        col(JournalRow.departure_id) == bindparam("departure_id"),
        col(JournalRow.request_id) == bindparam("request_id"),
    )
    .order_by(col(JournalRow.seq))
)
