"""Schedule the open steps of a departure: start and end of each, in every simulated life."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from operator import add
from typing import NamedTuple

from geleit.domain.departure import Departure, DepartureStatus
from geleit.domain.model import Value
from geleit.domain.outlook.durations import Duration, Durations
from geleit.domain.outlook.simulation import DRAWS, Sample, draw_rest, quantile
from geleit.domain.process import Process
from geleit.domain.steps.state import Step, StepState

_NOW: Sample = (0,) * DRAWS
"""At once, in every life."""


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


class SimulatedStep(NamedTuple):
    """When a step begins and ends in each life, in days from the first on which anything can happen.

    ``own`` is when it would end if nothing but its own time held it up; ``before`` are the steps that it
    has to wait for, with their ends.
    """

    begin: Sample
    own: Sample
    end: Sample
    before: tuple[tuple[str, Sample], ...] = ()


class Schedule:
    """When each step begins and ends, in as many lives as are drawn."""

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
        self._simulated: dict[str, SimulatedStep] = {}
        self._ordered: dict[int, Sample] = {}

    def simulate(self, key: str) -> SimulatedStep:
        """Return when that step begins and ends."""
        if key not in self._simulated:
            self._simulated[key] = self._simulate(self._departure.steps[key])
        return self._simulated[key]

    def day(self, sample: Sample, share: float) -> date:
        """Return the day by which it is so far in this share of the lives."""
        ordered = self._ordered.get(id(sample))  # samples live as long as the schedule
        if ordered is None:
            ordered = self._ordered[id(sample)] = sorted(sample)
        return self._floor + timedelta(days=quantile(ordered, share))

    def days_gone(self, step: Step) -> int:
        """Return for how many days the step, or what came of its appointment, has been under way."""
        appointment = self._appointments.get(step.key)
        since = appointment.ended_on if appointment else possible_since(step)
        return max(0, (self._clock - since).days) if since else 0

    def fixed_day(self, step: Step) -> date | None:
        """Return the day that ends the step for certain: the day of an appointment is its target."""
        fixed = self._overrides.get(step.key)
        return step.target_on if fixed is None and self._templates[step.code].appointment else fixed

    def has_appointment(self, step: Step) -> bool:
        """Return whether the step counts from an appointment, ahead or kept."""
        return step.key in self._appointments

    def duration(self, step: Step) -> Duration:
        """Return how long the step takes, from its appointment if it has one."""
        appointment = self._appointments.get(step.key)
        if appointment:
            return self._durations.after(appointment.code)
        return self._durations.of(self._templates[step.code])

    def path(self, key: str, life: int) -> tuple[tuple[str, int], ...]:
        """Return the steps that decide the end of that step in one life, each with the days it adds."""
        self.simulate(key)
        found = []
        here: str | None = key
        while here is not None:
            begin, own, end, before = self._simulated[here]
            # Either its own time ran last, or something that must be done before it ends.
            moment = begin[life] if own[life] == end[life] else end[life]
            found.append((here, end[life] - moment))
            here = None
            for other, ends in before if moment else ():
                if ends[life] == moment:
                    here = other
                    break
        return tuple(reversed(found))

    def plan(self, critical: Iterable[str]) -> tuple[PlannedTime, ...]:
        """Return the rows of the chart, in the order of the plan."""
        live, critical = self._departure.is_live, frozenset(critical)
        return tuple(
            self._row(step, critical=step.key in critical)
            for step in self._departure.steps.values()
            if step.state is StepState.DONE or (live and not step.is_settled)
        )

    def unsettled_before(self, key: str) -> tuple[Step, ...]:
        """Return the steps between now and that step, in the order of the plan."""
        found: set[str] = set()
        open_keys = [key]
        while open_keys:
            for need in self._needs(self._departure.steps[open_keys.pop()]):
                if need.key not in found and not need.is_settled:
                    found.add(need.key)
                    open_keys.append(need.key)
        return tuple(step for step in self._departure.steps.values() if step.key in found)

    def _needs(self, step: Step) -> list[Step]:
        """Return the steps that it waits for; who has left the departure holds nobody up."""
        steps = self._departure.steps
        return [steps[key] for key in (*step.needs, *step.needs_started) if key in steps]

    def _simulate(self, step: Step) -> SimulatedStep:
        if step.is_settled:
            return SimulatedStep(_NOW, _NOW, _NOW)
        needed = self._ends(step.needs)
        fixed = self.fixed_day(step)
        if fixed is not None:
            on = ((max(fixed, self._floor) - self._floor).days,) * DRAWS
            return SimulatedStep(_NOW, on, _latest(on, needed), needed)
        appointment = self._appointments.get(step.key)
        if appointment:
            before = (*needed, *self._ends((appointment.key,)))
            begin = self.simulate(appointment.key).end
        else:
            before = needed if step.is_open else (*needed, *self._begun(step.needs_started))
            begin = _NOW if step.is_open else _latest(_NOW, before)
        rest = draw_rest(self.duration(step), gone=self.days_gone(step), key=step.key)
        own = rest if begin is _NOW else tuple(map(add, begin, rest))
        # Nothing is done before what it needs, even if it began early.
        return SimulatedStep(begin, own, _latest(own, needed) if step.is_open or appointment else own, before)

    def _ends(self, keys: Iterable[str]) -> tuple[tuple[str, Sample], ...]:
        """Return the ends of those steps that still hold somebody up."""
        found = ((key, self.simulate(key).end) for key in keys if key in self._departure.steps)
        return tuple((key, end) for key, end in found if end is not _NOW)

    def _begun(self, keys: Iterable[str]) -> tuple[tuple[str, Sample], ...]:
        """Return what has to be done before those steps can begin."""
        steps = self._departure.steps
        waiting = [key for key in keys if key in steps and not steps[key].is_open]
        return tuple(before for key in waiting for before in self.simulate(key).before)

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
            began = min(possible_since(step) or ended, ended)
            return PlannedTime(
                step=step.key, code=step.code, person=step.person, settled=True,
                begins_on=began, ends_on=ended, late_on=ended,
            )  # fmt: skip
        template = self._templates[step.code]
        simulated = self.simulate(step.key)
        ends, late = self.day(simulated.end, 0.5), self.day(simulated.end, 0.8)
        begins = possible_since(step) or self.day(simulated.begin, 0.5)
        if template.appointment and step.target_on:
            begins = ends
        return PlannedTime(
            step=step.key, code=step.code, person=step.person, critical=critical,
            begins_on=min(begins, ends), ends_on=ends, late_on=late, duration=self._durations.of(template),
        )  # fmt: skip


def possible_since(step: Step) -> date | None:
    """Return the day since which the step could be done or has been worked on: its duration starts there."""
    if step.state in (StepState.NOT_READY, StepState.FAILED, StepState.CANCELLED):
        return None
    return min((day for day in (step.ready_on, step.started_on, step.waiting_since) if day), default=None)


def _appointment_day(step: Step, overrides: Mapping[str, date]) -> date:
    return step.ended_on or overrides.get(step.key) or step.target_on or date.min


def _latest(own: Sample, others: Iterable[tuple[str, Sample]]) -> Sample:
    """Return in each life the last of them."""
    samples = [sample for _key, sample in others]
    if own is not _NOW:
        samples.append(own)
    if not samples:
        return _NOW
    return samples[0] if len(samples) == 1 else tuple(map(max, *samples))
