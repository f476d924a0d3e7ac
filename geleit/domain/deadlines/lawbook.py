"""What decisions about dates go by: the rules, and holidays proclaimed after the calendar was printed."""

from datetime import date
from typing import NamedTuple

from geleit.domain.calendar import Calendar, Commune, Land
from geleit.domain.deadlines.calculator import Posting
from geleit.domain.deadlines.rulebook import Rulebook

FICTION = "notification_fiction"
"""The rule that says when a posted notice counts as notified."""


class AddedHoliday(NamedTuple):
    """A public holiday that the calendar's library does not know yet."""

    land: Land
    day: date
    name: str


class Lawbook(NamedTuple):
    """The rules of dates and the late holidays, as they stand today."""

    book: Rulebook
    added: tuple[AddedHoliday, ...] = ()

    def calendar(self, land: Land, commune: Commune | None = None) -> Calendar:
        """The holidays of a place, with those proclaimed late."""
        added = tuple((holiday.day, holiday.name) for holiday in self.added if holiday.land is land)
        return Calendar(land=land, commune=commune, added=added)

    def posting(self, posted_on: date, *, land: Land, rolls: bool = False) -> Posting:
        """The notification fiction as it stood in that Land when the notice was posted."""
        return self.book.rule(FICTION, on=posted_on).posting(posted_on, land=land, rolls=rolls)
