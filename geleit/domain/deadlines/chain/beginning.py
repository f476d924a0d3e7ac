"""Set a deadline: by counting a period, or to the day that a document names."""

from datetime import date
from typing import Any

from geleit.domain.calendar import Calendar
from geleit.domain.deadlines.calculator import DateKind, Ends, Posting, Question, count_deadline
from geleit.domain.deadlines.chain.ending import supersede
from geleit.domain.deadlines.chain.links import add_link, find_ends
from geleit.domain.deadlines.chain.record import (
    DeadlineRecord,
    DeadlineState,
    Link,
    LinkKind,
    Reckoning,
    Source,
)
from geleit.domain.deadlines.periods import Period, raw_end
from geleit.domain.deadlines.rule import Rule
from geleit.domain.refusal import Refusal
from geleit.domain.steps.state import step_key
from geleit.domain.texts import _


def set_by_period(
    rule: Rule,
    *,
    on: date,
    calendar: Calendar,
    start: date | None = None,
    posting: Posting | None = None,
    period: Period | None = None,
    from_beginning: bool = False,
    source: Source | None = None,
    person: int | None = None,
    earlier: DeadlineRecord | None = None,
) -> DeadlineRecord:
    """Set a deadline by counting: the rule's usual length, or the one the notice names.

    A window gets its first day as well. ``earlier`` is the deadline of the same key that this one replaces.
    Raise Refusal for a length that the rule does not know.
    """
    period = period or rule.usual_period()
    question = Question(
        start=start,
        posting=posting,
        period=period,
        calendar=calendar,
        kind=rule.kind,
        before=rule.before,
        from_beginning=from_beginning,
        basis=rule.basis_for(period),
        event=rule.event,
    )
    counted = count_deadline(question)
    return _begin_chain(
        rule,
        on=on,
        calendar=calendar,
        ends=counted.ends[-1],
        begins_on=_window_start(rule, counted.start, calendar),
        reason=counted.reason,
        source=source,
        reckoning=Reckoning(question=question),
        person=person,
        earlier=earlier,
    )


def set_by_day(
    rule: Rule,
    day: date,
    *,
    on: date,
    calendar: Calendar,
    begins_on: date | None = None,
    express: bool = False,
    source: Source | None = None,
    person: int | None = None,
    earlier: DeadlineRecord | None = None,
) -> DeadlineRecord:
    """Set a deadline to the day that a document names.

    The day of a period still moves off a weekend, unless the notice says with reference to § 31 (3) VwVfG
    that this very day is the end (``express``). Raise Refusal for a window that ends before it begins.
    """
    kind = DateKind.FIXED_DEADLINE if express and rule.kind is DateKind.PERIOD else rule.kind
    if begins_on and begins_on > day:
        raise Refusal(
            "ends_before_it_begins",
            _("Das Zeitfenster endet am {end}, bevor es am {begin} beginnt."),
            end=day,
            begin=begins_on,
        )
    reckoning = Reckoning(day=day, before=rule.before)
    ends = find_ends(reckoning, kind=kind, calendar=calendar)
    return _begin_chain(
        rule,
        kind=kind,
        on=on,
        calendar=calendar,
        ends=ends,
        begins_on=begins_on,
        reason=calendar.rest_day(day) if ends.rolled != day else None,
        source=source,
        reckoning=reckoning,
        person=person,
        earlier=earlier,
    )


def _begin_chain(
    rule: Rule,
    *,
    ends: Ends,
    person: int | None,
    earlier: DeadlineRecord | None,
    kind: DateKind | None = None,
    **fields: Any,
) -> DeadlineRecord:
    """Return a record with its first link, or the earlier one's chain carried on.

    Raise Refusal for an estimate.
    """
    if rule.kind is DateKind.FORECAST:
        raise Refusal("no_deadline", _("„{rule}“ ist eine Schätzung, keine Frist."), rule=rule.title)
    link = Link(
        what=LinkKind.SET,
        rule=rule.code,
        rule_version=rule.version,
        kind=kind or rule.kind,
        raw_end=ends.raw,
        end=ends.rolled,
        safe_end=ends.safe,
        **fields,
    )
    if earlier is None:
        return DeadlineRecord(key=step_key(rule.code, person=person), person=person, links=(link,))
    if earlier.state in (DeadlineState.OPEN, DeadlineState.INTERRUPTED):
        earlier = supersede(earlier, on=link.on)
    return add_link(earlier, link)


def _window_start(rule: Rule, start: date, calendar: Calendar) -> date | None:
    if rule.kind is not DateKind.WINDOW or rule.period is None:
        return None
    return raw_end(start, rule.period.period(rule.period.least), calendar=calendar)
