"""Compare workflows with the journal and recreate missing ones, so that Temporal stays replaceable."""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import UUID

from temporalio.client import (
    Client,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
)
from temporalio.common import QueryRejectCondition
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from geleit.settings import Settings
from geleit.store.database import Database, Zone
from geleit.store.journal import snapshots
from geleit.store.journal.snapshots import DepartureSnapshot
from geleit.store.journal.verify import Difference, verify
from geleit.temporal.codec import ForeignPayloadError
from geleit.temporal.concurrency import map_concurrently
from geleit.temporal.contracts import departure as contract
from geleit.temporal.contracts.departure import departure_of, workflow_id
from geleit.temporal.contracts.imports import IMPORT, import_workflow_id
from geleit.temporal.impostors import Occupant, remove_impostor, terminate
from geleit.temporal.start_workflow import search_attributes, snapshot_of, start_argument, start_import

log = logging.getLogger(__name__)

_PAGE = 200
_START_ATTEMPTS = 3
_ANSWER_LIMIT = timedelta(seconds=5)
_RECHECK_PAUSES = (0.0, 0.5, 2.0)
"""Seconds before departures whose versions differ are compared again: somebody may be acting on them."""


async def differences(client: Client, database: Database, settings: Settings) -> AsyncIterator[Difference]:
    """Yield every difference between journal, read model and workflows. Work may go on meanwhile."""
    async with database.dedicated(Zone.WORKER) as connection:
        async for difference in verify(connection):
            yield difference
    async for difference in workflow_differences(client, database, settings):
        yield difference


async def workflow_differences(
    client: Client, database: Database, settings: Settings
) -> AsyncIterator[Difference]:
    """Yield every departure whose workflow is missing or at another version than its journal."""
    suspects = await find_running(client, settings)
    found: list[Difference] = []
    for pause in _RECHECK_PAUSES:
        await asyncio.sleep(pause)
        async with database.worker() as session:
            versions = await snapshots.versions(session)
        everyone = sorted(suspects if found else suspects.union(versions))
        compare = partial(_compare, client, versions)
        found = [difference async for difference in map_concurrently(compare, everyone) if difference]
        if not found:
            return
        suspects = {difference.departure_id for difference in found}
    for difference in found:
        yield difference


async def version_differences(client: Client, versions: Mapping[UUID, int]) -> AsyncIterator[Difference]:
    """Yield those of these departures whose workflow is at another version, or does not answer."""
    async for difference in map_concurrently(partial(_compare, client, versions), versions):
        if difference:
            yield difference


async def find_running(client: Client, settings: Settings) -> set[UUID]:
    """Return the departures whose workflow runs. A workflow shows up here a moment after its start."""
    return await find_departure_ids(client, running_query(settings))


async def find_departure_ids(client: Client, query: str, *, limit: int | None = None) -> set[UUID]:
    """Return the departures whose workflows a query of Temporal's visibility finds."""
    workflows = client.list_workflows(query, limit=limit, page_size=1000)
    found = [departure_of(workflow.id) async for workflow in workflows]
    return {departure_id for departure_id in found if departure_id}


def running_query(settings: Settings) -> str:
    """Return the query of Temporal's visibility that finds the running workflows of departures.

    It excludes workflows that somebody else started under a departure's id: of another type, in another
    queue, or with a start in a hundred years.
    """
    return (
        f'WorkflowType = "{contract.DEPARTURE}" AND TaskQueue = "{settings.task_queue}"'
        f' AND ExecutionStatus = "Running" AND ExecutionTime < "{_latest_start()}"'
    )


def _latest_start() -> str:
    return (datetime.now(UTC) + timedelta(minutes=1)).isoformat()


async def resume(client: Client, database: Database, settings: Settings) -> AsyncIterator[bool]:
    """Start the workflow of every departure that has none, from its journal; yield for each whether it did.

    The workflows know their alarms; those of the past are raised as soon as a worker runs.
    """
    there = await find_running(client, settings)

    async def start(found: DepartureSnapshot) -> bool:
        if found.departure.departure_id in there:
            return False
        return await _start(client, found, settings)

    async with database.worker() as session:
        async for page in snapshots.pages(session, size=_PAGE):
            async for started in map_concurrently(start, page):
                yield started


async def resume_some(
    client: Client, database: Database, settings: Settings, departure_ids: Iterable[UUID]
) -> int:
    """Start the workflows of these departures that have none, from the journal; return how many."""

    async def start(departure_id: UUID) -> bool:
        async with database.worker() as session:
            found = await snapshots.find(session, departure_id)
        return await _start(client, found, settings) if found else False

    return sum([started async for started in map_concurrently(start, departure_ids)])


async def replace(
    client: Client, database: Database, settings: Settings, departure_ids: Iterable[UUID]
) -> int:
    """Terminate the workflows of these departures and restart them from the journal; return how many."""
    gone = list(departure_ids)
    for departure_id in gone:
        log.error("%s does not follow its journal: restarting it from there", workflow_id(departure_id))
        await terminate(client, workflow_id(departure_id))
    return await resume_some(client, database, settings, gone)


async def replace_impostors(
    client: Client, database: Database, settings: Settings, departure_ids: Iterable[UUID]
) -> int:
    """Replace what runs under these departures' ids without being their workflow; return how many."""

    async def remove(departure_id: UUID) -> UUID | None:
        occupant = await remove_impostor(client, workflow_id(departure_id), contract.DEPARTURE, settings)
        return None if occupant is Occupant.OWN else departure_id

    removed = [found async for found in map_concurrently(remove, departure_ids) if found]
    return await resume_some(client, database, settings, removed)


async def resume_imports(
    client: Client, settings: Settings, run_ids: Iterable[UUID], *, stuck: Collection[UUID], on: date
) -> int:
    """Start the workflows of these imports that have none or are stuck, as of a day; return how many."""
    started = 0
    for run_id in run_ids:
        if run_id in stuck:
            log.error("%s makes no progress: restarting it", import_workflow_id(run_id))
            await terminate(client, import_workflow_id(run_id))
        occupant = await remove_impostor(client, import_workflow_id(run_id), IMPORT, settings)
        if occupant is not Occupant.OWN:
            await start_import(client, settings, run_id, on=on)
            started += 1
    return started


async def nudge(client: Client, departure_ids: Iterable[UUID]) -> None:
    """Have these departures' workflows read the journal; skip departures without one."""

    async def send(departure_id: UUID) -> None:
        try:
            await client.get_workflow_handle(workflow_id(departure_id)).signal(contract.NUDGE)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise

    async for _ in map_concurrently(send, departure_ids):
        pass


async def _start(client: Client, found: DepartureSnapshot, settings: Settings) -> bool:
    """Start the departure's workflow unless it runs already; return whether it was started."""
    departure_id = found.departure.departure_id
    named = workflow_id(departure_id)
    snapshot = snapshot_of(found)
    for _ in range(_START_ATTEMPTS):
        try:
            await client.start_workflow(
                contract.DEPARTURE,
                start_argument(departure_id, snapshot),
                id=named,
                task_queue=settings.task_queue,
                task_timeout=contract.TASK_TIMEOUT,
                search_attributes=search_attributes(snapshot),
            )
        except WorkflowAlreadyStartedError:
            occupant = await remove_impostor(client, named, contract.DEPARTURE, settings)
            if occupant is Occupant.OWN:
                return False
        else:
            return True
    return False


async def _compare(client: Client, versions: Mapping[UUID, int], departure_id: UUID) -> Difference | None:
    expected = versions.get(departure_id)
    found = await _version_of(client, departure_id)
    # A workflow that has not been opened is at version 0: it is no departure yet.
    if (found or None) == expected:
        return None
    return Difference(departure_id, "workflow", "", "version", expected=expected, found=found)


async def _version_of(client: Client, departure_id: UUID) -> int | str | None:
    """Return the workflow's version, None if none runs, or what kept it from answering."""
    try:
        version: int = await client.get_workflow_handle(workflow_id(departure_id)).query(
            contract.VERSION,
            result_type=int,
            reject_condition=QueryRejectCondition.NOT_OPEN,
            rpc_timeout=_ANSWER_LIMIT,
        )
    except WorkflowQueryRejectedError:
        return None
    except (ForeignPayloadError, WorkflowQueryFailedError):
        return "an answer that is not Geleit's"
    except RPCError as error:
        return None if error.status is RPCStatusCode.NOT_FOUND else f"no answer ({error.status.name})"
    return version
