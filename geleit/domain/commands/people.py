"""Persons and their papers, the counsellors who see to them, and notes."""

from datetime import date
from typing import Literal
from uuid import UUID

from geleit.domain.commands.envelope import Command
from geleit.domain.outlook.travel_window import Validity, ValidityKind
from geleit.domain.persons.state import PersonRole


class AddPerson(Command):
    """A further person joins the departure; name and birth date wait in the enclosure."""

    kind: Literal["add_person"] = "add_person"
    role: PersonRole
    adult_on: date | None = None


class CorrectPerson(Command):
    """A person's name, birth date or nationality was wrong; the right ones wait in the enclosure."""

    kind: Literal["correct_person"] = "correct_person"
    person: int
    adult_on: date | None = None


class RecordPaper(Command):
    """What the journey needs is valid until a day: a travel document, a visa, an approval, a certificate."""

    kind: Literal["record_paper"] = "record_paper"
    paper: Validity


class RemovePaper(Command):
    """The paper is gone, or was written down by mistake."""

    kind: Literal["remove_paper"] = "remove_paper"
    what: ValidityKind
    person: int | None = None


class Reassign(Command):
    """Hand the departure, or one of its steps, to another counsellor of the office."""

    kind: Literal["reassign"] = "reassign"
    counsellor_id: UUID
    step: str | None = None


class WriteNote(Command):
    """Write a note on the departure, or on one of its steps; the text waits in the enclosure."""

    kind: Literal["write_note"] = "write_note"
    step: str | None = None
