"""Forecast when the departure can realistically be, as quantiles of simulated lives.

In each of a thousand lives every step that lies ahead is given a duration (``simulation``), begins when
what it needs is done, and the departure is when the last of them ends. Medians cannot be added: that all
seven passports come by their median happens once in 128 times. The draws depend on nothing but the facts,
so the same facts give the same dates, and no delay anywhere makes the departure earlier.

A step with an appointment ahead, or just kept, counts from that appointment instead. An override puts the end
of a step on a day: a fixed date, or one that somebody wants to try out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from geleit.domain.departure import Departure
from geleit.domain.model import Value
from geleit.domain.outlook.durations import Duration, Durations, DurationSource
from geleit.domain.outlook.schedule import PlannedTime, Schedule
from geleit.domain.outlook.simulation import DRAWS, is_beyond, rest_of
from geleit.domain.process import Process
from geleit.domain.refusal import Refusal
from geleit.domain.steps.state import Effect, Step, StepState
from geleit.domain.texts import _

_LIVES_LOOKED_AT = range(0, DRAWS, 8)
"""What decides is told apart in an eighth of the lives: it is a name, not a date."""

_OFTEN = 0.2
"""A late step is named if it decides in one case of five."""


class ForecastState(StrEnum):
    """The state of a forecast: whether there is a departure to forecast."""

    PLANNED = "planned"
    DEPARTED = "departed"
    NOT_PLANNED = "not_planned"


class SlowSteps(Value):
    """Steps of one kind that take longest of all that lies ahead, alike for the persons they belong to.

    They have been under way for ``days_gone``; ``rest`` is what they still take, ``duration`` what they take
    as a whole; both count from the appointment if there is one (``after_appointment``). Or they end on a day,
    ``on``, that has been fixed.
    """

    steps: tuple[str, ...]
    on: date | None = None
    after_appointment: bool = False
    days_gone: int
    rest: Duration
    duration: Duration

    @property
    def is_late(self) -> bool:
        """They have taken longer already than half of all cases."""
        return self.days_gone > self.duration.median

    @property
    def is_beyond(self) -> bool:
        """They have taken so long already that their duration says nothing any more."""
        return is_beyond(self.duration, gone=self.days_gone)


class Forecast(Value):
    """The forecast of a departure: no dates if it does not take place; ``departed_on`` if it has.

    Half of all cases lie between ``early`` and ``late``, half before ``median``, four of five before ``p80``.
    ``critical_path`` are the steps that decide most often, in order; ``slowest`` what takes longest;
    ``failed`` are steps on the way that did not come about and must be taken up again; nothing is known of
    how long those in ``unknown`` take.
    """

    state: ForecastState
    early: date | None = None
    median: date | None = None
    late: date | None = None
    p80: date | None = None
    departed_on: date | None = None
    critical_path: tuple[str, ...] = ()
    slowest: tuple[SlowSteps, ...] = ()
    failed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    plan: tuple[PlannedTime, ...] = ()

    def planned(self, step: str) -> PlannedTime | None:
        """Return the row of that step, if it is ahead or was done."""
        return next((row for row in self.plan if row.step == step), None)


def forecast(
    departure: Departure,
    *,
    process: Process,
    durations: Durations,
    today: date,
    overrides: Mapping[str, date] | None = None,
) -> Forecast:
    """Plan every step that is ahead. Raise Refusal for an override of a step that does not exist."""
    for key in overrides or {}:
        if key not in departure.steps:
            raise Refusal("unknown_step", _("Diesen Schritt gibt es in diesem Vorgang nicht."), step=key)
    schedule = Schedule(
        departure, process=process, durations=durations, today=today, overrides=overrides or {}
    )
    goal = next((step for step in departure.steps.values() if step.effect is Effect.DEPARTURE), None)
    if goal and goal.is_settled:
        on = goal.ended_on
        return Forecast(
            state=ForecastState.DEPARTED, median=on, p80=on, departed_on=on, plan=schedule.plan(())
        )
    if goal is None or not departure.is_live:
        return Forecast(state=ForecastState.NOT_PLANNED, plan=schedule.plan(()))
    ends = schedule.simulate(goal.key).end
    ahead = (*schedule.unsettled_before(goal.key), goal)
    lives = [schedule.path(goal.key, life) for life in _LIVES_LOOKED_AT]
    path = _most_frequent_path(departure, lives)
    return Forecast(
        state=ForecastState.PLANNED,
        early=schedule.day(ends, 0.25),
        median=schedule.day(ends, 0.5),
        late=schedule.day(ends, 0.75),
        p80=schedule.day(ends, 0.8),
        critical_path=path,
        slowest=_slowest(departure, schedule, lives),
        failed=tuple(step.key for step in ahead if step.state is StepState.FAILED),
        unknown=tuple(step.key for step in ahead if _is_unknown(step, schedule)),
        plan=schedule.plan(path),
    )


_Path = tuple[tuple[str, int], ...]
"""The steps that decide in one life, each with the days it adds."""


def _is_unknown(step: Step, schedule: Schedule) -> bool:
    return schedule.duration(step).source is DurationSource.UNKNOWN and not (
        schedule.fixed_day(step) or schedule.has_appointment(step)
    )


def _most_frequent_path(departure: Departure, lives: Iterable[_Path]) -> tuple[str, ...]:
    """Return the path that decides most often: first by kinds of steps, then by whose they are.

    One of seven passports decides more often than the funding, and none of them alone does.
    """
    paths = Counter(tuple(key for key, _days in life) for life in lives)
    kinds: dict[tuple[str, ...], Counter[tuple[str, ...]]] = defaultdict(Counter)
    for path, count in paths.items():
        kinds[tuple(departure.steps[key].code for key in path)][path] += count
    return max(kinds.values(), key=lambda alike: alike.total()).most_common(1)[0][0]


def _slowest(departure: Departure, schedule: Schedule, lives: list[_Path]) -> tuple[SlowSteps, ...]:
    """Return what adds the most days to the departure, and what is late and decides often."""
    alike = {step.key: _kind(step, schedule) for step in departure.steps.values() if not step.is_settled}
    days: Counter[_Kind] = Counter()
    decides: Counter[_Kind] = Counter()
    deciding: dict[_Kind, set[str]] = defaultdict(set)
    for life in lives:
        for key, added in life:
            if added:
                days[alike[key]] += added
                decides[alike[key]] += 1
                deciding[alike[key]].add(key)
    found: list[SlowSteps] = []
    for kind, _total in days.most_common():
        slow = _slow_steps(departure, schedule, kind, deciding[kind])
        if not found or (slow.is_late and decides[kind] >= _OFTEN * len(lives)):
            found.append(slow)
    return tuple(found)


class _Kind(NamedTuple):
    """What steps have in common that are told together."""

    code: str
    days_gone: int
    on: date | None
    after_appointment: bool


def _kind(step: Step, schedule: Schedule) -> _Kind:
    on = schedule.fixed_day(step)
    return _Kind(step.code, 0 if on else schedule.days_gone(step), on, schedule.has_appointment(step))


def _slow_steps(departure: Departure, schedule: Schedule, kind: _Kind, deciding: Set[str]) -> SlowSteps:
    steps = tuple(step for step in departure.steps.values() if step.key in deciding)
    duration = schedule.duration(steps[0])
    return SlowSteps(
        steps=tuple(step.key for step in steps),
        on=kind.on,
        after_appointment=kind.after_appointment,
        days_gone=kind.days_gone,
        rest=rest_of(duration, gone=kind.days_gone),
        duration=duration,
    )
