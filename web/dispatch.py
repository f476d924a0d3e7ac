"""Execute the commands of pages: dispatch them, and turn the outcome into a sentence."""

import asyncio
import logging
import math
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from uuid import UUID, uuid4, uuid5

from geleit.domain.enclosure import Enclosure
from geleit.domain.lifecycle.commands.open import OpenDeparture
from geleit.domain.parties import Actor
from geleit.domain.process import Process
from geleit.domain.refusal import Conflict, Detail, Refusal
from geleit.domain.registry import AnyCommand
from geleit.logs import fault_id
from geleit.settings import Settings
from geleit.store.database import Database
from geleit.temporal.client import connect
from geleit.temporal.contracts.departure import Outcome
from geleit.temporal.dispatcher import Dispatcher
from geleit.temporal.failures import CommandFailedError, StillRunning, Unavailable
from web.ui.forms import Form
from web.ui.refusals import (
    Names,
    explain,
    failed_sentence,
    refusal_status,
    still_running_sentence,
    unavailable_sentence,
)

log = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds until Temporal is tried again after a fault."""


class ReconnectingDispatcher:
    """Dispatcher from the start of the process: Unavailable until Temporal is reached."""

    def __init__(self, dispatcher: Dispatcher | None = None) -> None:
        self._dispatcher = dispatcher

    @property
    def is_ready(self) -> bool:
        """Whether Temporal has been reached."""
        return self._dispatcher is not None

    async def keep_connecting(self, settings: Settings, database: Database) -> None:
        """Try to connect until Temporal answers; meanwhile the web server serves its lists."""
        while self._dispatcher is None:
            try:
                client = await connect(settings, database, connect_timeout=math.inf)
            except Exception:
                # Whatever the reason (a missing key file), the pages can be read meanwhile.
                log.exception("Temporal cannot be reached")
                await asyncio.sleep(PAUSE)
            else:
                self._dispatcher = Dispatcher(client, database, settings)

    async def dispatch(
        self, departure_id: UUID, command: AnyCommand, enclosure: Enclosure | None = None
    ) -> Outcome:
        """Execute a command. Raise Refusal, Unavailable or StillRunning."""
        return await self._reached().dispatch(departure_id, command, enclosure)

    async def open(self, command: OpenDeparture, enclosure: Enclosure | None = None) -> Outcome:
        """Open a departure. Raise Refusal, Unavailable or StillRunning."""
        return await self._reached().open(command, enclosure)

    async def start_import(self, run_id: UUID, *, on: date) -> None:
        """Start importing an uploaded list. Raise Unavailable."""
        await self._reached().start_import(run_id, on=on)

    def _reached(self) -> Dispatcher:
        if self._dispatcher is None:
            raise Unavailable("Temporal ist noch nicht erreichbar")
        return self._dispatcher


class CommandDispatcher(Protocol):
    """Protocol of `ReconnectingDispatcher` and of Temporal's `Dispatcher`."""

    async def dispatch(
        self, departure_id: UUID, command: AnyCommand, enclosure: Enclosure | None = None
    ) -> Outcome:
        """Execute a command."""
        ...

    async def open(self, command: OpenDeparture, enclosure: Enclosure | None = None) -> Outcome:
        """Open a departure."""
        ...


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a command. ``message`` is a German sentence for the page, empty after success."""

    ok: bool
    status_code: int
    message: str = ""
    code: str = ""
    details: Mapping[str, Detail] = field(default_factory=dict)
    outcome: Outcome | None = None
    is_conflict: bool = False
    """Whether someone else was faster."""

    @property
    def version(self) -> int | None:
        """The departure's version afterwards, if the command was executed."""
        return self.outcome.version if self.outcome else None

    @property
    def field_name(self) -> str:
        """The field of the command that the refusal is about; empty if it is about none in particular."""
        return str(self.details.get("field", ""))

    @property
    def is_repeatable(self) -> bool:
        """Whether the same request id may be sent again: nothing has been decided under it yet."""
        return self.status_code in (202, 503)


async def execute_command(
    dispatcher: CommandDispatcher,
    departure_id: UUID,
    command: AnyCommand,
    *,
    enclosure: Enclosure | None = None,
    process: Process | None = None,
    names: Names | None = None,
) -> Result:
    """Execute a command on a departure; do not raise for errors that can be told in a sentence."""
    acting = dispatcher.dispatch(departure_id, command, enclosure)
    return await _result(acting, process=process, names=names)


async def open_departure(
    dispatcher: CommandDispatcher, command: OpenDeparture, *, enclosure: Enclosure | None = None
) -> Result:
    """Open a departure."""
    return await _result(dispatcher.open(command, enclosure))


async def _result(
    acting: Awaitable[Outcome], *, process: Process | None = None, names: Names | None = None
) -> Result:
    try:
        return Result(ok=True, status_code=200, outcome=await acting)
    except Refusal as refusal:
        return refused_result(refusal, process, names)
    except Unavailable:
        return Result(ok=False, status_code=503, message=unavailable_sentence(), code="unavailable")
    except StillRunning:
        return Result(ok=False, status_code=202, message=still_running_sentence(), code="still_running")
    except CommandFailedError:
        fault = fault_id()
        log.exception("Fault %s: a command failed", fault)
        return Result(ok=False, status_code=500, message=failed_sentence(fault), code="failed")


def refused_result(refusal: Refusal, process: Process | None = None, names: Names | None = None) -> Result:
    """Return the result of a command that was refused."""
    return Result(
        ok=False,
        status_code=refusal_status(refusal),
        message=explain(refusal, process, names),
        code=refusal.code,
        details=refusal.details,
        is_conflict=isinstance(refusal, Conflict),
    )


def new_request_id() -> UUID:
    """Return a new request id; made when a form is rendered."""
    return uuid4()


def request_id_of(form: Form) -> UUID:
    """Return the form's request id; a new one if it has none that can be read."""
    try:
        return UUID(form.value("request_id"))
    except ValueError:
        return new_request_id()


def request_id_again(form: Form, result: Result | None) -> UUID:
    """Return the request id for a form that is given back: the same while nothing was decided under it.

    Afterwards a new one: the form may then say something else, and is an action of its own.
    """
    return request_id_of(form) if result is not None and result.is_repeatable else new_request_id()


def departure_to_open(request_id: UUID, actor: Actor) -> UUID:
    """Return the id of the departure that a request opens: always the same for this request and account."""
    return uuid5(request_id, str(actor.user_id))


def expected_version(form: Form) -> int | None:
    """Return the version the person saw; None if the form does not say."""
    typed = form.value("version")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
