"""Forecast when the departure can realistically be, along the dependencies of the steps, with median and P80.

The calculation is deterministic. Each open step has a rest: its median and its P80 less the days since it
could be done, never below zero. Along a path the medians add up, and the distances from median to P80 add up
as squares: P80 = sum of medians + root of the sum of squares. The forecast is the latest of all paths, for
the median and for the P80 each. So a delay anywhere never makes the departure earlier.

A step with an appointment ahead, or just kept, counts from that appointment instead. An override puts the end
of a step on a day: a fixed date, or one that somebody wants to try out.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from geleit.domain.departure import Departure
from geleit.domain.model import Value
from geleit.domain.outlook.durations import Durations
from geleit.domain.outlook.schedule import PlannedTime, Schedule, dates_of, steps_of
from geleit.domain.process import Process
from geleit.domain.refusal import Refusal
from geleit.domain.steps.state import Effect
from geleit.domain.texts import _


class ForecastState(StrEnum):
    """The state of a forecast: whether there is a departure to forecast."""

    PLANNED = "planned"
    DEPARTED = "departed"
    NOT_PLANNED = "not_planned"


class Forecast(Value):
    """The forecast of a departure: no dates if it does not take place; ``departed_on`` if it has.

    ``critical_path`` are the steps that decide the median, in order; ``failed`` are steps on the way that
    failed and must be taken up again.
    """

    state: ForecastState
    median: date | None = None
    p80: date | None = None
    departed_on: date | None = None
    critical_path: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
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
    ends = schedule.end(goal.key)
    path = steps_of(max(ends, key=lambda point: (point.day, point.spread)).path)
    median, p80 = dates_of(ends)
    return Forecast(
        state=ForecastState.PLANNED,
        median=median,
        p80=p80,
        critical_path=path,
        failed=schedule.failed_before(goal.key),
        plan=schedule.plan(path),
    )
