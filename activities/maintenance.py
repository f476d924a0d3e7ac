"""Comparing workflows with the journal, and making the missing ones anew: what keeps Temporal replaceable."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import timedelta
from functools import partial
from uuid import UUID

from temporalio.client import Client, WorkflowQueryRejectedError
from temporalio.common import QueryRejectCondition
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities import contract
from activities.at_once import at_once
from activities.contract import departure_of, workflow_id
from activities.starting import beginning, search_attributes, snapshot_of
from settings import Settings
from store import snapshots
from store.database import Database, Zone
from store.snapshots import Found
from store.verify import Difference, verify

log = logging.getLogger(__name__)

_PAGE = 200
_RUNNING = f'WorkflowType = "{contract.DEPARTURE}" AND ExecutionStatus = "Running"'
_ANSWER_LIMIT = timedelta(seconds=5)
_PATIENCE = (0.0, 0.5, 2.0)
"""Seconds before the departures whose versions differ are looked at again: somebody may be acting on them."""


async def differences(client: Client, database: Database) -> AsyncIterator[Difference]:
    """Every difference between journal, read model and workflows. Work may go on meanwhile."""
    async with database.dedicated(Zone.WORKER) as connection:
        async for difference in verify(connection):
            yield difference
    async for difference in workflow_differences(client, database):
        yield difference


async def workflow_differences(client: Client, database: Database) -> AsyncIterator[Difference]:
    """Every departure whose workflow is missing or stands elsewhere than its journal."""
    suspects = await running(client)
    found: list[Difference] = []
    for pause in _PATIENCE:
        await asyncio.sleep(pause)
        async with database.worker() as session:
            versions = await snapshots.versions(session)
        everyone = sorted(suspects if found else suspects.union(versions))
        compare = partial(_compare, client, versions)
        found = [difference async for difference in at_once(compare, everyone) if difference]
        if not found:
            return
        suspects = {difference.departure_id for difference in found}
    for difference in found:
        yield difference


async def running(client: Client) -> set[UUID]:
    """The departures whose workflow runs. A workflow shows up here a moment after its start."""
    found = [departure_of(workflow.id) async for workflow in client.list_workflows(_RUNNING, page_size=1000)]
    return {departure_id for departure_id in found if departure_id}


async def resume(client: Client, database: Database, settings: Settings) -> AsyncIterator[bool]:
    """Start the workflow of every departure that has none, from its journal; tells of each whether it did.

    The workflows know their alarms; those of the past ring as soon as a worker is there.
    """
    there = await running(client)

    async def start(found: Found) -> bool:
        if found.departure.departure_id in there:
            return False
        return await _start(client, found, task_queue=settings.task_queue)

    async with database.worker() as session:
        async for page in snapshots.pages(session, size=_PAGE):
            async for started in at_once(start, page):
                yield started


async def nudge(client: Client, departure_ids: Iterable[UUID]) -> None:
    """Have these departures' workflows look at the journal; who has none is left alone."""

    async def send(departure_id: UUID) -> None:
        try:
            await client.get_workflow_handle(workflow_id(departure_id)).signal(contract.NUDGE)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise

    async for _ in at_once(send, departure_ids):
        pass


async def _start(client: Client, found: Found, *, task_queue: str) -> bool:
    departure_id = found.departure.departure_id
    snapshot = snapshot_of(found)
    try:
        await client.start_workflow(
            contract.DEPARTURE,
            beginning(departure_id, snapshot),
            id=workflow_id(departure_id),
            task_queue=task_queue,
            search_attributes=search_attributes(snapshot),
        )
    except WorkflowAlreadyStartedError:
        return False
    return True


async def _compare(client: Client, versions: Mapping[UUID, int], departure_id: UUID) -> Difference | None:
    expected = versions.get(departure_id)
    found = await _version_of(client, departure_id)
    # A workflow that has not been opened stands at 0: it is no departure yet.
    if (found or None) == expected:
        return None
    return Difference(departure_id, "workflow", "", "version", expected=expected, found=found)


async def _version_of(client: Client, departure_id: UUID) -> int | str | None:
    """Where the workflow stands; None if there is none that runs."""
    try:
        version: int = await client.get_workflow_handle(workflow_id(departure_id)).query(
            contract.VERSION,
            result_type=int,
            reject_condition=QueryRejectCondition.NOT_OPEN,
            rpc_timeout=_ANSWER_LIMIT,
        )
    except WorkflowQueryRejectedError:
        return None
    except RPCError as error:
        return None if error.status is RPCStatusCode.NOT_FOUND else f"no answer ({error.status.name})"
    return version
