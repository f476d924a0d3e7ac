"""Schedule the open steps of a departure: start and end of each, along every path that can decide."""

from collections.abc import Iterable, Mapping
from datetime import date
from math import ceil, sqrt
from typing import NamedTuple, Optional

from geleit.domain.departure import Departure, DepartureStatus
from geleit.domain.model import Value
from geleit.domain.outlook.durations import Duration, Durations
from geleit.domain.process import Process
from geleit.domain.steps.state import Step, StepState


class PlannedTime(Value):
    """One row of the chart: a step from its beginning to its median end, and to its P80 end ``late_on``."""

    step: str
    code: str
    person: int | None
    begins_on: date
    ends_on: date
    late_on: date
    settled: bool = False
    critical: bool = False
    duration: Duration | None = None


class Path(NamedTuple):
    """The steps on the way to a point, the last one first."""

    step: str
    before: Optional["Path"]


class Point(NamedTuple):
    """The end of one path: its day by the medians, and the sum of the squared distances to the P80."""

    day: int
    spread: float
    path: Path | None


class Schedule:
    """Start and end of each step, as the points of all paths that may turn out to be the longest."""

    def __init__(
        self,
        departure: Departure,
        *,
        process: Process,
        durations: Durations,
        today: date,
        overrides: Mapping[str, date],
    ) -> None:
        self._departure = departure
        self._templates = {template.code: template for template in process.steps}
        self._durations = durations
        self._overrides = overrides
        resting = departure.status is DepartureStatus.PAUSED
        # A pause stops the clock, and nothing happens before its review.
        self._clock = departure.paused_on if resting and departure.paused_on else today
        self._floor = max(today, departure.review_on) if resting and departure.review_on else today
        self._appointments = self._by_step()
        self._starts: dict[str, list[Point]] = {}
        self._ends: dict[str, list[Point]] = {}

    def start(self, key: str) -> list[Point]:
        """Return the start of the step."""
        if key not in self._starts:
            step = self._departure.steps[key]
            points = [Point(self._floor.toordinal(), 0.0, None)]
            if not step.is_open:
                for need in step.needs:
                    points += self.end(need)
                for need in step.needs_started:
                    points += self.start(need)
            self._starts[key] = _longest(points)
        return self._starts[key]

    def end(self, key: str) -> list[Point]:
        """Return the end of the step."""
        if key not in self._ends:
            self._ends[key] = _longest(self._find_end(self._departure.steps[key]))
        return self._ends[key]

    def plan(self, critical: tuple[str, ...]) -> tuple[PlannedTime, ...]:
        """Return the rows of the chart, in the order of the plan."""
        live = self._departure.is_live
        return tuple(
            self._row(step, critical=step.key in critical)
            for step in self._departure.steps.values()
            if step.state is StepState.DONE or (live and not step.is_settled)
        )

    def failed_before(self, key: str) -> tuple[str, ...]:
        """Return the failed steps between now and that step."""
        found: set[str] = set()
        open_keys = [key]
        while open_keys:
            step = self._departure.steps[open_keys.pop()]
            for need in (*step.needs, *step.needs_started):
                if need not in found and not self._departure.steps[need].is_settled:
                    found.add(need)
                    open_keys.append(need)
        steps = self._departure.steps.values()
        return tuple(step.key for step in steps if step.key in found and step.state is StepState.FAILED)

    def _find_end(self, step: Step) -> Iterable[Point]:
        if step.is_settled:
            return [Point(self._floor.toordinal(), 0.0, None)]
        fixed = self._overrides.get(step.key)
        if fixed is None and self._templates[step.code].appointment:
            fixed = step.target_on
        if fixed is not None:
            return [*self._needs_done(step), self._at(max(fixed, self._floor), step.key)]
        appointment = self._appointments.get(step.key)
        if appointment:
            return [*self._needs_done(step), *self._after(appointment, step)]
        rest, spread = self._rest(self._durations.of(self._templates[step.code]), _possible_since(step))
        return [*self._needs_done(step), *self._later(self.start(step.key), rest, spread, step.key)]

    def _needs_done(self, step: Step) -> Iterable[Point]:
        """Return the ends of what the step needs: it cannot end before them, even if it began early."""
        for need in step.needs:
            yield from self._later(self.end(need), 0, 0, step.key)

    def _after(self, appointment: Step, step: Step) -> Iterable[Point]:
        """Return the ends counted from the appointment: its result takes its own time from there."""
        duration = self._durations.after(appointment.code)
        rest, spread = self._rest(duration, appointment.ended_on)
        return self._later(self.end(appointment.key), rest, spread, step.key)

    def _rest(self, duration: Duration, since: date | None) -> tuple[int, int]:
        """Return the rest of a duration, and of its distance to the P80, after the days gone by."""
        gone = max(0, (self._clock - since).days) if since else 0
        rest = max(0, duration.median - gone)
        return rest, max(0, duration.p80 - gone) - rest

    def _at(self, day: date, key: str) -> Point:
        return Point(day.toordinal(), 0.0, Path(key, None))

    def _later(self, points: Iterable[Point], days: int, spread: int, key: str) -> Iterable[Point]:
        for point in points:
            yield Point(point.day + days, point.spread + spread**2, Path(key, point.path))

    def _by_step(self) -> dict[str, Step]:
        """Return for each step the last appointment that lies ahead or was kept."""
        found: dict[str, Step] = {}
        gone = (StepState.FAILED, StepState.CANCELLED, StepState.NOT_REQUIRED)
        for step in self._departure.steps.values():
            day = step.ended_on or self._overrides.get(step.key) or step.target_on
            if not self._templates[step.code].appointment or step.state in gone or day is None:
                continue
            for key in step.needs_started:
                other = found.get(key)
                if other is None or day >= _appointment_day(other, self._overrides):
                    found[key] = step
        return found

    def _row(self, step: Step, *, critical: bool) -> PlannedTime:
        if step.is_settled:
            ended = step.ended_on or self._floor
            began = min(_possible_since(step) or ended, ended)
            return PlannedTime(
                step=step.key, code=step.code, person=step.person, settled=True,
                begins_on=began, ends_on=ended, late_on=ended,
            )  # fmt: skip
        template = self._templates[step.code]
        ends, late = dates_of(self.end(step.key))
        begins = _possible_since(step) or dates_of(self.start(step.key))[0]
        if template.appointment and step.target_on:
            begins = ends
        return PlannedTime(
            step=step.key, code=step.code, person=step.person, critical=critical,
            begins_on=min(begins, ends), ends_on=ends, late_on=late, duration=self._durations.of(template),
        )  # fmt: skip


def _possible_since(step: Step) -> date | None:
    """Return the day since which the step could be done or has been worked on: its duration starts there."""
    if step.state in (StepState.NOT_READY, StepState.FAILED, StepState.CANCELLED):
        return None
    return min((day for day in (step.ready_on, step.started_on, step.waiting_since) if day), default=None)


def _appointment_day(step: Step, overrides: Mapping[str, date]) -> date:
    return step.ended_on or overrides.get(step.key) or step.target_on or date.min


def _longest(points: Iterable[Point]) -> list[Point]:
    """Return the points that no other exceeds in both day and spread: the rest can never decide."""
    kept: list[Point] = []
    for point in sorted(points, key=lambda point: (-point.day, -point.spread)):
        if not kept or point.spread > kept[-1].spread:
            kept.append(point)
    return kept


def dates_of(points: list[Point]) -> tuple[date, date]:
    """Return the median and the P80 of an end."""
    median = max(point.day for point in points)
    p80 = max(ceil(point.day + sqrt(point.spread)) for point in points)
    return date.fromordinal(median), date.fromordinal(p80)


def steps_of(path: Path | None) -> tuple[str, ...]:
    """Return the steps of the path, the first one first."""
    steps: list[str] = []
    while path:
        steps.append(path.step)
        path = path.before
    return tuple(reversed(steps))
