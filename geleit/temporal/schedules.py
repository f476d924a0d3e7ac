"""The schedule of the nightly maintenance."""

import logging
from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleState,
    ScheduleUpdate,
)

from geleit.settings import Settings
from geleit.temporal.contracts import maintenance as contract

log = logging.getLogger(__name__)

_AT_3_20 = ScheduleCalendarSpec(hour=(ScheduleRange(3),), minute=(ScheduleRange(20),))


def nightly(settings: Settings) -> Schedule:
    """Return the schedule of the nightly maintenance."""
    return Schedule(
        action=ScheduleActionStartWorkflow(
            contract.MAINTENANCE, id=contract.SCHEDULE_ID, task_queue=settings.task_queue
        ),
        spec=ScheduleSpec(calendars=[_AT_3_20], time_zone_name="Europe/Berlin"),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=timedelta(hours=12)),
        state=ScheduleState(),
    )


async def ensure_schedule(client: Client, settings: Settings) -> None:
    """Schedule the nightly maintenance, once however many workers call this, and as it should be.

    Whoever reaches Temporal can lead it to another hour or queue, or pause it.
    """
    wanted = nightly(settings)
    try:
        await client.create_schedule(contract.SCHEDULE_ID, wanted)
    except ScheduleAlreadyRunningError:
        log.debug("The nightly maintenance is scheduled already")
    else:
        return
    handle = client.get_schedule_handle(contract.SCHEDULE_ID)
    if not _is_same((await handle.describe()).schedule, wanted):
        log.error("The schedule of the nightly maintenance is not as it should be: setting it anew")
        await handle.update(lambda _: ScheduleUpdate(schedule=wanted))


def _is_same(there: Schedule, wanted: Schedule) -> bool:
    """Tell whether a schedule starts the same at the same times, without any limit."""
    action, own = there.action, wanted.action
    if not isinstance(action, ScheduleActionStartWorkflow) or not isinstance(
        own, ScheduleActionStartWorkflow
    ):
        return False
    starts_same = (action.workflow, action.id, action.task_queue) == (own.workflow, own.id, own.task_queue)
    limits = (action.execution_timeout, action.run_timeout, action.task_timeout)
    is_plain = not action.args and not any(limits)
    is_on = not (there.state.paused or there.state.limited_actions)
    return starts_same and is_plain and is_on and there.spec == wanted.spec and there.policy == wanted.policy
