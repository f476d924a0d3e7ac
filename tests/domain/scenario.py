"""Tells a departure's story in tests: each method carries out one command and applies its events."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from geleit.domain.alarms.commands import RaiseAlarms
from geleit.domain.alarms.events import AlarmRaised
from geleit.domain.calendar import Land
from geleit.domain.decide import decide
from geleit.domain.departure import Departure, apply
from geleit.domain.lifecycle.commands.open import OpenDeparture
from geleit.domain.message import Command
from geleit.domain.parties import SYSTEM, Actor, Role
from geleit.domain.persons.state import Person, PersonRole, ResidenceStatus
from geleit.domain.registry import AnyEvent
from geleit.domain.steps.commands import CompleteStep
from geleit.processes import current_process, rule_set

OFFICE = UUID(int=1)
AUTHORITY = UUID(int=2)
COUNSELLOR = Actor(user_id=UUID(int=3), role=Role.COUNSELLOR, office_id=OFFICE)
FAMILY = (PersonRole.APPLICANT, PersonRole.SPOUSE, PersonRole.CHILD)


class Story:
    """One departure, the events that made it, and the clock it lives by."""

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
        events = decide(self.departure, command, process=current_process(), rules=self.rules, now=self.now)
        for event in events:
            version = self.departure.version if self.departure else 0
            self.departure = apply(self.departure, event, version + 1)
        self.events += events
        return events

    def open(self, *roles: PersonRole, **fields: Any) -> "Story":
        persons = tuple(Person(number=n, role=role) for n, role in enumerate(roles or FAMILY[:1], start=1))
        process = current_process()
        self.do(
            OpenDeparture,
            **{
                "departure_id": uuid4(),
                "number": "KI-26-900",
                "process": process.code,
                "process_version": process.version,
                "office_id": OFFICE,
                "land": Land.SH,
                "authority_id": AUTHORITY,
                "counsellor_id": COUNSELLOR.user_id,
                "destination": "GE",
                "nationality": "GE",
                "residence_status": ResidenceStatus.DULDUNG,
                "persons": persons,
                "contact_on": self.day,
                **fields,
            },
        )
        return self

    def complete(self, *steps: str, on: date | None = None) -> "Story":
        for step in steps:
            self.do(CompleteStep, step=step, on=on or self.day)
        return self

    def ring(self) -> list[AlarmRaised]:
        raised = self.do(RaiseAlarms, actor=SYSTEM)
        return [event for event in raised if isinstance(event, AlarmRaised)]
