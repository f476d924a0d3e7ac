"""Calculate a deadline: from the facts of a notice to the date that binds.

:func:`geleit.domain.deadlines.calculate` is the public function; it uses this module.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import Field

from geleit.domain.calendar import FIRST_YEAR, Calendar
from geleit.domain.deadlines.periods import Period, raw_end
from geleit.domain.model import Value
from geleit.domain.refusal import Refusal
from geleit.domain.renamed_enum import RenamedEnum
from geleit.domain.texts import _


class DateKind(RenamedEnum):
    """Kind of a date: the end of a period (Frist), an appointment (Termin), and so on.

    Only the end of a period moves off a weekend or holiday (§ 193 BGB, § 31 (3) VwVfG).
    """

    PERIOD = "period", "FRIST"
    APPOINTMENT = "appointment", "TERMIN"
    FIXED_DEADLINE = "fixed_deadline", "FIXED_DEADLINE"
    VALIDITY = "validity", "VALIDITY"
    WINDOW = "window", "WINDOW"
    TARGET = "target", "TARGET"
    FORECAST = "forecast", "FORECAST"


class ExtendFrom(StrEnum):
    """The start of an extension: the end after weekend and holiday, or before (§ 190 BGB; disputed)."""

    ROLLED = "rolled"
    RAW = "raw"


class ServiceMethod(StrEnum):
    """How a notice came, by the codes of the rules that say when it counts as notified."""

    POST = "notification_fiction"
    DOCUMENT = "service_document"
    RECEPTION_CENTRE = "service_reception_centre"
    UNDELIVERABLE = "service_undeliverable"


class Posting(Value):
    """A notice counts as notified some days after it was posted (§ 41 (2) VwVfG, § 10 AsylG)."""

    posted_on: date
    fiction_days: Annotated[int, Field(ge=0, le=30)]
    fiction_rolls: bool = False
    service: ServiceMethod = ServiceMethod.POST

    def notified_on(self, calendar: Calendar) -> date:
        """Return the day of the service fiction; the prevailing opinion lets it stand on a weekend."""
        day = self.posted_on + timedelta(days=self.fiction_days)
        return calendar.next_open_day(day) if self.fiction_rolls else day


class Question(Value):
    """The input of the calculator. Exactly one of ``start`` and ``posting`` is given.

    ``basis`` is the paragraph that grants the period, ``event`` names what happened at its start.
    """

    start: date | None = None
    posting: Posting | None = None
    period: Period
    calendar: Calendar
    kind: DateKind = DateKind.PERIOD
    before: bool = False
    from_beginning: bool = False
    extend_days: Annotated[int, Field(ge=1, le=4000)] | None = None
    extend_from: ExtendFrom = ExtendFrom.ROLLED
    basis: str = ""
    event: str = ""


class Ends(NamedTuple):
    """The end by counting, the end off weekend and holiday, and the day that is safe.

    Some questions about dates are disputed: whether the end moves at all, from which end an extension counts
    (§ 190 BGB), whether the day of notification leaves a weekend. ``safe`` is the earliest end over all the
    answers: who keeps it need not argue about any of them.
    """

    raw: date
    rolled: date
    safe: date


class CountedDeadline(Value):
    """The result of the calculator; ``ends`` has one more pair if the deadline was extended.

    The last pair counts. ``reason`` is the holiday or weekend that the end moved off.
    """

    start: date
    ends: tuple[Ends, ...]
    reason: str | None

    @property
    def raw_end(self) -> date:
        """The end by counting."""
        return self.ends[-1].raw

    @property
    def end(self) -> date:
        """The end after moving off weekend and holiday."""
        return self.ends[-1].rolled

    @property
    def safe_date(self) -> date:
        """The earliest end over every disputed question."""
        return self.ends[-1].safe

    @property
    def rolled(self) -> bool:
        """Whether the end has moved."""
        return self.raw_end != self.end


def count_deadline(question: Question) -> CountedDeadline:
    """Calculate a deadline. Raise Refusal if the question has no answer."""
    if (question.start is None) == (question.posting is None):
        raise Refusal(
            "one_start",
            _("Bitte geben Sie entweder den Tag des Ereignisses oder den der Aufgabe zur Post an."),
        )
    try:
        start, found = _count(question)
        counted = [_count(reading)[1] for reading in _readings(question)]
    except (OverflowError, ValueError):  # days beyond the calendar raise the one, months and years the other
        raise Refusal(
            "out_of_time",
            _("Dieses Datum liegt außerhalb des Kalenders: Er reicht von {first} bis {last}."),
            first=FIRST_YEAR,
            last=date.max.year,
            field="posted" if question.posting else "start",
        ) from None
    ends = tuple(
        Ends(raw, rolled, safe=min(min(reading[number]) for reading in counted))
        for number, (raw, rolled) in enumerate(found)
    )
    raw, end, _safe = ends[-1]
    return CountedDeadline(
        start=start, ends=ends, reason=question.calendar.rest_day(raw) if raw != end else None
    )


def _readings(question: Question) -> Iterator[Question]:
    """Yield the question once for every answer to what is disputed about it."""
    postings: tuple[Posting | None, ...] = (question.posting,)
    if question.posting:
        postings = tuple(
            question.posting.model_copy(update={"fiction_rolls": rolls}) for rolls in (False, True)
        )
    bases = tuple(ExtendFrom) if question.extend_days else (question.extend_from,)
    for posting in postings:
        for base in bases:
            yield question.model_copy(update={"posting": posting, "extend_from": base})


def _count(question: Question) -> tuple[date, tuple[tuple[date, date], ...]]:
    """Return the day it is counted from, and its ends: by counting, and off weekend and holiday.

    Raise OverflowError or ValueError beyond the calendar.
    """
    calendar = question.calendar
    start = question.posting.notified_on(calendar) if question.posting else question.start
    assert start is not None  # noqa: S101  # one of the two is given
    raw = raw_end(
        start,
        question.period,
        calendar=calendar,
        from_beginning=question.from_beginning,
        before=question.before,
    )
    first = (raw, _roll(raw, question))
    if not question.extend_days:
        return start, (first,)
    base = first[1] if question.extend_from is ExtendFrom.ROLLED else first[0]
    raw = base + timedelta(days=question.extend_days) * (-1 if question.before else 1)
    return start, (first, (raw, _roll(raw, question)))


def roll(day: date, *, kind: DateKind, calendar: Calendar, before: bool = False) -> date:
    """Return the day on which a date of that kind binds: only the end of a period moves."""
    return calendar.next_open_day(day, backward=before) if kind is DateKind.PERIOD else day


def _roll(day: date, question: Question) -> date:
    return roll(day, kind=question.kind, calendar=question.calendar, before=question.before)
