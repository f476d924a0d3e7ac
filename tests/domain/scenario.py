"""Tell a departure's story in tests: each method executes one command and applies its events."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from geleit.domain.alarms.commands import RaiseAlarms
from geleit.domain.alarms.events import AlarmRaised
from geleit.domain.decide import decide
from geleit.domain.departure import Departure, apply
from geleit.domain.lifecycle.commands.open import OpenDeparture
from geleit.domain.message import Command
from geleit.domain.parties import SYSTEM, Actor
from geleit.domain.persons.state import PersonRole
from geleit.domain.registry import AnyEvent
from geleit.domain.steps.commands import CompleteStep
from geleit.german.chain import add_explanations
from geleit.processes import current_process, rule_set
from tests.fixtures.opening import AUTHORITY, COUNSELLOR, opening_fields


class Story:
    """One departure, its events, and its clock."""

    def __init__(self, *, day: date = date(2026, 3, 2)) -> None:
        self.rules = rule_set()
        self.now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        self.departure: Departure | None = None
        self.events: list[AnyEvent] = []

    @property
    def day(self) -> date:
        return self.now.date()

    @property
    def state(self) -> Departure:
        assert self.departure is not None
        return self.departure

    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    def do(self, kind: type[Command], *, actor: Actor = COUNSELLOR, **fields: Any) -> list[AnyEvent]:
        command: Any = kind(request_id=uuid4(), actor=actor, **fields)
        decided = decide(self.departure, command, process=current_process(), rules=self.rules, now=self.now)
        events = add_explanations(decided, self.departure, rules=self.rules)
        for event in events:
            version = self.departure.version if self.departure else 0
            self.departure = apply(self.departure, event, version + 1)
        self.events += events
        return events

    def open(self, *roles: PersonRole, **fields: Any) -> "Story":
        fields = {"number": "KI-26-900", "authority_id": AUTHORITY, "contact_on": self.day, **fields}
        self.do(OpenDeparture, **opening_fields(*roles, **fields))
        return self

    def complete(self, *steps: str, on: date | None = None) -> "Story":
        for step in steps:
            self.do(CompleteStep, step=step, on=on or self.day)
        return self

    def ring(self) -> list[AlarmRaised]:
        raised = self.do(RaiseAlarms, actor=SYSTEM)
        return [event for event in raised if isinstance(event, AlarmRaised)]
