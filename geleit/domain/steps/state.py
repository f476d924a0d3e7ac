"""A step of a departure, and its states."""

from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from geleit.domain.model import Value
from geleit.domain.parties import Party


class StepState(StrEnum):
    """The state of a step."""

    NOT_READY = "not_ready"
    READY = "ready"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    DONE = "done"
    NOT_REQUIRED = "not_required"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN_STATES = frozenset({StepState.READY, StepState.IN_PROGRESS, StepState.WAITING})
"""States in which the step can be worked on now."""

SETTLED_STATES = frozenset({StepState.DONE, StepState.NOT_REQUIRED})
"""States in which the step no longer holds up others."""

DECIDE_WITHIN = timedelta(days=7)
"""The time in which the office decides how to go on after a step has failed."""

STARTED_STATES = frozenset({StepState.IN_PROGRESS, StepState.WAITING, *SETTLED_STATES})


class Effect(StrEnum):
    """A further effect that the completion of a step has on the departure."""

    CONSENT = "consent"
    DEPARTURE = "departure"
    CLOSE = "close"


class PlannedStep(Value):
    """A step as the template plans it for one departure (and, if ``person`` is set, one person).

    ``early``: it may be begun and done before what it needs, as a passport that is there from the first day.
    """

    key: str
    code: str
    stage: str
    person: int | None = None
    turn: Party
    needs: tuple[str, ...] = ()
    needs_started: tuple[str, ...] = ()
    early: bool = False
    milestone: bool = False
    effect: Effect | None = None


class Step(PlannedStep):
    """The state of a planned step.

    ``version`` is the departure's version at the step's last change; ``target_listed``: the target comes from
    a list kept elsewhere, and nobody has changed it here since; ``turn_chosen``: somebody said whose turn it
    is. ``taken_up_on`` is the day on which the office took up a step that had waited for somebody,
    ``decide_by`` the day by which it decides how to go on after the step has failed.
    """

    state: StepState = StepState.NOT_READY
    waiting_on: Party | None = None
    waiting_since: date | None = None
    ready_on: date | None = None
    started_on: date | None = None
    ended_on: date | None = None
    target_on: date | None = None
    target_listed: bool = False
    remind_on: date | None = None
    escalate_on: date | None = None
    assignee_id: UUID | None = None
    turn_chosen: bool = False
    taken_up_on: date | None = None
    decide_by: date | None = None
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it can be worked on now."""
        return self.state in OPEN_STATES

    @property
    def is_ahead(self) -> bool:
        """Whether it has not ended: it can be worked on now, or once its needs are met."""
        return self.is_open or self.state is StepState.NOT_READY

    @property
    def is_settled(self) -> bool:
        """Whether it no longer holds up other steps."""
        return self.state in SETTLED_STATES

    @property
    def is_occurrence(self) -> bool:
        """Whether it is one of any number of its kind: an appointment."""
        return self.key != step_key(self.code, person=self.person)

    @property
    def awaits_decision(self) -> bool:
        """Whether it failed and the office has to decide how to go on; no appointment asks for that."""
        return self.state is StepState.FAILED and not self.is_occurrence

    @property
    def decision_due_on(self) -> date | None:
        """The day by which the office decides how to go on; failures of earlier releases name none."""
        if not self.awaits_decision:
            return None
        return self.decide_by or (self.ended_on + DECIDE_WITHIN if self.ended_on else None)

    @property
    def held_up_by(self) -> Party:
        """The party whose turn it is: the one it waits on, the office that took it up, else the plan's."""
        if self.state is StepState.WAITING and self.waiting_on:
            return self.waiting_on
        is_in_hand = self.state is StepState.IN_PROGRESS and self.taken_up_on is not None
        return Party.COUNSELLOR if is_in_hand or self.awaits_decision else self.turn

    @property
    def turn_since(self) -> date | None:
        """The day since which that party has the turn."""
        if self.awaits_decision:
            return self.ended_on
        if self.state is StepState.WAITING:
            return self.waiting_since
        if self.state is StepState.IN_PROGRESS:
            return self.taken_up_on or self.started_on
        return self.ready_on


def step_key(code: str, *, person: int | None = None, occurrence: int | None = None) -> str:
    """Return the name of a step within its departure, fit for a URL: ``embassy_appointment-2-1``."""
    return "-".join(str(part) for part in (code, person, occurrence) if part is not None)
