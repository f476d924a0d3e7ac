"""The expected time of a step, drawn on the time line and in words."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from web.ui.filters import datum
from web.ui.i18n import gettext as _
from web.ui.pictures import svg
from web.ui.pictures.scale import BAR, Scale


@dataclass(frozen=True, slots=True)
class Ahead:
    """The expected time of a step: it ends by the median, in four of five cases by ``late``.

    A ``critical`` step decides when all is done; ``told`` names the source of its duration.
    """

    begins: date
    ends: date
    late: date
    critical: bool = False
    told: str = ""


def in_words(ahead: Ahead) -> str:
    """Return ``01.03.2027 bis 20.04.2027, maßgeblich``."""
    days = (
        datum(ahead.ends)
        if ahead.ends == ahead.late
        else _("{ends} bis {late}").format(ends=datum(ahead.ends), late=datum(ahead.late))
    )
    parts = [days, ahead.told, _("maßgeblich") if ahead.critical else ""]
    return ", ".join(part for part in parts if part)


def draw_ahead(ahead: Ahead, scale: Scale, today: date, y: float) -> list[Markup]:
    """Draw the expected time: a dashed bar to the median, a thin line on to the P80."""
    first = max(ahead.begins, today)
    classes = "gantt__ahead gantt__ahead--critical" if ahead.critical else "gantt__ahead"
    middle = y + BAR / 2
    parts = [
        svg.line(scale.x(ahead.ends), middle, scale.x(ahead.late), middle, "gantt__late"),
        svg.line(scale.x(ahead.late), middle - 4, scale.x(ahead.late), middle + 4, "gantt__late"),
    ]
    if ahead.late == ahead.ends:
        parts = []
    return [*parts, scale.span(first, max(ahead.ends, first), y, classes)]
