"""Conditions of the actions on a deadline."""

from collections.abc import Callable

from geleit.domain.deadlines.chain import DeadlineState
from geleit.domain.deadlines.state import LATEST_DEPARTURE, DeadlineKind
from geleit.domain.departure import DepartureStatus
from web.departure.deadlines.summary import DeadlineSummary
from web.departure.situation import DeadlineSituation

Condition = Callable[[DeadlineSituation, DeadlineSummary], bool]


def is_not_closed(at: DeadlineSituation) -> bool:
    """Tell whether deadlines can still change: those of a stopped departure still bind the client."""
    return at.status is not DepartureStatus.CLOSED


def is_settable(at: DeadlineSituation, kind: DeadlineKind) -> bool:
    """Tell whether a date of that kind can be set: none by which to leave binds persons who have left."""
    return is_not_closed(at) and not (at.have_left and kind in LATEST_DEPARTURE)


def is_explained(at: DeadlineSituation, deadline: DeadlineSummary) -> bool:
    """Tell whether the date binds and has a chain."""
    return deadline.is_open and deadline.rule is not None


def is_extendable(at: DeadlineSituation, deadline: DeadlineSummary) -> bool:
    """Tell whether the authority may extend the date."""
    return deadline.is_open and deadline.rule is not None and deadline.rule.extendable


def is_requestable(at: DeadlineSituation, deadline: DeadlineSummary) -> bool:
    """Tell whether an extension can be requested."""
    return is_extendable(at, deadline) and not deadline.is_extension_requested


def is_requested(at: DeadlineSituation, deadline: DeadlineSummary) -> bool:
    """Tell whether an extension was requested and not answered yet."""
    return is_explained(at, deadline) and deadline.is_extension_requested


def is_interruptible(at: DeadlineSituation, deadline: DeadlineSummary) -> bool:
    """Tell whether the period can be interrupted."""
    return deadline.is_open and deadline.rule is not None and bool(deadline.rule.restart)


def is_interrupted(at: DeadlineSituation, deadline: DeadlineSummary) -> bool:
    """Tell whether the period is interrupted."""
    return deadline.state is DeadlineState.INTERRUPTED


def is_overdue(at: DeadlineSituation, deadline: DeadlineSummary) -> bool:
    """Tell whether the deadline is overdue."""
    return is_explained(at, deadline) and deadline.end_on < at.today


def is_renewable(at: DeadlineSituation, deadline: DeadlineSummary) -> bool:
    """Tell whether a new notice can replace the date: it is open, missed or interrupted."""
    return is_settable(at, deadline.kind) and _is_unsettled(deadline)


def _is_unsettled(deadline: DeadlineSummary) -> bool:
    return deadline.state in (DeadlineState.OPEN, DeadlineState.MISSED, DeadlineState.INTERRUPTED)


def is_withdrawable(at: DeadlineSituation, deadline: DeadlineSummary) -> bool:
    """Tell whether the notice can be withdrawn: also while its period is interrupted or after its end."""
    return _is_unsettled(deadline) and deadline.rule is not None


def has_entry_to_take_back(at: DeadlineSituation, deadline: DeadlineSummary) -> bool:
    """Tell whether the newest entry can be taken back by itself."""
    return deadline.can_be_taken_back
