"""A step of a departure: its states, and the one record that says where it stands."""

from datetime import date
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
"""Something can be done about the step now."""

SETTLED_STATES = frozenset({StepState.DONE, StepState.NOT_REQUIRED})
"""The step holds nobody up any more."""

STARTED_STATES = frozenset({StepState.IN_PROGRESS, StepState.WAITING, *SETTLED_STATES})


class Effect(StrEnum):
    """A further effect that the completion of a step has on the departure."""

    CONSENT = "consent"
    DEPARTURE = "departure"
    CLOSE = "close"


class PlannedStep(Value):
    """A step as the template lays it out for one departure (and, if ``person`` is set, one person)."""

    key: str
    code: str
    stage: str
    person: int | None = None
    turn: Party
    needs: tuple[str, ...] = ()
    needs_started: tuple[str, ...] = ()
    milestone: bool = False
    effect: Effect | None = None


class Step(PlannedStep):
    """Where a planned step stands. ``version`` is the departure's version at the step's last change;
    ``target_listed``: a list kept elsewhere named the target, and nobody has changed it here since;
    ``followed_up_on``: the day on which whoever has the turn was last asked again.
    """

    state: StepState = StepState.NOT_READY
    waiting_on: Party | None = None
    waiting_since: date | None = None
    followed_up_on: date | None = None
    ready_on: date | None = None
    started_on: date | None = None
    ended_on: date | None = None
    target_on: date | None = None
    target_listed: bool = False
    remind_on: date | None = None
    escalate_on: date | None = None
    assignee_id: UUID | None = None
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Something can be done about it now."""
        return self.state in OPEN_STATES

    @property
    def is_ahead(self) -> bool:
        """It has not ended: something can be done about it now, or once what it needs is there."""
        return self.is_open or self.state is StepState.NOT_READY

    @property
    def is_settled(self) -> bool:
        """It holds nobody up any more."""
        return self.state in SETTLED_STATES

    @property
    def held_up_by(self) -> Party:
        """The party whose move it is: the one it waits on, else the one whose turn the template names."""
        return self.waiting_on if self.state is StepState.WAITING and self.waiting_on else self.turn


def step_key(code: str, *, person: int | None = None, occurrence: int | None = None) -> str:
    """Return the name of a step within its departure, fit for a URL: ``embassy_appointment-2-1``."""
    return "-".join(str(part) for part in (code, person, occurrence) if part is not None)
