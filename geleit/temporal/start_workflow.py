"""Start workflows: a departure's, new or from its journal, and an import's."""

from datetime import date
from typing import Any
from uuid import UUID

from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDConflictPolicy

from geleit.domain.alarms.planning import next_alarm_at
from geleit.settings import Settings
from geleit.store.journal.snapshots import DepartureSnapshot
from geleit.temporal.contracts import departure as contract
from geleit.temporal.contracts.departure import Snapshot, StartDeparture, workflow_id
from geleit.temporal.contracts.imports import IMPORT, ImportList, import_workflow_id

NO_SNAPSHOT = Snapshot(departure=None)


def snapshot_of(found: DepartureSnapshot | None) -> Snapshot:
    """Return what the store found, with the next alarm."""
    if found is None:
        return NO_SNAPSHOT
    departure = found.departure
    return Snapshot(departure=departure, next_alarm=next_alarm_at(departure), recent=found.recent)


def start_argument(departure_id: UUID, snapshot: Snapshot) -> StartDeparture:
    """Return the workflow's argument."""
    return StartDeparture(
        departure_id=departure_id,
        departure=snapshot.departure,
        next_alarm=snapshot.next_alarm,
        recent=snapshot.recent,
    )


def search_attributes(snapshot: Snapshot) -> TypedSearchAttributes:
    """Return what operators find the workflow by at its start; later it updates this itself."""
    if snapshot.departure is None:
        return TypedSearchAttributes.empty
    status = snapshot.departure.status.value
    return TypedSearchAttributes([SearchAttributePair(contract.STATUS_ATTRIBUTE, status)])


def start_operation(
    departure_id: UUID, snapshot: Snapshot, *, task_queue: str
) -> WithStartWorkflowOperation[Any, None]:
    """Return the operation that starts the workflow unless it runs; it can be sent once."""
    return WithStartWorkflowOperation(
        contract.DEPARTURE,
        start_argument(departure_id, snapshot),
        id=workflow_id(departure_id),
        task_queue=task_queue,
        task_timeout=contract.TASK_TIMEOUT,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        search_attributes=search_attributes(snapshot),
    )


async def start_import(client: Client, settings: Settings, run_id: UUID, *, on: date) -> None:
    """Start importing a list as of a day, unless it is under way.

    An import that was terminated may be started again: it recognises what it has done already.
    """
    await client.start_workflow(
        IMPORT,
        ImportList(run_id=run_id, on=on),
        id=import_workflow_id(run_id),
        task_queue=settings.task_queue,
        task_timeout=contract.TASK_TIMEOUT,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )
