"""The legal dates of a departure: their kinds, states, and chains."""

from datetime import date
from enum import StrEnum

from geleit.domain.deadlines.chain import DeadlineRecord, DeadlineState, Link
from geleit.domain.model import Value


class DeadlineKind(StrEnum):
    """Which legal date: each is the code of its usual rule.

    By some a person must have left: the period for departure (§ 59 AufenthG), the GÜB's and the Duldung's
    printed date. By others something has to be with a court, an office or an airline: suit or objection
    (§ 74 VwGO, § 74 AsylG), urgent application (§ 80 (5) VwGO), what the programmes ask for before and after
    the journey. Until the end of the Dublin period a transfer can be made.
    """

    DEPARTURE = "departure_deadline"
    GUEB = "gueb"
    DULDUNG = "duldung"
    SUIT = "suit"
    URGENT_APPLICATION = "urgent_application"
    DUBLIN_TRANSFER = "dublin_transfer"
    MEDIF = "medif"
    RIAT_CHARTER_REQUEST = "riat_charter_request"
    RIAT_RETROACTIVE = "riat_retroactive"
    RIAT_DEPARTURE_QUESTION = "riat_departure_question"
    REIMBURSEMENT = "reimbursement"
    SECOND_PAYMENT = "second_payment"
    EURP_ARRIVAL_PACKAGE = "eurp_arrival_package"
    EURP_REINTEGRATION = "eurp_reintegration"


LATEST_DEPARTURE = frozenset({DeadlineKind.DEPARTURE, DeadlineKind.GUEB, DeadlineKind.DULDUNG})
"""The dates by which a person must have left: who leaves has kept or missed them."""
SHOWN_TO_AUTHORITIES = LATEST_DEPARTURE
"""The dates that authorities set themselves. Who may sue, and who is paid what, is no concern of theirs."""


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
