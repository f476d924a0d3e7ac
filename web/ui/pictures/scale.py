"""The days of a picture from left to right: where each stands, the lines that name them, and today.

Every picture over time is drawn twice, for a desk and for a phone; the style sheet shows the one that fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date
from markupsafe import Markup

from web.ui.i18n import current_language
from web.ui.i18n import gettext as _
from web.ui.pictures import svg
from web.ui.pictures.text import width

BAR = 16
LANE = 22
AXIS = 26


@dataclass(frozen=True, slots=True)
class Frame:
    """The width of a picture, and the place of its rows' labels. All numbers are pixels.

    ``labels`` is the room beside the bars; without it the labels stand above them. ``text`` is the base line
    of a label and ``bar`` the upper edge of a bar, both from the upper edge of their row.
    """

    name: str
    width: int
    labels: int
    row: int
    text: int
    bar: int

    @property
    def room(self) -> int:
        """The room for the label of a row, after its symbol."""
        return (self.labels or self.width - 8) - 36


WIDE = Frame("wide", width=1120, labels=330, row=30, text=20, bar=7)
NARROW = Frame("narrow", width=360, labels=0, row=50, text=18, bar=27)
FRAMES = (WIDE, NARROW)


class Scale:
    """The mapping of days to pixels."""

    def __init__(self, days: Sequence[date], frame: Frame = WIDE) -> None:
        first, last = min(days), max(days)
        margin = timedelta(days=max(3, (last - first).days // 25))
        self.first, self.last = first - margin, last + margin
        self.frame = frame
        self.left, self.right = float(frame.labels + 12), float(frame.width - 20)

    def x(self, day: date) -> float:
        """Return the position of a day."""
        share = (day - self.first).days / (self.last - self.first).days
        return self.left + share * (self.right - self.left)

    def ticks(self) -> list[tuple[date, str]]:
        """Return the days to draw a line at: Mondays on short spans, firsts of months on long ones."""
        if (self.last - self.first).days <= 75:
            monday = self.first + timedelta(days=-self.first.weekday() % 7)
            days = [monday + timedelta(weeks=n) for n in range(11)]
            return [(day, f"{day:%d.%m.}") for day in days if day < self.last]
        months = []
        day = (self.first.replace(day=1) + timedelta(days=31)).replace(day=1)
        while day < self.last:
            months.append(day)
            day = (day + timedelta(days=31)).replace(day=1)
        every = 1 + len(months) // 14
        return [(month, _month(month, first=n == 0)) for n, month in enumerate(months) if n % every == 0]

    def grid(self, top: float, bottom: float) -> list[Markup]:
        """Draw the lines of the days, with as many names as have room."""
        parts = []
        free_from = 0.0
        for day, label in self.ticks():
            x = self.x(day)
            year = day.month == 1 and day.day == 1
            parts.append(svg.line(x, top - 8, x, bottom, "gantt__year" if year else "gantt__line"))
            if x >= free_from and x + width(label, 13) < self.frame.width - 8:
                parts.append(svg.text(x + 4, top - 10, label, "small soft"))
                free_from = x + width(label, 13) + 10
        return parts

    def span(self, first: date, last: date, y: float, classes: str) -> Markup:
        """Draw a bar from the first to the last day."""
        return svg.rect(self.x(first), y, max(self.x(last) - self.x(first), 6), BAR, classes=classes)

    def flag(self, today: date) -> list[Markup]:
        """Draw the flag of today."""
        x = min(max(self.x(today), 32), self.frame.width - 32)
        return [
            svg.rect(x - 30, 2, 60, LANE - 4, classes="gantt__flag"),
            svg.text(x, 15, _("heute"), "gantt__flag-text"),
        ]


def _month(day: date, *, first: bool) -> str:
    pattern = "LLL yyyy" if first or day.month == 1 else "LLL"
    return format_date(day, pattern, locale=current_language())
