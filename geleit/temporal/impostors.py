"""Find and end workflows that somebody else runs under an id of Geleit's."""

import logging
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from geleit.settings import Settings
from geleit.temporal.contracts.departure import TASK_TIMEOUT

log = logging.getLogger(__name__)


class Occupant(Enum):
    """What was found under a workflow id."""

    NOBODY = auto()
    OWN = auto()
    IMPOSTOR = auto()


async def remove_impostor(client: Client, workflow_id: str, kind: str, settings: Settings) -> Occupant:
    """Terminate what runs under the id unless it is Geleit's workflow of this type; return what there was."""
    try:
        there = await client.get_workflow_handle(workflow_id).describe()
        if there.status is not WorkflowExecutionStatus.RUNNING:
            return Occupant.NOBODY
        if _is_own(there, kind, settings):
            return Occupant.OWN
        log.error("A foreign workflow runs as %s: terminating it", there.id)
        run = client.get_workflow_handle(workflow_id, run_id=there.run_id)
        await run.terminate("not Geleit's workflow")
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return Occupant.NOBODY
    return Occupant.IMPOSTOR


async def terminate(client: Client, workflow_id: str) -> None:
    """Terminate what runs under the id, if anything does."""
    try:
        await client.get_workflow_handle(workflow_id).terminate("does not do what it is there for")
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise


def _is_own(there: WorkflowExecutionDescription, kind: str, settings: Settings) -> bool:
    """Tell whether a workflow is as Geleit starts it.

    One that ends by a timeout may restart from an old state again and again; one whose tasks are short is
    recorded in parts, so that it can be reset into the middle of a command.
    """
    config = there.raw_description.execution_config
    timeouts = (config.workflow_execution_timeout, config.workflow_run_timeout)
    has_begun = (there.execution_time or there.start_time) < datetime.now(UTC) + timedelta(minutes=1)
    return (
        there.workflow_type == kind
        and there.task_queue == settings.task_queue
        and has_begun
        and not any(timeout.ToTimedelta() for timeout in timeouts)
        and config.default_workflow_task_timeout.ToTimedelta() == TASK_TIMEOUT
    )
