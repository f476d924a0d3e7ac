"""The schedule of the nightly maintenance."""

import logging
from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
)

from geleit.settings import Settings
from geleit.temporal.contracts import maintenance as contract

log = logging.getLogger(__name__)

_NIGHTLY = ScheduleSpec(cron_expressions=["20 3 * * *"], time_zone_name="Europe/Berlin")


async def ensure_schedule(client: Client, settings: Settings) -> None:
    """Schedule the nightly maintenance, once however many workers call this."""
    action = ScheduleActionStartWorkflow(
        contract.MAINTENANCE, id=contract.SCHEDULE_ID, task_queue=settings.task_queue
    )
    policy = SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=timedelta(hours=12))
    try:
        await client.create_schedule(
            contract.SCHEDULE_ID, Schedule(action=action, spec=_NIGHTLY, policy=policy)
        )
    except ScheduleAlreadyRunningError:
        log.debug("The nightly maintenance is scheduled already")
