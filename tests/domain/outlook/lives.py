"""Invented lives of departures, to hold forecasts against: drawn without a line of the forecast's own code.

``python -m tests.domain.outlook.lives`` prints how often the forecast keeps what it says.

Every step takes a log-normal time through the median and the P80 of its rule, begins when all that it needs
is done, and the departure is when its last step ends. Seen on a day, a departure shows what has happened by
then, and nothing else.
"""

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log
from random import Random

from geleit.domain.departure import Departure
from geleit.domain.outlook.durations import Durations, default_durations
from geleit.domain.outlook.forecast import Forecast, forecast
from geleit.domain.persons.state import PersonRole
from geleit.domain.steps.state import StepState
from geleit.processes import current_process, rule_set
from tests.domain.scenario import Story

FIRST_DAY = date(2026, 3, 2)
PROCESS = current_process()
DURATIONS = default_durations(rule_set(), on=FIRST_DAY)
SIZES = (1, 2, 4, 7)
STARTS_ALONE = {"intake"}
LATER_DAYS = 200
"""Days are picked from the calendar, never from a life: to pick one from each whole life would look at the
quick ones early and often, and no forecast can know how long a life is going to be."""


@dataclass(frozen=True)
class Life:
    """One departure from its first day to its last: when each step can be done, and when it is."""

    opened: Departure
    begins: dict[str, int]
    ends: dict[str, int]

    @property
    def leaves_on(self) -> date:
        return FIRST_DAY + timedelta(days=self.ends["departure"])

    def seen_after(self, days: int) -> Departure:
        """Return the departure in the morning of that day."""
        steps = dict(self.opened.steps)
        for key, step in steps.items():
            begin, end = self.begins[key], self.ends[key]
            changes = {}
            if end < days:
                changes = {"state": StepState.DONE, "ready_on": _day(begin), "ended_on": _day(end)}
            elif begin < days or key in STARTS_ALONE:
                changes = {"state": StepState.READY, "ready_on": _day(begin)}
            steps[key] = step.model_copy(update=changes)
        return self.opened.model_copy(update={"steps": steps})


def family_of(size: int) -> Departure:
    """Return a departure that was opened today, for so many persons."""
    roles = (PersonRole.APPLICANT, PersonRole.SPOUSE, *[PersonRole.CHILD] * 5)
    return Story(day=FIRST_DAY).open(*roles[:size]).state


def draw_life(opened: Departure, durations: Durations, random: Random) -> Life:
    begins: dict[str, int] = {}
    ends: dict[str, int] = {}
    for key, step in opened.steps.items():  # in the order of the plan: what is needed comes first
        begins[key] = max((ends[need] for need in step.needs), default=0)
        usual = durations.by_code[step.code]
        spread = log(usual.p80 / usual.median) / 0.8416212
        ends[key] = begins[key] + round(exp(random.gauss(log(usual.median), spread)))
    return Life(opened, begins, ends)


def _day(days: int) -> date:
    return FIRST_DAY + timedelta(days=days)


@dataclass(frozen=True)
class Kept:
    """How many departures there were, and of how many the forecast was kept."""

    count: int
    by_median: int
    by_p80: int
    inside: int

    @property
    def median(self) -> float:
        return 100 * self.by_median / self.count

    @property
    def p80(self) -> float:
        return 100 * self.by_p80 / self.count

    @property
    def between(self) -> float:
        return 100 * self.inside / self.count


def at_first_contact(size: int, *, lives: int) -> Kept:
    opened, random = family_of(size), Random(size)
    look = forecast(opened, process=PROCESS, durations=DURATIONS, today=FIRST_DAY)
    return _kept((draw_life(opened, DURATIONS, random), look) for _number in range(lives))


def on_later_days(size: int, *, lives: int) -> tuple[Kept, Kept]:
    """Return it for every departure that is under way on a day, and for those of which a step is late."""
    opened, random = family_of(size), Random(100 + size)
    found: list[tuple[Life, Forecast]] = []
    while len(found) < lives:
        life, day = draw_life(opened, DURATIONS, random), random.randrange(1, LATER_DAYS)
        if life.ends["departure"] >= day:
            seen = life.seen_after(day)
            found.append((life, forecast(seen, process=PROCESS, durations=DURATIONS, today=_day(day))))
    return _kept(found), _kept((life, look) for life, look in found if any(s.is_late for s in look.slowest))


def _kept(found: Iterable[tuple[Life, Forecast]]) -> Kept:
    count = by_median = by_p80 = inside = 0
    for life, look in found:
        assert look.early
        assert look.median
        assert look.late
        assert look.p80
        count += 1
        by_median += life.leaves_on <= look.median
        by_p80 += life.leaves_on <= look.p80
        inside += look.early <= life.leaves_on <= look.late
    return Kept(count, by_median, by_p80, inside)


def _report(lives: int) -> None:
    print("persons  when             departures  by median  between  by P80")
    for size in SIZES:
        later, late = on_later_days(size, lives=lives)
        first = at_first_contact(size, lives=lives)
        for when, kept in (("first contact", first), ("a later day", later), ("a step is late", late)):
            shares = f"{kept.median:8.1f} % {kept.between:6.1f} % {kept.p80:5.1f} %"
            print(f"{size:7}  {when:15} {kept.count:11,} {shares}", flush=True)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lives", type=int, default=10_000)
    _report(options.parse_args().lives)
