"""Running workflows must survive a new release: every recorded history is replayed by today's code."""

import json
from datetime import timedelta

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, WorkflowReplayResult
from temporalio.workflow import NondeterminismError

from geleit.temporal.contracts import departure as contract
from geleit.temporal.contracts import imports as import_contract
from geleit.temporal.contracts.departure import StartDeparture
from geleit.temporal.contracts.imports import CHUNK, ImportChunk, ImportList
from tests.workflows.life import converter
from tests.workflows.lists import CountedList, import_list
from tests.workflows.recording import FOLDER, LISTS, SCENARIOS, scenario_of
from workflows.departure import DepartureWorkflow
from workflows.imports import CHUNKS_OF_ONE_HISTORY, ImportWorkflow

HISTORIES = sorted(FOLDER.glob("*/*.json"))


WORKFLOWS: dict[str, type] = {contract.DEPARTURE: DepartureWorkflow, import_contract.IMPORT: ImportWorkflow}


async def replay(text: str, workflow_type: type | None = None) -> WorkflowReplayResult:
    """Replay a history with the workflow that wrote it, if no other is given."""
    began = json.loads(text)["events"][0]["workflowExecutionStartedEventAttributes"]
    workflow_type = workflow_type or WORKFLOWS[began["workflowType"]["name"]]
    history = WorkflowHistory.from_json(began["workflowId"], text)
    replayer = Replayer(workflows=[workflow_type], data_converter=converter())
    return await replayer.replay_workflow(history, raise_on_replay_failure=False)


def test_every_scenario_is_recorded():
    recorded = {scenario_of(file) for file in HISTORIES}
    assert recorded == {scenario.__name__ for scenario in SCENARIOS} | set(LISTS)


def test_a_long_list_is_recorded_over_the_end_of_its_first_history():
    assert len([file for file in HISTORIES if scenario_of(file) == "a_list_of_two_histories"]) == 2


@pytest.mark.parametrize("file", HISTORIES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_todays_code_follows_the_recorded_history(file, run):
    assert run(replay(file.read_text())).replay_failure is None


@workflow.defn(name=contract.DEPARTURE, sandboxed=False)
class Changed(DepartureWorkflow):
    """A release that sets a timer where the recorded one did not."""

    @workflow.run
    async def run(self, start: StartDeparture | None = None) -> None:
        await workflow.sleep(1)
        await super().run(start)


def test_code_that_departs_from_the_history_would_be_noticed(run):
    failure = run(replay((FOLDER / "0.1" / "a_legal_date-0.json").read_text(), Changed)).replay_failure
    assert isinstance(failure, NondeterminismError)


@workflow.defn(name=import_contract.IMPORT, sandboxed=False)
class ChangedImport(ImportWorkflow):
    """A release that has one chunk more done than the recorded one."""

    @workflow.run
    async def run(self, start: ImportList) -> None:
        chunk = ImportChunk(run_id=start.run_id, on=start.on, position=0)
        await workflow.execute_activity(
            import_contract.IMPORT_CHUNK, chunk, start_to_close_timeout=timedelta(minutes=1)
        )
        await super().run(start)


def test_an_import_that_departs_from_its_history_would_be_noticed(run):
    failure = run(replay((FOLDER / "0.1" / "a_list-0.json").read_text(), ChangedImport)).replay_failure
    assert isinstance(failure, NondeterminismError)


async def test_every_departure_of_a_long_list_is_dealt_with_once(time_skipping):
    listed = CountedList(CHUNK * CHUNKS_OF_ONE_HISTORY + 1)
    await import_list(time_skipping, listed)
    assert listed.positions == list(range(0, listed.total, CHUNK))
    assert listed.is_finished
