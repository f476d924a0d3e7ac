"""Importing a list, chunk by chunk: the activities of the import's workflow.

Each of them may be carried out again from its beginning: ids and request ids follow from import and case
number, so that what was done before is found done.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession
from temporalio import activity
from temporalio.exceptions import ApplicationError

from geleit.domain.refusal import Refusal, Reused
from geleit.domain.texts import _
from geleit.importing.naming import find_authority
from geleit.importing.opening import Opening
from geleit.importing.plan import Plan, PlannedDeparture
from geleit.importing.reader import ListReader
from geleit.importing.report import Result
from geleit.importing.table import UnreadableList
from geleit.store.database import Database
from geleit.store.directory import offices
from geleit.store.imports import runs
from geleit.store.imports.rows import ImportRunRow, ImportState
from geleit.store.unreachable import UNREACHABLE
from geleit.temporal.contracts import imports as contract
from geleit.temporal.contracts.imports import ImportChunk, ImportList
from geleit.temporal.dispatcher import Dispatcher
from geleit.temporal.failures import CommandFailedError, FailureKind, StillRunning, Unavailable, unavailable
from geleit.temporal.import_decisions import (
    Judged,
    Surroundings,
    first_report,
    judge,
    read_plan,
    refused,
    surroundings,
)

log = logging.getLogger(__name__)

AT_ONCE = 4
"""Departures in work at the same time: the counsellors' own actions go on meanwhile."""
BEAT_EVERY = 2.0
PATIENCE = 5
"""Attempts before a departure that makes Geleit stumble is left out, so that the others go on."""

_AWAY: tuple[type[Exception], ...] = (Unavailable, StillRunning, *UNREACHABLE)


class Importing:
    """The activities of an import."""

    def __init__(self, database: Database, dispatcher: Dispatcher) -> None:
        self._database = database
        self._dispatcher = dispatcher
        self._reader = ListReader()
        self._last: tuple[UUID, date, Plan] | None = None

    @activity.defn(name=contract.BEGIN_IMPORT)
    async def begin(self, order: ImportList) -> int:
        """Read the list; answers how many departures it has. A list that cannot be read ends the import."""
        async with _failures(), self._database.worker() as session:
            run = await runs.find_run(session, order.run_id)
            if run is None or run.state in (ImportState.DONE, ImportState.FAILED):
                return 0
            try:
                plan = await self._plan(session, run, order.on)
            except UnreadableList as unreadable:
                await runs.fail(session, run.id, str(unreadable), now=datetime.now(UTC))
                return 0
            around = await surroundings(session, run)
            await runs.begin(session, run.id, first_report(plan, around))
        return len(plan.departures)

    @activity.defn(name=contract.IMPORT_CHUNK)
    async def chunk(self, order: ImportChunk) -> None:
        """Deal with some departures of the list, and write down what became of each."""
        async with _failures():
            async with self._database.worker() as session:
                run = await runs.find_run(session, order.run_id)
                if run is None or run.state is not ImportState.RUNNING:
                    return
                plan = await self._plan(session, run, order.on)
                planned = plan.departures[order.position : order.position + order.size]
                around = await _with_authorities(session, await surroundings(session, run), planned)
                judged = await judge(session, plan, planned, around, now=datetime.now(UTC))
            gate = asyncio.Semaphore(AT_ONCE)
            async with _beating():
                results = await asyncio.gather(
                    *(self._act(plan, one, each, gate) for one, each in zip(planned, judged, strict=True))
                )
            async with self._database.worker() as session:
                await runs.write_results(session, order.run_id, results)

    @activity.defn(name=contract.FINISH_IMPORT)
    async def finish(self, order: ImportList) -> None:
        """Close the import."""
        async with _failures(), self._database.worker() as session:
            await runs.finish(session, order.run_id, now=datetime.now(UTC))
        self._last = None

    async def _act(
        self, plan: Plan, planned: PlannedDeparture, judged: Judged, gate: asyncio.Semaphore
    ) -> Result:
        send, result = judged.send, judged.result
        if send is None or result.departure_id is None:
            return result
        async with gate:
            try:
                if isinstance(send, Opening):
                    await self._dispatcher.open(send.command, send.enclosure)
                else:
                    await self._dispatcher.execute(result.departure_id, send.command, send.enclosure)
            except Refusal as refusal:
                # Reused: an earlier attempt has got through meanwhile; the next one finds what it did.
                if isinstance(refusal, Reused) and activity.info().attempt < PATIENCE:
                    raise Unavailable("an earlier attempt was carried out") from refusal
                return refused(plan, planned, refusal.sentence())
            except CommandFailedError:
                if activity.info().attempt < PATIENCE:
                    raise
                log.exception("A departure of a list could not be carried out")
                return refused(plan, planned, _("Dieser Vorgang ließ sich nicht importieren."))
        return result

    async def _plan(self, session: AsyncSession, run: ImportRunRow, on: date) -> Plan:
        """The plan of the list; the last one is kept, because every chunk needs it."""
        if self._last is not None and self._last[:2] == (run.id, on):
            return self._last[2]
        parsed = await runs.parsed_of(session, run.id) or await self._parsed_now(session, run.id)
        plan = await asyncio.to_thread(read_plan, parsed, run.mapping, on=on)
        self._last = (run.id, on, plan)
        return plan

    async def _parsed_now(self, session: AsyncSession, run_id: UUID) -> str:
        """Read a list that the release before took in and kept as a file."""
        parsed = await self._reader.read(partial(runs.content_of, session, run_id))
        await runs.keep_parsed(session, run_id, parsed)
        return parsed


async def _with_authorities(
    session: AsyncSession, around: Surroundings, planned: Iterable[PlannedDeparture]
) -> Surroundings:
    """An authority that nobody has named before is made, in the office's own Land."""
    known = dict(around.authorities)
    for departure in planned:
        if departure.authority and not find_authority(departure.authority, known):
            made = await offices.authority_by_name(session, departure.authority, land=around.office.land)
            known[made.id] = made.name
    return replace(around, authorities=known)


@asynccontextmanager
async def _beating() -> AsyncIterator[None]:
    """Tell Temporal that this worker lives, for as long as it waits for the departures."""

    async def beat() -> None:
        while True:
            activity.heartbeat()
            await asyncio.sleep(BEAT_EVERY)

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()


@asynccontextmanager
async def _failures() -> AsyncIterator[None]:
    """Nothing of a list leaves for Temporal in the words of an error; all of these are tried again."""
    try:
        yield
    except _AWAY as error:
        log.warning("An import waits for a server: %s", type(error).__name__)
        raise unavailable() from None
    except Exception:
        log.exception("An activity of an import failed")
        raise ApplicationError("Internal", type=FailureKind.INTERNAL) from None
