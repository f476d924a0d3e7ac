"""How long steps take: start values from the rules, then what the office's own finished steps teach."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from math import ceil
from statistics import median
from typing import Annotated

from pydantic import Field, model_validator

from geleit.domain.deadlines.rule_set import RuleSet
from geleit.domain.model import Value
from geleit.domain.process import StepTemplate
from geleit.domain.texts import _

LEARN_FROM = 10
"""So many finished steps it takes before they count more than the start value."""

LEARN_MONTHS = 12
"""How far back finished steps are looked at: embassies and programmes change."""

AFTER = "after_"
"""Before an appointment's code: the time from the appointment to what it was for."""


class DurationSource(StrEnum):
    """Where a duration comes from."""

    DEFAULT = "default"
    LEARNED = "learned"


class Duration(Value):
    """Days a step takes: in half of all cases at most ``median``, in four of five at most ``p80``."""

    median: Annotated[int, Field(ge=0)]
    p80: Annotated[int, Field(ge=0)]
    source: DurationSource = DurationSource.DEFAULT
    n: int = 0

    @model_validator(mode="after")
    def _can_be(self) -> "Duration":
        if self.p80 < self.median:
            raise ValueError("vier von fünf Fällen dauern nicht kürzer als die Hälfte")
        return self

    def in_words(self) -> str:
        """``56–84 Tage (Vorgabe)``, ``31–60 Tage (aus 14 eigenen Schritten)``."""
        days = f"{self.median}–{self.p80} Tage" if self.median != self.p80 else f"{self.median} Tage"
        origin = _("Vorgabe")
        if self.source is DurationSource.LEARNED:
            origin = _("aus {n} eigenen Schritten").format(n=self.n)
        return f"{days} ({origin})"


class Durations(Value):
    """The duration of every step, by its code."""

    by_code: dict[str, Duration] = Field(default_factory=dict)

    def of(self, template: StepTemplate) -> Duration:
        """What is known of the step; else its target, with half as much again for four cases in five."""
        known = self.by_code.get(template.code)
        return known or _from_target(template)

    def after(self, appointment: str) -> Duration:
        """From an appointment of that code to what it was for."""
        return self.by_code.get(AFTER + appointment) or Duration(median=0, p80=0)

    def with_learned(self, learned: Mapping[str, Duration]) -> "Durations":
        """What was learned takes the place of what was given."""
        return Durations(by_code={**self.by_code, **learned})


def default_durations(rules: RuleSet, *, on: date) -> Durations:
    """The start values: the rules that estimate a step."""
    found = {}
    for rule in rules.valid_on(on):
        span = rule.period
        if rule.step and span and span.usual and span.most:
            found[rule.step] = Duration(median=span.in_days(span.usual), p80=span.in_days(span.most))
    return Durations(by_code=found)


def learn(finished: Iterable[tuple[str, int]], *, at_least: int = LEARN_FROM) -> dict[str, Duration]:
    """Median and P80 per step code, from ``(code, days from possible to done)``.

    Hand in the finished steps of one country and one programme, of the last twelve months. Codes with fewer
    than ``at_least`` of them are left out: too few to learn from, and few enough to recognise a person by.
    Raises ValueError for a negative number of days.
    """
    days_of: dict[str, list[int]] = defaultdict(list)
    for code, days in finished:
        if days < 0:
            raise ValueError(f"{code}: {days} Tage")
        days_of[code].append(days)
    return {
        code: Duration(
            median=ceil(median(days)),
            # The nearest rank: the shortest duration that four of five do not exceed.
            p80=sorted(days)[ceil(len(days) * 0.8) - 1],
            source=DurationSource.LEARNED,
            n=len(days),
        )
        for code, days in days_of.items()
        if len(days) >= max(at_least, 2)
    }


def _from_target(template: StepTemplate) -> Duration:
    target = template.target
    if target is None:
        return Duration(median=0, p80=0)
    days = (target.days or 0) + 7 * (target.weeks or 0) + 30 * (target.months or 0)
    days += ceil((target.working_days or 0) * 7 / 5)
    return Duration(median=days, p80=ceil(days * 1.5))
