"""The steps of a departure: planned, possible, begun, waited for, ended."""

from datetime import date
from typing import Literal

from geleit.domain.model import Value
from geleit.domain.parties import Party
from geleit.domain.steps.state import PlannedStep


class StepPlanned(Value):
    """A step stands in the plan. ``needed_by`` names steps already planned that now need this one too."""

    kind: Literal["step_planned"] = "step_planned"
    step: PlannedStep
    needed_by: tuple[str, ...] = ()


class StepBecameReady(Value):
    kind: Literal["step_became_ready"] = "step_became_ready"
    step: str
    on: date
    target_on: date | None = None
    remind_on: date | None = None
    escalate_on: date | None = None


class StepBecameBlocked(Value):
    kind: Literal["step_became_blocked"] = "step_became_blocked"
    step: str


class StepStarted(Value):
    kind: Literal["step_started"] = "step_started"
    step: str
    on: date


class StepWaiting(Value):
    kind: Literal["step_waiting"] = "step_waiting"
    step: str
    party: Party
    since: date


class StepCompleted(Value):
    kind: Literal["step_completed"] = "step_completed"
    step: str
    on: date


class StepNotRequired(Value):
    kind: Literal["step_not_required"] = "step_not_required"
    step: str
    on: date


class StepFailed(Value):
    kind: Literal["step_failed"] = "step_failed"
    step: str
    on: date


class StepReopened(Value):
    kind: Literal["step_reopened"] = "step_reopened"
    step: str


class StepCancelled(Value):
    kind: Literal["step_cancelled"] = "step_cancelled"
    step: str
    on: date


class TargetSet(Value):
    """A step is to be done by a day. ``listed``: a list kept elsewhere names that day."""

    kind: Literal["target_set"] = "target_set"
    step: str
    target_on: date
    remind_on: date
    escalate_on: date | None = None
    listed: bool = False
