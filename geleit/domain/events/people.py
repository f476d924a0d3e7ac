"""Persons and their papers, the counsellors who see to them, and notes."""

from datetime import date
from typing import Literal
from uuid import UUID

from geleit.domain.model import Value
from geleit.domain.outlook.travel_window import Validity, ValidityKind
from geleit.domain.persons.state import Person


class PersonJoined(Value):
    kind: Literal["person_joined"] = "person_joined"
    person: Person


class PersonCorrected(Value):
    kind: Literal["person_corrected"] = "person_corrected"
    person: int
    adult_on: date | None = None


class PaperRecorded(Value):
    kind: Literal["paper_recorded"] = "paper_recorded"
    paper: Validity


class PaperRemoved(Value):
    kind: Literal["paper_removed"] = "paper_removed"
    what: ValidityKind
    person: int | None = None


class CounsellorAssigned(Value):
    kind: Literal["counsellor_assigned"] = "counsellor_assigned"
    counsellor_id: UUID
    step: str | None = None


class NoteWritten(Value):
    kind: Literal["note_written"] = "note_written"
    step: str | None = None
