"""Periods as §§ 187–192 BGB count them: the last day, before weekend and holiday are looked at."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from dateutil.relativedelta import relativedelta
from pydantic import Field

from domain.calendars import Calendar
from domain.model import Value

_ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    """What a period is counted in. A half month is 15 days (§ 189 BGB), a year twelve months."""

    DAYS = "days"
    WEEKS = "weeks"
    HALF_MONTHS = "half_months"
    MONTHS = "months"
    YEARS = "years"


class Count(StrEnum):
    """Which days a period in days counts."""

    KALENDERTAGE = "kalendertage"
    ARBEITSTAGE = "arbeitstage"
    WERKTAGE = "werktage"


class Period(Value):
    """A length of time as a notice or a rule names it."""

    amount: Annotated[int, Field(ge=1, le=4000)]
    unit: Unit
    count: Count = Count.KALENDERTAGE


def raw_end(
    start: date, period: Period, *, calendar: Calendar, from_beginning: bool = False, before: bool = False
) -> date:
    """The last day of the period, before any weekend or holiday is looked at.

    ``start`` is the day of the event, which does not count (§ 187 (1) BGB), or with ``from_beginning`` the
    day whose beginning starts the period, which does (§ 187 (2)). ``before`` counts backwards alike.
    """
    if period.unit is Unit.DAYS and period.count is not Count.KALENDERTAGE:
        return _counted(start, period, calendar=calendar, from_beginning=from_beginning, before=before)
    days = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.HALF_MONTHS: 15}.get(period.unit)
    if days is not None:
        length = timedelta(days=period.amount * days - from_beginning)
        return start - length if before else start + length
    months = period.amount * (12 if period.unit is Unit.YEARS else 1)
    return _by_months(start, months, from_beginning=from_beginning, before=before)


def _counted(start: date, period: Period, *, calendar: Calendar, from_beginning: bool, before: bool) -> date:
    counts = calendar.is_arbeitstag if period.count is Count.ARBEITSTAGE else calendar.is_werktag
    step = -_ONE_DAY if before else _ONE_DAY
    day = start if from_beginning else start + step
    left = period.amount - counts(day)
    while left > 0:
        day += step
        left -= counts(day)
    return day


def _by_months(start: date, months: int, *, from_beginning: bool, before: bool) -> date:
    """The day of the same number (§ 188 (2)); from the beginning of a day, the day before that number.

    A number that the month lacks means its last day (§ 188 (3)).
    """
    if before:
        moved = start - relativedelta(months=months)
        return moved + _ONE_DAY if from_beginning else moved
    if not from_beginning:
        return start + relativedelta(months=months)
    if start.day == 1:
        return start + relativedelta(months=months) - _ONE_DAY
    # The decisive number is the one before the start's, and it is this number the month may lack.
    return start.replace(day=start.day - 1) + relativedelta(months=months)


def comes_of_age(birth_date: date, years: int = 18) -> date:
    """The first day of being ``years`` old: the day of birth counts (§ 187 (2) sentence 2 BGB)."""
    return _by_months(birth_date, years * 12, from_beginning=True, before=False) + _ONE_DAY
