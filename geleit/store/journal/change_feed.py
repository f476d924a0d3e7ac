"""Follow changes as PostgreSQL announces them: every action notifies once, in its own transaction.

An announcement carries ids only; the rights are checked when somebody asks for the content.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from uuid import UUID

from pydantic import ValidationError

from geleit.domain.model import Value
from geleit.store.database import Database, Zone
from geleit.store.journal.write import CHANNEL
from geleit.store.unreachable import UNREACHABLE

log = logging.getLogger(__name__)

_LISTEN = f"LISTEN {CHANNEL}"
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
"""Seconds between two attempts to reach PostgreSQL."""


class Announcement(Value):
    """A departure has a new version."""

    departure: UUID
    version: int


async def announcements(database: Database) -> AsyncIterator[Announcement | None]:
    """Yield every change from now on, without end; None after each connection: changes may have been missed.

    The connection must lead to PostgreSQL itself: a pooler in transaction mode delivers nothing.
    """
    pause = FIRST_PAUSE
    while True:
        try:
            async with database.dedicated(Zone.WEB, autocommit=True) as connection:
                await connection.execute(_LISTEN)
                pause = FIRST_PAUSE
                yield None
                async for notification in connection.notifies():
                    change = _read(notification.payload)
                    if change is not None:
                        yield change
        except UNREACHABLE as error:
            log.warning("No connection for announcements: %s", error)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def _read(payload: str) -> Announcement | None:
    try:
        return Announcement.model_validate_json(payload)
    except ValidationError as error:
        log.warning("An announcement of %s characters cannot be read: %s", len(payload), error)
        return None
