"""The probabilities behind invented departures, as offices report them: funnel, durations, reasons."""

from math import exp, log
from random import Random
from typing import TypeVar

from geleit.domain.lifecycle.state import StopReason
from geleit.domain.persons.state import ResidenceStatus

CONSENT = 0.85
DECISION = 0.55 / 0.85
APPLICATION = 0.45 / 0.55
APPROVAL = 0.40 / 0.45
DEPARTURE = 0.36 / 0.40
"""The funnel: of a hundred contacts 85 consent, 55 decide to go, 45 apply, 40 are approved, 36 leave."""

STOP_REASONS = {
    StopReason.DECIDED_TO_STAY: 35,
    StopReason.CONTACT_LOST: 20,
    StopReason.OTHER_LEGAL_PATH: 15,
    StopReason.NO_TRAVEL_DOCUMENT: 10,
    StopReason.FUNDING_REFUSED: 5,
    StopReason.FORCED_RETURN: 7,
    StopReason.MEDICAL: 4,
    StopReason.MOVED: 3,
    StopReason.DEATH: 1,
}
RESIDENCE = {
    ResidenceStatus.GESTATTUNG: 44,
    ResidenceStatus.DUTY_TO_LEAVE: 24,
    ResidenceStatus.DULDUNG: 15,
    ResidenceStatus.RESIDENCE_PERMIT: 17,
}

T = TypeVar("T")

_Z90 = 1.2816
"""The 90 % point of the standard normal distribution."""


def draw_days(random: Random, *, median: float, p90: float) -> int:
    """Draw a duration in days, at least one: log-normal through its median and its 90 % point."""
    spread = log(p90 / median) / _Z90
    return max(1, round(exp(random.gauss(log(median), spread))))


def draw(random: Random, weights: dict[T, int]) -> T:
    """Draw one of the keys by its weight."""
    return random.choices(list(weights), weights=list(weights.values()))[0]
