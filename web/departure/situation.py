"""The situation in which an action is offered: the departure, the account, and today."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol
from uuid import UUID

from geleit.domain.calendar import Land
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import Departure, DepartureStatus
from geleit.domain.parties import Role
from geleit.domain.process import Process
from geleit.domain.steps.state import Step
from web.departure.deadlines.summary import DeadlineSummary
from web.departure.names import Names


class DeadlineSituation(Protocol):
    """Protocol of a situation for actions on deadlines: all that an authority may know."""

    @property
    def address(self) -> str:
        """The address of this departure or step."""

    @property
    def today(self) -> date:
        """The day of the request in Germany."""

    @property
    def role(self) -> Role:
        """The role of the account."""

    @property
    def version(self) -> int:
        """The version that is shown."""

    @property
    def status(self) -> DepartureStatus:
        """The status of the departure."""

    @property
    def lands(self) -> Collection[Land]:
        """The Länder whose holidays count."""

    @property
    def deadlines(self) -> Mapping[DeadlineKind, DeadlineSummary]:
        """The deadlines in their current state."""

    @property
    def have_left(self) -> bool:
        """Whether the persons have left, as far as the viewer may know."""

    @property
    def step_key(self) -> str | None:
        """The key of the step; None for the departure itself."""


@dataclass(frozen=True)
class Situation:
    """One departure, as a counsellor or supervisor sees it, with the step that an action is about, if any."""

    departure: Departure
    process: Process
    names: Names
    today: date
    viewer: UUID
    step: Step | None = None
    authorities: tuple[tuple[UUID, str], ...] = ()
    """The authorities that can be named; none while a consent binds the departure to one."""

    @property
    def address(self) -> str:
        """The address of the departure or step."""
        base = address_of(self.departure.departure_id)
        return f"{base}/schritte/{self.step.key}" if self.step else base

    @property
    def role(self) -> Role:
        """The role; supervisors are offered what counsellors are."""
        return Role.COUNSELLOR

    @property
    def version(self) -> int:
        """The version of the departure."""
        return self.departure.version

    @property
    def status(self) -> DepartureStatus:
        """The status of the departure."""
        return self.departure.status

    @property
    def lands(self) -> Collection[Land]:
        """The Land whose holidays count."""
        return (self.departure.place.land,)

    @cached_property
    def deadlines(self) -> Mapping[DeadlineKind, DeadlineSummary]:
        """The deadlines in their current state."""
        return {kind: DeadlineSummary.of(found) for kind, found in self.departure.deadlines.items()}

    @property
    def have_left(self) -> bool:
        """Whether the persons have left."""
        return self.departure.left_on() is not None

    @property
    def step_key(self) -> str | None:
        """The key of the step, if there is one."""
        return self.step.key if self.step else None

    @property
    def the_step(self) -> Step:
        """The step. Raise ValueError if there is none."""
        if self.step is None:
            raise ValueError("diese Aktion gilt keinem Schritt")
        return self.step

    @property
    def step_title(self) -> str:
        """The title of the step, without its person; empty for the departure itself."""
        return self.process.step(self.step.code).title if self.step else ""

    @property
    def is_open(self) -> bool:
        """Whether the departure is open: neither paused nor over."""
        return self.departure.status is DepartureStatus.OPEN

    @property
    def is_live(self) -> bool:
        """Whether work goes on, now or after a pause."""
        return self.departure.is_live


def address_of(departure_id: UUID) -> str:
    """Return the address of a departure's page."""
    return f"/vorgaenge/{departure_id}"
