"""The time line of a departure: a bar per step, today, the targets, the legal deadlines across all of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from markupsafe import Markup

from web.ui.components import Column
from web.ui.filters import datum, faellig
from web.ui.i18n import gettext as _
from web.ui.i18n import ngettext
from web.ui.indicators import StepIndicator
from web.ui.pictures import svg
from web.ui.pictures.ahead import Ahead, draw_ahead, in_words
from web.ui.pictures.scale import AXIS, BAR, LANE, WIDE, Frame, Scale
from web.ui.pictures.text import shorten, width

GROUP = 28
"""The height of a group's name, in pixels."""


@dataclass(frozen=True, slots=True)
class GanttRow:
    """A step on the time line. ``end`` is the day it was really done, ``target`` the day it should be."""

    title: str
    group: str
    status: StepIndicator
    start: date | None = None
    end: date | None = None
    target: date | None = None
    milestone: bool = False
    href: str | None = None
    ahead: Ahead | None = None


@dataclass(frozen=True, slots=True)
class Marker:
    """A day that matters to all steps, such as a legal deadline; ``kind`` is danger, warning or neutral."""

    on: date
    label: str
    kind: str = "neutral"


def gantt(
    rows: Sequence[GanttRow],
    *,
    today: date,
    markers: Iterable[Marker] = (),
    title: str | None = None,
    frame: Frame = WIDE,
) -> Markup:
    """Draw the time line; rows of one group are together under its name, in the order given."""
    marks = sorted(markers, key=lambda marker: marker.on)
    scale = Scale([today, *_days(rows), *(marker.on for marker in marks)], frame)
    lanes = _lanes(marks, scale, today)
    top = LANE * (1 + max(lanes, default=0)) + AXIS
    heights, bottom = _heights(rows, top, frame)
    return svg.drawing(
        [
            *(svg.rect(8, y + 2, frame.width - 16, frame.row - 4, classes="gantt__band") for y in heights),
            *scale.grid(top, bottom),
            *_marker_lines(marks, lanes, scale, bottom),
            svg.line(scale.x(today), LANE - 4, scale.x(today), bottom, "gantt__today"),
            *_group_names(rows, heights, frame),
            *(_row(row, scale, today, y) for row, y in zip(rows, heights, strict=True)),
            *_marker_labels(marks, lanes, scale),
            *scale.flag(today),
        ],
        kind="gantt",
        frame=frame.name,
        width=frame.width,
        height=bottom + 10,
        title=title or _("Zeitplan"),
        description=describe(rows, today=today),
        linked=any(row.href for row in rows),
    )


def table(rows: Sequence[GanttRow], *, today: date) -> tuple[list[Column], list[list[str]]]:
    """Return the same facts as columns and rows."""
    names = (_("Schritt"), _("Bereich"), _("Stand"), _("Beginn"), _("Ziel"), _("Ende"))
    columns = [Column(name) for name in names]
    cells = [
        [row.title, row.group, row.status.text, datum(row.start), _target(row, today), datum(row.end)]
        for row in rows
    ]
    if any(row.ahead for row in rows):
        columns.append(Column(_("Prognose")))
        for row, told in zip(rows, cells, strict=True):
            told.append(in_words(row.ahead) if row.ahead else "–")
    return columns, cells


def describe(rows: Sequence[GanttRow], *, today: date) -> str:
    """Describe the picture in a sentence or two."""
    done = sum(row.status is StepIndicator.DONE for row in rows)
    late = [row.title for row in rows if row.status is StepIndicator.LATE]
    told = ngettext(
        "{n} Schritt, davon {m} erledigt.", "{n} Schritte, davon {m} erledigt.", len(rows)
    ).format(n=len(rows), m=done)
    if late:
        told += " " + _("Überfällig: {steps}.").format(steps=", ".join(late))
    return told + " " + _("Stand vom {day}.").format(day=datum(today))


def _target(row: GanttRow, today: date) -> str:
    if (
        row.target is None
        or row.end is not None
        or row.status in {StepIndicator.DONE, StepIndicator.OFF, StepIndicator.FAILED}
    ):
        return datum(row.target)
    return f"{datum(row.target)} ({faellig(row.target, today)})"


def _days(rows: Iterable[GanttRow]) -> list[date]:
    known = [day for row in rows for day in (row.start, row.end, row.target) if day is not None]
    return known + [day for row in rows if row.ahead for day in (row.ahead.begins, row.ahead.late)]


def _label_left(label: str, x: float, frame: Frame) -> float:
    """Return where a centred label begins so that it stays within the picture."""
    half = width(label, 13) / 2 + 6
    return max(min(max(x, frame.labels + half), frame.width - 8 - half) - half, 0)


def _lanes(marks: Sequence[Marker], scale: Scale, today: date) -> list[int]:
    """Give each marker's label the lowest lane in which it touches no other; lane 0 is today's."""
    taken: list[tuple[int, float, float]] = [(0, scale.x(today) - 34, scale.x(today) + 34)]
    lanes = []
    for mark in marks:
        left = _label_left(mark.label, scale.x(mark.on), scale.frame)
        right = left + width(mark.label, 13) + 12
        lane = 0
        while any(row == lane and left < end and begin < right for row, begin, end in taken):
            lane += 1
        taken.append((lane, left, right))
        lanes.append(lane)
    return lanes


def _marker_lines(marks: Sequence[Marker], lanes: Sequence[int], scale: Scale, bottom: float) -> list[Markup]:
    return [
        svg.line(scale.x(mark.on), LANE * (lane + 1) - 3, scale.x(mark.on), bottom, _marker_class(mark))
        for mark, lane in zip(marks, lanes, strict=True)
    ]


def _marker_class(mark: Marker) -> str:
    return f"gantt__marker gantt__marker--{mark.kind}"


def _marker_labels(marks: Sequence[Marker], lanes: Sequence[int], scale: Scale) -> list[Markup]:
    parts = []
    for mark, lane in zip(marks, lanes, strict=True):
        shown = shorten(mark.label, 13, scale.frame.width - 30)
        left = _label_left(shown, scale.x(mark.on), scale.frame)
        box = svg.rect(left, LANE * lane + 2, width(shown, 13) + 12, LANE - 4, classes="box")
        label = svg.text(left + 6, LANE * lane + 15, shown, "small")
        indicator = {"danger": StepIndicator.LATE, "warning": StepIndicator.SOON}.get(
            mark.kind, StepIndicator.WAITING
        )
        parts.append(
            svg.group([box, label], classes=f"lit lit--{indicator}", title=f"{mark.label}: {datum(mark.on)}")
        )
    return parts


def _heights(rows: Sequence[GanttRow], top: float, frame: Frame) -> tuple[list[float], float]:
    """Return the upper edge of each row and the end of the last; a group's name takes a line of its own."""
    found, y = [], top
    for before, name in pairwise(["", *(row.group for row in rows)]):
        y += GROUP if name and name != before else 0
        found.append(y)
        y += frame.row
    return found, y


def _group_names(rows: Sequence[GanttRow], heights: Sequence[float], frame: Frame) -> list[Markup]:
    names = ["", *(row.group for row in rows)]
    return [
        svg.text(10, y - 8, shorten(name, 15, frame.width - 20), "strong")
        for (before, name), y in zip(pairwise(names), heights, strict=True)
        if name and name != before
    ]


def _row(row: GanttRow, scale: Scale, today: date, y: float) -> Markup:
    frame = scale.frame
    parts = [
        svg.symbol(row.status, 14, y + frame.text - 13),
        svg.text(36, y + frame.text, shorten(row.title, 15, frame.room)),
        *_ahead(row, scale, today, y + frame.bar),
        *_bar(row, scale, today, y + frame.bar),
    ]
    return svg.group(parts, classes=f"lit lit--{row.status}", title=_told(row, today), href=row.href)


def _told(row: GanttRow, today: date) -> str:
    facts = [row.status.text]
    if row.start:
        facts.append(_("Beginn {day}").format(day=datum(row.start)))
    if row.target:
        facts.append(_("Ziel {day}").format(day=_target(row, today)))
    if row.end:
        facts.append(_("Ende {day}").format(day=datum(row.end)))
    if row.ahead:
        facts.append(_("Prognose {when}").format(when=in_words(row.ahead)))
    return f"{row.title}: {', '.join(facts)}"


def _ahead(row: GanttRow, scale: Scale, today: date, y: float) -> list[Markup]:
    if row.ahead is None or row.status in {StepIndicator.OFF, StepIndicator.DONE}:
        return []
    return draw_ahead(row.ahead, scale, today, y)


def _bar(row: GanttRow, scale: Scale, today: date, y: float) -> list[Markup]:
    known = [day for day in (row.start, row.end, row.target) if day is not None]
    if row.status is StepIndicator.OFF:
        return [svg.text(scale.left + 6, y + 13, row.status.text, "small soft")]
    if not known:
        return []
    if row.milestone or (len(set(known)) == 1 and row.status is StepIndicator.BLOCKED):
        solid = row.status in {StepIndicator.DONE, StepIndicator.LATE, StepIndicator.FAILED}
        return [
            _diamond(scale.x(row.end or row.target or known[0]), y + BAR / 2, "solid" if solid else "box")
        ]
    if row.status in {StepIndicator.DONE, StepIndicator.FAILED}:
        return _finished(row, scale, y, known)
    if row.status is StepIndicator.BLOCKED:
        return [scale.span(min(known), max(known), y, "box")]
    return _running(row, scale, today, y)


def _finished(row: GanttRow, scale: Scale, y: float, known: list[date]) -> list[Markup]:
    first, last = row.start or row.end or known[0], row.end or row.start or known[0]
    bar = scale.span(min(first, last), last, y, "solid")
    room = scale.x(last) - scale.x(min(first, last))
    return (
        [bar, svg.symbol(row.status, scale.x(min(first, last)) + 4, y + 2, 12, "symbol--on")]
        if room > 22
        else [bar]
    )


def _running(row: GanttRow, scale: Scale, today: date, y: float) -> list[Markup]:
    """Draw what has passed as a box, what is left until the target as an outline, an overrun solid."""
    start = row.start or min(row.target or today, today)
    target = row.target
    parts = []
    if target is not None and target < today:
        parts += [
            scale.span(start, max(target, start), y, "box"),
            scale.span(max(target, start), today, y, "solid"),
        ]
    else:
        parts.append(scale.span(start, max(today, start), y, "box"))
        if target is not None and target > today and row.ahead is None:
            parts.append(
                svg.line(
                    scale.x(max(today, start)), y + BAR / 2, scale.x(target), y + BAR / 2, "gantt__leader"
                )
            )
    if target is not None:
        parts.append(_target_line(scale, target, y))
    return parts


def _target_line(scale: Scale, target: date, y: float) -> Markup:
    return svg.line(scale.x(target), y - 3, scale.x(target), y + BAR + 3, "gantt__target")


def _diamond(x: float, y: float, classes: str) -> Markup:
    return svg.path(
        f"M{x:.1f} {y - 9:.1f} {x + 9:.1f} {y:.1f} {x:.1f} {y + 9:.1f} {x - 9:.1f} {y:.1f}Z", classes
    )
