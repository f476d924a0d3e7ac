"""Everything an actor can ask of a departure. Commands carry ids, codes and dates, never names or notes:
what is personal waits in PostgreSQL as the command's *enclosure*, under the same request id.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from domain.calendars import Land
from domain.deadlines import DeadlineKind
from domain.model import Value
from domain.parties import Actor, Party
from domain.persons import Person, PersonRole, ResidenceStatus
from domain.steps import StepState


class Command(Value):
    """The envelope of every command.

    ``request_id`` makes a resend harmless; ``expected_version`` is the version the actor saw (None: any);
    ``has_note`` says that a note of the actor's waits in the enclosure.
    """

    request_id: UUID
    actor: Actor
    expected_version: int | None = None
    has_note: bool = False


class PauseReason(StrEnum):
    """Why a departure rests."""

    MEDICAL = "medical"
    COURT = "court"
    COUNTRY_SUSPENDED = "country_suspended"
    CLIENT_WISH = "client_wish"
    FAMILY = "family"
    OTHER = "other"


class StopReason(StrEnum):
    """Why a departure does not come about."""

    DECIDED_TO_STAY = "decided_to_stay"
    CONTACT_LOST = "contact_lost"
    OTHER_LEGAL_PATH = "other_legal_path"
    NO_TRAVEL_DOCUMENT = "no_travel_document"
    FUNDING_REFUSED = "funding_refused"
    FORCED_RETURN = "forced_return"
    MEDICAL = "medical"
    MOVED = "moved"
    DEATH = "death"


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
    """Open a departure: the first command of its life."""

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


class RecordProgress(Command):
    """Bring a departure to where another list says it stands; what already stands so is left alone.

    ``persons`` joins those who are new; ``corrected`` names those whose details in the enclosure are news.
    """

    kind: Literal["record_progress"] = "record_progress"
    persons: tuple[Person, ...] = ()
    deadlines: tuple[DeadlineFact, ...] = ()
    facts: tuple[Fact, ...] = ()
    counsellor_id: UUID | None = None
    corrected: tuple[int, ...] = ()


class StepCommand(Command):
    """A command about one step."""

    step: str


class StartStep(StepCommand):
    """Begin work on a step."""

    kind: Literal["start_step"] = "start_step"


class WaitOn(StepCommand):
    """Hand the turn to someone else and wait for them."""

    kind: Literal["wait_on"] = "wait_on"
    party: Party
    follow_up_on: date | None = None


class CompleteStep(StepCommand):
    """A step was done on a day, which may lie in the past."""

    kind: Literal["complete_step"] = "complete_step"
    on: date


class DeclareNotRequired(StepCommand):
    """This departure does not need the step. Wants a reason (note)."""

    kind: Literal["declare_not_required"] = "declare_not_required"


class FailStep(StepCommand):
    """The step did not come about: an application refused, an appointment missed. Wants a reason (note)."""

    kind: Literal["fail_step"] = "fail_step"


class ReopenStep(StepCommand):
    """Take a settled or failed step back. Wants a reason (note).

    What came after it is asked about: ``also`` names the later steps to take back with it; None means the
    actor has not been asked yet.
    """

    kind: Literal["reopen_step"] = "reopen_step"
    also: tuple[str, ...] | None = None


class SetTarget(StepCommand):
    """Set the day by which a step should be done."""

    kind: Literal["set_target"] = "set_target"
    target_on: date


class AddStep(Command):
    """Add one occurrence of a step that may occur any number of times: an embassy appointment."""

    kind: Literal["add_step"] = "add_step"
    code: str
    person: int | None = None
    target_on: date


class AddPerson(Command):
    """A further person joins the departure; name and birth date wait in the enclosure."""

    kind: Literal["add_person"] = "add_person"
    role: PersonRole


class CorrectPerson(Command):
    """A person's name, birth date or nationality was wrong; the right ones wait in the enclosure."""

    kind: Literal["correct_person"] = "correct_person"
    person: int


class Reassign(Command):
    """Hand the departure, or one of its steps, to another counsellor of the office."""

    kind: Literal["reassign"] = "reassign"
    counsellor_id: UUID
    step: str | None = None


class WriteNote(Command):
    """Write a note on the departure, or on one of its steps; the text waits in the enclosure."""

    kind: Literal["write_note"] = "write_note"
    step: str | None = None


class SetDeadline(Command):
    """Record a legal date that a notice names."""

    kind: Literal["set_deadline"] = "set_deadline"
    deadline: DeadlineKind
    due_on: date


class MeetDeadline(Command):
    """The legal date was kept."""

    kind: Literal["meet_deadline"] = "meet_deadline"
    deadline: DeadlineKind


class WithdrawDeadline(Command):
    """The legal date no longer binds. Wants a reason (note)."""

    kind: Literal["withdraw_deadline"] = "withdraw_deadline"
    deadline: DeadlineKind


class GiveConsent(Command):
    """The client consents that the competent authority sees the deadline status."""

    kind: Literal["give_consent"] = "give_consent"
    on: date


class RevokeConsent(Command):
    """The client revokes the consent: the authority sees nothing from this moment on."""

    kind: Literal["revoke_consent"] = "revoke_consent"


class PauseDeparture(Command):
    """Let a departure rest until a review: its targets wait, legal dates do not."""

    kind: Literal["pause_departure"] = "pause_departure"
    reason: PauseReason
    review_on: date


class ResumeDeparture(Command):
    """Go on with a paused departure."""

    kind: Literal["resume_departure"] = "resume_departure"


class StopDeparture(Command):
    """The departure does not come about."""

    kind: Literal["stop_departure"] = "stop_departure"
    reason: StopReason


class ReopenDeparture(Command):
    """Take a stop back. Wants a reason (note)."""

    kind: Literal["reopen_departure"] = "reopen_departure"


class CloseDeparture(Command):
    """Everything is done: close the departure for good."""

    kind: Literal["close_departure"] = "close_departure"


class RaiseAlarms(Command):
    """The workflow woke up: write down which dates have come near or passed."""

    kind: Literal["raise_alarms"] = "raise_alarms"


AnyCommand = Annotated[
    OpenDeparture
    | RecordProgress
    | StartStep
    | WaitOn
    | CompleteStep
    | DeclareNotRequired
    | FailStep
    | ReopenStep
    | SetTarget
    | AddStep
    | AddPerson
    | CorrectPerson
    | Reassign
    | WriteNote
    | SetDeadline
    | MeetDeadline
    | WithdrawDeadline
    | GiveConsent
    | RevokeConsent
    | PauseDeparture
    | ResumeDeparture
    | StopDeparture
    | ReopenDeparture
    | CloseDeparture
    | RaiseAlarms,
    Field(discriminator="kind"),
]

COMMANDS: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand)
