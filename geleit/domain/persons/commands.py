"""Add a person to a departure, and correct one."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, Self

from geleit.domain.dates import require_past
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.message import Command
from geleit.domain.persons.events import PersonCorrected
from geleit.domain.persons.state import Person, PersonRole, one_applicant
from geleit.domain.steps.planning import add_person


class AddPerson(Command):
    """Add a person to the departure; name and birth date are in the enclosure.

    ``on`` is the day on which the person joined, such as a birthday; None: today. Nothing of theirs is due
    before.
    """

    names_persons = True

    kind: Literal["add_person"] = "add_person"
    role: PersonRole
    on: date | None = None
    adult_on: date | None = None

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal for a second applicant, or a day of joining that is not past."""
        if self.role is PersonRole.APPLICANT:
            raise one_applicant()
        if self.on:
            require_past(self.on, today, "on")

    def decide(self, draft: Draft) -> None:
        number = len(draft.departure.persons) + 1
        joined_on = self.on or draft.today
        add_person(draft, Person(number=number, role=self.role, adult_on=self.adult_on, joined_on=joined_on))
        draft.add_note(self)
        draft.settle()

    def with_majorities(self, adult_on: Mapping[int, date]) -> Self:
        return self.model_copy(update={"adult_on": next(iter(adult_on.values()), None)})


class CorrectPerson(Command):
    """Correct a person's name, birth date or nationality; the right ones are in the enclosure."""

    names_persons = True

    kind: Literal["correct_person"] = "correct_person"
    person: int
    adult_on: date | None = None

    def subject_version(self, departure: Departure) -> int:
        return departure.person_versions.get(self.person, 0)

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal unless the person belongs to the departure."""
        departure.require_person(self.person)

    def decide(self, draft: Draft) -> None:
        draft.add(PersonCorrected(person=self.person, adult_on=self.adult_on))
        draft.add_note(self)

    def with_majorities(self, adult_on: Mapping[int, date]) -> Self:
        return self.model_copy(update={"adult_on": adult_on.get(self.person)})
