"""Models of requests and answers. Unknown fields are refused: a typing error should not go unnoticed."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from geleit.domain.deadlines.chain import DeadlineState
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import Departure, DepartureStatus
from geleit.domain.enclosure import Enclosure, Name, NoteText, PersonDetails
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.lifecycle.state import FileNumber
from geleit.domain.model import Quiet
from geleit.domain.parties import Party, Role
from geleit.domain.persons.state import PersonRole, ResidenceStatus
from geleit.domain.registry import AnyEvent
from web.api.strict import strict
from web.ui.labels import countries, nationalities


def _storable(value: Any) -> None:
    """Raise ValueError for characters that PostgreSQL's text cannot store: zero and unpaired surrogates."""
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
            raise PydanticCustomError("unstorable", "the text holds a character that cannot be stored")
    elif isinstance(value, dict):
        for name, inner in value.items():
            _storable(name)
            _storable(inner)
    elif isinstance(value, list):
        for inner in value:
            _storable(inner)


class Body(Quiet):
    """The base of request bodies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _only_what_can_be_kept(cls, values: Any) -> Any:
        _storable(values)
        return values


def _destination(code: str) -> str:
    return _one_of(code, countries())


def _nationality(code: str) -> str:
    return _one_of(code, nationalities())


def _one_of(code: str, known: list[tuple[str, str]]) -> str:
    if code not in {each for each, _name in known}:
        raise PydanticCustomError("country", "not a country")
    return code


Destination = Annotated[
    str, AfterValidator(_destination), Field(description="ISO 3166-1 alpha-2, without DE.", examples=["GE"])
]
Nationality = Annotated[
    str,
    AfterValidator(_nationality),
    Field(description="ISO 3166-1 alpha-2; XX: stateless or not known.", examples=["GE"]),
]


class PersonIn(PersonDetails, extra="forbid"):
    """The details of a person, in the enclosure of a command."""

    nationality: Nationality | None = None


class EnclosureIn(Enclosure, extra="forbid"):
    """The personal part of a command."""

    persons: tuple[PersonIn, ...] = ()


class NoteIn(Body):
    """The enclosure of a command without persons."""

    note: NoteText | None = None


if TYPE_CHECKING:
    _DeadlineFact = DeadlineFact
else:
    _DeadlineFact = strict(DeadlineFact)


class NewPerson(Body):
    """A person of a new departure. The first of the list is the applicant."""

    role: PersonRole
    family_name: Name
    given_name: Name
    birth_date: date | None = None
    nationality: Nationality | None = None


class NewDeparture(Body):
    """A departure to be opened. ``office_id`` may be left out if the account belongs to one office."""

    office_id: UUID | None = None
    authority_id: UUID | None = None
    counsellor_id: UUID | None = None
    destination: Destination
    nationality: Nationality
    residence_status: ResidenceStatus
    contact_on: date
    persons: Annotated[tuple[NewPerson, ...], Field(min_length=1, max_length=50)]
    deadlines: Annotated[tuple[_DeadlineFact, ...], Field(max_length=len(DeadlineKind))] = ()
    file_number: FileNumber | None = None
    note: NoteText | None = None


class Opened(Quiet):
    """A departure that was opened."""

    id: UUID
    number: str
    version: int


class Done(Quiet):
    """The outcome of a command: the departure's new version, and the kinds of its events in order."""

    version: int
    events: list[str]


class PersonOut(Quiet):
    """The details of a person of a departure."""

    number: int
    role: PersonRole
    family_name: str
    given_name: str
    birth_date: date | None
    nationality: str | None


class DepartureOut(Quiet):
    """A departure: its state, and the names that are not part of it."""

    state: Departure
    office: str
    authority: str | None
    persons: list[PersonOut]


class DepartureLine(Quiet):
    """A departure in a list. ``waiting_*`` says what it waits for."""

    id: UUID
    number: str
    office_id: UUID
    applicant: str
    persons: int
    destination: str
    status: DepartureStatus
    opened_on: date
    ended_on: date | None
    counsellor: str | None
    waiting_step: str | None
    waiting_on: Party | None
    waiting_since: date | None


class DepartureList(Quiet):
    """A page of departures; ``next`` is the value of ``after`` for the next page."""

    items: list[DepartureLine]
    next: str | None


class HistoryOut(Quiet):
    """An entry of the journal. ``seq`` is the departure's version after it."""

    seq: int
    at: datetime
    request_id: UUID = Field(description="The action it belongs to; several entries may share one.")
    role: Role
    by: str | None = Field(description="The colleague, the authority, or Geleit.")
    text: str = Field(description="A German sentence.")
    event: AnyEvent = Field(description="Codes and dates; `kind` says what happened.")


class HistoryList(Quiet):
    """A page of the journal; ``next`` is the value of ``after`` for the next page."""

    items: list[HistoryOut]
    next: int | None


class NoteOut(Quiet):
    """A note on the departure, or on one of its steps. ``seq`` is that of its entry in the history."""

    seq: int
    at: datetime
    step: str | None
    role: Role
    by: str | None
    text: str


class NoteList(Quiet):
    """A page of notes; ``next`` is the value of ``after`` for the next page."""

    items: list[NoteOut]
    next: int | None


class LegalDateOut(Quiet):
    """A legal date of a departure. `version` is the one to name in `If-Match` for a decision about it."""

    kind: DeadlineKind
    due_on: date = Field(description="The safe date: the earlier of both ends.")
    end_on: date = Field(description="The end off weekend and holiday.")
    state: DeadlineState
    version: int
    sentence: str | None = Field(description="Why it is this date.")
    answer_by: date | None = Field(description="An extension is asked for, and the answer awaited by then.")


class DeadlineLine(Quiet):
    """The deadline status of a departure, as the authority in charge may see it."""

    departure_id: UUID
    number: str
    status: DepartureStatus
    next_milestone: str | None
    next_milestone_on: date | None
    next_deadline: DeadlineKind | None
    next_deadline_on: date | None
    deadlines: list[LegalDateOut]


class DeadlineList(Quiet):
    """A page of deadlines; ``next`` is the value of ``after`` for the next page."""

    items: list[DeadlineLine]
    next: str | None


class OverdueLine(Quiet):
    """A step whose target date has passed, and whose turn it is."""

    departure_id: UUID
    number: str
    step: str
    held_up_by: Party
    since: date | None
    due_on: date
    days: int = Field(description="Days since it was due.")
    office: str
    applicant: str


class OverdueDate(Quiet):
    """A legal date that has passed and still binds."""

    departure_id: UUID
    number: str
    kind: DeadlineKind
    due_on: date = Field(description="The safe date: the earlier of both ends.")
    end_on: date = Field(description="The end off weekend and holiday.")
    days: int = Field(description="Days since the safe date.")
    escalated_on: date | None = Field(description="The supervisor has heard of it since then.")
    office: str
    applicant: str


class OverdueList(Quiet):
    """A page of overdue steps and one of passed legal dates, each with the place where it goes on.

    ``next`` is the value of ``after`` for more steps, ``next_dates`` that of ``dates_after`` for more dates.
    """

    items: list[OverdueLine]
    next: str | None
    dates: list[OverdueDate]
    next_dates: str | None
