"""Departures on their way must survive a new release: every recorded history is replayed by today's code."""

import json

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, WorkflowReplayResult
from temporalio.workflow import NondeterminismError

from activities import contract
from activities.contract import StartDeparture
from tests.workflows.life import converter
from tests.workflows.recording import FOLDER, SCENARIOS
from workflows.departure import DepartureWorkflow

HISTORIES = sorted(FOLDER.glob("*/*.json"))


async def replay(text: str, workflow_type: type) -> WorkflowReplayResult:
    began = json.loads(text)["events"][0]["workflowExecutionStartedEventAttributes"]
    history = WorkflowHistory.from_json(began["workflowId"], text)
    replayer = Replayer(workflows=[workflow_type], data_converter=converter())
    return await replayer.replay_workflow(history, raise_on_replay_failure=False)


def test_every_scenario_is_recorded():
    recorded = {file.stem.rpartition("-")[0] for file in HISTORIES}
    assert recorded == {scenario.__name__ for scenario in SCENARIOS}


@pytest.mark.parametrize("file", HISTORIES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_todays_code_follows_the_recorded_history(file, run):
    assert run(replay(file.read_text(), DepartureWorkflow)).replay_failure is None


@workflow.defn(name=contract.DEPARTURE, sandboxed=False)
class Changed(DepartureWorkflow):
    """A release that sets a timer where the recorded one did not."""

    @workflow.run
    async def run(self, start: StartDeparture) -> None:
        await workflow.sleep(1)
        await super().run(start)


def test_code_that_departs_from_the_history_would_be_noticed(run):
    failure = run(replay(HISTORIES[0].read_text(), Changed)).replay_failure
    assert isinstance(failure, NondeterminismError)
