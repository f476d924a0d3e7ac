"""Estimate durations of steps: by the rules at first, then by the office's own finished steps."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from math import ceil
from typing import Annotated

from pydantic import Field, model_validator

from geleit.domain.deadlines.rule_set import RuleSet
from geleit.domain.model import Value
from geleit.domain.process import StepTemplate

AFTER = "after_"
"""The prefix of an appointment's code for the time from the appointment to its result."""


class DurationSource(StrEnum):
    """The source of a duration."""

    DEFAULT = "default"
    LEARNED = "learned"
    UNKNOWN = "unknown"


class Duration(Value):
    """Days a step takes: in half of all cases at most ``median``, in four of five at most ``p80``.

    Learned from ``n`` finished steps and ``unfinished`` that are still open or were given up.
    """

    median: Annotated[int, Field(ge=0)]
    p80: Annotated[int, Field(ge=0)]
    source: DurationSource = DurationSource.DEFAULT
    n: int = 0
    unfinished: int = 0

    @model_validator(mode="after")
    def _require_consistent(self) -> "Duration":
        if self.p80 < self.median:
            raise ValueError("four cases in five cannot take less than half of all cases")
        return self


class Durations(Value):
    """The duration of every step, by its code."""

    by_code: dict[str, Duration] = Field(default_factory=dict)

    def of(self, template: StepTemplate) -> Duration:
        """Return what is known of the step; else its target, and half of it more for four cases in five.

        The source is ``UNKNOWN`` if it has no target either.
        """
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


def _from_target(template: StepTemplate) -> Duration:
    target = template.target
    if target is None:
        return Duration(median=0, p80=0, source=DurationSource.UNKNOWN)
    days = (target.days or 0) + 7 * (target.weeks or 0) + 30 * (target.months or 0)
    days += ceil((target.working_days or 0) * 7 / 5)
    return Duration(median=days, p80=ceil(days * 1.5))
