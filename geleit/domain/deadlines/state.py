"""The legal dates of a departure: their kinds, states, and chains."""

from datetime import date
from enum import StrEnum

from geleit.domain.deadlines.chain import DeadlineRecord, Link
from geleit.domain.model import Value


class DeadlineKind(StrEnum):
    """The kind of a legal date: period for departure (§ 59 AufenthG), or the date in a GÜB or Duldung."""

    DEPARTURE = "departure_deadline"
    GUEB = "gueb"
    DULDUNG = "duldung"


class DeadlineState(StrEnum):
    """The state of a legal date. While it is interrupted the period does not run, and no date binds."""

    OPEN = "open"
    INTERRUPTED = "interrupted"
    MET = "met"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"


class Deadline(Value):
    """One legal date. There is at most one of each kind; a new date of the same kind continues its chain.

    ``due_on`` is the safe date: the earlier of the end by counting and the end after weekend and holiday. On
    ``reminders`` its counsellor is reminded, on ``escalate_on`` the supervisor is alerted, on
    ``follow_up_on`` the answer to a requested extension is due.
    """

    kind: DeadlineKind
    due_on: date
    remind_on: date
    state: DeadlineState = DeadlineState.OPEN
    version: int = 0
    links: tuple[Link, ...] = ()
    reminders: tuple[date, ...] = ()
    escalate_on: date | None = None
    follow_up_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether the date binds."""
        return self.state is DeadlineState.OPEN

    @property
    def end_on(self) -> date:
        """The last day after moving off weekend and holiday: the safe date, or some days later."""
        return self.links[-1].end if self.links else self.due_on

    @property
    def record(self) -> DeadlineRecord:
        """The chain of links, which explains the date."""
        return DeadlineRecord(key=self.kind, links=self.links)
