"""Send commands to departures' workflows: pages, API, import and command line all use the Dispatcher."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from pydantic import ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession
from temporalio.client import Client, RPCTimeoutOrCancelledError, WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from geleit.domain.digest import digest_of
from geleit.domain.enclosure import Enclosure
from geleit.domain.lifecycle.commands.open import OpenDeparture
from geleit.domain.refusal import Refusal, no_departure, request_reused
from geleit.domain.registry import AnyCommand
from geleit.settings import Settings
from geleit.store.context import Context
from geleit.store.database import Database, Zone
from geleit.store.journal import enclosures, requests, snapshots
from geleit.store.journal.keys import DepartureKeys, master_key
from geleit.store.journal.requests import ExecutedRequest
from geleit.store.unreachable import UNREACHABLE
from geleit.temporal.codec import ForeignPayloadError
from geleit.temporal.connection_errors import (
    ServerUnreachableError,
    translate_connection_errors,
    with_timeout,
)
from geleit.temporal.contracts import departure as contract
from geleit.temporal.contracts.departure import Execute, Outcome, Snapshot, workflow_id
from geleit.temporal.failures import CommandFailedError, StillRunning, Unavailable, to_exception
from geleit.temporal.impostors import Occupant, remove_impostor
from geleit.temporal.start_workflow import NO_SNAPSHOT, snapshot_of, start_import, start_operation

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 0.5
"""Seconds between two attempts while a server cannot be reached."""
HEALTH_TIMEOUT = 1.0

_CONNECTION_ERRORS: tuple[type[Exception], ...] = (TimeoutError, *UNREACHABLE)


class _ForeignAnswerError(Exception):
    """The answer is not the departure's to this update."""


@dataclass
class _PendingCommand:
    """A command on its way. `start` is set if the workflow may have to be started first."""

    departure_id: UUID
    command: AnyCommand
    office_id: UUID | None
    enclosure: Enclosure | None
    start: Snapshot | None = None
    is_enclosure_stored: bool = False
    update_id: str = field(init=False)

    def __post_init__(self) -> None:
        is_enclosed = self.enclosure is not None and not self.enclosure.is_empty
        if is_enclosed and not self.command.may_have_enclosure:
            raise ValueError(f"{self.command.kind} has no use for what is enclosed")
        digested = {"is_enclosed": is_enclosed, "digest": digest_of(self.command, self.enclosure)}
        self.command = self.command.model_copy(update=digested)
        self.renew_update_id()

    def renew_update_id(self) -> None:
        """Take an update id that Temporal has not met.

        Temporal answers a known update id with its first answer, whatever is asked now. A command is still
        executed only once: the journal knows its request id and what that stood for.
        """
        self.update_id = f"{self.command.request_id}.{uuid4().hex[:8]}"

    def outcome(self, done: ExecutedRequest) -> Outcome:
        """Return what the request did. Raise Reused if it was another one under the same id."""
        requests.require_same(done, self.command)
        return Outcome(
            departure_id=self.departure_id,
            update_id=self.update_id,
            version=done.entries[-1].seq,
            entries=done.entries,
        )


class Dispatcher:
    """Sender of commands to departures' workflows; it waits a bounded time for the outcome.

    `dispatch` and `open` raise Refusal, Conflict or Forbidden; Reused if the request id was used for
    something else; Unavailable if a server could not be reached and nothing has changed; StillRunning if the
    time to wait is over; CommandFailedError for a fault of Geleit's. After Unavailable and StillRunning the
    same request id may be sent again: it is executed once.
    """

    def __init__(
        self, client: Client, database: Database, settings: Settings, *, zone: Zone = Zone.WEB
    ) -> None:
        """Store enclosures with the rights of `zone`: the web's, or the worker's in worker and CLI."""
        self._client = client
        self._database = database
        self._settings = settings
        self._zone = zone
        self._keys = DepartureKeys(database, master_key(settings), zone=zone)

    async def dispatch(
        self, departure_id: UUID, command: AnyCommand, enclosure: Enclosure | None = None
    ) -> Outcome:
        """Send a command to a departure's workflow and return its outcome."""
        return await self._dispatch(
            _PendingCommand(departure_id, command, command.actor.office_id, enclosure)
        )

    async def open(self, command: OpenDeparture, enclosure: Enclosure | None = None) -> Outcome:
        """Open a departure: start its workflow with this command."""
        pending = _PendingCommand(
            command.departure_id, command, command.office_id, enclosure, start=NO_SNAPSHOT
        )
        try:
            await self._require_not_opened_before(pending)
            await self._keys.get(command.departure_id)
        except UNREACHABLE as error:
            raise Unavailable("PostgreSQL could not be reached") from error
        return await self._dispatch(pending)

    async def start_import(self, run_id: UUID, *, on: date) -> None:
        """Start the import of an uploaded list as of a day; once, however often it is called.

        Raise Unavailable if Temporal cannot be reached.
        """
        try:
            with translate_connection_errors():
                starting = start_import(self._client, self._settings, run_id, on=on)
                await with_timeout(self._settings.update_timeout, starting)
        except (ServerUnreachableError, TimeoutError) as error:
            raise Unavailable("Temporal could not be reached") from error

    async def _require_not_opened_before(self, pending: _PendingCommand) -> None:
        """Raise Reused if the request opened a departure under release 0.1, which made other ids."""
        request_id = pending.command.request_id
        async with self._transaction(pending) as session:
            if await requests.find(session, uuid5(NAMESPACE_URL, request_id.urn), request_id):
                raise request_reused()

    async def _dispatch(self, pending: _PendingCommand) -> Outcome:
        try:
            return await self._send_until_answered(pending)
        except Refusal:
            await self._drop_enclosure(pending, limit=self._settings.update_timeout)
            raise
        except (Unavailable, CommandFailedError):
            # Without its enclosure the command is not executed later either: "nothing has changed" stays
            # true.
            await self._drop_enclosure(pending, limit=HEALTH_TIMEOUT)
            raise

    async def _send_until_answered(self, pending: _PendingCommand) -> Outcome:
        clock = asyncio.get_running_loop().time
        give_up_at = clock() + self._settings.update_timeout
        pause = FIRST_PAUSE
        while (rest := give_up_at - clock()) > 0:
            try:
                return await with_timeout(rest, self._attempt(pending))
            except TimeoutError:
                break
            except Unavailable:
                if give_up_at - clock() < contract.ACTION_LIMIT.total_seconds():
                    raise
                pending.renew_update_id()
                pending.is_enclosure_stored = False  # a sender of the same request may have dropped it
            except ServerUnreachableError as error:
                log.info("A command is sent again: %s", error)
            await asyncio.sleep(min(pause, max(0, give_up_at - clock())))
            pause = min(pause * 2, LONGEST_PAUSE)
        return await self._resolve_timeout(pending)

    async def _attempt(self, pending: _PendingCommand) -> Outcome:
        with translate_connection_errors():
            done = await self._store_enclosure(pending)
            if done:
                return await self._answer_from_journal(pending, done)
            try:
                return await self._send_to_own(pending)
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
            # Temporal has lost the workflow, or its whole database: the journal has not.
            async with self._transaction(pending) as session:
                pending.start = snapshot_of(await snapshots.find(session, pending.departure_id))
            if pending.start.departure is None and not isinstance(pending.command, OpenDeparture):
                raise no_departure()
            return await self._send_to_own(pending)

    async def _send_to_own(self, pending: _PendingCommand) -> Outcome:
        """Send; end what answers in the place of the departure's workflow, so that another try succeeds."""
        try:
            return await self._send(pending)
        except (_ForeignAnswerError, CommandFailedError) as error:
            is_removed = await self._remove_impostor(pending)
            if isinstance(error, CommandFailedError) and not is_removed:
                raise
            pending.renew_update_id()  # an ended workflow, too, repeats its answer to an update that it knows
            raise ServerUnreachableError("Temporal: somebody else answered") from error

    async def _remove_impostor(self, pending: _PendingCommand) -> bool:
        """Terminate a foreign workflow under the departure's id; tell whether there was one."""
        named = workflow_id(pending.departure_id)
        occupant = await remove_impostor(self._client, named, contract.DEPARTURE, self._settings)
        return occupant is Occupant.IMPOSTOR

    async def _send(self, pending: _PendingCommand) -> Outcome:
        argument = Execute(command=pending.command, sent_at=datetime.now(UTC), update_id=pending.update_id)
        try:
            if pending.start is None:
                handle = self._client.get_workflow_handle(workflow_id(pending.departure_id))
                answer: Outcome | None = await handle.execute_update(
                    contract.EXECUTE, argument, id=pending.update_id, result_type=Outcome
                )
            else:
                queue = self._settings.task_queue
                answer = await self._client.execute_update_with_start_workflow(
                    contract.EXECUTE,
                    argument,
                    start_workflow_operation=start_operation(
                        pending.departure_id, pending.start, task_queue=queue
                    ),
                    id=pending.update_id,
                    result_type=Outcome,
                )
        except WorkflowUpdateFailedError as error:
            raise to_exception(error.cause) from error
        except (ForeignPayloadError, ValidationError) as error:
            raise _ForeignAnswerError from error
        asked = (pending.departure_id, pending.update_id, pending.command.request_id)
        if answer is None or not answer.answers(*asked):
            raise _ForeignAnswerError
        return answer

    async def _resolve_timeout(self, pending: _PendingCommand) -> Outcome:
        """Ask the journal, after the time is over, whether the command was executed all the same.

        Raise StillRunning if it was not and Temporal answers, else Unavailable.
        """
        try:
            async with self._transaction(pending) as session:
                done = await requests.find(session, pending.departure_id, pending.command.request_id)
        except UNREACHABLE as error:
            raise Unavailable("PostgreSQL could not be reached") from error
        if done:
            return await self._answer_from_journal(pending, done)
        if await self._is_temporal_healthy():
            await self._remove_silent_impostor(pending)
            raise StillRunning("the command is under way")
        raise Unavailable("Temporal could not be reached")

    async def _remove_silent_impostor(self, pending: _PendingCommand) -> None:
        """Terminate a foreign workflow that never answers, so that sending the request again succeeds."""
        try:
            await with_timeout(HEALTH_TIMEOUT, self._remove_impostor(pending))
        except (TimeoutError, RPCError, RPCTimeoutOrCancelledError) as error:
            log.info("What runs under a departure's id is not known: %s", error)

    async def _answer_from_journal(self, pending: _PendingCommand, done: ExecutedRequest) -> Outcome:
        """Answer from the journal, and nudge the workflow to read it: it may have been killed meanwhile.

        Raise Reused if it was another request under the same id.
        """
        outcome = pending.outcome(done)
        handle = self._client.get_workflow_handle(workflow_id(pending.departure_id))
        try:
            await with_timeout(HEALTH_TIMEOUT, handle.signal(contract.NUDGE))
        except (TimeoutError, RPCError, RPCTimeoutOrCancelledError) as error:
            log.info("A workflow catches up later: %s", error)
        return outcome

    async def _is_temporal_healthy(self) -> bool:
        try:
            return await with_timeout(HEALTH_TIMEOUT, self._client.service_client.check_health())
        except (TimeoutError, RPCError):
            return False

    async def _store_enclosure(self, pending: _PendingCommand) -> ExecutedRequest | None:
        """Store the enclosure for the command; return what the request did if it was executed before."""
        if pending.enclosure is None or not pending.command.is_enclosed or pending.is_enclosure_stored:
            return None
        async with self._transaction(pending) as session:
            # An authority does not know the office, but its reason belongs to that office all the same.
            office_id = pending.office_id or await snapshots.office_of(session, pending.departure_id)
            if office_id is None:
                raise no_departure()
            done = await enclosures.put(
                session, pending.command, pending.departure_id, office_id, pending.enclosure
            )
        pending.is_enclosure_stored = done is None
        return done

    async def _drop_enclosure(self, pending: _PendingCommand, *, limit: float) -> None:
        if not pending.command.is_enclosed:
            return

        async def drop() -> None:
            async with self._transaction(pending) as session:
                await enclosures.drop(session, pending.command, pending.departure_id)

        try:
            await with_timeout(limit, drop())
        except _CONNECTION_ERRORS as error:
            log.warning("An enclosure stays until the next check: %r", error)

    @asynccontextmanager
    async def _transaction(self, pending: _PendingCommand) -> AsyncIterator[AsyncSession]:
        if self._zone is Zone.WORKER or pending.office_id is None:
            async with self._database.worker() as session:
                yield session
            return
        actor = pending.command.actor
        context = Context(account_id=actor.user_id, role=actor.role, offices=(pending.office_id,))
        async with self._database.web(context) as session:
            yield session
