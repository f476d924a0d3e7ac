"""Dates and numbers as German screens write them. Nothing here uses a clock: today is passed in."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

from web.ui.i18n import current_language, gettext, ngettext

BERLIN = ZoneInfo("Europe/Berlin")


def datum(day: date | None) -> str:
    """Write 22.11.2026; a missing date is a dash."""
    return _day(day, "dd.MM.yyyy", current_language()) if day else "–"


def datum_lang(day: date | None) -> str:
    """Write 22. November 2026, for running text."""
    return _day(day, "long", current_language()) if day else "–"


def zeitpunkt(moment: date | datetime) -> str:
    """Write 22.11.2026, 14:05 Uhr in German time; a mere day stays a day."""
    if not isinstance(moment, datetime):
        return datum(moment)
    there = moment.astimezone(BERLIN)
    return gettext("{day}, {time} Uhr").format(day=datum(there.date()), time=f"{there:%H:%M}")


def wochentag(day: date) -> str:
    """Write the weekday: Sonntag."""
    return _day(day, "EEEE", current_language())


def tage(count: int) -> str:
    """Write 1 Tag, 4 Tage."""
    return ngettext("{n} Tag", "{n} Tage", count).format(n=zahl(count))


def rel(day: date | None, today: date) -> str:
    """Write how far away a day is: heute, morgen, in 10 Tagen, gestern, vor 4 Tagen."""
    if day is None:
        return ""
    days = (day - today).days
    near = {0: gettext("heute"), 1: gettext("morgen"), -1: gettext("gestern")}
    if days in near:
        return near[days]
    if days > 0:
        return ngettext("in {n} Tag", "in {n} Tagen", days).format(n=zahl(days))
    return ngettext("vor {n} Tag", "vor {n} Tagen", -days).format(n=zahl(-days))


def faellig(day: date | None, today: date) -> str:
    """Write what a due date means: heute fällig, in 10 Tagen, seit 4 Tagen überfällig."""
    if day is None:
        return gettext("ohne Termin")
    days = (day - today).days
    if days == 0:
        return gettext("heute fällig")
    if days > 0:
        return rel(day, today)
    if days == -1:
        return gettext("seit gestern überfällig")
    return ngettext("seit {n} Tag überfällig", "seit {n} Tagen überfällig", -days).format(n=zahl(-days))


def seit(day: date | None, today: date) -> str:
    """Write for how long: seit heute, seit gestern, seit 23 Tagen."""
    if day is None:
        return ""
    days = (today - day).days
    if days <= 0:
        return gettext("seit heute")
    if days == 1:
        return gettext("seit gestern")
    return ngettext("seit {n} Tag", "seit {n} Tagen", days).format(n=zahl(days))


def zahl(number: int | float | Decimal) -> str:
    """Write a number with German separators: 1.208."""
    return _number(number, current_language())


# Lists repeat the same few days and numbers, and formatting one takes as long as a whole cell.


@lru_cache(maxsize=4096)
def _day(day: date, pattern: str, language: str) -> str:
    return format_date(day, pattern, locale=language)


@lru_cache(maxsize=4096, typed=True)
def _number(number: int | float | Decimal, language: str) -> str:
    return format_decimal(number, locale=language)


FILTERS = {
    "datum": datum,
    "datum_lang": datum_lang,
    "zeitpunkt": zeitpunkt,
    "wochentag": wochentag,
    "tage": tage,
    "rel": rel,
    "faellig": faellig,
    "seit": seit,
    "zahl": zahl,
}
