"""Interrupt and restart the period of a legal date."""

from datetime import date
from typing import Literal

from geleit.domain.dates import require_past
from geleit.domain.deadlines import chain
from geleit.domain.deadlines.chain import DeadlineState
from geleit.domain.deadlines.commands.base import DeadlineEntry
from geleit.domain.deadlines.dating import dated_event, new_links, with_holidays_of_today
from geleit.domain.deadlines.events import DeadlineInterrupted, DeadlineRestarted
from geleit.domain.deadlines.periods import Period
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.message import OFFICE_AND_AUTHORITY
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _


class InterruptDeadline(DeadlineEntry):
    """Interrupt the period: the duty is no longer enforceable (§ 59 (1) S. 6 AufenthG)."""

    allowed_to = OFFICE_AND_AUTHORITY

    kind: Literal["interrupt_deadline"] = "interrupt_deadline"
    since: date

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal unless the date is open and the interruption is in the past: until then it binds."""
        super().check(departure, today)
        require_past(self.since, today, "since")

    def decide(self, draft: Draft) -> None:
        deadline, rule = self.require_chain(draft)
        record = chain.interrupt(deadline.record, rule, since=self.since, on=draft.today, source=self.source)
        draft.add(DeadlineInterrupted(deadline=self.deadline, links=new_links(deadline, record)))
        draft.add_note(self)


class RestartDeadline(DeadlineEntry):
    """Restart the period in full: the duty is enforceable again."""

    allowed_to = OFFICE_AND_AUTHORITY

    kind: Literal["restart_deadline"] = "restart_deadline"
    start: date
    period: Period | None = None

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal unless the period was interrupted and has begun anew on a past day."""
        deadline = departure.deadlines.get(self.deadline)
        if deadline is None or deadline.state is not DeadlineState.INTERRUPTED:
            raise Refusal("not_interrupted", _("Die Frist ist nicht unterbrochen."))
        require_past(self.start, today, "start")
        if self.period:
            self.period.require_countable()
        self.require_past_source(today)

    def decide(self, draft: Draft) -> None:
        deadline, rule = self.require_chain(draft)
        record = chain.restart(
            with_holidays_of_today(draft, deadline.record),
            rule,
            start=self.start,
            on=draft.today,
            period=self.period,
            source=self.source,
        )
        draft.add(dated_event(DeadlineRestarted, draft, self.deadline, record))
        draft.add_note(self)
