"""A counsellor was assigned, an authority named."""

from typing import Literal
from uuid import UUID

from geleit.domain.calendar import Place
from geleit.domain.departure import Departure
from geleit.domain.message import Event


class CounsellorAssigned(Event):
    kind: Literal["counsellor_assigned"] = "counsellor_assigned"
    counsellor_id: UUID
    step: str | None = None

    def apply(self, departure: Departure, seq: int) -> Departure:
        if self.step is not None:
            return departure.replace_step(self.step, version=seq, assignee_id=self.counsellor_id)
        return departure.replace(version=seq, counsellor_version=seq, counsellor_id=self.counsellor_id)


class AuthorityNamed(Event):
    """Event of the authority in charge. ``place`` is None in journals of earlier releases."""

    kind: Literal["authority_named"] = "authority_named"
    authority_id: UUID
    place: Place | None = None

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace(
            version=seq,
            authority_version=seq,
            authority_id=self.authority_id,
            authority_place=self.place,
        )


class AuthorityPlaceCorrected(Event):
    """Event of another place of the same authority: the directory knows better, or knows it at last."""

    kind: Literal["authority_place_corrected"] = "authority_place_corrected"
    place: Place

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace(version=seq, authority_place=self.place)
