"""The pictures of a departure, and their tables: travel window, time line, dependencies of the steps."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from markupsafe import Markup

from geleit.domain.departure import Departure
from geleit.domain.outlook.forecast import Forecast
from geleit.domain.outlook.travel_window import TravelWindow
from geleit.domain.process import Process
from geleit.domain.steps.state import Effect, Step, StepState
from web.departure.names import Names
from web.departure.outlook_sentences import describe_document, describe_duration, describe_shortening
from web.departure.section import Section, Shown
from web.departure.situation import address_of
from web.ui.components import Column
from web.ui.i18n import gettext as _
from web.ui.indicators import StepIndicator, indicator_for_due, indicator_for_step
from web.ui.labels import DEADLINES
from web.ui.pictures import gantt, step_picture
from web.ui.pictures import window as window_picture
from web.ui.pictures.ahead import Ahead
from web.ui.pictures.scale import FRAMES


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing for a desk and one for a phone, and the same facts as a table."""

    title: str
    svg: Markup
    columns: list[Column]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class LegendMark:
    """One entry of the legend: how it is drawn (a bar or a line), and what it means."""

    label: str
    shape: str
    classes: str
    tone: StepIndicator


@dataclass(frozen=True, slots=True)
class PicturesView:
    """The pictures of a departure."""

    window: Picture
    time_line: Picture
    connections: Picture
    legend: tuple[LegendMark, ...]


def pictures(shown: Shown) -> PicturesView:
    """Draw the pictures of the departure."""
    at, ahead = shown.at, shown.ahead
    return PicturesView(
        window=travel_days(ahead.window, ahead.forecast, at.names, today=at.today),
        time_line=time_line(at.departure, at.process, at.names, today=at.today, look=ahead.forecast),
        connections=connections(at.departure, at.process, at.names, today=at.today),
        legend=_legend(),
    )


def _legend() -> tuple[LegendMark, ...]:
    return (
        LegendMark(_("erledigt"), "bar", "solid", StepIndicator.DONE),
        LegendMark(_("läuft"), "bar", "box", StepIndicator.ACTIVE),
        LegendMark(_("über dem Ziel"), "bar", "solid", StepIndicator.LATE),
        LegendMark(_("voraussichtlich"), "bar", "gantt__ahead", StepIndicator.ACTIVE),
        LegendMark(_("Ziel"), "line", "gantt__target", StepIndicator.ACTIVE),
        LegendMark(_("heute"), "line", "gantt__today", StepIndicator.ACTIVE),
    )


SECTION = Section("departure/pictures.html", view=pictures)


def _step_address(departure_id: UUID, key: str) -> str:
    return f"{address_of(departure_id)}/schritte/{key}"


def time_line(
    departure: Departure, process: Process, names: Names, *, today: date, look: Forecast | None = None
) -> Picture:
    """Draw the steps over time, from four weeks ago to the expected departure; all if none is expected.

    The picture has a line for a chapter that is over, the table every step. Without a forecast, steps not
    begun and without a target are left out.
    """
    stages = {stage.code: stage.title for stage in process.stages}
    rows = [
        gantt.GanttRow(
            title=names.step(step, process),
            group=stages[step.stage],
            status=indicator_for_step(step, today),
            start=step.started_on or step.ready_on or step.ended_on,
            end=step.ended_on,
            target=step.target_on,
            milestone=step.effect is Effect.DEPARTURE,
            href=_step_address(departure.departure_id, step.key),
            ahead=_ahead(step, look),
        )
        for step in _in_order(departure, process)
        if step.state is not StepState.CANCELLED
    ]
    markers = [
        gantt.Marker(
            on=deadline.due_on,
            label=_(DEADLINES[deadline.kind]),
            kind=indicator_for_due(deadline.due_on, today, end=deadline.end_on).kind,
        )
        for deadline in departure.deadlines.values()
        if deadline.is_open
    ]
    title = _("Zeitplan")
    columns, cells = gantt.table(rows, today=today)
    lines, span = _chapters_over_as_lines(rows), _span(look, today)
    drawn = (
        gantt.gantt(lines, today=today, markers=markers, title=title, frame=frame, span=span)
        for frame in FRAMES
    )
    return Picture(title, Markup("").join(drawn), columns, cells)


SHOWN_BEFORE = timedelta(weeks=4)
SHOWN_AT_LEAST = timedelta(weeks=2)


def _span(look: Forecast | None, today: date) -> tuple[date, date] | None:
    """Return the days of the time line; None for all of them once there is no departure to expect."""
    if look is None or look.median is None or look.departed_on is not None:
        return None
    expected = look.p80 or look.median
    return today - SHOWN_BEFORE, max(expected, today + SHOWN_AT_LEAST)


def _chapters_over_as_lines(rows: list[gantt.GanttRow]) -> list[gantt.GanttRow]:
    """Put one line in the place of the steps of a chapter in which everything has ended."""
    over = (StepIndicator.DONE, StepIndicator.OFF)
    lines = []
    for group, found in groupby(rows, key=lambda row: row.group):
        steps = list(found)
        if any(row.status not in over for row in steps):
            lines += steps
            continue
        days = [day for row in steps for day in (row.start, row.end) if day]
        lines.append(
            gantt.GanttRow(
                title=_("{chapter}: abgeschlossen").format(chapter=group),
                group="",
                status=StepIndicator.DONE,
                start=min(days, default=None),
                end=max(days, default=None),
            )
        )
    return lines


def _ahead(step: Step, look: Forecast | None) -> Ahead | None:
    """Return when the step is likely to be; None for a settled one."""
    row = look.planned(step.key) if look else None
    if row is None or row.settled:
        return None
    return Ahead(
        begins=row.begins_on,
        ends=row.ends_on,
        late=row.late_on,
        critical=row.critical,
        told=describe_duration(row.duration) if row.duration and row.duration.p80 else "",
    )


def connections(departure: Departure, process: Process, names: Names, *, today: date) -> Picture:
    """Draw the dependencies of the steps."""
    nodes = [
        step_picture.Node(
            key=step.key,
            title=process.step(step.code).title,
            subtitle=names.given(step.person) or "",
            status=indicator_for_step(step, today),
            href=_step_address(departure.departure_id, step.key),
        )
        for step in _in_order(departure, process)
    ]
    edges = [
        (needed, step.key)
        for step in departure.steps.values()
        for needed in dict.fromkeys((*step.needs, *step.needs_started))
    ]
    title = _("So hängen die Schritte zusammen")
    columns, cells = step_picture.table(nodes, edges)
    drawn = (
        step_picture.step_picture(nodes, edges, title=title, frame=frame) for frame in step_picture.COLUMNS
    )
    return Picture(title, Markup("").join(drawn), columns, cells)


def _in_order(departure: Departure, process: Process) -> list[Step]:
    """Sort by stage and kind of step, as the process has them; added steps are beside those of their kind."""
    place = {step.code: number for number, step in enumerate(process.steps)}
    return sorted(departure.steps.values(), key=lambda step: (place[step.code], step.person or 0))


def travel_days(
    window: TravelWindow, look: Forecast, names: Names, *, today: date, title: str = "", name: str = ""
) -> Picture:
    """Draw the days on which everybody can travel, and how long each document is valid."""
    called = names.given_names()
    rows = [
        window_picture.WindowRow(
            title=describe_document(bar.document, called),
            begins=bar.begins,
            ends=bar.ends,
            note=describe_shortening(bar),
            spare=bar.replaced_by is not None,
            short=bool(bar.ends and look.p80 and bar.ends < look.p80),
            opens=bar.opens,
            closes=bar.closes,
        )
        for bar in window.bars
    ]
    expected = window_picture.DateRange(look.early, look.late) if look.early else None
    title = title or _("Reisefenster")
    columns, cells = window_picture.table(rows)
    drawn = (
        window_picture.window(
            rows,
            shared=window_picture.DateRange(window.opens_on, window.closes_on),
            expected=expected,
            today=today,
            title=title,
            name=name,
            frame=frame,
        )
        for frame in FRAMES
    )
    return Picture(title, Markup("").join(drawn), columns, cells)
