"""Public holidays of the Länder from the year 2000 on: from Easter, the calendar, and each Land's own law."""

from datetime import date, timedelta
from functools import cache

EVERYWHERE = ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))
AFTER_EASTER = (-2, 1, 39, 50)
"""Good Friday, Easter Monday, Ascension, Whit Monday."""
EPIPHANY = {"BW", "BY", "ST"}
CORPUS_CHRISTI = {"BW", "BY", "HE", "NW", "RP", "SL"}
ALL_SAINTS = {"BW", "BY", "NW", "RP", "SL"}
REFORMATION = {"BB", "MV", "SN", "ST", "TH"}
REFORMATION_SINCE_2018 = {"HB", "HH", "NI", "SH"}
LANDS = ("BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH")
ONCE_IN_BERLIN = {date(2020, 5, 8), date(2025, 5, 8), date(2028, 6, 17)}


def easter(year: int) -> date:
    """Easter Sunday by the rule of Gauss, as Lichtenberg put it."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun = 2 - (3 * century + 3) // 4
    golden = year % 19
    seed = (19 * golden + moon) % 30
    correction = (seed + golden // 11) // 29
    full_moon = 21 + seed - correction
    first_sunday = 7 - (year + year // 4 + sun) % 7
    distance = 7 - (full_moon - first_sunday) % 7
    return date(year, 3, 1) + timedelta(days=full_moon + distance - 1)


@cache
def holidays(land: str, commune: str | None, year: int) -> frozenset[date]:
    """Return the holidays of a Land, or of a commune that has more of them."""
    sunday = easter(year)
    found = {date(year, month, day) for month, day in EVERYWHERE}
    found |= {sunday + timedelta(days=days) for days in AFTER_EASTER}
    found |= {day for day in ONCE_IN_BERLIN if land == "BE" and day.year == year}
    is_catholic = commune == "katholisch"
    rules = (
        (land in EPIPHANY, date(year, 1, 6)),
        ((land == "BE" and year >= 2019) or (land == "MV" and year >= 2023), date(year, 3, 8)),
        (land == "BB", sunday),
        (land == "BB", sunday + timedelta(days=49)),
        (land in CORPUS_CHRISTI or (is_catholic and land in {"SN", "TH"}), sunday + timedelta(days=60)),
        (commune == "Augsburg", date(year, 8, 8)),
        (land == "SL" or commune == "Augsburg" or (is_catholic and land == "BY"), date(year, 8, 15)),
        (land == "TH" and year >= 2019, date(year, 9, 20)),
        (_has_reformation_day(land, year), date(year, 10, 31)),
        (land in ALL_SAINTS, date(year, 11, 1)),
        (land == "SN", _day_of_repentance(year)),
    )
    return frozenset(found | {day for holds, day in rules if holds})


def _has_reformation_day(land: str, year: int) -> bool:
    """Tell whether Reformation Day is a holiday; in 2017, the five-hundredth, it was one everywhere."""
    return land in REFORMATION or year == 2017 or (land in REFORMATION_SINCE_2018 and year >= 2018)


def _day_of_repentance(year: int) -> date:
    """Return the Wednesday before 23 November."""
    day = date(year, 11, 22)
    while day.isoweekday() != 3:
        day -= timedelta(days=1)
    return day
