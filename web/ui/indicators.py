"""The indicators that people see: ten for steps, seven for the deadlines of a departure.

An indicator is always text + icon + colour. It is computed from dates when it is shown, never stored.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from geleit.domain.departure import DepartureStatus
from geleit.domain.steps.state import Step, StepState
from web.ui.i18n import N_, gettext

SOON_DAYS = 7
"""Due within this many days counts as soon."""


class StepIndicator(StrEnum):
    """The indicator of a step: text, icon and colour."""

    DONE = "done"
    ACTIVE = "active"
    WAITING = "waiting"
    READY = "ready"
    PLANNED = "planned"
    LATE = "late"
    SOON = "soon"
    BLOCKED = "blocked"
    OFF = "off"
    FAILED = "failed"

    @property
    def text(self) -> str:
        """The German text."""
        return gettext(_STEP_TEXTS[self])

    @property
    def icon(self) -> str:
        """The name of the icon in web.ui.icons."""
        return self.value

    @property
    def kind(self) -> str:
        """KERN's feedback kind, or one of our own two: ``neutral`` and ``dashed``."""
        return _STEP_KINDS[self]


_STEP_TEXTS = {
    StepIndicator.DONE: N_("Erledigt"),
    StepIndicator.ACTIVE: N_("In Arbeit"),
    StepIndicator.WAITING: N_("Wartet"),
    StepIndicator.READY: N_("Jetzt möglich"),
    StepIndicator.PLANNED: N_("Termin steht"),
    StepIndicator.LATE: N_("Überfällig"),
    StepIndicator.SOON: N_("Bald fällig"),
    StepIndicator.BLOCKED: N_("Noch nicht möglich"),
    StepIndicator.OFF: N_("Nicht nötig"),
    StepIndicator.FAILED: N_("Gescheitert"),
}

_STEP_KINDS = {
    StepIndicator.DONE: "success",
    StepIndicator.ACTIVE: "info",
    StepIndicator.WAITING: "neutral",
    StepIndicator.READY: "info",
    StepIndicator.PLANNED: "info",
    StepIndicator.LATE: "danger",
    StepIndicator.SOON: "warning",
    StepIndicator.BLOCKED: "dashed",
    StepIndicator.OFF: "dashed",
    StepIndicator.FAILED: "danger",
}


class DeadlineIndicator(StrEnum):
    """The indicator of a deadline: its traffic light."""

    ON_TRACK = "on_track"
    SOON = "soon"
    SAFE_PASSED = "safe_passed"
    LATE = "late"
    MISSED = "missed"
    MET = "met"
    NONE = "none"

    @property
    def text(self) -> str:
        """The German text."""
        return gettext(_DEADLINE_INDICATORS[self][0])

    @property
    def icon(self) -> str:
        """The name of the icon in web.ui.icons."""
        return _DEADLINE_INDICATORS[self][1]

    @property
    def kind(self) -> str:
        """KERN's feedback kind, or ``dashed``."""
        return _DEADLINE_INDICATORS[self][2]


_DEADLINE_INDICATORS = {
    DeadlineIndicator.ON_TRACK: (N_("Im Plan"), "done", "success"),
    DeadlineIndicator.SOON: (N_("Bald fällig"), "soon", "warning"),
    DeadlineIndicator.SAFE_PASSED: (N_("Sicheres Datum vorbei"), "soon", "warning"),
    DeadlineIndicator.LATE: (N_("Überfällig"), "late", "danger"),
    DeadlineIndicator.MISSED: (N_("Nicht gewahrt"), "failed", "danger"),
    DeadlineIndicator.MET: (N_("Gewahrt"), "done", "success"),
    DeadlineIndicator.NONE: (N_("Keine Frist"), "none", "dashed"),
}


def is_overdue(due: date | None, today: date) -> bool:
    """Return whether what is due on that day is overdue: not today yet, and never without a day."""
    return due is not None and due < today


def is_soon(due: date | None, today: date) -> bool:
    """Return whether the day is today or within the next seven days."""
    return due is not None and today <= due <= today + timedelta(days=SOON_DAYS)


def indicator_for_due(due: date | None, today: date, *, end: date | None = None) -> DeadlineIndicator:
    """Return the indicator of a deadline that has not been met yet.

    ``end`` is its end after weekend and holiday: until then it has not passed, though the safe date has.
    """
    if due is None:
        return DeadlineIndicator.NONE
    if is_overdue(due, today):
        return DeadlineIndicator.SAFE_PASSED if end and today <= end else DeadlineIndicator.LATE
    return DeadlineIndicator.SOON if is_soon(due, today) else DeadlineIndicator.ON_TRACK


_STEP_INDICATORS = {
    StepState.NOT_READY: StepIndicator.BLOCKED,
    StepState.READY: StepIndicator.READY,
    StepState.IN_PROGRESS: StepIndicator.ACTIVE,
    StepState.WAITING: StepIndicator.WAITING,
    StepState.DONE: StepIndicator.DONE,
    StepState.NOT_REQUIRED: StepIndicator.OFF,
    StepState.FAILED: StepIndicator.FAILED,
    StepState.CANCELLED: StepIndicator.OFF,
}


def indicator_for_state(
    state: StepState, target_on: date | None, today: date, *, is_appointment: bool = False
) -> StepIndicator:
    """Return the indicator of a step; an open one is late or soon by its target date.

    An appointment is not possible now but on its day. Of a failed step, ``target_on`` is the day by which
    the office decides how to go on.
    """
    indicator = _STEP_INDICATORS[state]
    if indicator not in {StepIndicator.READY, StepIndicator.ACTIVE, StepIndicator.WAITING}:
        return indicator
    if is_overdue(target_on, today):
        return StepIndicator.LATE
    if is_soon(target_on, today):
        return StepIndicator.SOON
    is_planned = is_appointment and target_on is not None and indicator is StepIndicator.READY
    return StepIndicator.PLANNED if is_planned else indicator


_URGENCY = (
    StepIndicator.LATE,
    StepIndicator.FAILED,
    StepIndicator.SOON,
    StepIndicator.READY,
    StepIndicator.PLANNED,
    StepIndicator.ACTIVE,
    StepIndicator.WAITING,
    StepIndicator.BLOCKED,
    StepIndicator.DONE,
    StepIndicator.OFF,
)
"""The most urgent first. A failed step waits for the office to decide, as one that is late does."""


def most_urgent(indicators: Iterable[StepIndicator]) -> StepIndicator:
    """Return the indicator of several steps that are shown as one. Raise ValueError without any."""
    return min(indicators, key=_URGENCY.index)


def indicator_for_status(status: DepartureStatus) -> StepIndicator:
    """Return the indicator of a departure as a whole."""
    return _STATUS_INDICATORS[status]


_STATUS_INDICATORS = {
    DepartureStatus.OPEN: StepIndicator.ACTIVE,
    DepartureStatus.PAUSED: StepIndicator.WAITING,
    DepartureStatus.STOPPED: StepIndicator.OFF,
    DepartureStatus.CLOSED: StepIndicator.DONE,
}


def indicator_for_step(step: Step, today: date) -> StepIndicator:
    """Return the indicator of a step of a departure."""
    return indicator_for_state(step.state, step.target_on, today, is_appointment=step.is_occurrence)
