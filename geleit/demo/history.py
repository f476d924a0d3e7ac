"""The journal of one invented departure, made day by day with the rules of real departures."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from geleit.domain.alarms.commands import RaiseAlarms
from geleit.domain.alarms.planning import next_alarm_at
from geleit.domain.decide import decide
from geleit.domain.departure import Departure, apply
from geleit.domain.enclosure import PersonDetails
from geleit.domain.message import Command
from geleit.domain.notes.events import NoteWritten
from geleit.domain.parties import SYSTEM, Actor
from geleit.domain.process import Process
from geleit.domain.registry import Entry
from geleit.german.chain import add_explanations
from geleit.processes import rule_set


class DepartureHistory:
    """The journal of a departure while it is invented. `until` is its last day."""

    def __init__(self, random: Random, *, process: Process, until: date) -> None:
        self.random = random
        self.process = process
        self.until = until
        self.entries: list[Entry] = []
        self.notes: dict[int, str] = {}
        self.persons: tuple[PersonDetails, ...] = ()
        self._departure: Departure | None = None

    @property
    def departure(self) -> Departure:
        """The departure as it stands. Raise ValueError before it was opened."""
        if self._departure is None:
            raise ValueError("the departure has not been opened")
        return self._departure

    def execute(
        self, day: date, actor: Actor, kind: type[Command], *, note: str | None = None, **fields: Any
    ) -> None:
        """Execute a command during the office hours of that day. Raise Refusal if it is refused."""
        moment = datetime.combine(day, time(8), tzinfo=UTC) + timedelta(minutes=self.random.randint(0, 480))
        self.raise_alarms(moment)
        self._execute(moment, actor, kind, note=note, **fields)

    def raise_alarms(self, moment: datetime) -> None:
        """Raise every alarm that was due by then, each on its own morning."""
        while self._departure and (at := next_alarm_at(self._departure)) and at <= moment:
            last = self.entries[-1].at
            self._execute(max(at, last), SYSTEM, RaiseAlarms, note=None)

    def _execute(
        self, moment: datetime, actor: Actor, kind: type[Command], *, note: str | None, **fields: Any
    ) -> None:
        request_id = UUID(int=self.random.getrandbits(128), version=4)
        command: Any = kind(request_id=request_id, actor=actor, has_note=note is not None, **fields)
        events = decide(self._departure, command, process=self.process, rules=rule_set(), now=moment)
        for event in add_explanations(events, self._departure, rules=rule_set()):
            seq = len(self.entries) + 1
            self._departure = apply(self._departure, event, seq)
            self.entries.append(
                Entry(
                    seq=seq,
                    at=moment,
                    request_id=request_id,
                    actor_id=actor.user_id,
                    actor_role=actor.role,
                    event=event,
                )
            )
            if note is not None and isinstance(event, NoteWritten):
                self.notes[seq] = note
