"""The consent that a step gives when it is completed."""

from collections.abc import Iterator
from datetime import date

from geleit.domain.consent.events import ConsentGiven, ConsentRevoked
from geleit.domain.departure import Departure
from geleit.domain.message import Event
from geleit.domain.steps.state import Step


def give_by_step(departure: Departure, step: Step, on: date) -> Iterator[Event]:
    """Yield that the consent was given on that day, if there is an authority to give it to."""
    if departure.authority_id and not departure.consent:
        yield ConsentGiven(authority_id=departure.authority_id, on=on, step=step.key)


def revoke_by_step(departure: Departure, step: Step, *, on: date) -> Iterator[Event]:
    """Yield that the consent which the step gave holds no more; one that was given without it stays."""
    # A step that an earlier release completed is not named in the consent.
    is_unnamed = departure.consent_step is None and step.end_recorded_on is None
    if departure.authority_id and departure.consent and (is_unnamed or departure.consent_step == step.key):
        yield ConsentRevoked(authority_id=departure.authority_id, on=on)
