"""The schedule of the nightly check."""

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
from geleit.temporal.contracts import upkeep as contract

log = logging.getLogger(__name__)

_NIGHTLY = ScheduleSpec(cron_expressions=["20 3 * * *"], time_zone_name="Europe/Berlin")


async def ensure_schedule(client: Client, settings: Settings) -> None:
    """Schedule the nightly check, once however many workers call this."""
    action = ScheduleActionStartWorkflow(
        contract.UPKEEP, id=contract.UPKEEP_ID, task_queue=settings.task_queue
    )
    policy = SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=timedelta(hours=12))
    try:
        await client.create_schedule(
            contract.UPKEEP_ID, Schedule(action=action, spec=_NIGHTLY, policy=policy)
        )
    except ScheduleAlreadyRunningError:
        log.debug("The nightly check is scheduled already")
