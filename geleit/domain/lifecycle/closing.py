"""The condition for closing a departure, and the step that closes it."""

from collections.abc import Iterator
from datetime import date

from geleit.domain.departure import Departure
from geleit.domain.lifecycle.events import DepartureClosed
from geleit.domain.message import Event
from geleit.domain.refusal import Refusal
from geleit.domain.steps.state import Effect, StepState
from geleit.domain.texts import _


def require_nothing_left(departure: Departure) -> None:
    """Raise Refusal if a step other than the closing one is still to be done."""
    left = [
        step.key
        for step in departure.steps.values()
        if not step.is_settled and step.state is not StepState.FAILED and step.effect is not Effect.CLOSE
    ]
    if left:
        raise Refusal(
            "still_open", _("Noch offen: {steps}. Schließen Sie diese Schritte zuerst ab."), steps=left
        )


def close_by_step(on: date) -> Iterator[Event]:
    """Yield that the departure was closed with its last step."""
    yield DepartureClosed(on=on)
