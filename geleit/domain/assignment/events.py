"""A counsellor was assigned, an authority named."""

from typing import Literal
from uuid import UUID

from geleit.domain.departure import Departure
from geleit.domain.message import Event


class CounsellorAssigned(Event):
    kind: Literal["counsellor_assigned"] = "counsellor_assigned"
    counsellor_id: UUID
    step: str | None = None

    def apply(self, departure: Departure, seq: int) -> Departure:
        if self.step is not None:
            return departure.replace_step(self.step, version=seq, assignee_id=self.counsellor_id)
        return departure.replace(version=seq, counsellor_id=self.counsellor_id)


class AuthorityNamed(Event):
    kind: Literal["authority_named"] = "authority_named"
    authority_id: UUID

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace(version=seq, authority_id=self.authority_id)
