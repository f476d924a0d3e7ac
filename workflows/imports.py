"""The workflow of an import: chunk after chunk, however often a worker is killed meanwhile."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from geleit.temporal.contracts import imports as contract
    from geleit.temporal.contracts.imports import CHUNK, ImportChunk, ImportList

LIMIT = timedelta(minutes=5)
NOTICED_WITHIN = timedelta(seconds=10)
"""After this time another worker gets the chunk of one that was killed."""
RETRIES = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30), maximum_attempts=0
)
CHUNKS_OF_ONE_HISTORY = 100


@workflow.defn(name=contract.IMPORT)
class ImportWorkflow:
    """One import. Its progress is in PostgreSQL, where its page reads it."""

    @workflow.run
    async def run(self, start: ImportList) -> None:
        """Import the list from `start.position` to its end."""
        total = start.total
        if total is None:
            total = await workflow.execute_activity(
                contract.BEGIN_IMPORT,
                start,
                result_type=int,
                start_to_close_timeout=LIMIT,
                retry_policy=RETRIES,
            )
        end = min(total, start.position + CHUNK * CHUNKS_OF_ONE_HISTORY)
        for position in range(start.position, end, CHUNK):
            await workflow.execute_activity(
                contract.IMPORT_CHUNK,
                ImportChunk(run_id=start.run_id, on=start.on, position=position),
                start_to_close_timeout=LIMIT,
                heartbeat_timeout=NOTICED_WITHIN,
                retry_policy=RETRIES,
            )
        if end < total:
            workflow.continue_as_new(start.model_copy(update={"total": total, "position": end}))
        await workflow.execute_activity(
            contract.FINISH_IMPORT,
            start,
            start_to_close_timeout=LIMIT,
            retry_policy=RETRIES,
        )
