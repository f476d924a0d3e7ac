"""The workflow of the nightly check. Temporal's web UI shows each night's report."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from geleit.temporal.contracts import upkeep as contract
    from geleit.temporal.contracts.upkeep import UpkeepReport


@workflow.defn(name=contract.UPKEEP)
class UpkeepWorkflow:
    """One night's check."""

    @workflow.run
    async def run(self) -> UpkeepReport:
        """Check everything; after three failures try again the next night."""
        report: UpkeepReport = await workflow.execute_activity(
            contract.CHECK_ALL,
            result_type=UpkeepReport,
            start_to_close_timeout=timedelta(hours=4),
            heartbeat_timeout=timedelta(minutes=5),
            retry_policy=RetryPolicy(maximum_attempts=3, initial_interval=timedelta(minutes=1)),
        )
        return report
