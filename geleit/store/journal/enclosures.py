"""Store the personal part of commands, from typing until the command is executed.

An enclosure belongs to one request on one departure and has the digest of its command. A command that has one
is executed with exactly that one, and not at all without it: whoever drops an enclosure therefore knows
whether its command has been executed or never will be.
"""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.enclosure import Enclosure
from geleit.domain.message import Command
from geleit.domain.refusal import request_reused
from geleit.store.journal import requests
from geleit.store.journal.requests import ExecutedRequest
from geleit.store.journal.rows import EnclosureRow, JournalRow

_new = insert(EnclosureRow).values(
    {
        EnclosureRow.departure_id: sa.bindparam("departure_id"),
        EnclosureRow.request_id: sa.bindparam("request_id"),
        EnclosureRow.office_id: sa.bindparam("office_id"),
        EnclosureRow.digest: sa.bindparam("digest"),
        EnclosureRow.content: sa.bindparam("content"),
    }
)
_PUT = _new.on_conflict_do_update(
    index_elements=[col(EnclosureRow.departure_id), col(EnclosureRow.request_id)],
    set_={"digest": _new.excluded.digest, "content": _new.excluded.content, "created_at": sa.func.now()},
    # Enclosures of the release before have no digest.
    where=sa.or_(col(EnclosureRow.digest).is_(None), col(EnclosureRow.digest) == _new.excluded.digest),
).returning(col(EnclosureRow.request_id))
_is_its_request = col(JournalRow.request_id) == col(EnclosureRow.request_id)
_SETTLED = sa.delete(EnclosureRow).where(
    sa.or_(
        sa.exists().where(_is_its_request, col(JournalRow.departure_id) == col(EnclosureRow.departure_id)),
        # On another departure: refused here. If it is another account's, its sender stores it again.
        sa.exists().where(_is_its_request, col(JournalRow.digest).is_not(None)),
    )
)


async def put(
    session: AsyncSession, command: Command, departure_id: UUID, office_id: UUID, enclosure: Enclosure
) -> ExecutedRequest | None:
    """Store the enclosure of a command that is about to be sent.

    Store nothing if the request was executed before, and return what it did. Raise Reused if another command
    with the same request id is pending.
    """
    put = await (await session.connection()).execute(
        _PUT,
        {
            "departure_id": departure_id,
            "request_id": command.request_id,
            "office_id": office_id,
            "digest": command.digest,
            "content": enclosure.model_dump(mode="json"),
        },
    )
    is_kept = put.first() is not None
    # Only now: a running execution, which deletes the row, was waited for; a later one finds this row.
    done = await requests.find(session, departure_id, command.request_id)
    if done and is_kept:
        await drop(session, command, departure_id)
    if not done and not is_kept:
        raise request_reused()
    return done


async def drop(session: AsyncSession, command: Command, departure_id: UUID) -> None:
    """Delete the enclosure of a command that was refused; one of another command stays."""
    await (await session.connection()).execute(
        sa.delete(EnclosureRow).where(
            col(EnclosureRow.departure_id) == departure_id,
            col(EnclosureRow.request_id) == command.request_id,
            col(EnclosureRow.digest).is_not_distinct_from(command.digest),
        )
    )


async def forget_settled(session: AsyncSession) -> int:
    """Delete the enclosures whose request is in the journal; return how many.

    Cheap enough for every minute: the table holds pending commands only, and the journal is read by its
    index.
    """
    ended = await (await session.connection()).execute(_SETTLED)
    return ended.rowcount


async def forget_stale(session: AsyncSession, *, before: datetime) -> int:
    """Delete the enclosures that have waited since ``before``: their commands never came. Return how many.

    Whoever sends such a command again sends the enclosure with it.
    """
    ended = await (await session.connection()).execute(
        sa.delete(EnclosureRow).where(col(EnclosureRow.created_at) < before)
    )
    return ended.rowcount
