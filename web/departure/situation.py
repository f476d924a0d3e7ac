"""The situation in which an action is offered: the departure as it stands, who looks at it, and today."""

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
    """All that an action on legal dates may know. An authority in front of a departure knows no more."""

    @property
    def address(self) -> str:
        """Where this departure, or the step meant, stands on the site."""

    @property
    def today(self) -> date:
        """The day of the request in Germany."""

    @property
    def role(self) -> Role:
        """The role in which somebody looks at the departure."""

    @property
    def version(self) -> int:
        """The version of what is shown."""

    @property
    def status(self) -> DepartureStatus:
        """Whether the departure runs."""

    @property
    def lands(self) -> Collection[Land]:
        """The Länder whose holidays count."""

    @property
    def deadlines(self) -> Mapping[DeadlineKind, DeadlineSummary]:
        """The legal dates as they stand."""

    @property
    def step_key(self) -> str | None:
        """The key of the step meant; None if it is the departure itself."""


@dataclass(frozen=True)
class Situation:
    """One departure, a counsellor or supervisor in front of it, and the step meant, if one is."""

    departure: Departure
    process: Process
    names: Names
    today: date
    viewer: UUID
    step: Step | None = None
    authorities: tuple[tuple[UUID, str], ...] = ()
    """Those that can be named as the one in charge; none while a consent binds the departure to one."""

    @property
    def address(self) -> str:
        """Where the departure, or the step meant, stands on the site."""
        base = address_of(self.departure.departure_id)
        return f"{base}/schritte/{self.step.key}" if self.step else base

    @property
    def role(self) -> Role:
        """Supervisors are offered what counsellors are."""
        return Role.COUNSELLOR

    @property
    def version(self) -> int:
        """The version of the departure."""
        return self.departure.version

    @property
    def status(self) -> DepartureStatus:
        """Whether the departure runs."""
        return self.departure.status

    @property
    def lands(self) -> Collection[Land]:
        """The Land whose holidays count."""
        return (self.departure.land,)

    @cached_property
    def deadlines(self) -> Mapping[DeadlineKind, DeadlineSummary]:
        """The legal dates as they stand."""
        return {kind: DeadlineSummary.of(found) for kind, found in self.departure.deadlines.items()}

    @property
    def step_key(self) -> str | None:
        """The key of the step meant, if one is."""
        return self.step.key if self.step else None

    @property
    def the_step(self) -> Step:
        """The step meant. Raise ValueError for an action on the departure itself."""
        if self.step is None:
            raise ValueError("diese Aktion gilt keinem Schritt")
        return self.step

    @property
    def step_title(self) -> str:
        """What the step meant is called, without its person; empty for the departure itself."""
        return self.process.step(self.step.code).title if self.step else ""

    @property
    def is_open(self) -> bool:
        """The departure runs: neither paused nor over."""
        return self.departure.status is DepartureStatus.OPEN

    @property
    def is_live(self) -> bool:
        """Work goes on, or will after a pause."""
        return self.departure.is_live


def address_of(departure_id: UUID) -> str:
    """Return the address of a departure's page."""
    return f"/vorgaenge/{departure_id}"
