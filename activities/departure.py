"""The activities of a departure's workflow: execute a command, catch up with the journal."""

import logging
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

from temporalio import activity

from geleit.domain.alarms.planning import next_alarm_at
from geleit.domain.departure import Departure
from geleit.domain.parties import Role
from geleit.domain.refusal import Refusal
from geleit.domain.registry import Entry
from geleit.store.database import Database
from geleit.store.journal import snapshots
from geleit.store.journal.execute import EnclosureMissingError, execute
from geleit.store.unreachable import UNREACHABLE
from geleit.temporal.contracts import departure as contract
from geleit.temporal.contracts.departure import CatchUpInput, ExecuteInput, ExecuteOutput, Snapshot
from geleit.temporal.failures import (
    internal_failure,
    missing_enclosure_failure,
    refusal_failure,
    stale_update_failure,
    unavailable_failure,
)
from geleit.temporal.start_workflow import snapshot_of

log = logging.getLogger(__name__)

_CONNECTION_LIMIT = 1.5
"""Seconds to wait for a free connection, of the two seconds that an action may take."""


class DepartureActivities:
    """The activities of a departure's workflow."""

    def __init__(self, database: Database, *, cached: int = 0) -> None:
        """Cache up to `cached` departures as they were executed last, which saves reading them."""
        self._database = database
        self._cached = cached
        self._cache: OrderedDict[UUID, Departure] = OrderedDict()

    @activity.defn(name=contract.EXECUTE_ACTIVITY)
    async def execute(self, request: ExecuteInput) -> ExecuteOutput:
        """Execute one command: decide, write journal and read model, all in one transaction.

        Raise a failure for a command that somebody gave long ago: whoever reaches Temporal can reset a
        workflow into the middle of an action that its sender was told had come to nothing. What the system
        gives is executed however late, as of now.
        """
        clock = datetime.now(UTC)
        is_stale = request.is_stale(clock)
        if is_stale and request.command.actor.role is not Role.SYSTEM:
            log.error("A command is too old to be executed: %s", request.departure_id)
            raise stale_update_failure()
        async with _translated_failures():
            pool = self._database.worker_pool
            await pool.open()
            async with pool.connection(timeout=_CONNECTION_LIMIT) as connection:
                done = await execute(
                    connection,
                    departure_id=request.departure_id,
                    seq=request.seq,
                    command=request.command,
                    now=clock if is_stale else request.now,
                    seen=self._cache.pop(request.departure_id, None),
                )
        self._cache[request.departure_id] = done.departure
        if len(self._cache) > self._cached:
            self._cache.popitem(last=False)
        return execute_output(done.departure, done.entries)

    @activity.defn(name=contract.CATCH_UP)
    async def catch_up(self, request: CatchUpInput) -> Snapshot:
        """Return the departure as the journal has it."""
        async with _translated_failures(), self._database.worker() as session:
            found = await snapshots.find(session, request.departure_id)
        return snapshot_of(found)


def execute_output(departure: Departure, entries: tuple[Entry, ...]) -> ExecuteOutput:
    """Return the activity's answer: the entries, and status and next alarm of the departure after them."""
    return ExecuteOutput(
        version=departure.version,
        status=departure.status,
        next_alarm=next_alarm_at(departure),
        entries=entries,
    )


@asynccontextmanager
async def _translated_failures() -> AsyncIterator[None]:
    """Raise errors as ApplicationError, as the workflow expects; log unknown faults here only."""
    try:
        yield
    except Refusal as refusal:
        raise refusal_failure(refusal) from None
    except EnclosureMissingError:
        raise missing_enclosure_failure() from None
    except UNREACHABLE as error:
        log.warning("PostgreSQL could not be reached: %s", error)
        raise unavailable_failure() from None  # its text would be sent to Temporal
    except Exception:
        log.exception("An activity failed")
        raise internal_failure() from None
