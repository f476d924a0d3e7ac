"""Which legal date fits which action: what can be done about it as it stands."""

from collections.abc import Callable

from geleit.domain.deadlines.rule import Rule
from geleit.domain.deadlines.state import Deadline, DeadlineState
from geleit.processes import rule_set
from web.departure.situation import Situation

Fits = Callable[[Situation, Deadline], bool]


def not_closed(at: Situation) -> bool:
    """A stopped departure's legal dates still bind the client, so they are kept up to date."""
    return at.is_live or at.departure.stop_reason is not None


def _rule(deadline: Deadline) -> Rule | None:
    """The rule in the version the date was given by; None for a date without a chain."""
    if not deadline.links:
        return None
    record = deadline.record
    return rule_set().rule_version(record.rule, record.rule_version)


def _open(at: Situation, deadline: Deadline) -> bool:
    return deadline.is_open


def _explained(at: Situation, deadline: Deadline) -> bool:
    return deadline.is_open and bool(deadline.links)


def _extendable(at: Situation, deadline: Deadline) -> bool:
    rule = _rule(deadline)
    return deadline.is_open and rule is not None and rule.extendable


def askable(at: Situation, deadline: Deadline) -> bool:
    return _extendable(at, deadline) and deadline.record.request is None


def _asked(at: Situation, deadline: Deadline) -> bool:
    return _explained(at, deadline) and deadline.record.request is not None


def _interruptible(at: Situation, deadline: Deadline) -> bool:
    rule = _rule(deadline)
    return deadline.is_open and rule is not None and bool(rule.restart)


def _interrupted(at: Situation, deadline: Deadline) -> bool:
    return deadline.state is DeadlineState.INTERRUPTED


def _over(at: Situation, deadline: Deadline) -> bool:
    return _explained(at, deadline) and deadline.record.end < at.today


def _renewable(at: Situation, deadline: Deadline) -> bool:
    """A new notice replaces what is open, what was missed, and what rests."""
    return deadline.state in (DeadlineState.OPEN, DeadlineState.MISSED, DeadlineState.INTERRUPTED)


def _withdrawable(at: Situation, deadline: Deadline) -> bool:
    """A notice can be taken back also while its period rests or after it is over."""
    return _renewable(at, deadline) and bool(deadline.links)


FITS: dict[str, Fits] = {
    "verlaengerung-beantragen": askable,
    "frist-verlaengern": _extendable,
    "verlaengerung-abgelehnt": _asked,
    "frist-neu-beginnen": _interrupted,
    "frist-versaeumt": _over,
    "frist-gewahrt": _explained,
    "neue-frist": _renewable,
    "frist-unterbrechen": _interruptible,
    "frist-aufheben": _withdrawable,
}
FIRST = ("verlaengerung-beantragen", "frist-verlaengern", "verlaengerung-abgelehnt", "frist-neu-beginnen")
"""What is done about a date most of the time; the rest stands behind "Mehr"."""


def fitting(at: Situation, deadline: Deadline) -> tuple[str, ...]:
    """What can be done about this date now: names of actions, the usual ones first."""
    return tuple(slug for slug, fits in FITS.items() if fits(at, deadline)) if not_closed(at) else ()
