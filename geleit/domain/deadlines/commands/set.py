"""Set a legal date."""

from datetime import date
from typing import Literal

from geleit.domain.calendar import Commune, calendar
from geleit.domain.dates import require_past, require_plausible
from geleit.domain.deadlines import chain
from geleit.domain.deadlines.calculator import ServiceMethod
from geleit.domain.deadlines.chain import DeadlineRecord, SourceDocument
from geleit.domain.deadlines.commands.base import DeadlineEntry
from geleit.domain.deadlines.dating import calendar_for, dated_event, earlier_record
from geleit.domain.deadlines.events import DeadlineSet
from geleit.domain.deadlines.periods import Period
from geleit.domain.deadlines.rule import Rule
from geleit.domain.deadlines.state import LATEST_DEPARTURE
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.message import OFFICE_AND_AUTHORITY
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _


class SetDeadline(DeadlineEntry):
    """Set a legal date: to the day a notice names, or by a period from ``start`` or from posting a notice.

    ``service`` says how the notice came that was ``posted``. ``rule`` is the code of the rule it follows,
    ``commune`` a place with holidays of its own; without them it follows the rule and the place of the date
    that it replaces, else the usual ones. ``express``: the notice says with reference to § 31 (3) VwVfG that
    this very day is the end.
    """

    allowed_to = OFFICE_AND_AUTHORITY  # the authority sets the dates that are its own (§§ 59, 60a AufenthG)

    kind: Literal["set_deadline"] = "set_deadline"
    due_on: date | None = None
    start: date | None = None
    posted: date | None = None
    service: ServiceMethod = ServiceMethod.POST
    period: Period | None = None
    commune: Commune | None = None
    rule: str | None = None
    express: bool = False

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal unless the date is given in exactly one way and is possible.

        No date by which to leave binds persons who have left.
        """
        if self.deadline in LATEST_DEPARTURE:
            departure.require_not_left()
        days = {"due_on": self.due_on, "start": self.start, "posted": self.posted}
        given = {name: on for name, on in days.items() if on is not None}
        if len(given) != 1:
            raise Refusal(
                "one_date",
                _("Bitte nennen Sie entweder das Ende der Frist oder den Tag, an dem sie beginnt."),
            ).about("start")
        if self.due_on and self.period:
            raise Refusal("end_or_length", _("Bitte nennen Sie entweder das Ende der Frist oder ihre Länge."))
        if self.period:
            self.period.require_countable()
        for name, on in given.items():
            require_plausible(on, today, name)
        if self.posted:
            require_past(self.posted, today, "posted")
        self.require_past_source(today)
        if self.commune:
            calendar(departure.place.land, self.commune)

    def decide(self, draft: Draft) -> None:
        """Set the date to the day a notice names, or count it from the service of the notice."""
        earlier = earlier_record(draft.departure, self.deadline)
        holidays = calendar_for(draft.departure, draft.rules, commune=self.commune, earlier=earlier)
        land = holidays.land
        posting = draft.rules.posting(self.posted, land=land, service=self.service) if self.posted else None
        begins_on = posting.notified_on(holidays) if posting else self.start
        written_on = self.source.dated if self.source else None
        rule = self._rule(draft, earlier, on=begins_on or written_on or draft.today)
        if written_on and written_on < rule.valid_from and self._is_from_notice:
            # Where something later begins it, the notice has fixed the length by the law of its own day.
            by_notice = self._rule(draft, earlier, on=written_on)
            rule = rule if by_notice.starts_with_notice else by_notice
        if posting:
            rule.require_notice()
        elif self.start and not rule.before:
            # It runs from what has happened, such as a notification.
            require_past(self.start, draft.today, "start")
        if self.due_on:
            record = chain.set_by_day(
                rule,
                self.due_on,
                on=draft.today,
                calendar=holidays,
                express=self.express,
                source=self.source,
                earlier=earlier,
            )
        else:
            record = chain.set_by_period(
                rule,
                on=draft.today,
                calendar=holidays,
                start=self.start,
                posting=posting,
                period=self.period,
                source=self.source,
                earlier=earlier,
            )
        draft.add(dated_event(DeadlineSet, draft, self.deadline, record))
        draft.add_note(self)

    @property
    def _is_from_notice(self) -> bool:
        return self.source is not None and self.source.document is SourceDocument.NOTICE

    def _rule(self, draft: Draft, earlier: DeadlineRecord | None, *, on: date) -> Rule:
        """Return the rule of that day. Raise Refusal if there is none, or for one that sets another date."""
        try:
            rule = draft.rules.rule(self.rule or (earlier.rule if earlier else self.deadline), on=on)
        except Refusal as refusal:
            field = "posted" if self.posted else "start" if self.start else "rule"
            raise refusal.about(field) from None
        if rule.deadline != self.deadline:
            raise Refusal("other_rule", _("„{rule}“ ist keine Regel für diese Frist."), rule=rule.title)
        self.require_setter(rule)
        return rule
