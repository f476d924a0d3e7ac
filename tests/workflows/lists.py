"""Imports of lists on the time-skipping server, beside activities that only count."""

from datetime import date
from uuid import UUID, uuid4

from temporalio import activity
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from geleit.temporal.contracts import imports as contract
from geleit.temporal.contracts.imports import ImportChunk, ImportList
from workflows.imports import ImportWorkflow


class CountedList:
    """A list of ``total`` departures; every ``fails_every``-th chunk fails at first."""

    def __init__(self, total: int, *, fails_every: int = 40) -> None:
        self.run_id: UUID = uuid4()
        self.total = total
        self.positions: list[int] = []
        self.is_finished = False
        self._fails_every = fails_every

    @activity.defn(name=contract.BEGIN_IMPORT)
    async def begin(self, start: ImportList) -> int:
        return self.total

    @activity.defn(name=contract.IMPORT_CHUNK)
    async def chunk(self, chunk: ImportChunk) -> None:
        number = chunk.position // chunk.size + 1
        if number % self._fails_every == 0 and activity.info().attempt == 1:
            raise ApplicationError("Away")
        self.positions.append(chunk.position)

    @activity.defn(name=contract.FINISH_IMPORT)
    async def finish(self, start: ImportList) -> None:
        self.is_finished = True


async def import_list(env: WorkflowEnvironment, listed: CountedList) -> str:
    """Import it to its end; return the id of its workflow."""
    queue = f"lists-{listed.run_id}"
    async with Worker(
        env.client,
        task_queue=queue,
        workflows=[ImportWorkflow],
        activities=[listed.begin, listed.chunk, listed.finish],
        workflow_failure_exception_types=[Exception],
    ):
        handle = await env.client.start_workflow(
            contract.IMPORT,
            ImportList(run_id=listed.run_id, on=date(2026, 11, 22)),
            id=contract.import_workflow_id(listed.run_id),
            task_queue=queue,
        )
        await handle.result()
    return handle.id
