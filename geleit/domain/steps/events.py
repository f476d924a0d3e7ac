"""Events of steps: planned, ready, begun, waiting, ended.

``recorded_on`` is the day on which something was recorded, which may be long after it happened; None in
journals of earlier releases.
"""

from datetime import date
from typing import Any, ClassVar, Literal

from geleit.domain.departure import Departure
from geleit.domain.message import Event
from geleit.domain.model import Value
from geleit.domain.parties import Party
from geleit.domain.steps.state import PlannedStep, Step, StepProgress, StepState, StepTarget


class StepPlanned(Event):
    """Event of a step in the plan. ``needed_by`` names steps already planned that now need this one too."""

    kind: Literal["step_planned"] = "step_planned"
    step: PlannedStep
    needed_by: tuple[str, ...] = ()

    def apply(self, departure: Departure, seq: int) -> Departure:
        steps = dict(departure.steps)
        steps[self.step.key] = Step(**self.step.model_dump(), version=seq)
        for key in self.needed_by:
            steps[key] = steps[key].model_copy(update={"needs": (*steps[key].needs, self.step.key)})
        return departure.replace(version=seq, steps=steps)


class StepBecameReady(Event):
    kind: Literal["step_became_ready"] = "step_became_ready"
    step: str
    on: date
    target_on: date | None = None
    remind_on: date | None = None
    escalate_on: date | None = None
    recorded_on: date | None = None

    def apply(self, departure: Departure, seq: int) -> Departure:
        old = departure.steps[self.step]
        is_moved = self.target_on not in (None, old.target_on)
        return departure.replace_step(
            self.step,
            version=seq,
            state=StepState.READY,
            target_before=old.target if self.recorded_on else None,
            target_set_on=self.recorded_on if is_moved else old.target_set_on,
            ready_on=self.on,
            target_on=self.target_on or old.target_on,
            target_listed=old.target_listed and not is_moved,
            remind_on=self.remind_on or old.remind_on,
            escalate_on=self.escalate_on or old.escalate_on,
        )


class StepBecameBlocked(Event):
    """Event of a step that is blocked again. ``target`` is its target then; None: it stays what it is."""

    kind: Literal["step_became_blocked"] = "step_became_blocked"
    step: str
    target: StepTarget | None = None

    def apply(self, departure: Departure, seq: int) -> Departure:
        target = _fields(self.target) if self.target else {}
        return departure.replace_step(
            self.step, version=seq, state=StepState.NOT_READY, ready_on=None, target_before=None, **target
        )


class StepStarted(Event):
    """Event of a step that is in progress.

    Taken up while it waited for somebody, it is in the office's hands.
    """

    kind: Literal["step_started"] = "step_started"
    step: str
    on: date

    def apply(self, departure: Departure, seq: int) -> Departure:
        old = departure.steps[self.step]
        return departure.replace_step(
            self.step,
            version=seq,
            state=StepState.IN_PROGRESS,
            started_on=old.started_on or self.on,
            taken_up_on=self.on if old.state is StepState.WAITING else None,
            waiting_on=None,
            waiting_since=None,
        )


class StepWaiting(Event):
    kind: Literal["step_waiting"] = "step_waiting"
    step: str
    party: Party
    since: date

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace_step(
            self.step,
            version=seq,
            state=StepState.WAITING,
            started_on=departure.steps[self.step].started_on or self.since,
            waiting_on=self.party,
            waiting_since=self.since,
            followed_up_on=None,
            taken_up_on=None,
        )


class FollowedUp(Event):
    """Event of asking again whoever has the turn; the new target is the day of the next reminder."""

    kind: Literal["followed_up"] = "followed_up"
    step: str
    on: date

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace_step(self.step, version=seq, followed_up_on=self.on)


class TurnAssigned(Event):
    """Event that says whose turn a step is. ``chosen``: somebody said so, else the plan."""

    kind: Literal["turn_assigned"] = "turn_assigned"
    step: str
    party: Party
    chosen: bool = True

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace_step(self.step, version=seq, turn=self.party, turn_chosen=self.chosen)


class StepEnded(Event):
    """Event of a step that has ended; ``state`` says how."""

    state: ClassVar[StepState]

    step: str
    on: date
    recorded_on: date | None = None

    def apply(self, departure: Departure, seq: int) -> Departure:
        old = departure.steps[self.step]
        before = old.progress if old.is_ahead else old.before_end
        return departure.replace_step(
            self.step,
            version=seq,
            state=self.state,
            ended_on=self.on,
            before_end=before if self.recorded_on else None,
            end_recorded_on=self.recorded_on,
            waiting_on=None,
            waiting_since=None,
            taken_up_on=None,
            decide_by=None,
        )


class StepCompleted(StepEnded):
    state = StepState.DONE
    kind: Literal["step_completed"] = "step_completed"


class StepNotRequired(StepEnded):
    state = StepState.NOT_REQUIRED
    kind: Literal["step_not_required"] = "step_not_required"


class StepFailed(StepEnded):
    """Event of a step that failed. ``decide_by``: until then the office decides how to go on."""

    state = StepState.FAILED
    kind: Literal["step_failed"] = "step_failed"
    decide_by: date | None = None

    def apply(self, departure: Departure, seq: int) -> Departure:
        ended = super().apply(departure, seq)
        return ended.replace_step(self.step, version=seq, decide_by=self.decide_by)


class StepReopened(Event):
    """Event of a step that is open again. ``progress``: as far as it had come; None: it begins anew."""

    kind: Literal["step_reopened"] = "step_reopened"
    step: str
    progress: StepProgress | None = None

    def apply(self, departure: Departure, seq: int) -> Departure:
        progress = _fields(self.progress) if self.progress else _ANEW
        return departure.replace_step(
            self.step,
            version=seq,
            ended_on=None,
            before_end=None,
            end_recorded_on=None,
            decide_by=None,
            **progress,
        )


class StepCancelled(StepEnded):
    state = StepState.CANCELLED
    kind: Literal["step_cancelled"] = "step_cancelled"


class TargetSet(Event):
    """Event that sets the target of a step. ``listed``: the day comes from a list kept elsewhere."""

    kind: Literal["target_set"] = "target_set"
    step: str
    target_on: date
    remind_on: date
    escalate_on: date | None = None
    listed: bool = False
    recorded_on: date | None = None

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace_step(
            self.step,
            version=seq,
            target_on=self.target_on,
            target_listed=self.listed,
            target_set_on=self.recorded_on,
            target_before=None,
            remind_on=self.remind_on,
            escalate_on=self.escalate_on,
        )


_ANEW = {"state": StepState.NOT_READY} | dict.fromkeys(
    ("started_on", "ready_on", "taken_up_on", "target_before")
)


def _fields(value: Value) -> dict[str, Any]:
    """Return the fields of a value by name, as they are."""
    return {name: getattr(value, name) for name in type(value).model_fields}
