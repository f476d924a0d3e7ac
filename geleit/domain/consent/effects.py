"""The consent that a step gives when it is completed."""

from collections.abc import Iterator
from datetime import date

from geleit.domain.consent.events import ConsentGiven, ConsentRevoked
from geleit.domain.departure import Departure
from geleit.domain.message import Event


def give_by_step(departure: Departure, on: date) -> Iterator[Event]:
    """Yield that the consent was given on that day, if there is an authority to give it to."""
    if departure.authority_id and not departure.consent:
        yield ConsentGiven(authority_id=departure.authority_id, on=on)


def revoke_by_step(departure: Departure) -> Iterator[Event]:
    """Yield that the consent which the step gave holds no more."""
    if departure.authority_id and departure.consent:
        yield ConsentRevoked(authority_id=departure.authority_id)
