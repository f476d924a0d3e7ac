"""Working days of the Länder, for targets counted in Arbeitstage (Monday to Friday, no public holiday)."""

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import holidays


class Land(StrEnum):
    """The sixteen Länder, by the two letters of ISO 3166-2:DE."""

    BW = "BW"
    BY = "BY"
    BE = "BE"
    BB = "BB"
    HB = "HB"
    HH = "HH"
    HE = "HE"
    MV = "MV"
    NI = "NI"
    NW = "NW"
    RP = "RP"
    SL = "SL"
    SN = "SN"
    ST = "ST"
    SH = "SH"
    TH = "TH"


SATURDAY = 5


@lru_cache(maxsize=16)
def _public_holidays(land: Land) -> holidays.HolidayBase:
    return holidays.country_holidays("DE", subdiv=land.value)


def is_working_day(day: date, land: Land) -> bool:
    """Whether the day is an Arbeitstag in the Land."""
    return day.weekday() < SATURDAY and day not in _public_holidays(land)


def add_working_days(day: date, count: int, land: Land) -> date:
    """The ``count``-th Arbeitstag after ``day``; ``day`` itself does not count (§ 187 (1) BGB)."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, land)
    return day
