"""Dates in every way German lists write them: 21.1.81, 21.01.1981, 1981-01-21, 21. Januar 1981, Excel's own.

Each reader answers None for an empty cell and raises Wrong with a German sentence for one that is no date.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from geleit.domain.dates import EARLIEST, LATEST_YEARS_AHEAD
from geleit.domain.persons.birth_dates import EARLIEST_BIRTH
from geleit.domain.texts import _
from geleit.domain.wording import german
from geleit.importing.table import Cell, Wrong
from geleit.importing.text import key, one_line

_MONTHS = (
    "januar",
    "februar",
    "maerz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
)
_BETWEEN = r"\s*[.\-/ ]\s*"
_TIME = r"(?:[ T]+00:00(?::00(?:\.0+)?)?)?"
_NUMBERS = re.compile(rf"([0-9]{{1,2}}){_BETWEEN}([0-9]{{1,2}}){_BETWEEN}([0-9]{{4}}|[0-9]{{2}}){_TIME}")
_ISO = re.compile(rf"([0-9]{{4}})[.\-/]([0-9]{{1,2}})[.\-/]([0-9]{{1,2}}){_TIME}")
_WITH_MONTH = re.compile(r"([0-9]{1,2})\.?\s*([^\W\d_]{3,9})\.?\s*([0-9]{4}|[0-9]{2})")
_DIGITS = re.compile(r"([0-9]{2})([0-9]{2})((?:19|20)[0-9]{2})")
_SERIAL = re.compile(r"[2-6][0-9]{4}")
_EXCEL_DAY_ZERO = date(1899, 12, 30)


def birth_date(cell: Cell, *, today: date) -> date | None:
    """A birth date. A year of two digits is the latest one that is not in the future."""
    day = _read(cell, lambda year: 2000 + year if 2000 + year <= today.year else 1900 + year)
    if day is None:
        return None
    if day > today:
        raise Wrong(_("Das Geburtsdatum {day} liegt in der Zukunft.").format(day=german(day)))
    if day < EARLIEST_BIRTH:
        raise Wrong(_("Das Geburtsdatum {day} kann nicht stimmen.").format(day=german(day)))
    return day


def case_date(cell: Cell, *, today: date) -> date | None:
    """A date of the case, past or future. The year 26 is 2026."""
    day = _read(cell, lambda year: 2000 + year)
    if day is not None and not EARLIEST <= day <= date(today.year + LATEST_YEARS_AHEAD, 12, 31):
        raise Wrong(_("Der {day} kann nicht stimmen.").format(day=german(day)))
    return day


def past_date(cell: Cell, *, today: date) -> date | None:
    """The date of something that has happened."""
    day = case_date(cell, today=today)
    if day is not None and day > today:
        raise Wrong(
            _("Der {day} liegt in der Zukunft. Hier steht nur, was schon geschehen ist.").format(
                day=german(day)
            )
        )
    return day


def _read(cell: Cell, century: Callable[[int], int]) -> date | None:
    if isinstance(cell, date):
        return cell
    text = one_line(cell)
    if not text:
        return None
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
        return _day(year, month, day)
    if match := _NUMBERS.fullmatch(text) or _DIGITS.fullmatch(text):
        return _day(_year(match[3], century), int(match[2]), int(match[1]))
    if (match := _WITH_MONTH.fullmatch(text)) and (named := _month(match[2])):
        return _day(_year(match[3], century), named, int(match[1]))
    if _SERIAL.fullmatch(text):
        return _EXCEL_DAY_ZERO + timedelta(days=int(text))
    raise Wrong(_("„{text}“ ist kein Datum.").format(text=text))


def _year(digits: str, century: Callable[[int], int]) -> int:
    return int(digits) if len(digits) == 4 else century(int(digits))


def _month(word: str) -> int | None:
    start = key(word)
    fits = [number for number, name in enumerate(_MONTHS, start=1) if name.startswith(start)]
    return fits[0] if len(fits) == 1 else None


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        written = f"{day:02d}.{month:02d}.{year:04d}"
        raise Wrong(_("Den {day} gibt es nicht.").format(day=written)) from None
