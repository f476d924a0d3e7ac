"""When the departure can realistically be: planned along what needs what, with a median and a P80.

The rule, closed and without chance. Each open step has a rest: its median and its P80 less the days since it
could be done, never below zero. Along a path the medians add up, and the distances from median to P80 add up
as squares: P80 = sum of medians + root of the sum of squares. The forecast is the latest of all paths, for
the median and for the P80 each. So a delay anywhere never makes the departure earlier.

A step with an appointment ahead, or just kept, counts from that appointment instead. An override puts the
end of a step on a day: what has been fixed, or what somebody wants to try out.
"""

from collections.abc import Mapping
from datetime import date

from geleit.domain.departure import Departure
from geleit.domain.model import Value
from geleit.domain.outlook.durations import Durations
from geleit.domain.outlook.schedule import PlannedTime, Schedule, dates_of, steps_of
from geleit.domain.process import Process
from geleit.domain.refusal import Refusal
from geleit.domain.steps.state import Effect
from geleit.domain.texts import _
from geleit.domain.wording import NOBODY, Names, german, whose


class Forecast(Value):
    """When the departure can be. Without dates if it does not come about; ``departed_on`` if it has been.

    ``critical_path`` are the steps that decide the median, in order; ``failed`` are steps on the way that
    did not come about and must be taken up again.
    """

    median: date | None = None
    p80: date | None = None
    departed_on: date | None = None
    critical_path: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    plan: tuple[PlannedTime, ...] = ()
    sentence: str

    def planned(self, step: str) -> PlannedTime | None:
        """The row of that step, if it still lies ahead or was done."""
        return next((row for row in self.plan if row.step == step), None)


def forecast(
    departure: Departure,
    *,
    process: Process,
    durations: Durations,
    today: date,
    overrides: Mapping[str, date] | None = None,
    names: Names = NOBODY,
) -> Forecast:
    """Plan every step that lies ahead. Raises Refusal for an override of a step that is not there."""
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
            median=on,
            p80=on,
            departed_on=on,
            plan=schedule.plan(()),
            sentence=_("Ausgereist am {date}.").format(date=german(on)) if on else _("Ausgereist."),
        )
    if goal is None or not departure.is_live:
        return Forecast(plan=schedule.plan(()), sentence=_("Eine Ausreise ist nicht geplant."))
    ends = schedule.end(goal.key)
    path = steps_of(max(ends, key=lambda point: (point.day, point.spread)).path)
    median, p80 = dates_of(ends)
    failed = schedule.failed_before(goal.key)
    return Forecast(
        median=median,
        p80=p80,
        critical_path=path,
        failed=failed,
        plan=schedule.plan(path),
        sentence=_sentence(departure, process, median=median, p80=p80, path=path, failed=failed, names=names),
    )


def _sentence(
    departure: Departure,
    process: Process,
    *,
    median: date,
    p80: date,
    path: tuple[str, ...],
    failed: tuple[str, ...],
    names: Names,
) -> str:
    def title(key: str) -> str:
        step = departure.steps[key]
        return process.step(step.code).title + whose(step.person, names)

    text = _("Ausreise voraussichtlich am {median}.")
    if median != p80:
        text = _("Ausreise frühestens um den {median}, in vier von fünf Fällen bis zum {p80}.")
    text = text.format(median=german(median), p80=german(p80))
    text += _(" Maßgeblich: {path}.").format(path=" → ".join(title(key) for key in path))
    if failed:
        again = ", ".join(title(key) for key in failed)
        text += _(" Vorausgesetzt, dies wird neu aufgenommen: {failed}.").format(failed=again)
    return text
