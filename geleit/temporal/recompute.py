"""After a holiday was proclaimed late: every departure whose legal dates move with it looks at them again."""

import logging
from collections.abc import AsyncIterator
from datetime import date
from functools import partial
from typing import NamedTuple
from uuid import UUID, uuid4

from geleit.domain.deadlines.commands.recompute import RecomputeDeadlines
from geleit.domain.deadlines.dating import moved_records
from geleit.domain.deadlines.events import DeadlineRecomputed
from geleit.domain.departure import Departure
from geleit.domain.parties import SYSTEM
from geleit.domain.refusal import Refusal
from geleit.processes import rule_set
from geleit.store.database import Database
from geleit.store.journal import snapshots
from geleit.temporal.concurrency import at_once
from geleit.temporal.dispatcher import Dispatcher
from geleit.temporal.failures import CommandFailedError, StillRunning, Unavailable

log = logging.getLogger(__name__)

_PAGE = 200


class Looked(NamedTuple):
    """How many departures with open legal dates were looked at; in how many a date moved, or could not."""

    looked_at: int = 0
    moved: int = 0
    failed: int = 0


async def recompute(dispatcher: Dispatcher, database: Database, *, today: date) -> AsyncIterator[Looked]:
    """Have each departure find its dates again; tells after every page how far it is.

    What would not move is seen here and left alone; whether a date moves is decided where every command is.
    """
    looked = Looked()
    page: list[Departure] = []
    while page := await _next_page(database, after=page):
        affected = [one.departure_id for one in page if any(moved_records(one, rule_set(), on=today))]
        looked = looked._replace(looked_at=looked.looked_at + len(page))
        async for has_moved in at_once(partial(_has_moved, dispatcher), affected):
            looked = looked._replace(
                moved=looked.moved + (has_moved is True), failed=looked.failed + (has_moved is None)
            )
        yield looked


async def _next_page(database: Database, *, after: list[Departure]) -> list[Departure]:
    place = {"after": after[-1].departure_id} if after else {}
    async with database.worker() as session:
        return await snapshots.with_open_dates(session, **place, size=_PAGE)


async def _has_moved(dispatcher: Dispatcher, departure_id: UUID) -> bool | None:
    """Whether a date moved; None if that could not be found out: the others shall not wait for it."""
    command = RecomputeDeadlines(request_id=uuid4(), actor=SYSTEM)
    try:
        outcome = await dispatcher.execute(departure_id, command)
    except (Refusal, Unavailable, StillRunning, CommandFailedError):
        log.exception("The legal dates of %s were not found again", departure_id)
        return None
    return any(isinstance(entry.event, DeadlineRecomputed) for entry in outcome.entries)
