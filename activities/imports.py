"""The activities of an import's workflow: begin, import a chunk, finish.

Each can be repeated from its beginning: departure and request ids follow from import, case number and master
key, so that what was done before is recognised.
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
from geleit.importing.report import DepartureResult
from geleit.importing.table import UnreadableList
from geleit.store.database import Database
from geleit.store.directory import offices
from geleit.store.imports import runs
from geleit.store.imports.decisions import (
    ImportContext,
    ImportDecision,
    decide_imports,
    initial_report,
    load_import_context,
    read_plan,
    refused_result,
)
from geleit.store.imports.rows import ImportRunRow, ImportState
from geleit.store.unreachable import UNREACHABLE
from geleit.temporal.contracts import imports as contract
from geleit.temporal.contracts.imports import ImportChunk, ImportList
from geleit.temporal.dispatcher import Dispatcher
from geleit.temporal.failures import (
    CommandFailedError,
    FailureKind,
    StillRunning,
    Unavailable,
    unavailable_failure,
)
from geleit.temporal.import_ids import import_ids

log = logging.getLogger(__name__)

CONCURRENCY = 4
"""Departures executed at the same time: the counsellors' own actions go on meanwhile."""
HEARTBEAT_INTERVAL = 2.0
MAX_ATTEMPTS = 5
"""Attempts before a departure that causes a fault is left out, so that the others go on."""

_RETRYABLE: tuple[type[Exception], ...] = (Unavailable, StillRunning, *UNREACHABLE)


class ImportActivities:
    """The activities of an import."""

    def __init__(self, database: Database, dispatcher: Dispatcher, *, master: bytes) -> None:
        """Derive ids from the master key."""
        self._master = master
        self._database = database
        self._dispatcher = dispatcher
        self._reader = ListReader()
        self._last: tuple[UUID, date, Plan] | None = None

    @activity.defn(name=contract.BEGIN_IMPORT)
    async def begin_import(self, request: ImportList) -> int:
        """Read the list and return how many departures it has; 0 ends the import of an unreadable list."""
        async with _translated_failures(), self._database.worker() as session:
            run = await runs.find_run(session, request.run_id)
            if run is None or run.state in (ImportState.DONE, ImportState.FAILED):
                return 0
            try:
                plan = await self._plan(session, run, request.on)
            except UnreadableList as unreadable:
                await runs.fail(session, run.id, str(unreadable), now=datetime.now(UTC))
                return 0
            context = await load_import_context(session, run)
            await runs.begin(session, run.id, initial_report(plan, context))
        return len(plan.departures)

    @activity.defn(name=contract.IMPORT_CHUNK)
    async def import_chunk(self, request: ImportChunk) -> None:
        """Import some departures of the list and write down the result of each."""
        async with _translated_failures():
            async with self._database.worker() as session:
                run = await runs.find_run(session, request.run_id)
                if run is None or run.state is not ImportState.RUNNING:
                    return
                plan = await self._plan(session, run, request.on)
                planned = plan.departures[request.position : request.position + request.size]
                context = await _with_authorities(session, await load_import_context(session, run), planned)
                ids = import_ids(self._master, run.id)
                decisions = await decide_imports(
                    session, plan, planned, context, ids=ids, now=datetime.now(UTC)
                )
            semaphore = asyncio.Semaphore(CONCURRENCY)
            async with _heartbeats():
                results = await asyncio.gather(
                    *(
                        self._dispatch(plan, departure, decision, semaphore)
                        for departure, decision in zip(planned, decisions, strict=True)
                    )
                )
            async with self._database.worker() as session:
                await runs.write_results(session, request.run_id, results)

    @activity.defn(name=contract.FINISH_IMPORT)
    async def finish_import(self, request: ImportList) -> None:
        """Close the import."""
        async with _translated_failures(), self._database.worker() as session:
            await runs.finish(session, request.run_id, now=datetime.now(UTC))
        self._last = None

    async def _dispatch(
        self, plan: Plan, planned: PlannedDeparture, decision: ImportDecision, semaphore: asyncio.Semaphore
    ) -> DepartureResult:
        send, result = decision.send, decision.result
        if send is None or result.departure_id is None:
            return result
        async with semaphore:
            try:
                if isinstance(send, Opening):
                    await self._dispatcher.open(send.command, send.enclosure)
                else:
                    await self._dispatcher.dispatch(result.departure_id, send.command, send.enclosure)
            except Refusal as refusal:
                # Reused: an earlier attempt was executed meanwhile; the next attempt finds what it did.
                if isinstance(refusal, Reused) and activity.info().attempt < MAX_ATTEMPTS:
                    raise Unavailable("an earlier attempt was executed") from refusal
                return refused_result(plan, planned, refusal.sentence())
            except CommandFailedError:
                if activity.info().attempt < MAX_ATTEMPTS:
                    raise
                log.exception("A departure of a list could not be imported")
                return refused_result(plan, planned, _("Dieser Vorgang ließ sich nicht importieren."))
        return result

    async def _plan(self, session: AsyncSession, run: ImportRunRow, on: date) -> Plan:
        """Return the plan of the list; cache the last one, because every chunk needs it."""
        if self._last is not None and self._last[:2] == (run.id, on):
            return self._last[2]
        parsed = await runs.parsed_of(session, run.id) or await self._parsed_now(session, run.id)
        plan = await asyncio.to_thread(read_plan, parsed, run.mapping, on=on)
        self._last = (run.id, on, plan)
        return plan

    async def _parsed_now(self, session: AsyncSession, run_id: UUID) -> str:
        """Parse a list that release 0.1 stored as a file."""
        parsed = await self._reader.read(partial(runs.content_of, session, run_id))
        await runs.keep_parsed(session, run_id, parsed)
        return parsed


async def _with_authorities(
    session: AsyncSession, context: ImportContext, planned: Iterable[PlannedDeparture]
) -> ImportContext:
    """Create authorities that are not known yet, in the office's own Land; return the new context."""
    known = dict(context.authorities)
    for departure in planned:
        if departure.authority and not find_authority(departure.authority, known):
            made = await offices.authority_by_name(session, departure.authority, land=context.office.land)
            known[made.id] = made.name
    return replace(context, authorities=known)


@asynccontextmanager
async def _heartbeats() -> AsyncIterator[None]:
    """Send heartbeats while the worker waits for the departures."""

    async def beat() -> None:
        while True:
            activity.heartbeat()
            await asyncio.sleep(HEARTBEAT_INTERVAL)

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()


@asynccontextmanager
async def _translated_failures() -> AsyncIterator[None]:
    """Raise errors as retryable ApplicationError whose text quotes nothing of the list."""
    try:
        yield
    except _RETRYABLE as error:
        log.warning("An import waits for a server: %s", type(error).__name__)
        raise unavailable_failure() from None
    except Exception:
        log.exception("An activity of an import failed")
        raise ApplicationError("Internal", type=FailureKind.INTERNAL) from None
