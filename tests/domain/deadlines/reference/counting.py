"""Count a period by the paragraphs: its raw end, its end off rest days, every end one could argue for."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product

from tests.domain.deadlines.reference.holidays import holidays

DAY = timedelta(days=1)
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Place:
    """Whose holidays count; ``added`` are those proclaimed late."""

    land: str
    commune: str | None = None
    added: frozenset[date] = frozenset()

    def is_holiday(self, day: date) -> bool:
        return day in self.added or day in holidays(self.land, self.commune, day.year)

    def is_rest_day(self, day: date) -> bool:
        """§ 193 BGB."""
        return day.isoweekday() > 5 or self.is_holiday(day)


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the names of the calculator; ``posted`` in place of ``start``."""

    place: Place
    amount: int
    unit: str
    start: date | None = None
    posted: date | None = None
    fiction_days: int = 4
    fiction_rolls: bool = False
    count: str = "calendar_days"
    before: bool = False
    from_beginning: bool = False
    moves: bool = True
    extend_days: int | None = None
    extend_from: str = "rolled"


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes of it."""

    start: date
    raw: date
    rolled: date
    safe: date


def answer(case: Case) -> Answer:
    """Answer the question, and find the earliest end over the answers to what is disputed."""
    start, raw, rolled = _count(case)
    ends = {raw, rolled}
    rolls_or_not = (False, True) if case.posted else (case.fiction_rolls,)
    bases = ("raw", "rolled") if case.extend_days else (case.extend_from,)
    for rolls, base in product(rolls_or_not, bases):
        if (rolls, base) == (case.fiction_rolls, case.extend_from):
            continue
        ends |= set(_count(replace(case, fiction_rolls=rolls, extend_from=base))[1:])
    return Answer(start, raw, rolled, min(ends))


def _count(case: Case) -> tuple[date, date, date]:
    sign = -1 if case.before else 1
    if case.posted is not None:
        start = case.posted + case.fiction_days * DAY
        if case.fiction_rolls:
            start = move(start, case.place, 1)
    else:
        assert case.start is not None
        start = case.start
    raw = end_of(start, case)
    rolled = move(raw, case.place, sign) if case.moves else raw
    if case.extend_days:
        raw = (rolled if case.extend_from == "rolled" else raw) + sign * case.extend_days * DAY
        rolled = move(raw, case.place, sign) if case.moves else raw
    return start, raw, rolled


def move(day: date, place: Place, sign: int) -> date:
    """Return the next (or last) day that is no rest day."""
    while place.is_rest_day(day):
        day += sign * DAY
    return day


def end_of(start: date, case: Case) -> date:
    """§§ 187 to 189 BGB, and backwards alike."""
    sign = -1 if case.before else 1
    first = 1 if case.from_beginning else 0
    if case.unit == "days" and case.count != "calendar_days":
        return _nth_working_day(start, case, sign, first)
    if case.unit in ("days", "weeks"):
        return start + sign * (case.amount * (7 if case.unit == "weeks" else 1) - first) * DAY
    halves = {"half_months": 1, "months": 2, "years": 24}[case.unit] * case.amount
    months, half = divmod(halves, 2)
    if not months:
        return start + sign * (15 - first) * DAY
    if first and not case.before:
        day = _from_beginning(start, months)
    else:
        day = _same_number(start - sign * first * DAY, sign * months)
    return day + sign * 15 * half * DAY


def _from_beginning(start: date, months: int) -> date:
    """§ 188 (2), second case: the day before the one with the number of the first day; § 188 (3)."""
    year, month = _month_of(start, months)
    if start.day == 1:
        return date(year, month, 1) - DAY
    return date(year, month, min(start.day - 1, _length(year, month)))


def _same_number(day: date, months: int) -> date:
    """§ 188 (2), first case; § 188 (3)."""
    year, month = _month_of(day, months)
    return date(year, month, min(day.day, _length(year, month)))


def _month_of(day: date, months: int) -> tuple[int, int]:
    number = day.year * 12 + day.month - 1 + months
    return number // 12, number % 12 + 1


def _length(year: int, month: int) -> int:
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and is_leap else LENGTHS[month - 1]


def _nth_working_day(start: date, case: Case, sign: int, first: int) -> date:
    last = 5 if case.count == "working_days" else 6
    day, left = start - sign * first * DAY, case.amount
    while left:
        day += sign * DAY
        left -= day.isoweekday() <= last and not case.place.is_holiday(day)
    return day
