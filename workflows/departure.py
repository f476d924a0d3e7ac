"""The workflow of one departure: executes one command at a time and sleeps until something is due.

The journal is the truth. This workflow applies its events and decides nothing, so that a change of the rules
cannot break a running departure. Names of methods and of some variables stand in recorded fingerprints
(tests/histories/fingerprints.json) and therefore stay as they are.
"""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from geleit.domain.alarms.commands import RaiseAlarms
    from geleit.domain.decide import check
    from geleit.domain.departure import Departure, DepartureStatus, apply
    from geleit.domain.parties import SYSTEM
    from geleit.domain.refusal import Refusal
    from geleit.domain.registry import AnyCommand
    from geleit.temporal.codec import ForeignPayloadError
    from geleit.temporal.contracts import departure as contract
    from geleit.temporal.contracts.departure import (
        CatchUpInput,
        Execute,
        ExecuteInput,
        ExecuteOutput,
        Outcome,
        Snapshot,
        StartDeparture,
    )
    from geleit.temporal.failures import (
        internal_failure,
        refusal_failure,
        stale_update_failure,
        unavailable_failure,
    )

ACTION_RETRIES = RetryPolicy(initial_interval=timedelta(milliseconds=100), maximum_attempts=4)

QUEUED_LIMIT = timedelta(seconds=10)
QUEUED_RETRIES = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30), maximum_attempts=0
)
PAUSE_AFTER_EMPTY_ALARM = timedelta(hours=1)

ONCE = RetryPolicy(maximum_attempts=1)
RING_LOCALLY = "ring-locally"
"""Patch: alarms are raised by a local activity first. Older histories use the task queue only."""
WITHOUT_DATES = "without-dates"
"""Patch: the next alarm is no search attribute any more, because whoever lists workflows can read it."""


_NO_START = StartDeparture(departure_id=UUID(int=0))


@workflow.defn(name=contract.DEPARTURE)
class DepartureWorkflow:
    """One departure from its opening on. It never ends by itself: notes are possible after the closing."""

    @workflow.init
    def __init__(self, start: StartDeparture | None = None) -> None:
        start = start or _NO_START
        self._start = start
        self._departure = start.departure
        self._next_alarm = start.next_alarm
        self._recent = dict.fromkeys(start.recent)
        self._lock = asyncio.Lock()
        self._behind = False
        self._came_to_nothing = False
        self._status = start.departure.status if start.departure else None
        self._announced_alarm: datetime | None = None
        self._describe()

    @workflow.run
    async def run(self, start: StartDeparture | None = None) -> None:
        """Sleep, raise alarms when they are due, and continue as new before the history gets long.

        Raise ForeignPayloadError without a start: somebody else started this workflow.
        """
        if start is None:
            raise ForeignPayloadError
        await workflow.wait_condition(lambda: self._departure is not None or self._came_to_nothing)
        if self._departure is None:
            await workflow.wait_condition(workflow.all_handlers_finished)
        self._withdraw_dates()
        while self._departure is not None:
            await self._sleep()
            if self._behind:
                await self._catch_up()
            elif self._is_long:
                await workflow.wait_condition(workflow.all_handlers_finished)
                workflow.continue_as_new(self._to_carry_over())
            elif self._next_alarm and self._next_alarm <= workflow.now():
                await self._ring()

    @workflow.update(name=contract.EXECUTE)
    async def execute(self, request: Execute) -> Outcome:
        """Execute one command; answer a request id that was executed before with what it did."""
        command = request.command
        try:
            async with self._lock:
                output = await self._execute_activity(request)
                self._apply_output(output)
                self._remember(command.request_id)
        except FailureError:
            raise
        except Exception as error:
            workflow.logger.exception("A command failed by a fault of Geleit's")
            raise internal_failure() from error
        finally:
            self._came_to_nothing = self._departure is None
        own = tuple(entry for entry in output.entries if entry.request_id == command.request_id)
        return Outcome(
            departure_id=self._start.departure_id,
            update_id=request.update_id,
            version=output.version,
            entries=own,
        )

    @execute.validator
    def require_executable(self, request: Execute) -> None:
        """Raise the refusal of a command at once, without a trace in the history."""
        info = workflow.current_update_info()
        if info is None or not request.is_fresh(workflow.now(), info.id):
            raise stale_update_failure()
        if self._behind or request.command.request_id in self._recent:
            return
        try:
            check(self._departure, request.command, workflow.now())
        except Refusal as refusal:
            raise refusal_failure(refusal) from None

    @workflow.signal(name=contract.NUDGE)
    def nudge(self) -> None:
        """Read the journal: something was written that this workflow does not know."""
        self._behind = True

    @workflow.query(name=contract.STATE)
    def departure(self) -> Departure | None:
        """Return the departure as this workflow holds it."""
        return self._departure

    @workflow.query(name=contract.VERSION)
    def version(self) -> int:
        """Return the number of the last event this workflow has applied; 0 before the opening."""
        return self._departure.version if self._departure else 0

    @property
    def _is_long(self) -> bool:
        info = workflow.info()
        return (
            info.get_current_history_length() >= self._start.continue_after
            or info.is_continue_as_new_suggested()
        )

    async def _sleep(self) -> None:
        """Sleep until the next alarm or until there is something else to do.

        The timer stays when the alarm moves to a later time: waking up once for nothing costs less than
        cancelling and setting a timer at every action.
        """
        wake_at = self._next_alarm
        rest = wake_at - workflow.now() if wake_at else None
        if rest is not None and rest <= timedelta():
            return

        if not workflow.patched(WITHOUT_DATES) and wake_at and wake_at != self._announced_alarm:
            self._announce_alarm(wake_at)

        def is_sooner() -> bool:
            return self._next_alarm is not None and (wake_at is None or self._next_alarm < wake_at)

        try:
            await workflow.wait_condition(lambda: self._behind or self._is_long or is_sooner(), timeout=rest)
        except TimeoutError:
            return

    async def _execute_activity(self, request: Execute) -> ExecuteOutput:
        try:
            output: ExecuteOutput = await workflow.execute_local_activity(
                contract.EXECUTE_ACTIVITY,
                self._execute_input(request.command, sent_at=request.sent_at),
                result_type=ExecuteOutput,
                schedule_to_close_timeout=contract.ACTION_LIMIT,
                retry_policy=ACTION_RETRIES,
            )
        except FailureError as error:
            # The answer may have been lost after the commit, or our state is old: ask the journal. If the
            # request is sent again it must reach the journal too, whatever the validator would say.
            self._behind = True
            if isinstance(error, ApplicationError) and error.non_retryable:
                raise
            self._remember(request.command.request_id)
            raise unavailable_failure() from error
        return output

    async def _ring(self) -> None:
        """Raise the alarms of the day: at once, or as soon as PostgreSQL can be reached again."""
        command = RaiseAlarms(request_id=workflow.uuid4(), actor=SYSTEM)
        raised = False
        try:
            output = await self._ring_at_once(command)
            if output is None:
                output = await self._ring_in_time(command)
            self._apply_output(output)
            raised = bool(output.entries)
        except FailureError:
            workflow.logger.exception("An alarm could not be raised")
        now = workflow.now()
        if not raised and self._next_alarm and self._next_alarm <= now:
            self._next_alarm = now + PAUSE_AFTER_EMPTY_ALARM

    async def _ring_at_once(self, command: RaiseAlarms) -> ExecuteOutput | None:
        """Raise alarms by a local activity, which is less work for the server than the task queue.

        Return None if PostgreSQL does not answer. Tried once and not for long: the workflow task ends only
        with it, and actions wait for that.
        """
        if not workflow.patched(RING_LOCALLY):
            return None
        try:
            async with self._lock:
                output: ExecuteOutput = await workflow.execute_local_activity(
                    contract.EXECUTE_ACTIVITY,
                    self._execute_input(command),
                    result_type=ExecuteOutput,
                    schedule_to_close_timeout=contract.ACTION_LIMIT,
                    retry_policy=ONCE,
                )
        except FailureError:
            return None
        return output

    async def _ring_in_time(self, command: RaiseAlarms) -> ExecuteOutput:
        """Raise alarms by the task queue, for as long as it takes. What was written is not repeated."""
        output: ExecuteOutput = await workflow.execute_activity(
            contract.EXECUTE_ACTIVITY,
            self._execute_input(command),
            result_type=ExecuteOutput,
            start_to_close_timeout=QUEUED_LIMIT,
            retry_policy=QUEUED_RETRIES,
        )
        return output

    async def _catch_up(self) -> None:
        """Replace the state by the departure as the journal has it."""
        self._behind = False
        asked_at = self.version()
        try:
            snapshot = await workflow.execute_activity(
                contract.CATCH_UP,
                CatchUpInput(departure_id=self._start.departure_id),
                result_type=Snapshot,
                start_to_close_timeout=QUEUED_LIMIT,
                retry_policy=QUEUED_RETRIES,
            )
        except FailureError:
            workflow.logger.exception("The journal could not be read")
            return
        # The answer may be older than an action that was executed meanwhile.
        if snapshot.departure and (snapshot.departure.version > self.version() or self.version() == asked_at):
            self._departure = snapshot.departure
            self._remember(*snapshot.recent)
            self._replan(snapshot.departure.status, snapshot.next_alarm)

    def _execute_input(self, command: AnyCommand, *, sent_at: datetime | None = None) -> ExecuteInput:
        return ExecuteInput(
            departure_id=self._start.departure_id,
            seq=self.version(),
            command=command,
            now=workflow.now(),
            sent_at=sent_at,
        )

    def _apply_output(self, output: ExecuteOutput) -> None:
        """Apply the entries that are new here; answers may arrive in another order than commits."""
        try:
            for entry in output.entries:
                if entry.seq == self.version() + 1:
                    self._departure = apply(self._departure, entry.event, entry.seq)
        except (LookupError, ValueError):
            # The command is executed all the same; catching up with the journal repairs the state.
            workflow.logger.exception("An event could not be applied")
        if output.version == self.version():
            self._replan(output.status, output.next_alarm)
        elif output.version > self.version():
            self._behind = True

    def _remember(self, *request_ids: UUID) -> None:
        self._recent |= dict.fromkeys(request_ids)
        while len(self._recent) > contract.REMEMBERED_REQUESTS:
            del self._recent[next(iter(self._recent))]

    def _replan(self, status: DepartureStatus, next_alarm: datetime | None) -> None:
        """Set the next alarm, and show operators the status."""
        self._next_alarm = next_alarm
        if status != self._status:
            self._status = status
            self._announce(status, next_alarm)
        self._describe()

    def _announce(self, status: DepartureStatus, alarm: datetime | None) -> None:
        """Let operators find departures by status."""
        if workflow.patched(WITHOUT_DATES):
            workflow.upsert_search_attributes([contract.STATUS_ATTRIBUTE.value_set(status)])
        else:
            self._announce_alarm(alarm)

    def _withdraw_dates(self) -> None:
        """Remove the search attribute of the next alarm that releases before 0.2 have set."""
        told = workflow.info().typed_search_attributes.get(contract.ALARM_ATTRIBUTE)
        if workflow.patched(WITHOUT_DATES) and told:
            workflow.upsert_search_attributes([contract.ALARM_ATTRIBUTE.value_unset()])

    def _announce_alarm(self, alarm: datetime | None) -> None:
        """Let operators find departures by status and next alarm, as releases before 0.2 did."""
        self._announced_alarm = alarm
        key = contract.ALARM_ATTRIBUTE
        workflow.upsert_search_attributes(
            [
                contract.STATUS_ATTRIBUTE.value_set(self._status or DepartureStatus.OPEN),
                key.value_set(alarm) if alarm else key.value_unset(),
            ]
        )

    def _describe(self) -> None:
        """Show nothing in Temporal's web UI; `workflows.details` overrides this."""

    def _to_carry_over(self) -> StartDeparture:
        return self._start.model_copy(
            update={
                "departure": self._departure,
                "next_alarm": self._next_alarm,
                "recent": tuple(self._recent),
            }
        )
