"""The state of a departure, made of its events one after the other."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Self
from uuid import UUID

from pydantic import Field

from geleit.domain.calendar import Land, Place
from geleit.domain.deadlines.state import Deadline, DeadlineKind
from geleit.domain.imports.state import HeldFact
from geleit.domain.lifecycle.state import DepartureStatus, Pause, PauseReason, StopReason
from geleit.domain.message import LIVE, Event
from geleit.domain.model import Value, stored_as
from geleit.domain.persons.state import Person, ResidenceStatus
from geleit.domain.refusal import Refusal, has_left
from geleit.domain.steps.state import Effect, Step, StepState
from geleit.domain.texts import _
from geleit.domain.travel_documents.state import TravelDocument

if TYPE_CHECKING:
    from geleit.domain.registry import Entry

__all__ = ["Departure", "DepartureStatus", "apply", "replay"]


class Departure(Value):
    """A departure at one version: the sum of its events up to ``version``.

    ``status_version`` is the version that last changed its course as a whole, ``facts_version`` the one that
    last corrected a fact of it, and so on: a command is a conflict if its subject has changed since the actor
    saw it. They are 0 or missing where nothing has changed, and in snapshots of releases that did not keep
    them. ``held_facts`` is what a list says against the order of the steps, the newest
    about each step; ``raised`` are the keys of the alarms that have rung
    (`geleit.domain.alarms.state.alarm_key`).
    """

    departure_id: UUID
    version: int
    number: str
    process: str
    process_version: int
    office_id: UUID
    land: Land
    authority_id: UUID | None
    authority_place: Place | None = None
    counsellor_id: UUID | None
    destination: str
    nationality: str
    residence_status: ResidenceStatus
    opened_on: date
    status: DepartureStatus = DepartureStatus.OPEN
    status_version: int = 1
    facts_version: int = 1
    counsellor_version: int = 0
    authority_version: int = 0
    consent_version: int = 0
    person_versions: dict[int, int] = Field(default_factory=dict)
    document_versions: dict[str, int] = Field(default_factory=dict)
    persons: tuple[Person, ...] = ()
    steps: dict[str, Step] = Field(default_factory=dict)
    deadlines: dict[DeadlineKind, Deadline] = Field(default_factory=dict)
    travel_documents: Annotated[tuple[TravelDocument, ...], stored_as("papers")] = ()
    consent: bool = False
    consent_on: date | None = None
    consent_step: str | None = None
    pause_reason: PauseReason | None = None
    paused_on: date | None = None
    review_on: date | None = None
    stop_reason: StopReason | None = None
    stop_recorded_on: date | None = None
    pause_before_stop: Pause | None = None
    ended_on: date | None = None
    file_number: str | None = None
    """The number under which the office keeps its own file, if that is not ``number``."""
    raised: tuple[str, ...] = ()
    held_facts: tuple[HeldFact, ...] = ()

    @property
    def is_live(self) -> bool:
        """Whether work goes on, now or after a pause."""
        return self.status in LIVE

    @property
    def place(self) -> Place:
        """The place whose holidays legal dates are counted with: the authority's, else the office's."""
        return self.authority_place or Place(land=self.land)

    @property
    def pause(self) -> Pause | None:
        """The pause; None while the departure is not paused."""
        if not (self.pause_reason and self.paused_on and self.review_on):
            return None
        return Pause(reason=self.pause_reason, paused_on=self.paused_on, review_on=self.review_on)

    def left_on(self, person: int | None = None) -> date | None:
        """Return the day on which the person, or the last of all, has left; None before that."""
        leaving = [
            step
            for step in self.steps.values()
            if step.effect is Effect.DEPARTURE and (person is None or step.person in (None, person))
        ]
        if any(step.state is not StepState.DONE for step in leaving):
            return None
        return max((step.ended_on for step in leaving if step.ended_on), default=None)

    def require_not_left(self, person: int | None = None) -> None:
        """Raise Refusal if the person, or everybody, has left: nothing is set or planned for them."""
        left_on = self.left_on(person)
        if left_on:
            raise has_left(left_on)

    def replace(self, *, version: int, **changes: Any) -> Self:
        """Return the departure at another version, with these fields changed."""
        changes["version"] = version
        return self.model_copy(update=changes)

    def replace_step(self, key: str, *, version: int, **changes: Any) -> Self:
        """Return the departure at another version, with these fields of one step changed."""
        changes["version"] = version
        steps = {**self.steps, key: self.steps[key].model_copy(update=changes)}
        return self.model_copy(update={"steps": steps, "version": version})

    def require_step(self, key: str) -> Step:
        """Return the step of that key. Raise Refusal if there is none."""
        if key not in self.steps:
            raise Refusal("unknown_step", _("Diesen Schritt gibt es in diesem Vorgang nicht."))
        return self.steps[key]

    def require_person(self, number: int) -> None:
        """Raise Refusal unless that person belongs to the departure."""
        if number not in {person.number for person in self.persons}:
            raise Refusal("unknown_person", _("Diese Person gehört nicht zum Vorgang."))

    def require_authority(self, authority_id: UUID | None) -> None:
        """Raise Refusal if another authority is in charge than the one named; None means whichever is."""
        if authority_id and authority_id != self.authority_id:
            # Somebody has named another authority meanwhile: the client has not consented to that one.
            raise Refusal(
                "other_authority",
                _(
                    "Inzwischen ist eine andere Behörde zuständig. Öffnen Sie den Vorgang neu und prüfen "
                    "Sie, ob die Einwilligung ihr gilt."
                ),
            )

    def unsettled_needs(self, step: Step) -> tuple[str, ...]:
        """Return the keys of the steps that still block this one."""
        waits = [key for key in step.needs if not self.steps[key].is_settled]
        waits += [
            key
            for key in step.needs_started
            if self.steps[key].state
            in (StepState.NOT_READY, StepState.READY, StepState.FAILED, StepState.CANCELLED)
        ]
        return tuple(dict.fromkeys(waits))

    def require_needs_met(self, step: Step) -> None:
        """Raise Refusal if steps that this one depends on are not settled: no booking before the approval.

        Some steps may be done early (``step.early``).
        """
        waits = self.unsettled_needs(step)
        if waits and not step.early:
            raise Refusal(
                "not_ready",
                _("Das geht noch nicht. Zuerst ist zu erledigen: {steps}."),
                step=step.key,
                steps=waits,
            )

    def followers(self, key: str) -> tuple[str, ...]:
        """Return every step that comes after this one, near and far, in the order of the plan."""
        found = {key}
        while new := self._right_after(found):
            found |= new
        return tuple(other for other in self.steps if other in found and other != key)

    def is_before_leaving(self, step: Step) -> bool:
        """Return whether the step belongs to the time before the departure itself, for which others wait."""
        leaving = [key for key, other in self.steps.items() if other.effect is Effect.DEPARTURE]
        return all(step.key not in (key, *self.followers(key)) for key in leaving)

    def begun_after(self, key: str) -> tuple[str, ...]:
        """Return the steps after this one that have already been begun, settled or failed."""
        idle = (StepState.NOT_READY, StepState.READY, StepState.CANCELLED)
        return tuple(other for other in self.followers(key) if self.steps[other].state not in idle)

    def _right_after(self, keys: set[str]) -> set[str]:
        return {
            step.key
            for step in self.steps.values()
            if step.key not in keys and keys.intersection((*step.needs, *step.needs_started))
        }


def replay(entries: Iterable["Entry"], departure: Departure | None = None) -> Departure:
    """Rebuild a departure from its journal. Raise ValueError if the journal has a gap or no beginning."""
    for entry in entries:
        departure = apply(departure, entry.event, entry.seq)
    if departure is None:
        raise ValueError("a departure without events")
    return departure


def apply(departure: Departure | None, event: Event, seq: int) -> Departure:
    """Return the departure after one more event of its journal. Raise ValueError if it does not follow."""
    if departure is None:
        return event.begin(seq)
    if seq != departure.version + 1:
        raise ValueError(f"version {departure.version} is followed by {seq}")
    return event.apply(departure, seq)
