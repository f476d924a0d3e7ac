"""The calendar day in Germany, and checks of days that people typed."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from geleit.domain.refusal import Refusal
from geleit.domain.texts import _

BERLIN = ZoneInfo("Europe/Berlin")
EARLIEST = date(2000, 1, 1)
LATEST_YEARS_AHEAD = 10


def today(now: datetime) -> date:
    """Return the calendar day in Germany at that moment."""
    return now.astimezone(BERLIN).date()


def require_past(on: date, day: date, field: str) -> None:
    """Raise Refusal if ``on``, the value of that field, lies after ``day`` or is implausible."""
    if on > day:
        raise Refusal("in_future", _("Der {date} liegt in der Zukunft."), date=on).about(field)
    require_plausible(on, day, field)


def require_future(on: date, day: date, field: str) -> None:
    """Raise Refusal unless ``on``, the value of that field, lies after ``day`` and is plausible."""
    if on <= day:
        raise Refusal("not_in_future", _("Der {date} liegt nicht in der Zukunft."), date=on).about(field)
    require_plausible(on, day, field)


def require_plausible(on: date, day: date, field: str) -> None:
    """Raise Refusal if ``on``, the value of that field, is so far from ``day`` that it is a typing error."""
    if on < EARLIEST or on.year > day.year + LATEST_YEARS_AHEAD:
        raise Refusal("implausible", _("Der {date} kann nicht stimmen."), date=on).about(field)
