"""The states as people see them: nine lights for steps, five for the deadlines of a departure.

A light is always text + icon + colour. It is computed from dates when it is shown, never stored.
"""

from datetime import date, timedelta
from enum import StrEnum

from geleit.domain.steps.state import Step, StepState
from web.ui.i18n import N_, gettext

SOON_DAYS = 7
"""Due within this many days counts as soon."""


class Light(StrEnum):
    """How a step stands, with everything the eye needs to know."""

    DONE = "done"
    ACTIVE = "active"
    WAITING = "waiting"
    READY = "ready"
    LATE = "late"
    SOON = "soon"
    BLOCKED = "blocked"
    OFF = "off"
    FAILED = "failed"

    @property
    def text(self) -> str:
        """The German word for it."""
        return gettext(_TEXTS[self])

    @property
    def icon(self) -> str:
        """The name of its symbol in web.ui.icons."""
        return self.value

    @property
    def kind(self) -> str:
        """KERN's feedback kind, or one of our own two: ``neutral`` and ``dashed``."""
        return _KINDS[self]


_TEXTS = {
    Light.DONE: N_("Erledigt"),
    Light.ACTIVE: N_("In Arbeit"),
    Light.WAITING: N_("Wartet"),
    Light.READY: N_("Jetzt möglich"),
    Light.LATE: N_("Überfällig"),
    Light.SOON: N_("Bald fällig"),
    Light.BLOCKED: N_("Noch nicht möglich"),
    Light.OFF: N_("Nicht nötig"),
    Light.FAILED: N_("Gescheitert"),
}

_KINDS = {
    Light.DONE: "success",
    Light.ACTIVE: "info",
    Light.WAITING: "neutral",
    Light.READY: "info",
    Light.LATE: "danger",
    Light.SOON: "warning",
    Light.BLOCKED: "dashed",
    Light.OFF: "dashed",
    Light.FAILED: "danger",
}


class Traffic(StrEnum):
    """The traffic light of a deadline."""

    ON_TRACK = "on_track"
    SOON = "soon"
    LATE = "late"
    MET = "met"
    NONE = "none"

    @property
    def text(self) -> str:
        """The German word for it."""
        return gettext(_TRAFFIC[self][0])

    @property
    def icon(self) -> str:
        """The name of its symbol in web.ui.icons."""
        return _TRAFFIC[self][1]

    @property
    def kind(self) -> str:
        """KERN's feedback kind, or ``dashed``."""
        return _TRAFFIC[self][2]


_TRAFFIC = {
    Traffic.ON_TRACK: (N_("Im Plan"), "done", "success"),
    Traffic.SOON: (N_("Bald fällig"), "soon", "warning"),
    Traffic.LATE: (N_("Überfällig"), "late", "danger"),
    Traffic.MET: (N_("Gewahrt"), "done", "success"),
    Traffic.NONE: (N_("Keine Frist"), "none", "dashed"),
}


def is_late(due: date | None, today: date) -> bool:
    """Due today is not overdue; no date is never overdue."""
    return due is not None and due < today


def is_soon(due: date | None, today: date) -> bool:
    """Due today or within the next seven days."""
    return due is not None and today <= due <= today + timedelta(days=SOON_DAYS)


def light_for_due(due: date | None, today: date, *, end: date | None = None) -> Traffic:
    """Return the traffic light of a deadline that has not been met yet.

    ``end`` is its end off weekend and holiday: until then it has not run out, though the safe date is over.
    """
    if due is None:
        return Traffic.NONE
    if is_late(due, today):
        return Traffic.SOON if end and today <= end else Traffic.LATE
    return Traffic.SOON if is_soon(due, today) else Traffic.ON_TRACK


_STEP_LIGHTS = {
    StepState.NOT_READY: Light.BLOCKED,
    StepState.READY: Light.READY,
    StepState.IN_PROGRESS: Light.ACTIVE,
    StepState.WAITING: Light.WAITING,
    StepState.DONE: Light.DONE,
    StepState.NOT_REQUIRED: Light.OFF,
    StepState.FAILED: Light.FAILED,
    StepState.CANCELLED: Light.OFF,
}


def light_for_state(state: StepState, target_on: date | None, today: date) -> Light:
    """Return the light of a step; an open one is late or soon by its target date, whatever it is doing."""
    light = _STEP_LIGHTS[state]
    if light not in {Light.READY, Light.ACTIVE, Light.WAITING}:
        return light
    if is_late(target_on, today):
        return Light.LATE
    return Light.SOON if is_soon(target_on, today) else light


def light_for_step(step: Step, today: date) -> Light:
    """Return the light of a step of a departure."""
    return light_for_state(step.state, step.target_on, today)
