"""The people who leave together: number and role. Names and birth dates live in PostgreSQL alone."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from geleit.domain.model import Value
from geleit.domain.refusal import Refusal
from geleit.domain.renamed_enum import RenamedEnum
from geleit.domain.texts import _


class PersonRole(StrEnum):
    """A person's place in the family that departs together."""

    APPLICANT = "applicant"
    SPOUSE = "spouse"
    CHILD = "child"
    OTHER = "other"


class Person(Value):
    """One of the persons of a departure, counted from 1; number 1 is the applicant.

    ``adult_on`` is the day on which a minor comes of age; None for adults, and where nothing is known.
    ``joined_on`` is set for somebody who joined after the departure was opened.
    """

    number: int
    role: PersonRole
    adult_on: date | None = None
    joined_on: date | None = None

    def is_minor(self, day: date) -> bool:
        """Return whether the person is a minor on that day."""
        return self.adult_on is not None and day < self.adult_on


class ResidenceStatus(RenamedEnum):
    """The residence status of the applicant; German where the law's term has no counterpart in English."""

    DUTY_TO_LEAVE = "duty_to_leave", "ausreisepflichtig"
    DULDUNG = "duldung"
    GESTATTUNG = "gestattung"
    RESIDENCE_PERMIT = "residence_permit", "aufenthaltserlaubnis"
    OTHER = "other", "sonstiges"


def one_applicant() -> Refusal:
    """Return the refusal of an applicant who is not the first person."""
    return Refusal("one_applicant", _("Antragstellerin oder Antragsteller ist die erste Person."))


def with_majorities(persons: tuple[Person, ...], adult_on: Mapping[int, date]) -> tuple[Person, ...]:
    """Return the persons with the day on which each minor comes of age, by person number."""
    return tuple(person.model_copy(update={"adult_on": adult_on.get(person.number)}) for person in persons)
