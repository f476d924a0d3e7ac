"""Carrying out commands for departures' workflows: the activities that touch the journal."""

import logging
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from temporalio import activity

from geleit.domain.alarms.planning import next_alarm_at
from geleit.domain.departure import Departure
from geleit.domain.refusal import Refusal
from geleit.domain.registry import Entry
from geleit.store.database import Database
from geleit.store.journal import snapshots
from geleit.store.journal.execute import EnclosureMissingError, carry_out
from geleit.store.unreachable import UNREACHABLE
from geleit.temporal.contracts import departure as contract
from geleit.temporal.contracts.departure import CarriedOut, CarryOut, CatchUp, Snapshot
from geleit.temporal.failures import internal, refused, unavailable, unenclosed
from geleit.temporal.start_workflow import snapshot_of

log = logging.getLogger(__name__)

_CONNECTION_LIMIT = 1.5
"""Seconds to wait for a free connection, of the two that an action may take."""


class CarryingOut:
    """The activities of a departure's workflow."""

    def __init__(self, database: Database, *, remembered: int = 0) -> None:
        """`remembered`: so many departures are kept as they were seen last, which spares reading them."""
        self._database = database
        self._remembered = remembered
        self._seen: OrderedDict[UUID, Departure] = OrderedDict()

    @activity.defn(name=contract.CARRY_OUT)
    async def carry_out(self, order: CarryOut) -> CarriedOut:
        """Carry out one command: decide, write the journal and the read model, all in one transaction."""
        async with _failures():
            pool = self._database.worker_pool
            await pool.open()
            async with pool.connection(timeout=_CONNECTION_LIMIT) as connection:
                done = await carry_out(
                    connection,
                    departure_id=order.departure_id,
                    seq=order.seq,
                    command=order.command,
                    now=order.now,
                    seen=self._seen.pop(order.departure_id, None),
                )
        self._seen[order.departure_id] = done.departure
        if len(self._seen) > self._remembered:
            self._seen.popitem(last=False)
        return report(done.departure, done.entries)

    @activity.defn(name=contract.CATCH_UP)
    async def catch_up(self, wish: CatchUp) -> Snapshot:
        """The departure as the journal has it."""
        async with _failures(), self._database.worker() as session:
            found = await snapshots.find(session, wish.departure_id)
        return snapshot_of(found)


def report(departure: Departure, entries: tuple[Entry, ...]) -> CarriedOut:
    """What the workflow hears: the entries, and what follows from the departure as it stands after them."""
    return CarriedOut(
        version=departure.version,
        status=departure.status,
        next_alarm=next_alarm_at(departure),
        entries=entries,
    )


@asynccontextmanager
async def _failures() -> AsyncIterator[None]:
    """Turn what can go wrong into what the workflow understands; unknown faults stay in our own log."""
    try:
        yield
    except Refusal as refusal:
        raise refused(refusal) from None
    except EnclosureMissingError:
        raise unenclosed() from None
    except UNREACHABLE as error:
        log.warning("PostgreSQL could not be reached: %s", error)
        raise unavailable() from None  # its text would go to Temporal
    except Exception:
        log.exception("An activity failed")
        raise internal() from None
