"""Which days can be."""

from datetime import date

from geleit.domain.refusal import Refusal
from geleit.domain.texts import _

EARLIEST = date(2000, 1, 1)
LATEST_YEARS_AHEAD = 10


def not_in_future(on: date, day: date) -> None:
    """The day has been."""
    if on > day:
        raise Refusal("in_future", _("Der {date} liegt in der Zukunft."), date=on)
    plausible(on, day)


def in_future(on: date, day: date) -> None:
    """The day lies ahead."""
    if on <= day:
        raise Refusal("not_in_future", _("Der {date} liegt nicht in der Zukunft."), date=on)
    plausible(on, day)


def plausible(on: date, day: date) -> None:
    """The day is no slip of the pen."""
    if on < EARLIEST or on.year > day.year + LATEST_YEARS_AHEAD:
        raise Refusal("implausible", _("Der {date} kann nicht stimmen."), date=on)
