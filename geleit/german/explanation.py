"""Explain a deadline in one sentence: start, paragraphs, and the end that binds."""

from datetime import date, timedelta

from geleit.domain.calendar import Calendar
from geleit.domain.deadlines.calculator import (
    CountedDeadline,
    DateKind,
    Ends,
    ExtendFrom,
    Posting,
    Question,
    ServiceMethod,
)
from geleit.domain.deadlines.lengths import format_length, unit_name
from geleit.domain.deadlines.periods import Count, Period, Unit
from geleit.german.words import format_day, format_place


def explain_deadline(question: Question, counted: CountedDeadline, *, safe: date | None = None) -> str:
    """Return how the deadline was found, without a full stop.

    ``safe`` is the safe date where more is disputed than this question says: the end it counts from.
    """
    law = "§ 187 Abs. 2 BGB" if question.from_beginning else "§ 187 Abs. 1 BGB"
    law = f"{question.basis}, {law}" if question.basis else law
    text = f"{format_length(question.period)} {_start(question, counted.start)}{law})"
    for number, (raw, end, _safe) in enumerate(counted.ends):
        if number:
            text += f"; {_extended(question, counted.ends[number - 1])}"
        text += f" = {explain_end(raw, end, kind=question.kind, calendar=question.calendar)}"
    return f"{text}; sicheres Datum: {format_day(safe or counted.safe_date)}"


def explain_end(raw: date, end: date, *, kind: DateKind, calendar: Calendar) -> str:
    """Return the end and, on a weekend or holiday, why it moves or stays."""
    reason = calendar.rest_day(raw) if calendar.knows(raw) else None
    if raw != end:
        # The law names the next Werktag: for a period that runs backwards that is the previous one.
        law = "§ 31 Abs. 3 VwVfG entsprechend" if end < raw else "§ 31 Abs. 3 VwVfG"
        return f"{format_day(raw)} ({reason}) → {format_day(end)} ({law}, {format_place(calendar)})"
    if reason and kind is not DateKind.PERIOD:
        return f"{format_day(raw)} ({reason}; {_STANDS[kind]})"
    return format_day(raw)


_STANDS = {
    DateKind.APPOINTMENT: "ein Termin gilt auch dann, § 31 Abs. 5 VwVfG",
    DateKind.FIXED_DEADLINE: "ein genannter Tag verschiebt sich nicht, § 31 Abs. 3 S. 2 VwVfG",
    DateKind.VALIDITY: "eine Gültigkeit verschiebt sich nicht",
    DateKind.WINDOW: "ein Zeitfenster verschiebt sich nicht",
    DateKind.TARGET: "ein Ziel verschiebt sich nicht",
    DateKind.FORECAST: "eine Prognose verschiebt sich nicht",
}


def _extended(question: Question, before: Ends) -> str:
    """Return the length of the extension, and from which of the two ends it counts."""
    by = format_length(Period(amount=question.extend_days or 1, unit=Unit.DAYS))
    base = before.rolled if question.extend_from is ExtendFrom.ROLLED else before.raw
    return f"verlängert um {by} ab {format_day(base)} (§ 190 BGB)"


def _start(question: Question, start: date) -> str:
    """Return the start of the period, with the bracket for the paragraphs left open."""
    direction = "vor" if question.before else "ab"
    if question.posting:
        posted = _posted(question.posting, start, question.calendar)
        return f"{direction} {question.event or 'Bekanntgabe'} {format_day(start)} ({posted}; "
    if question.from_beginning:
        return f"{'rückwärts ab' if question.before else 'ab Beginn des'} {format_day(start)} ("
    # A period runs from its notification; from where a window or a document counts is not said.
    event = "Bekanntgabe" if question.kind is DateKind.PERIOD and not question.before else ""
    return " ".join(filter(None, (direction, question.event or event, format_day(start)))) + " ("


def _posted(posting: Posting, start: date, calendar: Calendar) -> str:
    """Return how a notice was notified: ``zur Post am 04.03.2026, 4 Tage, § 41 Abs. 2 VwVfG``."""
    happened, law = _SERVICES[posting.service]
    if not posting.fiction_days and posting.service is not ServiceMethod.POST:
        return f"{happened} am {format_day(posting.posted_on)}, {law}"
    days = (
        f"{posting.fiction_days} {unit_name(Unit.DAYS, Count.CALENDAR_DAYS, one=posting.fiction_days == 1)}"
    )
    fourth = posting.posted_on + timedelta(days=posting.fiction_days)
    if fourth != start:
        days += f" = {format_day(fourth)} ({calendar.rest_day(fourth)}) → {format_day(start)}"
    return f"{happened} am {format_day(posting.posted_on)}, {days}, {law}"


_SERVICES = {
    ServiceMethod.POST: ("zur Post", "§ 41 Abs. 2 VwVfG"),
    ServiceMethod.DOCUMENT: ("zugestellt mit Postzustellungsurkunde", "§ 3 VwZG"),
    ServiceMethod.RECEPTION_CENTRE: ("der Aufnahmeeinrichtung übergeben", "§ 10 Abs. 4 S. 4 AsylG"),
    ServiceMethod.UNDELIVERABLE: ("nicht zustellbar, zur Post", "§ 10 Abs. 2 S. 4 AsylG"),
}
