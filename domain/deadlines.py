"""The legal dates of a departure as they are printed in notices, and their states."""

from datetime import date
from enum import StrEnum

from domain.model import Value

REMIND_DAYS = 10
"""Days before a legal date at which it is called near: time enough to ask the authority for an extension."""


class DeadlineKind(StrEnum):
    """Which legal date: the period for departure (§ 59 AufenthG), the GÜB's or the Duldung's printed date."""

    DEPARTURE = "departure_deadline"
    GUEB = "gueb"
    DULDUNG = "duldung"


class DeadlineState(StrEnum):
    """Whether the date still binds."""

    OPEN = "open"
    MET = "met"
    WITHDRAWN = "withdrawn"


class Deadline(Value):
    """One legal date. There is at most one of each kind; a new date of the same kind replaces the old."""

    kind: DeadlineKind
    due_on: date
    remind_on: date
    state: DeadlineState = DeadlineState.OPEN
    version: int = 0

    @property
    def is_open(self) -> bool:
        """The date still binds."""
        return self.state is DeadlineState.OPEN
