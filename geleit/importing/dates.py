"""Read dates as German lists write them: 21.1.81, 21.01.1981, 1981-01-21, 21. Januar 1981, Excel's own.

Each reader returns None for an empty cell and raises InvalidCell with a German sentence if it is no date.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from geleit.domain.dates import EARLIEST, LATEST_YEARS_AHEAD
from geleit.domain.persons.birth_dates import EARLIEST_BIRTH
from geleit.domain.texts import _
from geleit.german.words import format_day
from geleit.importing.table import Cell, InvalidCell
from geleit.importing.text import normalize, one_line, says_nothing

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
_WEEKDAY = r"(?:(?:mo|di|mi|do|fr|sa|so)[a-z]*\.?,?\s+)?"
_BEFORE = re.compile(
    rf"(?:am|vom|seit|ab|zum|bis|bis zum|ja,?|ja,? am|ja,? seit)\s+(?=\S)|{_WEEKDAY}(?=[0-9])", re.IGNORECASE
)
_CLOCK = re.compile(
    r"(?:\s*,\s*|\s+)(?:um\s+)?[0-2]?[0-9][:.][0-5][0-9](?::[0-5][0-9])?(?:\s*(?:uhr|h))?", re.IGNORECASE
)
_BETWEEN = r"\s*[.\-/ ]\s*"
_TIME = r"(?:[ T]+00:00(?::00(?:\.0+)?)?)?"
_NUMBERS = re.compile(rf"([0-9]{{1,2}}){_BETWEEN}([0-9]{{1,2}}){_BETWEEN}([0-9]{{4}}|[0-9]{{2}}){_TIME}")
_ISO = re.compile(rf"([0-9]{{4}})[.\-/]([0-9]{{1,2}})[.\-/]([0-9]{{1,2}}){_TIME}")
_WITH_MONTH = re.compile(r"([0-9]{1,2})\.?\s*([^\W\d_]{3,9})\.?\s*([0-9]{4}|[0-9]{2})")
_DIGITS = re.compile(r"([0-9]{2})([0-9]{2})((?:19|20)[0-9]{2})")
_YEAR_ONLY = re.compile(
    rf"(?:00?{_BETWEEN}00?{_BETWEEN}|xx?{_BETWEEN}xx?{_BETWEEN})?((?:19|20)[0-9]{{2}})", re.IGNORECASE
)
_NOT_YET = frozenset(
    [
        "nein",
        "n",
        "no",
        "offen",
        "ausstehend",
        "angefragt",
        "folgt",
        "fehlt",
        "nochnicht",
        "nochnein",
        "nochoffen",
        "unklar",
        "keine",
        "kein",
        "nichtnoetig",
        "nichterforderlich",
        "inklaerung",
        "spaeter",
    ]
)
_SERIAL = re.compile(r"[2-6][0-9]{4}")
_EXCEL_DAY_ZERO = date(1899, 12, 30)


def read_birth_date(cell: Cell, *, today: date) -> date | None:
    """Read a birth date. A two-digit year is the latest one that is not in the future.

    None also if the list knows the year alone.
    """
    if birth_year_only(cell):
        return None
    day = _read(cell, lambda year: 2000 + year if 2000 + year <= today.year else 1900 + year)
    if day is None:
        return None
    if day > today:
        raise InvalidCell(_("Das Geburtsdatum {day} liegt in der Zukunft.").format(day=format_day(day)))
    if day < EARLIEST_BIRTH:
        raise InvalidCell(_("Das Geburtsdatum {day} kann nicht stimmen.").format(day=format_day(day)))
    return day


def birth_year_only(cell: Cell) -> bool:
    """Tell whether the cell names the year of a birth and no day: 1985 or 00.00.1985."""
    return not isinstance(cell, date) and _YEAR_ONLY.fullmatch(one_line(cell)) is not None


def read_case_date(cell: Cell, *, today: date) -> date | None:
    """Read a date of the case, past or future. The year 26 is 2026."""
    day = _read(cell, lambda year: 2000 + year)
    if day is not None and not EARLIEST <= day <= date(today.year + LATEST_YEARS_AHEAD, 12, 31):
        raise InvalidCell(_("Der {day} kann nicht stimmen.").format(day=format_day(day)))
    return day


def read_past_date(cell: Cell, *, today: date) -> date | None:
    """Read the date of something that has happened."""
    day = read_case_date(cell, today=today)
    if day is not None and day > today:
        raise InvalidCell(
            _("Der {day} liegt in der Zukunft. Hier steht nur, was schon geschehen ist.").format(
                day=format_day(day)
            )
        )
    return day


def _read(cell: Cell, century: Callable[[int], int]) -> date | None:
    if isinstance(cell, date):
        return cell
    text = one_line(cell)
    if says_nothing(text) or normalize(text) in _NOT_YET:
        return None
    written, text = text, _without_words(text)
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
        return _day(year, month, day)
    if match := _NUMBERS.fullmatch(text) or _DIGITS.fullmatch(text):
        return _day(_year(match[3], century), int(match[2]), int(match[1]))
    if (match := _WITH_MONTH.fullmatch(text)) and (named := _month(match[2])):
        return _day(_year(match[3], century), named, int(match[1]))
    if _SERIAL.fullmatch(text):
        return _EXCEL_DAY_ZERO + timedelta(days=int(text))
    raise InvalidCell(_("„{text}“ ist kein Datum.").format(text=written))


def _without_words(text: str) -> str:
    """Return the date without the words and the time of day that lists write beside it."""
    while (match := _BEFORE.match(text)) and match[0]:
        text = text[match.end() :]
    match = _CLOCK.search(text)
    return text[: match.start()] if match and match.end() == len(text) else text


def _year(digits: str, century: Callable[[int], int]) -> int:
    return int(digits) if len(digits) == 4 else century(int(digits))


def _month(word: str) -> int | None:
    start = normalize(word)
    fits = [number for number, name in enumerate(_MONTHS, start=1) if name.startswith(start)]
    return fits[0] if len(fits) == 1 else None


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        written = f"{day:02d}.{month:02d}.{year:04d}"
        raise InvalidCell(_("Den {day} gibt es nicht.").format(day=written)) from None
