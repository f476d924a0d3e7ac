"""Periods of §§ 187–192 BGB: their last day, before it moves off weekend and holiday."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from dateutil.relativedelta import relativedelta
from pydantic import Field

from geleit.domain.calendar import Calendar
from geleit.domain.model import Value
from geleit.domain.refusal import Refusal
from geleit.domain.renamed_enum import RenamedEnum
from geleit.domain.texts import _

_ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    """The unit of a period: a half month is 15 days, two are a month (§ 189 BGB), a year is twelve months."""

    DAYS = "days"
    WEEKS = "weeks"
    HALF_MONTHS = "half_months"
    MONTHS = "months"
    YEARS = "years"


_DAYS = {Unit.DAYS: 1, Unit.WEEKS: 7}


class Count(RenamedEnum):
    """Which days a period in days counts. Only calendar days include public holidays.

    A working day is an Arbeitstag (Monday to Friday); a Werktag may be a Saturday as well.
    """

    CALENDAR_DAYS = "calendar_days", "kalendertage"
    WORKING_DAYS = "working_days", "arbeitstage"
    WORKING_DAYS_WITH_SATURDAYS = "working_days_with_saturdays", "werktage"


class Period(Value):
    """A length of time as a notice or a rule states it."""

    amount: Annotated[int, Field(ge=1, le=4000)]
    unit: Unit
    count: Count = Count.CALENDAR_DAYS

    def require_countable(self) -> None:
        """Raise Refusal for weeks of working days and the like."""
        if self.count is not Count.CALENDAR_DAYS and self.unit is not Unit.DAYS:
            raise Refusal(
                "days_only", _("Nur Tage lassen sich als Arbeitstage oder Werktage zählen."), field="count"
            )


def raw_end(
    start: date, period: Period, *, calendar: Calendar, from_beginning: bool = False, before: bool = False
) -> date:
    """Return the last day of the period, before it moves off weekend and holiday.

    ``start`` is the day of the event, which does not count (§ 187 (1) BGB), or with ``from_beginning`` the
    day whose beginning starts the period, which does (§ 187 (2)). ``before`` counts backwards in the same
    way.
    """
    if period.unit is Unit.DAYS and period.count is not Count.CALENDAR_DAYS:
        return _count_days(start, period, calendar=calendar, from_beginning=from_beginning, before=before)
    if period.unit in _DAYS:
        length = timedelta(days=period.amount * _DAYS[period.unit] - from_beginning)
        return start - length if before else start + length
    if period.unit is Unit.HALF_MONTHS:
        return _add_half_months(start, period.amount, from_beginning=from_beginning, before=before)
    months = period.amount * (12 if period.unit is Unit.YEARS else 1)
    return _add_months(start, months, from_beginning=from_beginning, before=before)


def _count_days(
    start: date, period: Period, *, calendar: Calendar, from_beginning: bool, before: bool
) -> date:
    is_counted = (
        calendar.is_working_day if period.count is Count.WORKING_DAYS else calendar.is_working_day_or_saturday
    )
    step = -_ONE_DAY if before else _ONE_DAY
    day = start if from_beginning else start + step
    left = period.amount - is_counted(day)
    while left > 0:
        day += step
        left -= is_counted(day)
    return day


def _add_half_months(start: date, halves: int, *, from_beginning: bool, before: bool) -> date:
    """Count the whole months first, then the fifteen days of a half month (§ 189 (2))."""
    months, half = divmod(halves, 2)
    rest = timedelta(days=half * 15)
    if months:
        start = _add_months(start, months, from_beginning=from_beginning, before=before)
    else:
        rest -= _ONE_DAY * from_beginning
    return start - rest if before else start + rest


def _add_months(start: date, months: int, *, from_beginning: bool, before: bool) -> date:
    """Return the day of the same number (§ 188 (2)), or the day before it if counted from a day's beginning.

    If the month has no such day, the period ends on its last day (§ 188 (3)).
    """
    if before:
        # The same days are counted from an event on the day before.
        event = start + _ONE_DAY if from_beginning else start
        return event - relativedelta(months=months)
    if not from_beginning:
        return start + relativedelta(months=months)
    if start.day == 1:
        return start + relativedelta(months=months) - _ONE_DAY
    # The end has the number of the day before the start, and it is this number that the month may lack.
    return start.replace(day=start.day - 1) + relativedelta(months=months)


def comes_of_age(birth_date: date, years: int = 18) -> date:
    """Return the first day of being ``years`` old: the day of birth counts (§ 187 (2) S. 2 BGB)."""
    return _add_months(birth_date, years * 12, from_beginning=True, before=False) + _ONE_DAY
