"""What the requests of one web process share: settings, database, the way to act, live updates, lists."""

import asyncio
import logging
import math
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from geleit.domain.enclosure import Enclosure
from geleit.domain.lifecycle.commands.open import OpenDeparture
from geleit.domain.registry import AnyCommand
from geleit.importing.reader import ListReader
from geleit.settings import Settings
from geleit.store.database import Database
from geleit.temporal.client import connect
from geleit.temporal.contracts.departure import Outcome
from geleit.temporal.dispatcher import Dispatcher
from geleit.temporal.failures import Unavailable
from web.live import Hub
from web.signin.throttle import Throttle

log = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds until Temporal is tried again after a fault."""


class Acting:
    """The way to act. It is there from the start; until Temporal is reached it says so."""

    def __init__(self, dispatcher: Dispatcher | None = None) -> None:
        self._dispatcher = dispatcher

    @property
    def is_ready(self) -> bool:
        """Temporal has been reached."""
        return self._dispatcher is not None

    async def keep_connecting(self, settings: Settings, database: Database) -> None:
        """Try until Temporal answers: the web server serves its lists long before."""
        while self._dispatcher is None:
            try:
                client = await connect(settings, database, patience=math.inf)
            except Exception:
                # Whatever it is (a key file not there yet), the pages can be read meanwhile.
                log.exception("Temporal cannot be reached")
                await asyncio.sleep(PAUSE)
            else:
                self._dispatcher = Dispatcher(client, database, settings)

    async def execute(
        self, departure_id: UUID, command: AnyCommand, enclosure: Enclosure | None = None
    ) -> Outcome:
        """Carry out a command. Raises Refusal, Unavailable or StillRunning."""
        return await self._reached().execute(departure_id, command, enclosure)

    async def open(self, command: OpenDeparture, enclosure: Enclosure | None = None) -> Outcome:
        """Open a departure. Raises Refusal, Unavailable or StillRunning."""
        return await self._reached().open(command, enclosure)

    async def start_import(self, run_id: UUID, *, on: date) -> None:
        """Start importing an uploaded list. Raises Unavailable."""
        await self._reached().start_import(run_id, on=on)

    def _reached(self) -> Dispatcher:
        if self._dispatcher is None:
            raise Unavailable("Temporal ist noch nicht erreichbar")
        return self._dispatcher


@dataclass(frozen=True, slots=True)
class Services:
    """Held in ``app.state.services`` for as long as the process serves."""

    settings: Settings
    database: Database
    hub: Hub
    dispatcher: Acting = field(default_factory=Acting)
    throttle: Throttle = field(default_factory=Throttle)
    reader: ListReader = field(default_factory=ListReader)
