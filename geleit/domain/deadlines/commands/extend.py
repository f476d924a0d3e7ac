"""Extend a legal date: request, grant or refuse an extension."""

from datetime import date
from typing import Literal

from geleit.domain.dates import require_plausible
from geleit.domain.deadlines import chain
from geleit.domain.deadlines.calculator import ExtendFrom
from geleit.domain.deadlines.commands.base import DeadlineEntry
from geleit.domain.deadlines.dating import dated_event, with_holidays_of_today
from geleit.domain.deadlines.events import DeadlineExtended, ExtensionRefused, ExtensionRequested
from geleit.domain.deadlines.periods import Period
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.message import OFFICE_AND_AUTHORITY
from geleit.domain.parties import Role


class ExtendDeadline(DeadlineEntry):
    """Record an extension by the authority: until a day, or by a period from the end so far (§ 190 BGB)."""

    allowed_to = OFFICE_AND_AUTHORITY

    kind: Literal["extend_deadline"] = "extend_deadline"
    until: date | None = None
    by: Period | None = None
    base: ExtendFrom = ExtendFrom.ROLLED
    express: bool = False

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal unless the date is open and the extension is possible."""
        super().check(departure, today)
        if self.until:
            require_plausible(self.until, today, "until")
        if self.by:
            self.by.require_countable()

    def decide(self, draft: Draft) -> None:
        deadline, rule = self.require_chain(draft)
        self.require_setter(rule)
        record = chain.extend(
            with_holidays_of_today(draft, deadline.record),
            rule,
            on=draft.today,
            by=self.by,
            until=self.until,
            base=self.base,
            express=self.express,
            source=self.source,
        )
        draft.add(dated_event(DeadlineExtended, draft, self.deadline, record, length="by"))
        draft.add_note(self)


class RequestExtension(DeadlineEntry):
    """Record that an extension was requested; its answer is due on ``follow_up_on``."""

    kind: Literal["request_extension"] = "request_extension"
    follow_up_on: date
    until: date | None = None

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal unless the date is open and the days are plausible."""
        super().check(departure, today)
        require_plausible(self.follow_up_on, today, "follow_up_on")
        if self.until:
            require_plausible(self.until, today, "until")

    def decide(self, draft: Draft) -> None:
        deadline, rule = self.require_chain(draft)
        record = chain.request_extension(
            deadline.record, rule, on=draft.today, follow_up_on=self.follow_up_on, until=self.until
        )
        draft.add(dated_event(ExtensionRequested, draft, self.deadline, record))
        draft.add_note(self)


class RefuseExtension(DeadlineEntry):
    """Record that the requested extension is refused. An authority that refuses says why (note)."""

    allowed_to = OFFICE_AND_AUTHORITY

    kind: Literal["refuse_extension"] = "refuse_extension"

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal unless the date is open, or if an authority gives no reason (§ 39 (1) VwVfG)."""
        super().check(departure, today)
        if self.actor.role is Role.AUTHORITY:
            self.require_reason()

    def decide(self, draft: Draft) -> None:
        deadline, _rule = self.require_chain(draft)
        record = chain.refuse_extension(deadline.record, on=draft.today, source=self.source)
        draft.add(dated_event(ExtensionRefused, draft, self.deadline, record))
        draft.add_note(self)
