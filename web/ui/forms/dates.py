"""Dates as people type them, in a text field: a browser's own date field speaks the browser's language."""

import re
from datetime import date, timedelta

from web.ui.i18n import gettext as _

EARLIEST = date(1900, 1, 1)
LATEST = date(2100, 12, 31)

_GERMAN = re.compile(r"(\d{1,2})[.\-/ ]\s*(\d{1,2})[.\-/ ]\s*(\d{4}|\d{2})", re.ASCII)
_WITHOUT_YEAR = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)
_OFFSET = re.compile(r"([+\-−–])\s*(\d{1,4})", re.ASCII)
_WORDS = {"heute": 0, "gestern": -1, "vorgestern": -2, "morgen": 1, "übermorgen": 2}


def parse_date(typed: str, *, today: date) -> date:
    """Read a day: 22.11.2026, 22.11.26, 22.11., 2026-11-22, 22112026, heute, gestern, +14.

    A ValueError carries the German sentence that says what is wrong.
    """
    text = typed.strip().lower()
    if text in _WORDS:
        return today + timedelta(days=_WORDS[text])
    if offset := _OFFSET.fullmatch(text):
        days = int(offset[2])
        return _within_reach(today + timedelta(days=days if offset[1] == "+" else -days))
    return _within_reach(_calendar_day(text, typed.strip(), today))


def _calendar_day(text: str, typed: str, today: date) -> date:
    if match := _ISO.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _GERMAN.fullmatch(text) or _DIGITS.fullmatch(text):
        return _day(_century(match[3], today), int(match[2]), int(match[1]))
    if match := _WITHOUT_YEAR.fullmatch(text):
        return _day(today.year, int(match[2]), int(match[1]))
    raise ValueError(
        _("„{typed}“ ist kein Datum. Schreiben Sie zum Beispiel 22.11.2026.").format(typed=typed)
    )


def _century(year: str, today: date) -> int:
    """Read a year of two digits as one from 69 years ago to 30 years ahead: 26 is 2026, 61 is 1961."""
    if len(year) == 4:
        return int(year)
    nearest = today.year - today.year % 100 + int(year)
    return nearest - 100 if nearest > today.year + 30 else nearest


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        written = f"{day:02d}.{month:02d}.{year:04d}"
        raise ValueError(_("Den {day} gibt es nicht.").format(day=written)) from None


def _within_reach(day: date) -> date:
    if EARLIEST <= day <= LATEST:
        return day
    raise ValueError(_("Das Jahr {year} kann nicht stimmen.").format(year=day.year))
