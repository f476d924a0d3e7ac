"""The personal part of a command: names, birth dates, notes. It is stored in PostgreSQL only."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from geleit.domain.model import Value

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")
]
NoteText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000, pattern=r"^[^\x00]*$")]


class PersonDetails(Value):
    """The details of a person. ``number`` is the person's number within the departure."""

    number: Annotated[int, Field(ge=1)]
    family_name: Name
    given_name: Name
    birth_date: date | None = None
    nationality: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None


class Enclosure(Value):
    """The personal part of one command, stored under its request id until the command is executed."""

    note: NoteText | None = None
    persons: tuple[PersonDetails, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to store."""
        return not self.note and not self.persons
