"""Stop and reopen a departure."""

from datetime import date
from typing import Literal

from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.lifecycle.events import DepartureReopened, DepartureStopped
from geleit.domain.lifecycle.state import DepartureStatus, StopReason
from geleit.domain.message import Command
from geleit.domain.refusal import Refusal
from geleit.domain.steps.events import StepCancelled
from geleit.domain.steps.state import StepState
from geleit.domain.texts import _


class StopDeparture(Command):
    """Stop a departure: it will not take place."""

    kind: Literal["stop_departure"] = "stop_departure"
    reason: StopReason

    def decide(self, draft: Draft) -> None:
        for step in draft.departure.steps.values():
            if step.is_ahead:
                draft.add(StepCancelled(step=step.key, on=draft.day))
        draft.add(DepartureStopped(reason=self.reason, on=draft.day))
        draft.add_note(self)


class ReopenDeparture(Command):
    """Reopen a stopped departure. Needs a reason (note)."""

    allowed_in = frozenset({DepartureStatus.STOPPED})

    kind: Literal["reopen_departure"] = "reopen_departure"

    def refusal_in(self, status: DepartureStatus) -> Refusal:
        if status is DepartureStatus.CLOSED:
            return super().refusal_in(status)
        return Refusal("not_stopped", _("Nur ein abgebrochener Vorgang lässt sich wieder aufnehmen."))

    def check(self, departure: Departure, day: date) -> None:
        """Raise Refusal without a reason."""
        self.require_reason()

    def decide(self, draft: Draft) -> None:
        draft.add(DepartureReopened(on=draft.day))
        for step in draft.departure.steps.values():
            if step.state is StepState.CANCELLED:
                draft.reopen(step.key)
        draft.add_note(self)
        draft.settle()
