"""A step of a departure, and its states."""

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
"""States in which the step can be worked on now."""

SETTLED_STATES = frozenset({StepState.DONE, StepState.NOT_REQUIRED})
"""States in which the step no longer holds up others."""

STARTED_STATES = frozenset({StepState.IN_PROGRESS, StepState.WAITING, *SETTLED_STATES})


class Effect(StrEnum):
    """A further effect that the completion of a step has on the departure."""

    CONSENT = "consent"
    DEPARTURE = "departure"
    CLOSE = "close"


class PlannedStep(Value):
    """A step as the template plans it for one departure (and, if ``person`` is set, one person)."""

    key: str
    code: str
    stage: str
    person: int | None = None
    turn: Party
    needs: tuple[str, ...] = ()
    needs_started: tuple[str, ...] = ()
    milestone: bool = False
    effect: Effect | None = None


class StepTarget(Value):
    """The target of a step.

    ``target_listed``: it comes from a list kept elsewhere, and nobody has changed it here since;
    ``target_set_on`` is the day on which it was recorded, None if an earlier release did that.
    """

    target_on: date | None = None
    target_listed: bool = False
    target_set_on: date | None = None
    remind_on: date | None = None
    escalate_on: date | None = None

    @property
    def target(self) -> "StepTarget":
        """The target alone."""
        return StepTarget(**{name: getattr(self, name) for name in StepTarget.model_fields})


class StepProgress(StepTarget):
    """How far a step has come, by whom and since when.

    ``target_before`` is the target that the step had before it became ready, if becoming ready has set it.
    """

    state: StepState = StepState.NOT_READY
    waiting_on: Party | None = None
    waiting_since: date | None = None
    ready_on: date | None = None
    started_on: date | None = None
    target_before: StepTarget | None = None

    @property
    def progress(self) -> "StepProgress":
        """The progress alone."""
        return StepProgress(**{name: getattr(self, name) for name in StepProgress.model_fields})


class Step(StepProgress, PlannedStep):
    """The state of a planned step.

    ``version`` is the departure's version at the step's last change. Of a step that has ended,
    ``before_end`` is how far it had come, and ``end_recorded_on`` the day on which the end was recorded; both
    are None if an earlier release did that.
    """

    ended_on: date | None = None
    before_end: StepProgress | None = None
    end_recorded_on: date | None = None
    assignee_id: UUID | None = None
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
    def held_up_by(self) -> Party:
        """The party whose turn it is: the one the step waits on, else the template's."""
        return self.waiting_on if self.state is StepState.WAITING and self.waiting_on else self.turn


def step_key(code: str, *, person: int | None = None, occurrence: int | None = None) -> str:
    """Return the name of a step within its departure, fit for a URL: ``embassy_appointment-2-1``."""
    return "-".join(str(part) for part in (code, person, occurrence) if part is not None)
