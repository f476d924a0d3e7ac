"""End a legal date: it was met, missed, or withdrawn."""

from datetime import date
from typing import Literal

from geleit.domain.dates import require_past
from geleit.domain.deadlines import chain
from geleit.domain.deadlines.chain import DeadlineState
from geleit.domain.deadlines.commands.base import DeadlineEntry, no_deadline
from geleit.domain.deadlines.dating import new_links
from geleit.domain.deadlines.events import DeadlineMet, DeadlineMissed, DeadlineWithdrawn
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.message import OFFICE_AND_AUTHORITY

_WITHDRAWABLE = (DeadlineState.OPEN, DeadlineState.INTERRUPTED, DeadlineState.MISSED)


class MeetDeadline(DeadlineEntry):
    """Record that the legal date was met."""

    kind: Literal["meet_deadline"] = "meet_deadline"
    kept_on: date | None = None

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal unless the date is open and was met on a past day."""
        super().check(departure, today)
        if self.kept_on:
            require_past(self.kept_on, today, "kept_on")

    def decide(self, draft: Draft) -> None:
        deadline, _rule = self.require_chain(draft)
        record = chain.meet(deadline.record, kept_on=self.kept_on or draft.today, on=draft.today)
        draft.add(DeadlineMet(deadline=self.deadline, links=new_links(deadline, record)))
        draft.add_note(self)


class MissDeadline(DeadlineEntry):
    """Record that the legal date has passed without being met."""

    kind: Literal["miss_deadline"] = "miss_deadline"

    def decide(self, draft: Draft) -> None:
        deadline, _rule = self.require_chain(draft)
        record = chain.miss(deadline.record, on=draft.today)
        draft.add(DeadlineMissed(deadline=self.deadline, links=new_links(deadline, record)))
        draft.add_note(self)


class WithdrawDeadline(DeadlineEntry):
    """Record that the legal date no longer binds. Needs a reason (note)."""

    allowed_to = OFFICE_AND_AUTHORITY

    kind: Literal["withdraw_deadline"] = "withdraw_deadline"

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal without a reason, or if the date was met or withdrawn.

        A notice can also be withdrawn while its period is interrupted or after its end.
        """
        deadline = departure.deadlines.get(self.deadline)
        if deadline is None or deadline.state not in _WITHDRAWABLE:
            raise no_deadline()
        self.require_past_source(today)
        self.require_reason()

    def decide(self, draft: Draft) -> None:
        deadline, _rule = self.require_chain(draft)
        record = chain.withdraw(deadline.record, on=draft.today, source=self.source)
        draft.add(DeadlineWithdrawn(deadline=self.deadline, links=new_links(deadline, record)))
        draft.add_note(self)
