"""A bare update that returns its argument: what `execute` is compared with."""

import asyncio

from temporalio import workflow
from temporalio.client import Client

from geleit.settings import load_settings
from worker import tuned_worker

QUEUE = "bare"
WORKFLOW = "Bare"
ECHO = "echo"


@workflow.defn(name=WORKFLOW)
class BareWorkflow:
    """Workflow that waits without end; it continues as new as often as a departure does."""

    @workflow.run
    async def run(self) -> None:
        """Wait."""
        await workflow.wait_condition(lambda: workflow.info().get_current_history_length() >= 200)
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new()

    @workflow.update(name=ECHO)
    async def echo(self, text: str) -> str:
        """Answer."""
        return text


async def main() -> None:
    """Work until killed."""
    settings = load_settings()
    client = await Client.connect(settings.temporal_address, namespace=settings.temporal_namespace)
    await tuned_worker(client, task_queue=QUEUE, workflows=[BareWorkflow]).run()


if __name__ == "__main__":
    asyncio.run(main())
