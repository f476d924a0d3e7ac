"""The steps of a departure: begun, waited for, done, not needed, taken back."""

from datetime import date
from typing import Literal

from geleit.domain.commands.envelope import Command
from geleit.domain.parties import Party


class StepCommand(Command):
    """A command about one step."""

    step: str


class StartStep(StepCommand):
    """Begin work on a step."""

    kind: Literal["start_step"] = "start_step"


class WaitOn(StepCommand):
    """Hand the turn to someone else and wait for them."""

    kind: Literal["wait_on"] = "wait_on"
    party: Party
    follow_up_on: date | None = None


class CompleteStep(StepCommand):
    """A step was done on a day, which may lie in the past."""

    kind: Literal["complete_step"] = "complete_step"
    on: date


class DeclareNotRequired(StepCommand):
    """This departure does not need the step. Wants a reason (note)."""

    kind: Literal["declare_not_required"] = "declare_not_required"


class FailStep(StepCommand):
    """The step did not come about: an application refused, an appointment missed. Wants a reason (note)."""

    kind: Literal["fail_step"] = "fail_step"


class ReopenStep(StepCommand):
    """Take a settled or failed step back. Wants a reason (note).

    What came after it is asked about: ``also`` names the later steps to take back with it; None means the
    actor has not been asked yet.
    """

    kind: Literal["reopen_step"] = "reopen_step"
    also: tuple[str, ...] | None = None


class SetTarget(StepCommand):
    """Set the day by which a step should be done."""

    kind: Literal["set_target"] = "set_target"
    target_on: date


class AddStep(Command):
    """Add one occurrence of a step that may occur any number of times: an embassy appointment."""

    kind: Literal["add_step"] = "add_step"
    code: str
    person: int | None = None
    target_on: date
