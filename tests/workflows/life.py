"""A departure's workflow on the time-skipping server, beside a journal in memory."""

import hashlib
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import WithStartWorkflowOperation, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.common import TypedSearchAttributes, WorkflowIDConflictPolicy
from temporalio.converter import DataConverter
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from geleit.domain.dates import today
from geleit.domain.persons.state import PersonRole
from geleit.temporal.client import runtime
from geleit.temporal.codec import EncryptingConverter
from geleit.temporal.contracts import departure as contract
from geleit.temporal.contracts.departure import Execute, Outcome, StartDeparture
from geleit.temporal.failures import to_exception
from geleit.temporal.keys import KeyRing
from tests.fixtures.opening import AUTHORITY, COUNSELLOR, open_departure
from tests.workflows.journal import MemoryJournal
from workflows.departure import DepartureWorkflow

SERVER = Path(sys.prefix) / "bin" / "temporal-test-server"


class KnownKeys:
    """Keys that are not stored, so that recorded histories can always be read; they protect nothing."""

    async def find(self, departure_id: UUID) -> bytes | None:
        return hashlib.sha256(departure_id.bytes).digest()


def converter() -> DataConverter:
    return EncryptingConverter(KeyRing(bytes(32), KnownKeys()))


async def start_server() -> WorkflowEnvironment:
    """Start a server whose clock jumps ahead while nobody works. It has one clock: one test at a time."""
    env = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=str(SERVER),
        data_converter=converter(),
        runtime=runtime(),
        identity="test",
    )
    await env.client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(
            namespace=env.client.namespace,
            search_attributes={
                contract.STATUS_ATTRIBUTE.name: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
                contract.ALARM_ATTRIBUTE.name: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
            },
        )
    )
    return env


class Life:
    """One departure's workflow with its client and workers."""

    def __init__(
        self,
        env: WorkflowEnvironment,
        queue: str,
        *,
        continue_after: int,
        is_forgetful: bool = False,
        workflow: type[DepartureWorkflow] = DepartureWorkflow,
    ) -> None:
        """Make a departure without a worker.

        ``is_forgetful``: its workers cache nothing. Tests that stop workers need that, because this server
        would go on asking the one that is gone.
        """
        self.env = env
        self.queue = queue
        self.departure_id = uuid4()
        self.journal = MemoryJournal()
        self._continue_after = continue_after
        self._workflow = workflow
        self._cached = 0 if is_forgetful else 100
        self._working = AsyncExitStack()

    async def work(self) -> None:
        """Start a worker, in which a bug fails the workflow at once."""
        worker = Worker(
            self.env.client,
            task_queue=self.queue,
            workflows=[self._workflow],
            activities=self.journal.activities,
            workflow_failure_exception_types=[Exception],
            max_cached_workflows=self._cached,
        )
        await self._working.enter_async_context(worker)

    async def rest(self) -> None:
        """Stop the worker: its cache is gone."""
        await self._working.aclose()

    @property
    def handle(self) -> WorkflowHandle[Any, Any]:
        return self.env.client.get_workflow_handle(contract.workflow_id(self.departure_id))

    async def now(self) -> datetime:
        return await self.env.get_current_time()

    async def day(self, ahead: int = 0) -> date:
        return today(await self.now()) + timedelta(days=ahead)

    async def open(
        self,
        *roles: PersonRole,
        request_id: UUID | None = None,
        search_attributes: TypedSearchAttributes = TypedSearchAttributes.empty,
        **fields,
    ):
        command = open_departure(
            *roles,
            request_id=request_id,
            **{
                "departure_id": self.departure_id,
                "authority_id": AUTHORITY,
                "contact_on": await self.day(),
                **fields,
            },
        )
        start: Any = WithStartWorkflowOperation(
            contract.DEPARTURE,
            StartDeparture(departure_id=self.departure_id, continue_after=self._continue_after),
            id=contract.workflow_id(self.departure_id),
            task_queue=self.queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            search_attributes=search_attributes,
        )
        return await self._understood(
            self.env.client.execute_update_with_start_workflow(
                contract.EXECUTE,
                Execute(command=command, sent_at=await self.now(), update_id=str(command.request_id)),
                id=str(command.request_id),
                start_workflow_operation=start,
                result_type=Outcome,
            )
        )

    async def do(self, kind, *, request_id: UUID | None = None, update_id: str | None = None, **fields):
        request_id = request_id or uuid4()
        command = kind(**{"request_id": request_id, "actor": COUNSELLOR, **fields})
        update_id = update_id or str(request_id)
        return await self._understood(
            self.handle.execute_update(
                contract.EXECUTE,
                Execute(command=command, sent_at=await self.now(), update_id=update_id),
                id=update_id,
                result_type=Outcome,
            )
        )

    async def _understood(self, sending):
        try:
            return await sending
        except WorkflowUpdateFailedError as error:
            raise to_exception(error.cause) from error

    async def sleep(self, days: int) -> None:
        await self.env.sleep(timedelta(days=days))

    async def sleep_until(self, moment: datetime) -> None:
        await self.env.sleep(moment - await self.now())

    def alarms(self) -> list[tuple[str, str, str]]:
        return self.journal.alarms(self.departure_id)

    async def events(self) -> int:
        return len([event async for event in self.handle.fetch_history_events()])


@asynccontextmanager
async def living(
    env: WorkflowEnvironment,
    *,
    continue_after: int = contract.CONTINUE_AFTER_EVENTS,
    is_forgetful: bool = False,
    workflow: type[DepartureWorkflow] = DepartureWorkflow,
) -> AsyncIterator[Life]:
    """Make a departure with a worker of its own."""
    queue = f"departures-{uuid4()}"
    departure = Life(env, queue, continue_after=continue_after, is_forgetful=is_forgetful, workflow=workflow)
    await departure.work()
    try:
        yield departure
    finally:
        await departure.rest()
