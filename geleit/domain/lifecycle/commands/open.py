"""Open a departure."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, Self
from uuid import UUID

from geleit.domain.calendar import Land
from geleit.domain.dates import require_past, require_plausible
from geleit.domain.deadlines.dating import set_as_told
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.imports.deadlines import LISTED
from geleit.domain.imports.progress import record_progress
from geleit.domain.imports.state import DeadlineFact, Fact
from geleit.domain.lifecycle.events import DepartureOpened
from geleit.domain.lifecycle.state import FileNumber
from geleit.domain.message import Command
from geleit.domain.parties import Role
from geleit.domain.persons.events import PersonJoined
from geleit.domain.persons.state import Person, PersonRole, ResidenceStatus, one_applicant, with_majorities
from geleit.domain.refusal import Conflict, Forbidden, Refusal
from geleit.domain.steps.planning import plan
from geleit.domain.texts import _


class OpenDeparture(Command):
    """Open a departure: its first command. ``listed``: all of it comes from a list kept elsewhere."""

    allowed_in = frozenset()
    names_persons = True

    kind: Literal["open_departure"] = "open_departure"
    departure_id: UUID
    number: str
    process: str
    process_version: int
    office_id: UUID
    land: Land
    authority_id: UUID | None = None
    counsellor_id: UUID | None = None
    destination: str
    nationality: str
    residence_status: ResidenceStatus
    persons: tuple[Person, ...]
    contact_on: date
    deadlines: tuple[DeadlineFact, ...] = ()
    facts: tuple[Fact, ...] = ()
    listed: bool = False
    file_number: FileNumber | None = None

    def authority_concerned(self, departure: Departure | None) -> UUID | None:
        return self.authority_id

    def require_possible(self, departure: Departure | None, today: date) -> None:
        """Raise Conflict if the departure exists, Forbidden outside the own office, Refusal otherwise."""
        if departure is not None:
            raise Conflict("already_open", _("Diesen Vorgang gibt es schon."))
        role = self.actor.role
        if role not in self.allowed_to:
            raise Forbidden("not_your_part", _("Vorgänge legt die Beratungsstelle an."))
        if role is not Role.SYSTEM and self.actor.office_id != self.office_id:
            raise Forbidden(
                "other_office", _("Sie können nur für Ihre eigene Beratungsstelle Vorgänge anlegen.")
            )
        self._require_applicant()
        require_past(self.contact_on, today, "contact_on")
        for deadline in self.deadlines:
            require_plausible(deadline.due_on, today, "deadlines")

    def _require_applicant(self) -> None:
        """Raise Refusal unless persons are numbered from 1 and the first one is the only applicant."""
        numbers = [person.number for person in self.persons]
        if not numbers or numbers != list(range(1, len(numbers) + 1)):
            raise Refusal(
                "no_applicant",
                _("Ein Vorgang braucht mindestens eine Person: die Antragstellerin oder den Antragsteller."),
            )
        if [person.number for person in self.persons if person.role is PersonRole.APPLICANT] != [1]:
            raise one_applicant()

    def decide(self, draft: Draft) -> None:
        """Add the first events: persons, destination, the whole plan, and what is known already."""
        draft.add(
            DepartureOpened(
                departure_id=self.departure_id,
                number=self.number,
                process=self.process,
                process_version=self.process_version,
                office_id=self.office_id,
                land=self.land,
                authority_id=self.authority_id,
                authority_place=self.place,
                counsellor_id=self.counsellor_id,
                destination=self.destination,
                nationality=self.nationality,
                residence_status=self.residence_status,
                opened_on=self.contact_on,
                file_number=self.file_number,
            )
        )
        for person in self.persons:
            draft.add(PersonJoined(person=person))
        plan(draft)
        for told in dict.fromkeys(self.deadlines):
            set_as_told(draft, told.deadline, told.due_on, source=LISTED if self.listed else None)
        record_progress(draft, self.facts)
        draft.add_note(self)

    def with_majorities(self, adult_on: Mapping[int, date]) -> Self:
        return self.model_copy(update={"persons": with_majorities(self.persons, adult_on)})
