"""A month as the page shows it: its weeks, its holidays, and a line for each entry."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from babel.dates import format_date

from geleit.domain.calendar import Calendar, Land
from geleit.domain.deadlines.state import DeadlineKind
from geleit.store.pages.calendar import CalendarEntry, EntryKind
from web.ui.i18n import current_language
from web.ui.i18n import gettext as _
from web.ui.labels import label
from web.ui.lists import departure_address, step_name, who
from web.ui.sheets import ListSheet

EARLIEST, LATEST = 2000, 2100
_ICONS = {EntryKind.LEGAL: "document", EntryKind.APPOINTMENT: "calendar", EntryKind.TARGET: "arrow"}


class Month(NamedTuple):
    """A month of a year; as text it is used in addresses: 2026-11."""

    year: int
    number: int

    @classmethod
    def read(cls, text: str | None) -> "Month | None":
        """Parse 2026-11; return None for anything else."""
        year, _dash, number = (text or "").partition("-")
        if not (year.isdecimal() and year.isascii() and number.isdecimal() and number.isascii()):
            return None
        found = cls(int(year), int(number))
        return found if EARLIEST <= found.year <= LATEST and 1 <= found.number <= 12 else None

    def __str__(self) -> str:
        """Return the month as written in addresses: 2026-11."""
        return f"{self.year}-{self.number:02}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    @property
    def before(self) -> "Month":
        """The month before."""
        return month_of(self.first - timedelta(days=1))

    @property
    def after(self) -> "Month":
        """The month after."""
        return month_of(self.last + timedelta(days=1))

    @property
    def title(self) -> str:
        """The month in German: November 2026."""
        return format_date(self.first, "LLLL yyyy", locale=current_language())

    def has(self, day: date) -> bool:
        """Return whether the day is in this month."""
        return (day.year, day.month) == tuple(self)

    def weeks(self) -> list[list[date]]:
        """Return its weeks from Monday to Sunday, filled up with days of the adjacent months."""
        return calendar.Calendar(firstweekday=calendar.MONDAY).monthdatescalendar(self.year, self.number)


class Holiday(NamedTuple):
    """A public holiday; the name says where, if it is not one everywhere."""

    on: date
    name: str


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """One entry on a day. ``href`` is None if the account may not open the departure."""

    on: date
    kind: str
    icon: str
    sort: str
    title: str
    number: str
    href: str | None
    who: str
    counsellor: str | None


def month_of(day: date) -> Month:
    """Return the month of a day."""
    return Month(day.year, day.month)


def day_of(month: Month, text: str | None) -> date | None:
    """Return the day of the month with this number; None if it has none."""
    if not text or not text.isascii() or not text.isdecimal():
        return None
    number = int(text)
    return date(month.year, month.number, number) if 1 <= number <= month.last.day else None


def holidays_of(month: Month, calendars: Mapping[Land, Calendar]) -> list[Holiday]:
    """Return the holidays of the month; where the Länder differ, each name says for which it counts."""
    found = []
    for number in range(1, month.last.day + 1):
        on = date(month.year, month.number, number)
        lands: dict[str, list[Land]] = {}
        for land, place in calendars.items():
            if name := place.holiday(on):
                lands.setdefault(name, []).append(land)
        for name, where in lands.items():
            everywhere = len(where) == len(calendars)
            found.append(Holiday(on, name if everywhere else f"{name} ({', '.join(where)})"))
    return found


def line_of(each: CalendarEntry, *, is_linked: bool, origin: str) -> CalendarLine:
    """Return the line of one entry; ``origin`` is the address of the calendar."""
    return CalendarLine(
        on=each.on,
        kind=each.sort.name.lower(),
        icon=_ICONS[each.sort],
        sort=_sort(each),
        title=_title(each),
        number=each.number,
        href=departure_address(each.departure_id, origin=origin) if is_linked else None,
        who=who(each.applicant, each.persons, each.destination) if is_linked else "",
        counsellor=each.counsellor,
    )


def calendar_sheet(entries: Sequence[CalendarEntry]) -> ListSheet:
    """Return the entries as rows of a file. Those of authorities have neither names nor counsellors."""
    columns = (_("Tag"), _("Art"), _("Was"), _("Nummer"), _("Name"), _("Zuständig"))
    rows = [
        (each.on, _sort(each), _title(each), each.number, each.applicant or None, each.counsellor)
        for each in entries
    ]
    return ListSheet(_("Kalender"), columns, rows)


def _sort(each: CalendarEntry) -> str:
    return {EntryKind.LEGAL: _("Frist"), EntryKind.APPOINTMENT: _("Termin"), EntryKind.TARGET: _("Ziel")}[
        each.sort
    ]


def _title(each: CalendarEntry) -> str:
    if each.sort is EntryKind.LEGAL:
        return label(DeadlineKind(each.code))
    return step_name(each.process, each.process_version, each.code, each.person, state=each.state)
