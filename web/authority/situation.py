"""The situation in which an authority decides: the deadlines of a departure, and nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from geleit.domain.calendar import Land
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import DepartureStatus
from geleit.domain.parties import Role
from geleit.store.pages.authority import AuthorityDeadline, AuthorityDeparture
from web.departure.deadlines.summary import DeadlineSummary, rule_version


@dataclass(frozen=True)
class AuthoritySituation:
    """A departure as its authority sees it. ``lands`` are those whose holidays the authority counts with."""

    departure: AuthorityDeparture
    today: date
    lands: Collection[Land] = ()

    @property
    def address(self) -> str:
        """The address of the decisions about this departure."""
        return address_of(self.departure.departure_id)

    @property
    def role(self) -> Role:
        """The role; only authorities are here."""
        return Role.AUTHORITY

    @property
    def version(self) -> int:
        """The version of the date that changed last: any change after it is later than what is shown."""
        return max((deadline.version for deadline in self.departure.deadlines), default=0)

    @property
    def status(self) -> DepartureStatus:
        """The status of the departure."""
        return self.departure.status

    @cached_property
    def deadlines(self) -> Mapping[DeadlineKind, DeadlineSummary]:
        """The deadlines in their current state."""
        return {deadline.kind: _summary(deadline) for deadline in self.departure.deadlines}

    @property
    def have_left(self) -> bool:
        """Always False: the authority is told when it decides, not before."""
        return False

    @property
    def step_key(self) -> str | None:
        """Always None: an authority sees no steps."""
        return None


def address_of(departure_id: UUID) -> str:
    """Return the address under which an authority decides about a departure."""
    return f"/fristen/{departure_id}"


def _summary(deadline: AuthorityDeadline) -> DeadlineSummary:
    return DeadlineSummary(
        kind=deadline.kind,
        state=deadline.state,
        due_on=deadline.due_on,
        end_on=deadline.end_on,
        rule=rule_version(deadline.rule, deadline.rule_version),
        is_extension_requested=deadline.answer_by is not None,
    )
