"""Opening a departure, and bringing it to where a list kept elsewhere says it stands."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from geleit.domain.calendar import Land
from geleit.domain.commands.envelope import Command
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.model import Value
from geleit.domain.parties import Party
from geleit.domain.persons.state import Person, ResidenceStatus
from geleit.domain.steps.state import StepState


class Fact(Value):
    """How a step stands according to a list kept elsewhere.

    ``code`` and ``person`` name the step; for steps that occur 0..n times ``on`` names the occurrence too.
    ``on`` is the day it happened (done) or since when (waiting); ``target_on`` the day it is planned for.
    """

    code: str
    person: int | None = None
    state: Literal[
        StepState.READY, StepState.IN_PROGRESS, StepState.WAITING, StepState.DONE, StepState.NOT_REQUIRED
    ]
    on: date | None = None
    waiting_on: Party | None = None
    target_on: date | None = None


class DeadlineFact(Value):
    """A legal date as a list or a notice names it."""

    deadline: DeadlineKind
    due_on: date


class OpenDeparture(Command):
    """Open a departure: the first command of its life. ``listed``: a list kept elsewhere says all this."""

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


class RecordProgress(Command):
    """Bring a departure to where another list says it stands; what already stands so is left alone.

    A legal date that was decided here is not replaced (`geleit.domain.imports.deadlines`); ``authority_id``
    counts only where no authority is in charge yet.
    ``persons`` joins those who are new; ``corrected`` names those whose details in the enclosure are news,
    ``adult_on`` the days on which minors among them come of age.
    """

    kind: Literal["record_progress"] = "record_progress"
    persons: tuple[Person, ...] = ()
    deadlines: tuple[DeadlineFact, ...] = ()
    facts: tuple[Fact, ...] = ()
    counsellor_id: UUID | None = None
    authority_id: UUID | None = None
    corrected: tuple[int, ...] = ()
    adult_on: dict[int, date] = Field(default_factory=dict)
