"""The Temporal worker process: registers workflows and activities and runs until it is told to stop."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import uvloop
from temporalio.client import Client
from temporalio.worker import PollerBehaviorAutoscaling, UnsandboxedWorkflowRunner, Worker, WorkflowRunner

from activities.departure import DepartureActivities
from activities.imports import ImportActivities
from activities.maintenance import MaintenanceActivities
from geleit import logs
from geleit.settings import Settings, load_settings
from geleit.store.database import Database, Zone
from geleit.store.journal.keys import master_key
from geleit.temporal.client import connect
from geleit.temporal.dispatcher import Dispatcher
from geleit.temporal.watchdog import Watchdog
from workflows.departure import DepartureWorkflow
from workflows.details import DescribedDepartureWorkflow
from workflows.imports import ImportWorkflow
from workflows.maintenance import MaintenanceWorkflow

log = logging.getLogger(__name__)

STICKY_LIMIT = timedelta(seconds=2)
"""How long a departure's next action waits for a killed worker before another takes over."""
GRACE = timedelta(seconds=1.5)
_POLLERS = PollerBehaviorAutoscaling(minimum=1, maximum=10, initial=5)
"""Of 500 departures that wake at once 61, 63 to 75, 70 a second rang with at most 4, 10, 30 pollers."""
_CACHED_WORKFLOWS = 2_000


def build_worker(
    client: Client, database: Database, settings: Settings, *, runner: WorkflowRunner | None = None
) -> Worker:
    """Build the worker. Tests pass a sandboxed `runner`, which finds mistakes but takes twice the time."""
    departures = DepartureActivities(database, cached=settings.cached_departures)
    departure_workflow = DescribedDepartureWorkflow if settings.temporal_details else DepartureWorkflow
    maintenance = MaintenanceActivities(client, database, settings)
    dispatcher = Dispatcher(client, database, settings, zone=Zone.WORKER)
    imports = ImportActivities(database, dispatcher, master=master_key(settings))
    return tuned_worker(
        client,
        task_queue=settings.task_queue,
        workflows=[departure_workflow, ImportWorkflow, MaintenanceWorkflow],
        activities=[
            departures.execute,
            departures.catch_up,
            imports.begin_import,
            imports.import_chunk,
            imports.finish_import,
            maintenance.check_all,
        ],
        cached=settings.cached_departures,
        runner=runner,
    )


def tuned_worker(
    client: Client,
    *,
    task_queue: str,
    workflows: Sequence[type],
    activities: Sequence[Callable[..., Any]] = (),
    cached: int = _CACHED_WORKFLOWS,
    runner: WorkflowRunner | None = None,
) -> Worker:
    """Build a worker with the settings that measured best for many small workflows."""
    return Worker(
        client,
        task_queue=task_queue,
        workflows=workflows,
        activities=activities,
        workflow_runner=runner or UnsandboxedWorkflowRunner(),
        workflow_task_poller_behavior=_POLLERS,
        activity_task_poller_behavior=_POLLERS,
        max_cached_workflows=cached,
        sticky_queue_schedule_to_start_timeout=STICKY_LIMIT,
        graceful_shutdown_timeout=GRACE,
    )


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Run the worker until `stop` is set."""
    database = Database(settings)
    try:
        client = await connect(settings, database, zone=Zone.WORKER)
        await database.open()
        async with build_worker(client, database, settings):
            watching = asyncio.ensure_future(Watchdog(client, database, settings).run())
            log.info("The worker is ready")
            await stop.wait()
            watching.cancel()
    finally:
        await database.close()


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    serving = asyncio.ensure_future(serve(settings, stop))
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if not serving.done():
        # Still waiting for a server: there is nothing to finish.
        await asyncio.wait({serving}, timeout=GRACE.total_seconds() + 0.5)
        serving.cancel()
    await asyncio.gather(serving, return_exceptions=False)


def main() -> None:
    """Run the worker process."""
    settings = load_settings()
    logs.configure(settings.log_level)
    uvloop.run(_run(settings))
    # Threads of the SDK's core may still call Python while the interpreter shuts down, which aborts it.
    logging.shutdown()
    os._exit(0)


if __name__ == "__main__":
    main()
