"""The days of a picture from left to right: where each stands, the lines that name them, and today."""

from collections.abc import Sequence
from datetime import date, timedelta

from babel.dates import format_date
from markupsafe import Markup

from web.i18n import current_language
from web.i18n import gettext as _
from web.pictures import svg
from web.pictures.text import width

WIDTH = 1120
LABELS = 300
ROW = 30
BAR = 16
LANE = 22
AXIS = 26


class Scale:
    """Turns days into pixels."""

    def __init__(self, days: Sequence[date]) -> None:
        first, last = min(days), max(days)
        margin = timedelta(days=max(3, (last - first).days // 25))
        self.first, self.last = first - margin, last + margin
        self.left, self.right = float(LABELS + 12), float(WIDTH - 20)

    def x(self, day: date) -> float:
        """Where a day stands."""
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
            if x >= free_from and x + width(label, 13) < WIDTH - 8:
                parts.append(svg.text(x + 4, top - 10, label, "small soft"))
                free_from = x + width(label, 13) + 10
        return parts

    def span(self, first: date, last: date, y: float, classes: str) -> Markup:
        """Draw a bar from the first to the last day."""
        return svg.rect(self.x(first), y, max(self.x(last) - self.x(first), 6), BAR, classes=classes)

    def flag(self, today: date) -> list[Markup]:
        """Draw the flag of today."""
        x = self.x(today)
        return [
            svg.rect(x - 30, 2, 60, LANE - 4, classes="gantt__flag"),
            svg.text(x, 15, _("heute"), "gantt__flag-text"),
        ]


def _month(day: date, *, first: bool) -> str:
    pattern = "LLL yyyy" if first or day.month == 1 else "LLL"
    return format_date(day, pattern, locale=current_language())
