"""Close a departure."""

from datetime import date
from typing import Literal

from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.lifecycle.closing import require_nothing_left
from geleit.domain.lifecycle.events import DepartureClosed
from geleit.domain.lifecycle.state import DepartureStatus
from geleit.domain.message import Command
from geleit.domain.steps.state import Effect


class CloseDeparture(Command):
    """Close a departure for good: everything is done."""

    allowed_in = frozenset({DepartureStatus.OPEN})

    kind: Literal["close_departure"] = "close_departure"

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal if a step is still to be done."""
        require_nothing_left(departure)

    def decide(self, draft: Draft) -> None:
        draft.add_note(self)
        last = next((step for step in draft.departure.steps.values() if step.effect is Effect.CLOSE), None)
        if last and not last.is_settled:
            draft.complete(last, draft.today)
        if draft.departure.status is not DepartureStatus.CLOSED:
            draft.add(DepartureClosed(on=draft.today))
