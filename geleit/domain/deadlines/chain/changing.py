"""Change a deadline: extend, interrupt, restart it, or recompute it after a late holiday."""

from collections.abc import Sequence
from datetime import date

from geleit.domain.calendar import Calendar
from geleit.domain.deadlines.calculator import DateKind, Ends, ExtendFrom, Question, count_deadline
from geleit.domain.deadlines.chain.links import find_ends, next_link, require_open, require_same_rule
from geleit.domain.deadlines.chain.record import (
    BEGINNINGS,
    DeadlineRecord,
    DeadlineState,
    Link,
    LinkKind,
    Reckoning,
    Source,
)
from geleit.domain.deadlines.periods import Period
from geleit.domain.deadlines.rule import Rule
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _


def extend(
    record: DeadlineRecord,
    rule: Rule,
    *,
    on: date,
    by: Period | None = None,
    until: date | None = None,
    base: ExtendFrom = ExtendFrom.ROLLED,
    express: bool = False,
    source: Source | None = None,
) -> DeadlineRecord:
    """Extend by a period from the end so far (§ 190 BGB; from which end is disputed) or until a day.

    ``express``: the notice says with reference to § 31 (3) VwVfG that this very day is the end. Raise Refusal
    for a date that cannot be extended, and for an end that is not later.
    """
    require_open(record)
    require_same_rule(record, rule)
    _require_extendable(record, rule, decided_on=source.dated if source and source.dated else on)
    if (by is None) == (until is None):
        raise Refusal(
            "one_extension", _("Bitte geben Sie entweder die Dauer der Verlängerung oder ihr Ende an.")
        ).about("until")
    reckoning = _extension(record, rule, by=by, base=base) if by else Reckoning(day=until)
    kind = DateKind.FIXED_DEADLINE if until and express and rule.kind is DateKind.PERIOD else rule.kind
    raw, end, safe = find_ends(
        reckoning, kind=kind, calendar=record.calendar, safe_so_far=record.safe_date if by else None
    )
    if raw <= record.raw_end:
        raise _not_longer(record.raw_end, raw).about("until" if until else "by")
    if end < record.end:  # an express day that is before the rolled end so far
        raise _not_longer(record.end, end).about("until")
    return next_link(
        record,
        LinkKind.EXTENDED,
        on=on,
        kind=kind,
        raw_end=raw,
        end=end,
        safe_end=safe,
        reason=record.calendar.rest_day(raw) if raw != end else None,
        source=source,
        reckoning=reckoning,
    )


def _require_extendable(record: DeadlineRecord, rule: Rule, *, decided_on: date) -> None:
    """Raise Refusal unless the rule allows an extension and the date had not passed at the decision."""
    if not rule.extendable:
        raise Refusal(
            "not_extendable",
            _("„{rule}“ lässt sich nicht verlängern ({paragraph}). Was geht: {instead}."),
            rule=rule.title,
            paragraph=rule.paragraph,
            instead=rule.extension or _("ein neues Datum"),
        )
    if decided_on > record.end:
        raise Refusal(
            "already_over",
            _("Die Frist war am {date} schon abgelaufen. Tragen Sie den Bescheid als neues Datum ein."),
            date=record.end,
        ).about("source.dated")


def request_extension(
    record: DeadlineRecord, rule: Rule, *, on: date, follow_up_on: date, until: date | None = None
) -> DeadlineRecord:
    """Record the request for an extension; its answer is due on ``follow_up_on``. May raise Refusal."""
    require_open(record)
    require_same_rule(record, rule)
    if follow_up_on < on:
        raise Refusal(
            "too_early",
            _("Die Wiedervorlage am {date} liegt vor dem Antrag."),
            date=follow_up_on,
        ).about("follow_up_on")
    if until and until <= record.raw_end:
        raise _not_longer(record.raw_end, until).about("until")
    return next_link(record, LinkKind.EXTENSION_REQUESTED, on=on, follow_up_on=follow_up_on, until=until)


def refuse_extension(record: DeadlineRecord, *, on: date, source: Source | None = None) -> DeadlineRecord:
    """Record that the requested extension is refused. Raise Refusal if none was requested."""
    if record.request is None:
        raise Refusal("no_request", _("Es ist keine Verlängerung beantragt."))
    return next_link(record, LinkKind.EXTENSION_REFUSED, on=on, source=source)


def interrupt(
    record: DeadlineRecord, rule: Rule, *, since: date, on: date, source: Source | None = None
) -> DeadlineRecord:
    """Interrupt the period: the duty is no longer enforceable, and no date binds until the restart.

    Raise Refusal for a period that cannot be interrupted, had not begun, or was over.
    """
    require_open(record)
    _require_restartable(record, rule)
    if since > record.end:
        raise Refusal(
            "already_over",
            _("Die Frist war am {date} schon abgelaufen. Sie läuft nicht mehr."),
            date=record.end,
        ).about("since")
    began = _began(record)
    if began and since < began:
        raise Refusal(
            "not_begun",
            _("Vor dem {began} war nichts zu unterbrechen, auch nicht am {since}."),
            began=began,
            since=since,
        ).about("since")
    return next_link(record, LinkKind.INTERRUPTED, on=on, source=source, since=since)


def restart(
    record: DeadlineRecord,
    rule: Rule,
    *,
    start: date,
    on: date,
    period: Period | None = None,
    source: Source | None = None,
) -> DeadlineRecord:
    """Restart the period in full: the days before do not count (§ 59 (1) S. 6 AufenthG).

    Raise Refusal unless it was interrupted before ``start``, and for a length that nobody has named or that
    the rule does not know: what a notice may not set does not come to be by an interruption either.
    """
    _require_restartable(record, rule)
    if rule.period is None:
        raise rule.length_unknown().about("period")
    if record.state is not DeadlineState.INTERRUPTED:
        raise Refusal("not_interrupted", _("Die Frist ist nicht unterbrochen."))
    since = record.standing[-1].since
    if since and start < since:
        raise Refusal(
            "before_interruption",
            _("Unterbrochen ist die Frist seit dem {since}. Am {start} kann sie nicht neu begonnen haben."),
            since=since,
            start=start,
        ).about("start")
    period = period or _full_period(record, rule)
    question = Question(
        start=start,
        period=period,
        calendar=record.calendar,
        kind=rule.kind,
        basis=rule.restart_basis_for(period),
        event=rule.restart_event,
    )
    counted = count_deadline(question)
    return next_link(
        record,
        LinkKind.RESTARTED,
        on=on,
        kind=rule.kind,
        raw_end=counted.raw_end,
        end=counted.end,
        safe_end=counted.safe_date,
        reason=counted.reason,
        source=source,
        reckoning=Reckoning(question=question),
    )


def recompute(record: DeadlineRecord, *, calendar: Calendar, on: date) -> DeadlineRecord | None:
    """Recompute the date after a late holiday, or for another place; return None if nothing changes."""
    if not record.is_open:
        return None
    raw, end, safe = _find_ends_again(record, calendar)
    # A date given by an earlier release does not say which day is safe over all disputed questions: it keeps
    # the day it has told people until it moves.
    is_same = (raw, end) == (record.raw_end, record.end) and record.last.safe_end in (None, safe)
    if is_same and calendar.place == record.calendar.place:
        return None
    return next_link(
        record,
        LinkKind.RECOMPUTED,
        on=on,
        calendar=calendar,
        raw_end=raw,
        end=end,
        safe_end=safe,
        reason=calendar.rest_day(raw) if raw != end else None,
    )


def _not_longer(so_far: date, given: date) -> Refusal:
    return Refusal(
        "not_longer",
        _("Eine Verlängerung endet nach dem bisherigen Ende am {end}, nicht am {given}."),
        end=so_far,
        given=given,
    )


def _require_restartable(record: DeadlineRecord, rule: Rule) -> None:
    """Raise Refusal for a kind of date that has no restart after an interruption."""
    require_same_rule(record, rule)
    if not rule.restart:
        raise Refusal(
            "no_restart", _("„{rule}“ kann nicht unterbrochen werden: das Datum gilt."), rule=rule.title
        )


def _full_period(record: DeadlineRecord, rule: Rule) -> Period:
    """Return the length by law, or that with which it last began. Raise Refusal if there was but a day.

    A length from before that belongs to a notice that was replaced, and says nothing about this one.
    """
    if rule.restart_period:
        return rule.restart_period.period()
    reckoning = _beginning(record).reckoning
    if reckoning and reckoning.question:
        return reckoning.question.period
    raise Refusal(
        "no_period",
        _("Zuletzt war nur ein Tag genannt. Bitte geben Sie an, wie lang die Frist ist, die neu läuft."),
        field="period",
    )


def _beginning(record: DeadlineRecord) -> Link:
    """Return the link with which the date that counts last began."""
    return next(link for link in reversed(record.standing) if link.what in BEGINNINGS)


def _began(record: DeadlineRecord) -> date | None:
    """Return the day from which the period has been counted, if it was counted.

    For a posted notice that is the day of posting: whoever received it before the fourth day may have sued
    before it.
    """
    reckoning = _beginning(record).reckoning
    question = reckoning.question if reckoning else None
    if question is None:
        return None
    return question.posting.posted_on if question.posting else question.start


def _extension(record: DeadlineRecord, rule: Rule, *, by: Period, base: ExtendFrom) -> Reckoning:
    question = Question(
        start=record.end if base is ExtendFrom.ROLLED else record.raw_end,
        period=by,
        calendar=record.calendar,
        kind=rule.kind,
        basis=f"{rule.extension}, § 190 BGB",
    )
    return Reckoning(question=question, base=base)


def _find_ends_again(record: DeadlineRecord, calendar: Calendar) -> Ends:
    """Find the ends again, link by link since the period last began."""
    ends = Ends(record.raw_end, record.end, record.safe_date)
    for link in _since_beginning(record.standing):
        if not link.reckoning:
            continue
        reckoning, safe_so_far = link.reckoning, None
        if reckoning.question and reckoning.base:
            safe_so_far = ends.safe
            start = ends.rolled if reckoning.base is ExtendFrom.ROLLED else ends.raw
            question = reckoning.question.model_copy(update={"start": start})
            reckoning = reckoning.model_copy(update={"question": question})
        ends = find_ends(reckoning, kind=link.kind, calendar=calendar, safe_so_far=safe_so_far)
    return ends


def _since_beginning(links: Sequence[Link]) -> Sequence[Link]:
    last = max(number for number, link in enumerate(links) if link.what in BEGINNINGS)
    return links[last:]
