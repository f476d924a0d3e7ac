"""The workflow of the nightly maintenance. Temporal's web UI shows each night's report."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from geleit.temporal.contracts import maintenance as contract
    from geleit.temporal.contracts.maintenance import MaintenanceReport


@workflow.defn(name=contract.MAINTENANCE)
class MaintenanceWorkflow:
    """One night's check."""

    @workflow.run
    async def run(self) -> MaintenanceReport:
        """Check everything; after three failures try again the next night."""
        report: MaintenanceReport = await workflow.execute_activity(
            contract.CHECK_ALL,
            result_type=MaintenanceReport,
            start_to_close_timeout=timedelta(hours=4),
            heartbeat_timeout=timedelta(minutes=5),
            retry_policy=RetryPolicy(maximum_attempts=3, initial_interval=timedelta(minutes=1)),
        )
        return report
