"""The personal part of commands, from the moment it is typed until the command is carried out."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.enclosures import Enclosure
from store.tables import metadata

_enclosure = metadata.tables["enclosure"]
_new = insert(_enclosure).values(
    request_id=sa.bindparam("request_id"),
    departure_id=sa.bindparam("departure_id"),
    office_id=sa.bindparam("office_id"),
    content=sa.bindparam("content"),
)
# Who was told to try again may have typed something else in between: the last word counts.
_PUT = _new.on_conflict_do_update(
    index_elements=[_enclosure.c.request_id], set_={"content": _new.excluded.content}
)


async def put(
    session: AsyncSession, request_id: UUID, departure_id: UUID, office_id: UUID, enclosure: Enclosure
) -> None:
    """Keep the enclosure of a command that is about to be sent; replaces what was kept for this request."""
    await (await session.connection()).execute(
        _PUT,
        {
            "request_id": request_id,
            "departure_id": departure_id,
            "office_id": office_id,
            "content": enclosure.model_dump(mode="json"),
        },
    )


async def drop(session: AsyncSession, request_id: UUID) -> None:
    """Forget the enclosure of a command that was refused."""
    await (await session.connection()).execute(
        sa.delete(_enclosure).where(_enclosure.c.request_id == request_id)
    )


async def forget_stale(session: AsyncSession, *, before: datetime) -> int:
    """Delete what has waited since ``before``: its command never came. Answers how many."""
    ended = await (await session.connection()).execute(
        sa.delete(_enclosure).where(_enclosure.c.created_at < before)
    )
    return ended.rowcount
