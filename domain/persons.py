"""The people who leave together. Only number and role: names and birth dates live in PostgreSQL alone."""

from enum import StrEnum

from domain.model import Value


class PersonRole(StrEnum):
    """A person's place in the family that departs together."""

    APPLICANT = "applicant"
    SPOUSE = "spouse"
    CHILD = "child"
    OTHER = "other"


class Person(Value):
    """One of the persons of a departure, counted from 1; number 1 is the applicant."""

    number: int
    role: PersonRole


class ResidenceStatus(StrEnum):
    """The residence status of the applicant, in the law's own German terms."""

    DUTY_TO_LEAVE = "ausreisepflichtig"
    DULDUNG = "duldung"
    GESTATTUNG = "gestattung"
    PERMIT = "aufenthaltserlaubnis"
    OTHER = "sonstiges"
