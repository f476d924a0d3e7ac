"""The calculator's question as people and programs put it, with the same names everywhere."""

from datetime import date
from enum import StrEnum
from typing import TypeVar

from domain.calculator import DateKind, ExtendFrom, Posting, Question
from domain.calculator import fiction_days as usual_fiction_days
from domain.calendars import calendar
from domain.periods import Count, Period, Unit
from domain.refusals import Refusal
from domain.texts import _

LONGEST = 4000
"""Units of a period; more than ten years of days is a slip of the pen."""
FORMATS = (("-", "YMD"), (".", "DMY"))

Word = TypeVar("Word", bound=StrEnum)


def question_from(
    *,
    start: str | None = None,
    posted: str | None = None,
    fiction_days: int | None = None,
    fiction_rolls: bool = False,
    days: int | None = None,
    weeks: int | None = None,
    months: int | None = None,
    years: int | None = None,
    land: str = "",
    commune: str | None = None,
    count: str = Count.KALENDERTAGE,
    before: bool = False,
    from_beginning: bool = False,
    kind: str = DateKind.FRIST,
    extend_days: int | None = None,
    extend_from: str = ExtendFrom.ROLLED,
) -> Question:
    """Read the question. Raises Refusal with a sentence for whatever makes no sense."""
    given = {Unit.DAYS: days, Unit.WEEKS: weeks, Unit.MONTHS: months, Unit.YEARS: years}
    lengths = {unit: amount for unit, amount in given.items() if amount is not None}
    if len(lengths) != 1:
        raise Refusal(
            "one_length", _("Bitte geben Sie genau eine Länge an: Tage, Wochen, Monate oder Jahre.")
        )
    ((unit, amount),) = lengths.items()
    counted = _word(count, Count)
    if counted is not Count.KALENDERTAGE and unit is not Unit.DAYS:
        raise Refusal("days_only", _("Nur Tage lassen sich als Arbeitstage oder Werktage zählen."))
    if not land:
        raise Refusal("no_land", _("Bitte nennen Sie das Land, dessen Feiertage gelten, etwa SH."))
    if extend_days is not None:
        _length(extend_days)
    if (start is None) == (posted is None):
        raise Refusal(
            "one_start",
            _("Bitte geben Sie entweder den Tag des Ereignisses oder den der Aufgabe zur Post an."),
        )
    return Question(
        start=parse_day(start) if start is not None else None,
        posting=_posting(posted, fiction_days, rolls=fiction_rolls) if posted is not None else None,
        period=Period(amount=_length(amount), unit=unit, count=counted),
        calendar=calendar(land, commune),
        kind=_word(kind, DateKind),
        before=before,
        from_beginning=from_beginning,
        extend_days=extend_days,
        extend_from=_word(extend_from, ExtendFrom),
    )


def parse_day(text: str) -> date:
    """A day as 2026-03-04 or 04.03.2026. Raises Refusal, also for days that no calendar has."""
    for separator, order in FORMATS:
        parts = text.strip().split(separator)
        if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts):
            if len(parts[order.index("Y")]) != 4:
                break
            try:
                numbers = dict(zip(order, map(int, parts), strict=True))
                return date(numbers["Y"], numbers["M"], numbers["D"])
            except (ValueError, OverflowError):
                raise Refusal("no_such_day", _("Den {day} gibt es nicht."), day=text.strip()[:40]) from None
    raise Refusal(
        "no_day",
        _("„{day}“ ist kein Datum. Gemeint ist etwa 2026-03-04 oder 04.03.2026."),
        day=text.strip()[:40],
    )


def _posting(posted: str, days: int | None, *, rolls: bool) -> Posting:
    day = parse_day(posted)
    if days is None:
        days = usual_fiction_days(day)
    if not 0 <= days <= 30:
        raise Refusal(
            "fiction", _("Die Zustellung gilt nach 0 bis 30 Tagen als bewirkt, nicht nach {days}."), days=days
        )
    return Posting(posted_on=day, fiction_days=days, fiction_rolls=rolls)


def _length(amount: int) -> int:
    if not 1 <= amount <= LONGEST:
        raise Refusal(
            "length",
            _("Eine Frist dauert zwischen 1 und {longest}, nicht {amount}."),
            amount=amount,
            longest=LONGEST,
        )
    return amount


def _word(text: str, words: type[Word]) -> Word:
    for word in words:
        if word.lower() == text.strip().lower():
            return word
    raise Refusal(
        "unknown_word",
        _("„{word}“ ist nicht bekannt; möglich sind: {known}."),
        word=text[:40],
        known=", ".join(words),
    )
