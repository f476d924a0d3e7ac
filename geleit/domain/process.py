"""A process template: its stages and steps, their needs, and whose turn each is.

Templates are data (``geleit/processes/*.toml``). This module defines their shape and plans their steps.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from dateutil.relativedelta import relativedelta
from pydantic import Field, model_validator

from geleit.domain.calendar import Land, add_working_days
from geleit.domain.lifecycle.state import StopReason
from geleit.domain.model import Value
from geleit.domain.parties import Party
from geleit.domain.persons.state import Person
from geleit.domain.steps.state import Effect, PlannedStep, step_key

Count = Annotated[int, Field(gt=0, le=400)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,39}$")]


class Target(Value):
    """The usual duration of a step from the day it can be done: exactly one of the units is given."""

    working_days: Count | None = None
    days: Count | None = None
    weeks: Count | None = None
    months: Count | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> "Target":
        given = [unit for unit in (self.working_days, self.days, self.weeks, self.months) if unit is not None]
        if len(given) != 1:
            raise ValueError("a target has exactly one unit: working_days, days, weeks or months")
        return self

    def after(self, day: date, land: Land) -> date:
        """Return the target date for a step that can be done from ``day`` on."""
        if self.working_days is not None:
            return add_working_days(day, self.working_days, land=land)
        if self.months is not None:
            return day + relativedelta(months=self.months)
        return day + timedelta(days=self.days or 0, weeks=self.weeks or 0)


class Stage(Value):
    """A stage of the process, as people speak of it."""

    code: Code
    title: str


class Purpose(StrEnum):
    """Purpose of a step by which lists and warnings find it, whatever its code.

    A step with an effect is found by its effect.
    """

    INTAKE = "intake"
    DECISION = "decision"
    TRAVEL_DOCUMENT = "travel_document"
    EMBASSY_APPOINTMENT = "embassy_appointment"
    FUNDING_APPLICATION = "funding_application"
    FUNDING_DECISION = "funding_decision"
    TRAVEL_BOOKING = "travel_booking"


class StepTemplate(Value):
    """One kind of step: whose turn it is, what it needs, and its target.

    ``purpose`` says what it is for, if something else than the plan has to find it.
    ``renews`` are the codes of the documents that completing the step renews. ``early``: it may be begun and
    done before what it needs. ``appointment``: it takes place
    on a fixed day, its target. ``turns`` are the parties whose turn it can be, if that differs from case to
    case; ``turn_without`` says whose it is if a step that it needs is not required. ``stop_reason`` is the
    usual reason for stopping the departure if the step fails.
    """

    code: Code
    stage: Code
    title: str
    turn: Party
    needs: tuple[Code, ...] = ()
    needs_started: tuple[Code, ...] = ()
    per_person: bool = False
    many: bool = False
    early: bool = False
    appointment: bool = False
    turns: tuple[Party, ...] = ()
    turn_without: dict[Code, Party] = Field(default_factory=dict)
    milestone: bool = False
    effect: Effect | None = None
    purpose: Purpose | None = None
    stop_reason: StopReason | None = None
    renews: tuple[Code, ...] = ()
    target: Target | None = None
    remind_days: Annotated[int, Field(ge=0, le=90)] = 3
    escalate_days: Annotated[int, Field(ge=1, le=90)] | None = 14

    @property
    def has_own_day(self) -> bool:
        """Whether the target is the day of the thing itself: an appointment, the journey."""
        return self.appointment or self.effect is Effect.DEPARTURE

    @model_validator(mode="after")
    def _require_known_turns(self) -> "StepTemplate":
        if self.turns and not {self.turn, *self.turn_without.values()} <= set(self.turns):
            raise ValueError("turns does not name everybody whose turn it can be")
        if not set(self.turn_without) <= set(self.needs):
            raise ValueError("turn_without names a step that this one does not wait for")
        return self

    def target_from(self, day: date, land: Land) -> date | None:
        """Return the target date if the step can be done from ``day`` on; None without a target."""
        return self.target.after(day, land) if self.target else None

    def escalation_for(self, target_on: date | None) -> date | None:
        """Return the day on which the supervisor is alerted that the target has passed."""
        if target_on is None or self.escalate_days is None:
            return None
        return target_on + timedelta(days=self.escalate_days)

    def reminder_for(self, target_on: date | None) -> date | None:
        """Return the day of the reminder."""
        return target_on - timedelta(days=self.remind_days) if target_on else None


class Process(Value):
    """A process template in one version. A departure keeps the version it was opened with."""

    code: Code
    version: Annotated[int, Field(ge=1)]
    title: str
    stages: tuple[Stage, ...]
    steps: tuple[StepTemplate, ...]

    def step(self, code: str) -> StepTemplate:
        """Return the step template of that code. Raise KeyError if there is none."""
        for step in self.steps:
            if step.code == code:
                return step
        raise KeyError(code)

    @property
    def appointments(self) -> tuple[StepTemplate, ...]:
        """The steps that take place on a fixed day and occur any number of times."""
        return tuple(step for step in self.steps if step.appointment and step.many)

    def with_effect(self, effect: Effect) -> StepTemplate | None:
        """Return the step whose completion has that effect, if the process has one."""
        return next((step for step in self.steps if step.effect is effect), None)

    def with_purpose(self, purpose: Purpose) -> StepTemplate | None:
        """Return the step that is for this, if the process has one."""
        return next((step for step in self.steps if step.purpose is purpose), None)

    def renewing(self, document: str) -> StepTemplate | None:
        """Return the step that renews such a document, if the process has one."""
        return next((step for step in self.steps if document in step.renews), None)

    def plan(self, persons: tuple[Person, ...]) -> tuple[PlannedStep, ...]:
        """Plan the steps for these persons; steps that occur 0..n times come later, on demand."""
        return tuple(self._planned(persons))

    def plan_for_person(self, person: Person, persons: tuple[Person, ...]) -> tuple[PlannedStep, ...]:
        """Plan the further steps for a person who joins later."""
        everyone = (*persons, person)
        return tuple(step for step in self._planned(everyone) if step.person == person.number)

    def plan_occurrence(self, code: str, *, person: int | None, occurrence: int) -> PlannedStep:
        """Plan one more occurrence of a step that may occur any number of times."""
        template = self.step(code)
        return _planned_step(template, self, person=person, occurrence=occurrence, persons=())

    def _planned(self, persons: tuple[Person, ...]) -> Iterator[PlannedStep]:
        for template in self.steps:
            if template.many:
                continue
            for person in persons if template.per_person else (None,):
                number = person.number if person else None
                yield _planned_step(template, self, person=number, occurrence=None, persons=persons)


def _planned_step(
    template: StepTemplate,
    process: Process,
    *,
    person: int | None,
    occurrence: int | None,
    persons: tuple[Person, ...],
) -> PlannedStep:
    def keys(codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(
            key for code in codes for key in _keys_of(process.step(code), person=person, persons=persons)
        )

    return PlannedStep(
        key=step_key(template.code, person=person, occurrence=occurrence),
        code=template.code,
        stage=template.stage,
        person=person,
        turn=template.turn,
        needs=keys(template.needs),
        needs_started=keys(template.needs_started),
        early=template.early,
        milestone=template.milestone,
        effect=template.effect,
    )


def _keys_of(needed: StepTemplate, *, person: int | None, persons: tuple[Person, ...]) -> tuple[str, ...]:
    """Return the keys of a needed step: of that person if one is given, else of everybody."""
    if needed.many:
        return ()
    if not needed.per_person:
        return (needed.code,)
    if person is not None:
        return (step_key(needed.code, person=person),)
    return tuple(step_key(needed.code, person=other.number) for other in persons)
