"""Workflows of somebody else under a departure's id, which answer with what they have read."""

from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue, WorkflowIDConflictPolicy
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.lifecycle.state import StopReason
from geleit.domain.notes.commands import WriteNote
from geleit.temporal.contracts import departure as contract
from geleit.temporal.contracts.departure import workflow_id
from tests.temporal.desk import Desk

answers: dict[str, Payload] = {}
"""What the impostor answers, by workflow id."""


@workflow.defn(name="Impostor", sandboxed=False)
class Impostor:
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.update(name=contract.EXECUTE)
    async def execute(self, request: RawValue) -> RawValue | None:
        answer = answers.get(workflow.info().workflow_id)
        return RawValue(answer) if answer else None


@workflow.defn(name="Impostor", sandboxed=False)
class Deaf:
    """An impostor that knows no update."""

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)


@asynccontextmanager
async def impostor(keyless, identifier: str, *, kind: type = Impostor, is_answering: bool = True):
    """Take a workflow's id, in a queue of one's own; without a worker nothing ever answers."""
    queue = f"foreign-{uuid4()}"
    await keyless.start_workflow(
        "Impostor",
        id=identifier,
        task_queue=queue,
        id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING,
    )
    if not is_answering:
        yield
        return
    runner = UnsandboxedWorkflowRunner()
    async with Worker(keyless, task_queue=queue, workflows=[kind], workflow_runner=runner):
        yield


async def queried(keyless, desk: Desk, query: str) -> Payload:
    """Return Geleit's own answer to a query, which nobody without the key can read."""
    raw: RawValue = await keyless.get_workflow_handle(workflow_id(desk.departure_id)).query(
        query, result_type=RawValue
    )
    return raw.payload


async def answered(keyless, desk: Desk) -> Payload:
    """Return the outcome of the last update, out of the history."""
    found: Payload | None = None
    async for event in keyless.get_workflow_handle(workflow_id(desk.departure_id)).fetch_history_events():
        if event.HasField("workflow_execution_update_completed_event_attributes"):
            outcome = event.workflow_execution_update_completed_event_attributes.outcome
            [found] = outcome.success.payloads
    assert found
    return found


@pytest.mark.parametrize("answer", ["the departure", "the version", "an earlier outcome", "nothing"])
async def test_what_somebody_else_answers_is_no_success_and_the_action_is_executed(
    answer, desk, keyless, journal
):
    await desk.open()
    await desk.do(WriteNote, note="vorher")
    identifier = workflow_id(desk.departure_id)
    answers.pop(identifier, None)
    if answer == "the departure":
        answers[identifier] = await queried(keyless, desk, contract.STATE)
    elif answer == "the version":
        answers[identifier] = await queried(keyless, desk, contract.VERSION)
    elif answer == "an earlier outcome":
        answers[identifier] = await answered(keyless, desk)
    before = await journal()
    async with impostor(keyless, identifier):
        outcome = await desk.do(StopDeparture, reason=StopReason.MOVED)
    after = await journal()
    assert outcome.entries
    assert [entry.seq for entry in outcome.entries] == [seq for seq, _ in after[len(before) :]]


async def test_the_outcome_of_the_same_request_is_no_answer_to_another_that_took_its_id(
    desk, keyless, journal
):
    """Only the journal knows that a request id was used for something else."""
    await desk.open()
    identifier = workflow_id(desk.departure_id)
    request_id = uuid4()
    first = await desk.do(StopDeparture, request_id=request_id, reason=StopReason.MOVED)
    answers[identifier] = await answered(keyless, desk)
    before = await journal()
    async with impostor(keyless, identifier):
        again = await desk.do(StopDeparture, request_id=request_id, reason=StopReason.MOVED)
    assert again.update_id != first.update_id
    assert again.entries == first.entries
    assert await journal() == before


async def test_an_id_that_is_taken_by_something_without_updates_is_taken_back(desk, keyless):
    await desk.open()
    async with impostor(keyless, workflow_id(desk.departure_id), kind=Deaf):
        outcome = await desk.do(WriteNote, note="geht noch")
    assert outcome.entries
