"""The state of a departure, made of its events one after the other (`geleit.domain.changes`)."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from pydantic import Field

from geleit.domain import events as ev
from geleit.domain.calendar import Land
from geleit.domain.changes import CHANGES
from geleit.domain.commands import PauseReason, StopReason
from geleit.domain.deadlines.state import Deadline, DeadlineKind
from geleit.domain.lifecycle.status import DepartureStatus
from geleit.domain.model import Value
from geleit.domain.outlook.travel_window import Validity
from geleit.domain.persons.state import Person, ResidenceStatus
from geleit.domain.steps.state import Step, StepState

__all__ = ["Departure", "DepartureStatus", "apply", "replay"]


class Departure(Value):
    """A departure at one version: the sum of its events up to ``version``.

    ``status_version`` is the version that last changed its course as a whole, ``facts_version`` the one that
    last corrected a fact of it; ``raised`` are the keys of the alarms that have rung
    (`geleit.domain.changes.alarm_key`).
    """

    departure_id: UUID
    version: int
    number: str
    process: str
    process_version: int
    office_id: UUID
    land: Land
    authority_id: UUID | None
    counsellor_id: UUID | None
    destination: str
    nationality: str
    residence_status: ResidenceStatus
    opened_on: date
    status: DepartureStatus = DepartureStatus.OPEN
    status_version: int = 1
    facts_version: int = 1
    persons: tuple[Person, ...] = ()
    steps: dict[str, Step] = Field(default_factory=dict)
    deadlines: dict[DeadlineKind, Deadline] = Field(default_factory=dict)
    papers: tuple[Validity, ...] = ()
    consent: bool = False
    consent_on: date | None = None
    pause_reason: PauseReason | None = None
    paused_on: date | None = None
    review_on: date | None = None
    stop_reason: StopReason | None = None
    ended_on: date | None = None
    raised: tuple[str, ...] = ()

    @property
    def is_live(self) -> bool:
        """Work goes on, or will after a pause."""
        return self.status in (DepartureStatus.OPEN, DepartureStatus.PAUSED)

    def unsettled_needs(self, step: Step) -> tuple[str, ...]:
        """The steps that still hold this one up."""
        waits = [key for key in step.needs if not self.steps[key].is_settled]
        waits += [
            key
            for key in step.needs_started
            if self.steps[key].state
            in (StepState.NOT_READY, StepState.READY, StepState.FAILED, StepState.CANCELLED)
        ]
        return tuple(dict.fromkeys(waits))

    def followers(self, key: str) -> tuple[str, ...]:
        """Every step that comes after this one, near and far, in the order of the plan."""
        found = {key}
        while new := self._right_after(found):
            found |= new
        return tuple(other for other in self.steps if other in found and other != key)

    def _right_after(self, keys: set[str]) -> set[str]:
        return {
            step.key
            for step in self.steps.values()
            if step.key not in keys and keys.intersection((*step.needs, *step.needs_started))
        }


def replay(entries: Iterable[ev.Entry], departure: Departure | None = None) -> Departure:
    """Rebuild a departure from its journal. Raises ValueError when the journal has a gap or no beginning."""
    for entry in entries:
        departure = apply(departure, entry.event, entry.seq)
    if departure is None:
        raise ValueError("ein Vorgang ohne Ereignisse")
    return departure


def apply(departure: Departure | None, event: ev.AnyEvent, seq: int) -> Departure:
    """The departure after one more event of its journal. Raises ValueError when the event does not follow."""
    if departure is None:
        if not isinstance(event, ev.DepartureOpened):
            raise ValueError(f"der Vorgang beginnt mit {event.kind}")
        opened = event.model_dump(exclude={"kind"})
        return Departure(version=seq, **opened)
    if seq != departure.version + 1:
        raise ValueError(f"auf {departure.version} folgt {seq}")
    changes = CHANGES[type(event)](departure, event, seq)
    return departure.model_copy(update={**changes, "version": seq})
