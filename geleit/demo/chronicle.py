"""The life of one invented departure, told day by day through the very rules real departures follow."""

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
from geleit.processes import rule_set


class Chronicle:
    """Collects the journal of a departure. ``until`` is the last day that may be told."""

    def __init__(self, chance: Random, *, process: Process, until: date) -> None:
        self.chance = chance
        self.process = process
        self.until = until
        self.entries: list[Entry] = []
        self.notes: dict[int, str] = {}
        self.persons: tuple[PersonDetails, ...] = ()
        self._departure: Departure | None = None

    @property
    def departure(self) -> Departure:
        """The departure as it stands. Raises ValueError before it was opened."""
        if self._departure is None:
            raise ValueError("noch nicht angelegt")
        return self._departure

    def do(
        self, day: date, actor: Actor, kind: type[Command], *, note: str | None = None, **fields: Any
    ) -> None:
        """Carry out a command during the office hours of that day."""
        moment = datetime.combine(day, time(8), tzinfo=UTC) + timedelta(minutes=self.chance.randint(0, 480))
        self.ring(moment)
        self._carry_out(moment, actor, kind, note=note, **fields)

    def ring(self, moment: datetime) -> None:
        """Let every alarm ring that was due by then, each on its own morning."""
        while self._departure and (at := next_alarm_at(self._departure)) and at <= moment:
            last = self.entries[-1].at
            self._carry_out(max(at, last), SYSTEM, RaiseAlarms, note=None)

    def _carry_out(
        self, moment: datetime, actor: Actor, kind: type[Command], *, note: str | None, **fields: Any
    ) -> None:
        request_id = UUID(int=self.chance.getrandbits(128), version=4)
        command: Any = kind(request_id=request_id, actor=actor, has_note=note is not None, **fields)
        for event in decide(self._departure, command, process=self.process, rules=rule_set(), now=moment):
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
