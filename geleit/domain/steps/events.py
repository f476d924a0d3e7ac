"""Events of steps: planned, ready, begun, waiting, ended."""

from datetime import date
from typing import Literal

from geleit.domain.departure import Departure
from geleit.domain.message import Event
from geleit.domain.parties import Party
from geleit.domain.steps.state import PlannedStep, Step, StepState


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

    def apply(self, departure: Departure, seq: int) -> Departure:
        old = departure.steps[self.step]
        return departure.replace_step(
            self.step,
            version=seq,
            state=StepState.READY,
            ready_on=self.on,
            target_on=self.target_on or old.target_on,
            target_listed=old.target_listed and self.target_on in (None, old.target_on),
            remind_on=self.remind_on or old.remind_on,
            escalate_on=self.escalate_on or old.escalate_on,
        )


class StepBecameBlocked(Event):
    kind: Literal["step_became_blocked"] = "step_became_blocked"
    step: str

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace_step(self.step, version=seq, state=StepState.NOT_READY, ready_on=None)


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
            taken_up_on=None,
        )


class TurnAssigned(Event):
    """Event that says whose turn a step is. ``chosen``: somebody said so, else the plan."""

    kind: Literal["turn_assigned"] = "turn_assigned"
    step: str
    party: Party
    chosen: bool = True

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace_step(self.step, version=seq, turn=self.party, turn_chosen=self.chosen)


class StepCompleted(Event):
    kind: Literal["step_completed"] = "step_completed"
    step: str
    on: date

    def apply(self, departure: Departure, seq: int) -> Departure:
        return _ended(departure, self.step, StepState.DONE, on=self.on, seq=seq)


class StepNotRequired(Event):
    kind: Literal["step_not_required"] = "step_not_required"
    step: str
    on: date

    def apply(self, departure: Departure, seq: int) -> Departure:
        return _ended(departure, self.step, StepState.NOT_REQUIRED, on=self.on, seq=seq)


class StepFailed(Event):
    """Event of a step that failed. ``decide_by``: until then the office decides how to go on."""

    kind: Literal["step_failed"] = "step_failed"
    step: str
    on: date
    decide_by: date | None = None

    def apply(self, departure: Departure, seq: int) -> Departure:
        return _ended(departure, self.step, StepState.FAILED, on=self.on, seq=seq, decide_by=self.decide_by)


class StepReopened(Event):
    kind: Literal["step_reopened"] = "step_reopened"
    step: str

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace_step(
            self.step,
            version=seq,
            state=StepState.NOT_READY,
            ended_on=None,
            started_on=None,
            ready_on=None,
            taken_up_on=None,
            decide_by=None,
        )


class StepCancelled(Event):
    kind: Literal["step_cancelled"] = "step_cancelled"
    step: str
    on: date

    def apply(self, departure: Departure, seq: int) -> Departure:
        return _ended(departure, self.step, StepState.CANCELLED, on=self.on, seq=seq)


class TargetSet(Event):
    """Event that sets the target of a step. ``listed``: the day comes from a list kept elsewhere."""

    kind: Literal["target_set"] = "target_set"
    step: str
    target_on: date
    remind_on: date
    escalate_on: date | None = None
    listed: bool = False

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace_step(
            self.step,
            version=seq,
            target_on=self.target_on,
            target_listed=self.listed,
            remind_on=self.remind_on,
            escalate_on=self.escalate_on,
        )


def _ended(
    departure: Departure, key: str, state: StepState, *, on: date, seq: int, decide_by: date | None = None
) -> Departure:
    return departure.replace_step(
        key,
        version=seq,
        state=state,
        ended_on=on,
        waiting_on=None,
        waiting_since=None,
        taken_up_on=None,
        decide_by=decide_by,
    )
