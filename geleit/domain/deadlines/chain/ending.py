"""End a deadline: met, missed, withdrawn, or superseded by another; and take back the newest entry."""

from datetime import date

from geleit.domain.deadlines.chain.links import next_link, require_open
from geleit.domain.deadlines.chain.record import (
    DeadlineRecord,
    DeadlineState,
    LinkKind,
    Source,
    without_newest_entry,
)
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _


def meet(record: DeadlineRecord, *, kept_on: date, on: date) -> DeadlineRecord:
    """Record that the date was met. Raise Refusal for a day after its end."""
    require_open(record)
    if kept_on > record.end:
        raise Refusal(
            "too_late",
            _("Die Frist ist am {end} abgelaufen, der {date} liegt danach."),
            end=record.end,
            date=kept_on,
        ).about("kept_on")
    return next_link(record, LinkKind.MET, on=on, kept_on=kept_on)


def miss(record: DeadlineRecord, *, on: date) -> DeadlineRecord:
    """Record that the date has passed. Raise Refusal before that: due today is not overdue."""
    require_open(record)
    if on <= record.end:
        raise Refusal("not_over", _("Die Frist läuft noch bis {date}."), date=record.end)
    return next_link(record, LinkKind.MISSED, on=on)


def leave(record: DeadlineRecord, *, left_on: date, on: date, step: str | None = None) -> DeadlineRecord:
    """Record that the person has left, in time or too late: either way the date no longer binds.

    ``step`` is the step that says so: taken back, it opens the date again.

    While a period is interrupted nobody can be late for it (§ 59 (1) S. 6 AufenthG), and it will not restart
    for somebody who has left.
    """
    if record.state is DeadlineState.INTERRUPTED or left_on <= record.end:
        return next_link(record, LinkKind.MET, on=on, kept_on=left_on, step=step)
    return next_link(record, LinkKind.MISSED, on=on, step=step)


def withdraw(record: DeadlineRecord, *, on: date, source: Source | None = None) -> DeadlineRecord:
    """Record that the date no longer binds: the notice was withdrawn, or the duty ended."""
    _require_unsettled(record)
    return next_link(record, LinkKind.WITHDRAWN, on=on, source=source)


def supersede(record: DeadlineRecord, *, on: date) -> DeadlineRecord:
    """Record that another date replaces this one; the next link sets it."""
    _require_unsettled(record)
    return next_link(record, LinkKind.SUPERSEDED, on=on)


def take_back(record: DeadlineRecord, *, on: date) -> DeadlineRecord:
    """Take back the newest entry that stands: the date is again what it was before.

    Raise Refusal if nothing would be left of it.
    """
    before = without_newest_entry(record.standing)
    if not before:
        raise Refusal(
            "first_entry",
            _("Das ist der erste Eintrag zu dieser Frist. Heben Sie die Frist auf, wenn sie nicht gilt."),
        )
    return next_link(record, LinkKind.TAKEN_BACK, after=before[-1], on=on)


def _require_unsettled(record: DeadlineRecord) -> None:
    """Raise Refusal for a date that was met, withdrawn or superseded."""
    if record.state not in (DeadlineState.OPEN, DeadlineState.INTERRUPTED, DeadlineState.MISSED):
        raise Refusal("not_open", _("Die Frist ist nicht mehr offen."))
