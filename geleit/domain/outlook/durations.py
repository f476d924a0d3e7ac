"""Estimate durations of steps: by the rules at first, then by the office's own finished steps."""

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

LEARN_FROM = 10
"""The number of finished steps from which on they replace the default."""

LEARN_MONTHS = 12
"""The months of finished steps to learn from: embassies and programmes change."""

AFTER = "after_"
"""The prefix of an appointment's code for the time from the appointment to its result."""


class DurationSource(StrEnum):
    """The source of a duration."""

    DEFAULT = "default"
    LEARNED = "learned"


class Duration(Value):
    """The duration of a step in days: half of all cases take at most ``median``, four of five ``p80``."""

    median: Annotated[int, Field(ge=0)]
    p80: Annotated[int, Field(ge=0)]
    source: DurationSource = DurationSource.DEFAULT
    n: int = 0

    @model_validator(mode="after")
    def _require_consistent(self) -> "Duration":
        if self.p80 < self.median:
            raise ValueError("four cases in five cannot take less than half of all cases")
        return self


class Durations(Value):
    """The duration of every step, by its code."""

    by_code: dict[str, Duration] = Field(default_factory=dict)

    def of(self, template: StepTemplate) -> Duration:
        """Return the duration of the step, else its target, with one and a half times the target as P80."""
        known = self.by_code.get(template.code)
        return known or _from_target(template)

    def after(self, appointment: str) -> Duration:
        """Return the time from an appointment of that code to its result."""
        return self.by_code.get(AFTER + appointment) or Duration(median=0, p80=0)

    def with_learned(self, learned: Mapping[str, Duration]) -> "Durations":
        """Return the durations with the learned ones in place of the defaults."""
        return Durations(by_code={**self.by_code, **learned})


def default_durations(rules: RuleSet, *, on: date) -> Durations:
    """Return the initial durations: the rules' estimate for each step."""
    found = {}
    for rule in rules.valid_on(on):
        span = rule.period
        if rule.step and span and span.usual and span.most:
            found[rule.step] = Duration(median=span.in_days(span.usual), p80=span.in_days(span.most))
    return Durations(by_code=found)


def learn(finished: Iterable[tuple[str, int]], *, at_least: int = LEARN_FROM) -> dict[str, Duration]:
    """Return median and P80 per step code, from ``(code, days from possible to done)``.

    Pass the finished steps of one country and one programme, of the last twelve months. Codes with fewer than
    ``at_least`` of them are left out: too few to learn from, and few enough to identify a person by. Raise
    ValueError for a negative number of days.
    """
    days_of: dict[str, list[int]] = defaultdict(list)
    for code, days in finished:
        if days < 0:
            raise ValueError(f"{code}: {days} days")
        days_of[code].append(days)
    return {
        code: Duration(
            median=ceil(median(days)),
            # Nearest-rank percentile: the shortest duration that four of five do not exceed.
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
