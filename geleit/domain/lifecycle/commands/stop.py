"""Stop and reopen a departure."""

from datetime import date
from typing import Literal

from geleit.domain.dates import require_past
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.lifecycle.events import DepartureReopened, DepartureStopped
from geleit.domain.lifecycle.state import DepartureStatus, Pause, StopReason
from geleit.domain.message import Command, Inverse
from geleit.domain.refusal import Refusal
from geleit.domain.steps.events import StepCancelled
from geleit.domain.steps.state import StepState
from geleit.domain.texts import _


class StopDeparture(Command):
    """Stop a departure: it will not take place.

    ``on`` is the day on which that was certain; today if it is left out.
    """

    kind: Literal["stop_departure"] = "stop_departure"
    reason: StopReason
    on: date | None = None

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal for a future day."""
        if self.on:
            require_past(self.on, today, "on")

    def decide(self, draft: Draft) -> None:
        on = self.on or draft.today
        for step in draft.departure.steps.values():
            if step.is_ahead:
                draft.add(StepCancelled(step=step.key, on=on, recorded_on=draft.today))
        draft.add(DepartureStopped(reason=self.reason, on=on, recorded_on=draft.today))
        draft.add_note(self)

    def inverse(self, before: Departure) -> Inverse | None:
        return Inverse("reopen_departure", {})


class ReopenDeparture(Command):
    """Reopen a stopped departure. Needs a reason (note).

    A pause that the stop has ended goes on, unless its review has come meanwhile.
    """

    allowed_in = frozenset({DepartureStatus.STOPPED})

    kind: Literal["reopen_departure"] = "reopen_departure"

    def refusal_in(self, status: DepartureStatus) -> Refusal:
        if status is DepartureStatus.CLOSED:
            return super().refusal_in(status)
        return Refusal("not_stopped", _("Nur ein abgebrochener Vorgang lässt sich wieder aufnehmen."))

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal without a reason."""
        self.require_reason()

    def decide(self, draft: Draft) -> None:
        draft.add(DepartureReopened(on=draft.today, pause=self._pause(draft.departure, draft.today)))
        for step in draft.departure.steps.values():
            if step.state is StepState.CANCELLED:
                draft.reopen(step.key)
        draft.add_note(self)
        draft.settle()

    def _pause(self, departure: Departure, today: date) -> Pause | None:
        """Return the pause that goes on; it begins anew unless the stop was recorded the same day."""
        pause = departure.pause_before_stop
        if pause is None or departure.stop_recorded_on == today:
            return pause
        return pause.model_copy(update={"paused_on": today}) if pause.review_on > today else None
