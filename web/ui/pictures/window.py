"""The travel window: a bar for everything the journey depends on, and the days that all of them share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from web.ui.components import Column
from web.ui.filters import datum
from web.ui.i18n import gettext as _
from web.ui.indicators import StepIndicator
from web.ui.pictures import svg
from web.ui.pictures.scale import AXIS, BAR, LANE, WIDE, Frame, Scale
from web.ui.pictures.text import shorten, width


@dataclass(frozen=True, slots=True)
class WindowRow:
    """Something the journey depends on; ``begins`` and ``ends`` are the days as far as the journey goes.

    ``spare``: something else stands in for it. ``short``: it may end before the departure.
    """

    title: str
    begins: date | None
    ends: date | None
    note: str = ""
    spare: bool = False
    short: bool = False
    opens: bool = False
    closes: bool = False


@dataclass(frozen=True, slots=True)
class DateRange:
    """The days from the first to the last, both included; ``last`` None: no end in sight."""

    first: date
    last: date | None


def window(
    rows: Sequence[WindowRow],
    *,
    shared: DateRange,
    expected: DateRange | None,
    today: date,
    title: str,
    name: str = "",
    frame: Frame = WIDE,
) -> Markup:
    """Draw the chart. ``shared`` are the days on which everybody can travel, ``expected`` the forecast."""
    first, last = _axis(rows, shared, expected, today)
    scale = Scale([first, last], frame)
    top = LANE * 2 + AXIS
    bottom = top + frame.row * len(rows)
    return svg.drawing(
        [
            *_shared(shared, scale, last, top, bottom),
            *scale.grid(top, bottom),
            svg.line(scale.x(today), LANE - 4, scale.x(today), bottom, "gantt__today"),
            *_expected(expected, scale, bottom),
            *(
                _row(row, scale, top + frame.row * number, indicator=_indicator(row))
                for number, row in enumerate(rows)
            ),
            *scale.flag(today),
        ],
        kind="window",
        frame=frame.name,
        width=frame.width,
        height=bottom + 10,
        title=title,
        description=describe(rows, shared),
        linked=False,
        name=name,
    )


def table(rows: Sequence[WindowRow]) -> tuple[list[Column], list[list[str]]]:
    """Return the same facts as columns and rows."""
    columns = [Column(name) for name in (_("Was"), _("Reise ab"), _("Reise bis"), _("Hinweis"))]
    return columns, [[row.title, datum(row.begins), datum(row.ends), _remark(row) or "–"] for row in rows]


def describe(rows: Sequence[WindowRow], shared: DateRange) -> str:
    """Describe the picture in a sentence or two."""
    if shared.last is None:
        return _("Ab {first} kann gereist werden, ein Ende ist nicht bekannt.").format(
            first=datum(shared.first)
        )
    if shared.last < shared.first:
        return _("Es gibt keinen Tag, an dem alle reisen können.")
    closing = ", ".join(row.title for row in rows if row.closes)
    told = _("Alle können vom {first} bis {last} reisen.").format(
        first=datum(shared.first), last=datum(shared.last)
    )
    return f"{told} " + _("Das Fenster schließt: {what}.").format(what=closing) if closing else told


def _remark(row: WindowRow) -> str:
    parts = [_("schließt das Fenster") if row.closes else "", _("öffnet es") if row.opens else "", row.note]
    return "; ".join(part for part in parts if part)


def _axis(
    rows: Sequence[WindowRow], shared: DateRange, expected: DateRange | None, today: date
) -> tuple[date, date]:
    """Return the span from today, or from what has expired lately, to a while after window and forecast.

    A passport that holds for years would leave no room for the days that matter: its bar runs out of the
    picture.
    """
    matters = [today + timedelta(days=60), shared.first]
    matters += [day for day in (shared.last, expected and expected.last) if day]
    matters += [row.begins for row in rows if row.begins]
    last = max(matters) + timedelta(days=30)
    ends = [row.ends for row in rows if row.ends and row.ends < today]
    return max(min([today, *ends]), today - timedelta(days=120)), last


def _shared(shared: DateRange, scale: Scale, last: date, top: float, bottom: float) -> list[Markup]:
    end = min(shared.last or last, last)
    if end < shared.first:
        return []
    left, right = scale.x(shared.first), scale.x(end)
    parts = [svg.rect(left, top - 4, right - left, bottom - top + 8, classes="window__open")]
    if shared.last:
        parts.append(svg.line(right, LANE - 4, right, bottom, "window__edge"))
    return parts


def _expected(expected: DateRange | None, scale: Scale, bottom: float) -> list[Markup]:
    """Draw a bracket over the rows: the days on which the departure is likely."""
    if expected is None or expected.last is None:
        return []
    left, right = scale.x(expected.first), max(scale.x(expected.last), scale.x(expected.first) + 6)
    label = _("Ausreise voraussichtlich")
    room = width(label, 13)
    at = min(max((left + right) / 2 - room / 2, scale.left), scale.frame.width - 12 - room)
    shape = svg.rect(left, LANE * 2 - 2, right - left, bottom - LANE * 2 + 2, classes="window__expected")
    span = f"{datum(expected.first)}–{datum(expected.last)}"
    return [svg.group([shape, svg.text(at, LANE * 2 - 8, label, "small")], title=f"{label}: {span}")]


def _indicator(row: WindowRow) -> StepIndicator:
    """Return red for what closes the window, yellow for what ends before the likely departure, else green."""
    if row.spare:
        return StepIndicator.OFF
    if row.closes:
        return StepIndicator.LATE
    return StepIndicator.SOON if row.short else StepIndicator.DONE


def _row(row: WindowRow, scale: Scale, y: float, *, indicator: StepIndicator) -> Markup:
    frame = scale.frame
    over = row.ends is not None and row.ends < scale.first
    day = "" if frame.labels or over else _until(row)
    room = frame.room - (width(day, 13) + 8 if day else 0)
    parts = [
        svg.symbol(indicator, 14, y + frame.text - 13),
        svg.text(36, y + frame.text, shorten(row.title, 15, room), "strong" if row.closes else ""),
    ]
    if day:
        parts.append(svg.text(frame.width - 14, y + frame.text, day, "small soft end"))
    parts += _bar(row, scale, y + frame.bar)
    told = f"{row.title}: {datum(row.begins)}–{datum(row.ends)}"
    remark = _remark(row)
    return svg.group(parts, classes=f"lit lit--{indicator}", title=f"{told}, {remark}" if remark else told)


def _until(row: WindowRow) -> str:
    return _("ohne Ende") if row.ends is None else datum(row.ends)


def _bar(row: WindowRow, scale: Scale, y: float) -> list[Markup]:
    """Draw how long it is valid, with the last day beside the bar unless the label has it already."""
    if row.ends is not None and row.ends < scale.first:
        return [svg.text(scale.left, y + 13, f"← {datum(row.ends)}", "small soft")]
    begins = max(row.begins or scale.first, scale.first)
    left = scale.x(begins)
    beyond = row.ends is None or row.ends > scale.last
    right = scale.right if beyond else scale.x(row.ends or scale.last)
    parts = [svg.rect(left, y, max(right - left, 6), BAR, classes="solid" if row.closes else "box")]
    if not scale.frame.labels:
        return parts
    text = f"{_until(row)} →" if beyond else _until(row)
    room = width(text, 13) + 10
    if beyond or right + room > scale.frame.width - 8:
        if right - left > room:
            parts.append(svg.text(right - room + 4, y + 13, text, "small on" if row.closes else "small"))
    else:
        parts.append(svg.text(right + 6, y + 13, text, "small"))
    return parts
