"""Consent given and revoked."""

from datetime import date
from typing import Literal
from uuid import UUID

from geleit.domain.departure import Departure
from geleit.domain.message import Event


class ConsentGiven(Event):
    kind: Literal["consent_given"] = "consent_given"
    authority_id: UUID
    on: date

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace(version=seq, consent=True, consent_on=self.on)


class ConsentRevoked(Event):
    kind: Literal["consent_revoked"] = "consent_revoked"
    authority_id: UUID

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace(version=seq, consent=False, consent_on=None)
