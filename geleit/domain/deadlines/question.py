"""Read the calculator's input as people and programs write it, with the same names everywhere.

The detail ``field`` of each refusal names the argument that it is about.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from geleit.domain.calendar import Land, calendar
from geleit.domain.deadlines.calculator import DateKind, ExtendFrom, Posting, Question
from geleit.domain.deadlines.periods import Count, Period, Unit
from geleit.domain.deadlines.rule_set import RuleSet
from geleit.domain.numbers import decimal_number, whole_number
from geleit.domain.refusal import Refusal
from geleit.domain.renamed_enum import find_member
from geleit.domain.texts import _

LONGEST = 4000
"""Units of a period; more than ten years of days is a slip of the pen."""
KINDS = (DateKind.PERIOD, DateKind.APPOINTMENT, DateKind.FIXED_DEADLINE, DateKind.VALIDITY, DateKind.WINDOW)
"""Kinds of dates that can be asked for: targets and forecasts are the office's own."""
FORMATS = (("-", "YMD"), (".", "DMY"))

Member = TypeVar("Member", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionInput:
    """The input as it was typed or sent. Days are dates or text, numbers are numbers or text."""

    start: date | str | None = None
    posted: date | str | None = None
    fiction_days: int | str | None = None
    fiction_rolls: bool = False
    days: int | str | None = None
    weeks: int | str | None = None
    months: float | str | None = None
    years: int | str | None = None
    land: str = ""
    commune: str | None = None
    count: str = Count.CALENDAR_DAYS
    before: bool = False
    from_beginning: bool = False
    kind: str = DateKind.PERIOD
    extend_days: int | str | None = None
    extend_from: str = ExtendFrom.ROLLED


def read_question(typed: QuestionInput, *, rules: RuleSet) -> Question:
    """Read the input. Raise Refusal for the first field that makes no sense."""
    fiction_days = read_whole_number(typed.fiction_days, field="fiction_days")
    lengths = {
        Unit.DAYS: read_whole_number(typed.days, field="days"),
        Unit.WEEKS: read_whole_number(typed.weeks, field="weeks"),
        Unit.MONTHS: read_decimal_number(typed.months, field="months"),
        Unit.YEARS: read_whole_number(typed.years, field="years"),
    }
    extend_days = read_whole_number(typed.extend_days, field="extend_days")
    period = _period(lengths, typed.count)
    if not typed.land:
        raise Refusal(
            "no_land", _("Bitte nennen Sie das Land, dessen Feiertage gelten, etwa SH."), field="land"
        )
    place = calendar(typed.land, typed.commune)
    if extend_days is not None:
        _require_length(extend_days, field="extend_days")
    _require_one_start(
        typed.start, typed.posted, fiction_days=fiction_days, fiction_rolls=typed.fiction_rolls
    )
    return Question(
        start=parse_day(typed.start, field="start") if typed.start is not None else None,
        posting=_posting(typed.posted, fiction_days, rolls=typed.fiction_rolls, land=place.land, rules=rules)
        if typed.posted is not None
        else None,
        period=period,
        calendar=rules.calendar(place.land, place.commune),
        kind=_read_member(typed.kind, KINDS, field="kind"),
        before=typed.before,
        from_beginning=typed.from_beginning,
        extend_days=extend_days,
        extend_from=_read_member(typed.extend_from, tuple(ExtendFrom), field="extend_from"),
    )


def require_asked_once(names: Iterable[str]) -> None:
    """Raise Refusal for a part of the question that is given twice: nobody knows which of them is meant."""
    for name, number in Counter(names).items():
        if number > 1:
            raise Refusal("given_twice", _("Das ist mehrfach angegeben. Gemeint ist nur eines."), field=name)


def parse_day(text: date | str, *, field: str) -> date:
    """Read a day as 2026-03-04 or 04.03.2026. Raise Refusal if it is no day of the calendar."""
    if isinstance(text, date):
        return date(text.year, text.month, text.day)  # the day of a datetime
    typed = text.strip()[:40]
    for separator, order in FORMATS:
        parts = text.strip().split(separator)
        if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts):
            if len(parts[order.index("Y")]) != 4:
                break
            try:
                numbers = dict(zip(order, map(int, parts), strict=True))
                return date(numbers["Y"], numbers["M"], numbers["D"])
            except (ValueError, OverflowError):
                raise Refusal("no_such_day", _("Den {day} gibt es nicht."), day=typed, field=field) from None
    raise Refusal(
        "no_day",
        _("„{day}“ ist kein Datum. Gemeint ist etwa 2026-03-04 oder 04.03.2026."),
        day=typed,
        field=field,
    )


def read_whole_number(typed: int | str | None, *, field: str) -> int | None:
    """Read a whole number; return None for None. Raise Refusal for anything else."""
    if typed is None or isinstance(typed, int):
        return typed
    try:
        return whole_number(str(typed))  # a program may pass 1.5 days, which is no whole number
    except ValueError:
        raise _no_number(str(typed), field) from None


def read_decimal_number(typed: float | str | None, *, field: str) -> float | None:
    """Read a number of months: 3, 1.5 or 1,5; return None for None. Raise Refusal for anything else."""
    if typed is None or isinstance(typed, int):
        return typed
    try:
        return decimal_number(str(typed))
    except ValueError:
        raise _no_number(str(typed), field) from None


def _require_one_start(
    start: date | str | None, posted: date | str | None, *, fiction_days: int | None, fiction_rolls: bool
) -> None:
    """Raise Refusal unless exactly one of the two is given.

    Only a posted notice has a service fiction (§ 41 (2) VwVfG).
    """
    if (start is None) == (posted is None):
        raise Refusal(
            "one_start",
            _("Bitte geben Sie entweder den Tag des Ereignisses oder den der Aufgabe zur Post an."),
            field="start" if start is None else "posted",
        )
    if posted is None and (fiction_days is not None or fiction_rolls):
        raise Refusal(
            "not_posted",
            _("Tage bis zur Bekanntgabe gibt es nur bei einem Bescheid, der zur Post gegeben wurde."),
            field="fiction_rolls" if fiction_days is None else "fiction_days",
        )


def _no_number(typed: str, field: str) -> Refusal:
    return Refusal("no_number", _("„{typed}“ ist keine Zahl, die hier passt."), typed=typed[:40], field=field)


def _posting(posted: date | str, days: int | None, *, rolls: bool, land: Land, rules: RuleSet) -> Posting:
    day = parse_day(posted, field="posted")
    if days is None:
        return rules.posting(day, land=land, rolls=rolls)
    if not 0 <= days <= 30:
        raise Refusal(
            "fiction",
            _("Die Zustellung gilt nach 0 bis 30 Tagen als bewirkt, nicht nach {days}."),
            days=days,
            field="fiction_days",
        )
    return Posting(posted_on=day, fiction_days=days, fiction_rolls=rolls)


def _period(given: dict[Unit, int | float | None], count: str) -> Period:
    """Return the one length that was given. Raise Refusal for none, for several, or for an impossible one."""
    lengths = {unit: amount for unit, amount in given.items() if amount is not None}
    if len(lengths) != 1:
        raise Refusal(
            "one_length",
            _("Bitte geben Sie genau eine Länge an: Tage, Wochen, Monate oder Jahre."),
            field=[*lengths, Unit.DAYS][1 if lengths else 0],
        )
    ((unit, amount),) = lengths.items()
    counted = _read_member(count, tuple(Count), field="count")
    period = (
        _half_months(amount, counted)
        if amount % 1 != 0
        else Period(amount=_require_length(int(amount), field=unit), unit=unit, count=counted)
    )
    period.require_countable()
    return period


def _half_months(months: float, counted: Count) -> Period:
    """Return ``1.5`` as a month and a half (§ 189 BGB). Raise Refusal for other fractions."""
    halves = months * 2
    if halves % 1 != 0 or not 1 <= halves <= LONGEST:
        raise Refusal(
            "length",
            _("Eine Frist dauert ganze oder halbe Monate, nicht {amount}."),
            amount=str(months).replace(".", ","),
            field=Unit.MONTHS,
        )
    return Period(amount=int(halves), unit=Unit.HALF_MONTHS, count=counted)


def _require_length(amount: int, *, field: str) -> int:
    if not 1 <= amount <= LONGEST:
        raise Refusal(
            "length",
            _("Eine Frist dauert zwischen 1 und {longest}, nicht {amount}."),
            amount=amount,
            longest=LONGEST,
            field=field,
        )
    return amount


def _read_member(text: str, words: tuple[Member, ...], *, field: str) -> Member:
    member = find_member(words, text)
    if member is not None:
        return member
    raise Refusal(
        "unknown_word",
        _("„{word}“ ist nicht bekannt; möglich sind: {known}."),
        word=text[:40],
        known=", ".join(words),
        field=field,
    )
