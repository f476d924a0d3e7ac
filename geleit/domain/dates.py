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


def require_past(on: date, today: date, field: str) -> None:
    """Raise Refusal if ``on``, the value of that field, lies after ``today`` or is implausible."""
    if on > today:
        raise Refusal("in_future", _("Der {date} liegt in der Zukunft."), date=on).about(field)
    require_plausible(on, today, field)


def require_future(on: date, today: date, field: str) -> None:
    """Raise Refusal unless ``on``, the value of that field, lies after ``today`` and is plausible."""
    if on <= today:
        raise Refusal("not_in_future", _("Der {date} liegt nicht in der Zukunft."), date=on).about(field)
    require_plausible(on, today, field)


def require_plausible(on: date, today: date, field: str) -> None:
    """Raise Refusal if ``on``, the value of that field, is so far away that it must be a typing error."""
    if on < EARLIEST or on.year > today.year + LATEST_YEARS_AHEAD:
        raise Refusal("implausible", _("Der {date} kann nicht stimmen."), date=on).about(field)
