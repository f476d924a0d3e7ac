"""The one way to act on a departure: pages, API, import and command line send their commands from here."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from sqlmodel.ext.asyncio.session import AsyncSession
from temporalio.client import Client, RPCTimeoutOrCancelledError, WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from geleit.domain.digest import digest_of
from geleit.domain.enclosure import Enclosure
from geleit.domain.lifecycle.commands.open import OpenDeparture
from geleit.domain.refusal import Refusal, no_departure, request_reused
from geleit.domain.registry import AnyCommand
from geleit.settings import Settings
from geleit.store.database import Context, Database, Zone
from geleit.store.journal import enclosures, requests, snapshots
from geleit.store.journal.requests import Done
from geleit.store.keys import DepartureKeys, master_key
from geleit.store.unreachable import UNREACHABLE
from geleit.temporal.codec import ForeignPayloadError
from geleit.temporal.connection_errors import UnreachedError, reaching, within
from geleit.temporal.contracts import departure as contract
from geleit.temporal.contracts.departure import Execute, Outcome, Snapshot, workflow_id
from geleit.temporal.failures import CommandFailedError, StillRunning, Unavailable, understood
from geleit.temporal.start_workflow import NOTHING, snapshot_of, start_import, start_operation

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 0.5
"""Seconds between two attempts while a server cannot be reached."""
HEALTH_LIMIT = 1.0

_AWAY: tuple[type[Exception], ...] = (TimeoutError, *UNREACHABLE)


@dataclass
class _Errand:
    """One command on its way. ``start`` is set when the workflow may have to be started first."""

    departure_id: UUID
    command: AnyCommand
    office_id: UUID | None
    enclosure: Enclosure | None
    start: Snapshot | None = None
    is_put: bool = False
    update_id: str = field(init=False)

    def __post_init__(self) -> None:
        is_enclosed = self.enclosure is not None and not self.enclosure.is_empty
        if is_enclosed and not self.command.may_have_enclosure:
            raise ValueError(f"{self.command.kind} has no use for what is enclosed")
        told = {"is_enclosed": is_enclosed, "digest": digest_of(self.command, self.enclosure)}
        self.command = self.command.model_copy(update=told)
        self.renew()

    def renew(self) -> None:
        """Take an update id that Temporal has not met.

        It answers a known one by itself with what was answered first, whatever is asked now. What keeps the
        command single is the request id inside: the journal knows it, and what it stood for.
        """
        self.update_id = f"{self.command.request_id}.{uuid4().hex[:8]}"

    def outcome(self, done: Done) -> Outcome:
        """What the request did. Raises Reused if it was another one under the same id."""
        requests.require_same(done, self.command)
        return Outcome(version=done.entries[-1].seq, entries=done.entries)


class Dispatcher:
    """Sends commands to departures' workflows and waits for what they did, but not for ever.

    Both methods raise Refusal, Conflict or Forbidden; Reused when the request id was used for something
    else; Unavailable when a server could not be reached and nothing has changed; StillRunning when the time
    to wait is over. After these two the same request id may be sent again: it is carried out once.
    """

    def __init__(
        self, client: Client, database: Database, settings: Settings, *, zone: Zone = Zone.WEB
    ) -> None:
        """`zone` names whose rights keep enclosures: the web's, or in worker and commands the worker's."""
        self._client = client
        self._database = database
        self._settings = settings
        self._zone = zone
        self._keys = DepartureKeys(database, master_key(settings), zone=zone)

    async def execute(
        self, departure_id: UUID, command: AnyCommand, enclosure: Enclosure | None = None
    ) -> Outcome:
        """Carry out a command on a departure."""
        return await self._run(_Errand(departure_id, command, command.actor.office_id, enclosure))

    async def open(self, command: OpenDeparture, enclosure: Enclosure | None = None) -> Outcome:
        """Open a departure: its workflow starts with this command."""
        errand = _Errand(command.departure_id, command, command.office_id, enclosure, start=NOTHING)
        try:
            await self._refuse_if_opened_before(errand)
            await self._keys.get(command.departure_id)
        except UNREACHABLE as error:
            raise Unavailable("PostgreSQL could not be reached") from error
        return await self._run(errand)

    async def start_import(self, run_id: UUID, *, on: date) -> None:
        """Start importing an uploaded list as of a day; once, however often it is asked."""
        try:
            with reaching():
                starting = start_import(self._client, self._settings, run_id, on=on)
                await within(self._settings.update_timeout, starting)
        except (UnreachedError, TimeoutError) as error:
            raise Unavailable("Temporal could not be reached") from error

    async def _refuse_if_opened_before(self, errand: _Errand) -> None:
        """Raise Reused if this request has opened a departure before release 0.2, which makes other ids."""
        request_id = errand.command.request_id
        async with self._transaction(errand) as session:
            if await requests.find(session, uuid5(NAMESPACE_URL, request_id.urn), request_id):
                raise request_reused()

    async def _run(self, errand: _Errand) -> Outcome:
        try:
            return await self._until_answered(errand)
        except Refusal:
            await self._drop_enclosure(errand, patience=self._settings.update_timeout)
            raise
        except (Unavailable, CommandFailedError):
            # Without it the command is not carried out any more: "nothing has changed" stays true.
            await self._drop_enclosure(errand, patience=HEALTH_LIMIT)
            raise

    async def _until_answered(self, errand: _Errand) -> Outcome:
        clock = asyncio.get_running_loop().time
        give_up_at = clock() + self._settings.update_timeout
        pause = FIRST_PAUSE
        while (rest := give_up_at - clock()) > 0:
            try:
                return await within(rest, self._attempt(errand))
            except TimeoutError:
                break
            except Unavailable:
                if give_up_at - clock() < contract.ACTION_LIMIT.total_seconds():
                    raise
                errand.renew()
                errand.is_put = False  # somebody who sent the same may have taken it back
            except UnreachedError as error:
                log.info("A command is sent again: %s", error)
            await asyncio.sleep(min(pause, max(0, give_up_at - clock())))
            pause = min(pause * 2, LONGEST_PAUSE)
        return await self._after_all(errand)

    async def _attempt(self, errand: _Errand) -> Outcome:
        with reaching():
            done = await self._enclose(errand)
            if done:
                return await self._done_before(errand, done)
            try:
                return await self._send(errand)
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
            # Temporal has lost the workflow, or its whole database: the journal has not.
            async with self._transaction(errand) as session:
                errand.start = snapshot_of(await snapshots.find(session, errand.departure_id))
            if errand.start.departure is None and not isinstance(errand.command, OpenDeparture):
                raise no_departure()
            return await self._send(errand)

    async def _send(self, errand: _Errand) -> Outcome:
        argument = Execute(command=errand.command, sent_at=datetime.now(UTC), update_id=errand.update_id)
        try:
            if errand.start is None:
                handle = self._client.get_workflow_handle(workflow_id(errand.departure_id))
                answer: Outcome = await handle.execute_update(
                    contract.EXECUTE, argument, id=errand.update_id, result_type=Outcome
                )
                return answer
            start = start_operation(errand.departure_id, errand.start, task_queue=self._settings.task_queue)
            answer = await self._client.execute_update_with_start_workflow(
                contract.EXECUTE,
                argument,
                start_workflow_operation=start,
                id=errand.update_id,
                result_type=Outcome,
            )
        except WorkflowUpdateFailedError as error:
            raise understood(error.cause) from error
        except ForeignPayloadError as error:
            raise UnreachedError("Temporal: somebody else answered") from error
        if any(entry.request_id != errand.command.request_id for entry in answer.entries):
            raise UnreachedError("Temporal: somebody answered with what another request did")
        return answer

    async def _after_all(self, errand: _Errand) -> Outcome:
        """The time is over. The journal knows whether the command was carried out all the same."""
        try:
            async with self._transaction(errand) as session:
                done = await requests.find(session, errand.departure_id, errand.command.request_id)
        except UNREACHABLE as error:
            raise Unavailable("PostgreSQL could not be reached") from error
        if done:
            return await self._done_before(errand, done)
        if await self._temporal_answers():
            raise StillRunning("the command is under way")
        raise Unavailable("Temporal could not be reached")

    async def _done_before(self, errand: _Errand, done: Done) -> Outcome:
        """Answer from the journal. A workflow that was killed meanwhile has not heard of it: it looks too.

        Raise Reused if it was another request under the same id.
        """
        outcome = errand.outcome(done)
        handle = self._client.get_workflow_handle(workflow_id(errand.departure_id))
        try:
            await within(HEALTH_LIMIT, handle.signal(contract.NUDGE))
        except (TimeoutError, RPCError, RPCTimeoutOrCancelledError) as error:
            log.info("A workflow catches up later: %s", error)
        return outcome

    async def _temporal_answers(self) -> bool:
        try:
            return await within(HEALTH_LIMIT, self._client.service_client.check_health())
        except (TimeoutError, RPCError):
            return False

    async def _enclose(self, errand: _Errand) -> Done | None:
        """Put what is personal where the command will find it; answers what it did if it was there before."""
        if errand.enclosure is None or not errand.command.is_enclosed or errand.is_put:
            return None
        async with self._transaction(errand) as session:
            # An authority does not know the office; what it gives as a reason belongs to it all the same.
            office_id = errand.office_id or await snapshots.office_of(session, errand.departure_id)
            if office_id is None:
                raise no_departure()
            done = await enclosures.put(
                session, errand.command, errand.departure_id, office_id, errand.enclosure
            )
        errand.is_put = done is None
        return done

    async def _drop_enclosure(self, errand: _Errand, *, patience: float) -> None:
        if not errand.command.is_enclosed:
            return

        async def drop() -> None:
            async with self._transaction(errand) as session:
                await enclosures.drop(session, errand.command, errand.departure_id)

        try:
            await within(patience, drop())
        except _AWAY as error:
            log.warning("An enclosure stays until the next check: %r", error)

    @asynccontextmanager
    async def _transaction(self, errand: _Errand) -> AsyncIterator[AsyncSession]:
        if self._zone is Zone.WORKER or errand.office_id is None:
            async with self._database.worker() as session:
                yield session
            return
        actor = errand.command.actor
        context = Context(account_id=actor.user_id, role=actor.role, offices=(errand.office_id,))
        async with self._database.web(context) as session:
            yield session
