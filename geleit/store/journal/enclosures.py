"""The personal part of commands, from the moment it is typed until the command is carried out.

An enclosure belongs to one request on one departure and carries the digest of its command. A command that has
one is carried out with that and nothing else, and not at all without it: so whoever takes an enclosure back
knows that its command has been carried out or never will be.
"""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.enclosure import Enclosure
from geleit.domain.message import Command
from geleit.domain.refusal import request_reused
from geleit.store.journal import requests
from geleit.store.journal.requests import Done
from geleit.store.tables import metadata

_enclosure = metadata.tables["enclosure"]
_journal = metadata.tables["journal"]
_new = insert(_enclosure).values(
    {
        name: sa.bindparam(name, type_=_enclosure.c[name].type)
        for name in ("departure_id", "request_id", "office_id", "digest", "content")
    }
)
_PUT = _new.on_conflict_do_update(
    index_elements=[_enclosure.c.departure_id, _enclosure.c.request_id],
    set_={"digest": _new.excluded.digest, "content": _new.excluded.content, "created_at": sa.func.now()},
    # What the release before put there has none.
    where=sa.or_(_enclosure.c.digest.is_(None), _enclosure.c.digest == _new.excluded.digest),
).returning(_enclosure.c.request_id)
_is_its_request = _journal.c.request_id == _enclosure.c.request_id
_SETTLED = sa.delete(_enclosure).where(
    sa.or_(
        sa.exists().where(_is_its_request, _journal.c.departure_id == _enclosure.c.departure_id),
        # On another departure: refused here. Should it be another account's, its sender puts it once more.
        sa.exists().where(_is_its_request, _journal.c.digest.is_not(None)),
    )
)


async def put(
    session: AsyncSession, command: Command, departure_id: UUID, office_id: UUID, enclosure: Enclosure
) -> Done | None:
    """Keep the enclosure of a command that is about to be sent.

    Keeps nothing if the request was carried out before, and answers what it did. Raises Reused if another
    command is under way under the same request id.
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
    # Only now: whoever is carrying it out deletes the row and was waited for; who comes later finds this one.
    done = await requests.find(session, departure_id, command.request_id)
    if done and is_kept:
        await drop(session, command, departure_id)
    if not done and not is_kept:
        raise request_reused()
    return done


async def drop(session: AsyncSession, command: Command, departure_id: UUID) -> None:
    """Take back the enclosure of a command that was refused; that of another command stays."""
    await (await session.connection()).execute(
        sa.delete(_enclosure).where(
            _enclosure.c.departure_id == departure_id,
            _enclosure.c.request_id == command.request_id,
            _enclosure.c.digest.is_not_distinct_from(command.digest),
        )
    )


async def forget_settled(session: AsyncSession) -> int:
    """Delete those whose request the journal has: nobody needs them any more. Answers how many.

    Cheap enough for every minute: the table holds what is under way, and the journal is asked by its index.
    """
    ended = await (await session.connection()).execute(_SETTLED)
    return ended.rowcount


async def forget_stale(session: AsyncSession, *, before: datetime) -> int:
    """Delete what has waited since ``before``: its command never came. Answers how many.

    Whoever sends the command once more brings the enclosure along.
    """
    ended = await (await session.connection()).execute(
        sa.delete(_enclosure).where(_enclosure.c.created_at < before)
    )
    return ended.rowcount
