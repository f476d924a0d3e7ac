"""The calculator of deadlines: from what a notice says to the date that binds, explained in one sentence."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from geleit.domain.calendar import FIRST_YEAR, Calendar
from geleit.domain.deadlines.periods import Count, Period, Unit, raw_end
from geleit.domain.model import Value
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _
from geleit.domain.wording import german, length, place, unit_name


class DateKind(StrEnum):
    """What kind of date it is. Only a FRIST moves off a weekend or holiday (§ 193 BGB, § 31 (3) VwVfG)."""

    FRIST = "FRIST"
    TERMIN = "TERMIN"
    FIXED_DEADLINE = "FIXED_DEADLINE"
    VALIDITY = "VALIDITY"
    WINDOW = "WINDOW"
    TARGET = "TARGET"
    FORECAST = "FORECAST"


class ExtendFrom(StrEnum):
    """Where an extension begins: at the end after weekend and holiday, or before (§ 190 BGB; disputed)."""

    ROLLED = "rolled"
    RAW = "raw"


class Posting(Value):
    """A notice sent by post counts as notified some days later (§ 41 (2) VwVfG)."""

    posted_on: date
    fiction_days: Annotated[int, Field(ge=0, le=30)]
    fiction_rolls: bool = False

    def notified_on(self, calendar: Calendar) -> date:
        """The day of the notification fiction; the general view lets it stand on a weekend."""
        day = self.posted_on + timedelta(days=self.fiction_days)
        return calendar.next_open_day(day) if self.fiction_rolls else day


class Question(Value):
    """What is to be worked out. Exactly one of ``start`` and ``posting`` is given.

    ``basis`` is the paragraph that grants the period, ``event`` the word for what happened at its start.
    """

    start: date | None = None
    posting: Posting | None = None
    period: Period
    calendar: Calendar
    kind: DateKind = DateKind.FRIST
    before: bool = False
    from_beginning: bool = False
    extend_days: Annotated[int, Field(ge=1, le=4000)] | None = None
    extend_from: ExtendFrom = ExtendFrom.ROLLED
    basis: str = ""
    event: str = ""


class Answer(Value):
    """``raw_end`` is the end by counting, ``end`` off weekend and holiday, ``safe_date`` the earlier."""

    start: date
    raw_end: date
    end: date
    safe_date: date
    rolled: bool
    reason: str | None
    sentence: str


def calculate(question: Question) -> Answer:
    """Work out a deadline. Raises Refusal when the question has no answer."""
    calendar = question.calendar
    if (question.start is None) == (question.posting is None):
        raise Refusal(
            "one_start",
            _("Bitte geben Sie entweder den Tag des Ereignisses oder den der Aufgabe zur Post an."),
        )
    try:
        start = question.posting.notified_on(calendar) if question.posting else question.start
        assert start is not None  # noqa: S101  # one of the two is given
        raw = raw_end(
            start,
            question.period,
            calendar=calendar,
            from_beginning=question.from_beginning,
            before=question.before,
        )
        end = _rolled(raw, question)
        steps = [(raw, end)]
        if question.extend_days:
            base = end if question.extend_from is ExtendFrom.ROLLED else raw
            raw = base + timedelta(days=question.extend_days) * (-1 if question.before else 1)
            end = _rolled(raw, question)
            steps.append((raw, end))
    except (OverflowError, ValueError):  # days beyond the calendar raise the one, months and years the other
        raise Refusal(
            "out_of_time",
            _("Dieses Datum liegt außerhalb des Kalenders: Er reicht von {first} bis {last}."),
            first=FIRST_YEAR,
            last=date.max.year,
            field="posted" if question.posting else "start",
        ) from None
    reason = calendar.rest_day(raw) if raw != end else None
    return Answer(
        start=start,
        raw_end=raw,
        end=end,
        safe_date=min(raw, end),
        rolled=raw != end,
        reason=reason,
        sentence=_sentence(question, start, steps),
    )


def rolled(day: date, *, kind: DateKind, calendar: Calendar, before: bool = False) -> date:
    """The day on which a date of that kind binds: only a FRIST moves."""
    return calendar.next_open_day(day, backward=before) if kind is DateKind.FRIST else day


def _rolled(day: date, question: Question) -> date:
    return rolled(day, kind=question.kind, calendar=question.calendar, before=question.before)


def _sentence(question: Question, start: date, steps: list[tuple[date, date]]) -> str:
    law = "§ 187 Abs. 2 BGB" if question.from_beginning else "§ 187 Abs. 1 BGB"
    law = f"{question.basis}, {law}" if question.basis else law
    text = f"{length(question.period)} {_start(question, start)}{law})"
    for number, (raw, end) in enumerate(steps):
        if number:
            text += f"; {_extended(question, *steps[number - 1])}"
        text += f" = {end_in_words(raw, end, kind=question.kind, calendar=question.calendar)}"
    raw, end = steps[-1]
    return f"{text}; sicheres Datum: {german(min(raw, end))}"


def _extended(question: Question, raw: date, end: date) -> str:
    """By how much the period was extended, and from which of its two ends."""
    by = length(Period(amount=question.extend_days or 1, unit=Unit.DAYS))
    base = end if question.extend_from is ExtendFrom.ROLLED else raw
    return f"verlängert um {by} ab {german(base)} (§ 190 BGB)"


def end_in_words(raw: date, end: date, *, kind: DateKind, calendar: Calendar) -> str:
    """The end and, on a weekend or holiday, why it moves or stands."""
    reason = calendar.rest_day(raw) if calendar.knows(raw) else None
    if raw != end:
        # The law speaks of the next Werktag: of a period that runs backwards that is the one before.
        law = "§ 31 Abs. 3 VwVfG entsprechend" if end < raw else "§ 31 Abs. 3 VwVfG"
        return f"{german(raw)} ({reason}) → {german(end)} ({law}, {place(calendar)})"
    if reason and kind is not DateKind.FRIST:
        return f"{german(raw)} ({reason}; {_STANDS[kind]})"
    return german(raw)


_STANDS = {
    DateKind.TERMIN: "ein Termin gilt auch dann, § 31 Abs. 5 VwVfG",
    DateKind.FIXED_DEADLINE: "ein genannter Tag verschiebt sich nicht, § 31 Abs. 3 S. 2 VwVfG",
    DateKind.VALIDITY: "eine Gültigkeit verschiebt sich nicht",
    DateKind.WINDOW: "ein Zeitfenster verschiebt sich nicht",
    DateKind.TARGET: "ein Ziel verschiebt sich nicht",
    DateKind.FORECAST: "eine Prognose verschiebt sich nicht",
}


def _start(question: Question, start: date) -> str:
    """From where it is counted, in words, with the bracket for the paragraphs left open."""
    direction = _("vor") if question.before else _("ab")
    if question.posting:
        event = question.event or _("Bekanntgabe")
        return f"{direction} {event} {german(start)} ({_posted(question.posting, start, question.calendar)}; "
    if question.from_beginning:
        return f"rückwärts ab {german(start)} (" if question.before else f"ab Beginn des {german(start)} ("
    # A period runs from its notification; where a window, a paper or an appointment counts from is not said.
    event = _("Bekanntgabe") if question.kind is DateKind.FRIST and not question.before else ""
    return " ".join(filter(None, (direction, question.event or event, german(start)))) + " ("


def _posted(posting: Posting, start: date, calendar: Calendar) -> str:
    """From the post to the notification: ``zur Post am 04.03.2026, 4 Tage, § 41 Abs. 2 VwVfG``."""
    days = f"{posting.fiction_days} {unit_name(Unit.DAYS, Count.KALENDERTAGE, one=posting.fiction_days == 1)}"
    fourth = posting.posted_on + timedelta(days=posting.fiction_days)
    if fourth != start:
        days += f" = {german(fourth)} ({calendar.rest_day(fourth)}) → {german(start)}"
    return f"zur Post am {german(posting.posted_on)}, {days}, § 41 Abs. 2 VwVfG"
