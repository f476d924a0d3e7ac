"""Consent given and revoked."""

from datetime import date
from typing import Literal
from uuid import UUID

from geleit.domain.departure import Departure
from geleit.domain.message import Event


class ConsentGiven(Event):
    """Event of a consent. ``step`` is the step by whose completion it was given, if it was one."""

    kind: Literal["consent_given"] = "consent_given"
    authority_id: UUID
    on: date
    step: str | None = None

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace(
            version=seq,
            consent_version=seq,
            consent=True,
            consent_on=self.on,
            consent_step=self.step,
        )


class ConsentRevoked(Event):
    """Event of a revocation. ``on`` is its day; None in journals of earlier releases: the entry's own day."""

    kind: Literal["consent_revoked"] = "consent_revoked"
    authority_id: UUID
    on: date | None = None

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace(
            version=seq, consent_version=seq, consent=False, consent_on=None, consent_step=None
        )
