"""The parts of the watchdog's check, each of which stands alone."""

import logging

import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from geleit.temporal import watchdog as module
from geleit.temporal.contracts.departure import workflow_id
from tests.temporal.test_foreign_clients import until_gone


async def refuse(*_: object, **__: object) -> None:
    """Answer as Temporal does in a namespace that somebody has deprecated."""
    raise RPCError("namespace is in state Deprecated", RPCStatusCode.INVALID_ARGUMENT, b"")


@pytest.mark.parametrize("part", ["ensure_schedule", "resume_imports"])
async def test_what_keeps_one_part_from_being_made_does_not_keep_the_others(
    part, desk, temporal, settings, watchdog, monkeypatch, caplog
):
    await desk.open()
    handle = temporal.get_workflow_handle(workflow_id(desk.departure_id))
    await handle.terminate()
    await until_gone(temporal, settings, desk.departure_id)
    monkeypatch.setattr(module, part, refuse)
    await watchdog.look()
    await watchdog.look()
    assert (await handle.describe()).status is WorkflowExecutionStatus.RUNNING
    told = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert any("The watchdog could not" in record.getMessage() for record in told)
