"""The schedule of the nightly maintenance, which anybody who reaches Temporal can change."""

import logging
from dataclasses import replace

import pytest
from temporalio.client import ScheduleSpec, ScheduleState, ScheduleUpdate

from geleit.temporal.contracts.maintenance import SCHEDULE_ID
from geleit.temporal.schedules import ensure_schedule


def elsewhere(schedule):
    schedule.action.task_queue = "nowhere"
    return schedule


CHANGES = {
    "another hour": lambda it: replace(it, spec=ScheduleSpec(cron_expressions=["0 0 1 1 * 2099"])),
    "another queue": elsewhere,
    "paused": lambda it: replace(it, state=ScheduleState(paused=True)),
    "none left": lambda it: replace(it, state=ScheduleState(limited_actions=True, remaining_actions=0)),
}


@pytest.mark.parametrize("change", ["another hour", "another queue", "paused", "none left"])
async def test_a_schedule_that_somebody_changed_is_set_anew(change, temporal, settings, caplog):
    await ensure_schedule(temporal, settings)
    handle = temporal.get_schedule_handle(SCHEDULE_ID)
    before = (await handle.describe()).info.next_action_times[:3]
    await handle.update(lambda it: ScheduleUpdate(schedule=CHANGES[change](it.description.schedule)))
    await ensure_schedule(temporal, settings)
    told = await handle.describe()
    assert told.info.next_action_times[:3] == before
    assert told.schedule.action.task_queue == settings.task_queue
    assert not told.schedule.state.paused
    assert not told.schedule.state.limited_actions
    caplog.clear()
    caplog.set_level(logging.ERROR)
    await ensure_schedule(temporal, settings)
    assert not caplog.records
