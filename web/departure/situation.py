"""What an action's form is filled from and read against: the departure as it stands, who looks, today."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from geleit.domain.departure import Departure, DepartureStatus
from geleit.domain.process import Process
from geleit.domain.steps.state import Step
from web.departure.names import Names


@dataclass(frozen=True, slots=True)
class Situation:
    """One departure, one person in front of it, and the step they mean (None: the departure itself)."""

    departure: Departure
    process: Process
    names: Names
    today: date
    viewer: UUID
    step: Step | None = None
    authorities: tuple[tuple[UUID, str], ...] = ()
    """Those that can be named as the one in charge; none while a consent binds the departure to one."""

    @property
    def the_step(self) -> Step:
        """The step meant. Raises ValueError for an action on the departure itself."""
        if self.step is None:
            raise ValueError("diese Aktion gilt keinem Schritt")
        return self.step

    @property
    def key(self) -> str:
        """The key of the step meant."""
        return self.the_step.key

    @property
    def is_open(self) -> bool:
        """The departure runs: neither paused nor over."""
        return self.departure.status is DepartureStatus.OPEN

    @property
    def is_live(self) -> bool:
        """Work goes on, or will after a pause."""
        return self.departure.is_live
