"""Pause and resume a departure."""

from datetime import date
from typing import Literal

from geleit.domain.dates import require_future
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.lifecycle.events import DeparturePaused, DepartureResumed
from geleit.domain.lifecycle.state import DepartureStatus, PauseReason
from geleit.domain.message import Command, Inverse
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _


class PauseDeparture(Command):
    """Pause a departure until a review: its targets wait, legal dates do not."""

    allowed_in = frozenset({DepartureStatus.OPEN})

    kind: Literal["pause_departure"] = "pause_departure"
    reason: PauseReason
    review_on: date

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal unless the review is in the future."""
        require_future(self.review_on, today, "review_on")

    def decide(self, draft: Draft) -> None:
        draft.add(DeparturePaused(reason=self.reason, on=draft.today, review_on=self.review_on))
        draft.add_note(self)

    def inverse(self, before: Departure) -> Inverse | None:
        return Inverse("resume_departure", {})


class ResumeDeparture(Command):
    """Resume a paused departure."""

    allowed_in = frozenset({DepartureStatus.PAUSED})

    kind: Literal["resume_departure"] = "resume_departure"

    def refusal_in(self, status: DepartureStatus) -> Refusal:
        if status is DepartureStatus.OPEN:
            return Refusal("not_paused", _("Der Vorgang ruht nicht."))
        return super().refusal_in(status)

    def decide(self, draft: Draft) -> None:
        """Move targets by the days of the pause; appointments stay where others have set them."""
        rested = draft.today - (draft.departure.paused_on or draft.today)
        draft.add(DepartureResumed(on=draft.today))
        for step in draft.departure.steps.values():
            if step.is_open and step.target_on and rested and not draft.process.step(step.code).appointment:
                draft.set_target(step, step.target_on + rested)
        draft.add_note(self)
