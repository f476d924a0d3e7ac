"""Recompute deadlines after a holiday was proclaimed late, or an authority's place was corrected."""

import logging
from collections.abc import AsyncIterator, Mapping
from datetime import date
from functools import partial
from typing import NamedTuple
from uuid import UUID, uuid4

from geleit.domain.calendar import Place
from geleit.domain.deadlines.commands.recompute import RecomputeDeadlines
from geleit.domain.deadlines.dating import is_any_moved
from geleit.domain.deadlines.events import DeadlineRecomputed
from geleit.domain.departure import Departure
from geleit.domain.parties import SYSTEM
from geleit.domain.refusal import Refusal
from geleit.processes import rule_set
from geleit.store.database import Database
from geleit.store.directory.offices import authority_places
from geleit.store.journal import snapshots
from geleit.temporal.concurrency import map_concurrently
from geleit.temporal.dispatcher import Dispatcher
from geleit.temporal.failures import CommandFailedError, StillRunning, Unavailable

log = logging.getLogger(__name__)

_PAGE = 200


class RecomputeProgress(NamedTuple):
    """The number of departures with open deadlines that were checked, had a date moved, or failed."""

    looked_at: int = 0
    moved: int = 0
    failed: int = 0


async def recompute(
    dispatcher: Dispatcher, database: Database, *, today: date
) -> AsyncIterator[RecomputeProgress]:
    """Have every affected departure recompute its dates; yield the progress after every page.

    Departures without a date that would move are skipped here; whether one moves is decided by the command.
    """
    progress = RecomputeProgress()
    async with database.worker() as session:
        places = await authority_places(session)
    page: list[Departure] = []
    while page := await _next_page(database, after=page):
        affected = [one.departure_id for one in page if _is_affected(one, places, today)]
        progress = progress._replace(looked_at=progress.looked_at + len(page))
        async for has_moved in map_concurrently(partial(_has_moved, dispatcher), affected):
            progress = progress._replace(
                moved=progress.moved + (has_moved is True), failed=progress.failed + (has_moved is None)
            )
        yield progress


def _is_affected(departure: Departure, places: Mapping[UUID, Place], today: date) -> bool:
    """Return whether a date would move, by the holidays of today or by those of the authority's place."""
    place = places.get(departure.authority_id) if departure.authority_id else None
    if place and place != departure.place:
        departure = departure.model_copy(update={"authority_place": place})
    return is_any_moved(departure, rule_set(), on=today)


async def _next_page(database: Database, *, after: list[Departure]) -> list[Departure]:
    place = {"after": after[-1].departure_id} if after else {}
    async with database.worker() as session:
        return await snapshots.with_open_dates(session, **place, size=_PAGE)


async def _has_moved(dispatcher: Dispatcher, departure_id: UUID) -> bool | None:
    """Return whether a date moved, or None after an error, which must not keep the others waiting."""
    command = RecomputeDeadlines(request_id=uuid4(), actor=SYSTEM)
    try:
        outcome = await dispatcher.dispatch(departure_id, command)
    except (Refusal, Unavailable, StillRunning, CommandFailedError):
        log.exception("The deadlines of %s could not be recomputed", departure_id)
        return None
    return any(isinstance(entry.event, DeadlineRecomputed) for entry in outcome.entries)
