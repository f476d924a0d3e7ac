"""Columns month by month, each with its number printed above it."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date
from markupsafe import Markup

from web.ui.filters import datum, zahl
from web.ui.i18n import current_language
from web.ui.i18n import gettext as _
from web.ui.pictures import svg

HEIGHT, FOOT, HEAD = 240, 28, 26
SLOT, BAR = 60, 40


def month_columns(numbers: Sequence[tuple[date, int]]) -> Markup:
    """Draw how many steps were overdue at the end of each month."""
    most = max((number for _day, number in numbers), default=0) or 1
    room = HEIGHT - FOOT - HEAD
    parts: list[Markup] = []
    for place, (day, number) in enumerate(numbers):
        x = place * SLOT
        height = room * number / most
        label = format_date(
            day, "LLL yy" if day.month == 1 or place == 0 else "LLL", locale=current_language()
        )
        parts.append(
            svg.group(
                [
                    svg.rect(x + 10, HEAD + room - height, BAR, height, classes="column"),
                    svg.text(x + 10, HEAD + room - height - 6, zahl(number), "small"),
                    svg.text(x + 10, HEIGHT - 8, label, "small soft"),
                ],
                title=_("{day}: {number} überfällig").format(day=datum(day), number=zahl(number)),
            )
        )
    parts.append(svg.line(0, HEAD + room, len(numbers) * SLOT, HEAD + room, "column__ground"))
    return svg.drawing(
        parts,
        kind="columns",
        width=len(numbers) * SLOT,
        height=HEIGHT,
        title=_("Überfällige Schritte am Ende jedes Monats"),
        description=_describe(numbers),
        linked=False,
    )


def _describe(numbers: Sequence[tuple[date, int]]) -> str:
    (first_day, first), (last_day, last) = numbers[0], numbers[-1]
    return _("Am {first_day} {first}, am {last_day} {last}.").format(
        first_day=datum(first_day), first=zahl(first), last_day=datum(last_day), last=zahl(last)
    )
