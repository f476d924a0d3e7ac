"""Everything an actor can ask of a departure. Commands carry ids, codes and dates, never names or notes:
what is personal waits in PostgreSQL as the command's *enclosure*, under the same request id.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from domain.calculator import ExtendFrom
from domain.calendars import Commune, Land
from domain.chain import Source
from domain.deadlines import DeadlineKind
from domain.model import Value
from domain.parties import Actor, Party
from domain.periods import Period
from domain.persons import Person, PersonRole, ResidenceStatus
from domain.steps import StepState
from domain.travel_window import Validity, ValidityKind


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

    ``persons`` joins those who are new; ``corrected`` names those whose details in the enclosure are news,
    ``adult_on`` the days on which minors among them come of age.
    """

    kind: Literal["record_progress"] = "record_progress"
    persons: tuple[Person, ...] = ()
    deadlines: tuple[DeadlineFact, ...] = ()
    facts: tuple[Fact, ...] = ()
    counsellor_id: UUID | None = None
    corrected: tuple[int, ...] = ()
    adult_on: dict[int, date] = Field(default_factory=dict)


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


class DeadlineCommand(Command):
    """A command about one legal date. ``source`` is the document that says so."""

    deadline: DeadlineKind
    source: Source | None = None


class SetDeadline(DeadlineCommand):
    """Record a legal date: the day a notice names, or a period from ``start`` or from posting a notice.

    ``rule`` is the code of the rule it follows, if not the usual one of its kind. ``express``: the notice
    says with reference to § 31 (3) VwVfG that this very day is the end.
    """

    kind: Literal["set_deadline"] = "set_deadline"
    due_on: date | None = None
    start: date | None = None
    posted: date | None = None
    period: Period | None = None
    commune: Commune | None = None
    rule: str | None = None
    express: bool = False


class ExtendDeadline(DeadlineCommand):
    """The authority has granted more time: until a day, or by a period from the end so far (§ 190 BGB)."""

    kind: Literal["extend_deadline"] = "extend_deadline"
    until: date | None = None
    by: Period | None = None
    base: ExtendFrom = ExtendFrom.ROLLED
    express: bool = False


class RequestExtension(DeadlineCommand):
    """More time was asked for; the answer is looked for on ``follow_up_on``."""

    kind: Literal["request_extension"] = "request_extension"
    follow_up_on: date
    until: date | None = None


class RefuseExtension(DeadlineCommand):
    """The extension that was asked for is refused."""

    kind: Literal["refuse_extension"] = "refuse_extension"


class InterruptDeadline(DeadlineCommand):
    """The duty is no longer enforceable: the period stops (§ 59 (1) S. 6 AufenthG)."""

    kind: Literal["interrupt_deadline"] = "interrupt_deadline"
    since: date


class RestartDeadline(DeadlineCommand):
    """Enforceable again: the period runs anew and in full."""

    kind: Literal["restart_deadline"] = "restart_deadline"
    start: date
    period: Period | None = None


class MissDeadline(DeadlineCommand):
    """The legal date has passed without being kept."""

    kind: Literal["miss_deadline"] = "miss_deadline"


class RecomputeDeadlines(Command):
    """A holiday was proclaimed late: find the open legal dates again."""

    kind: Literal["recompute_deadlines"] = "recompute_deadlines"


class MeetDeadline(DeadlineCommand):
    """The legal date was kept."""

    kind: Literal["meet_deadline"] = "meet_deadline"
    kept_on: date | None = None


class WithdrawDeadline(DeadlineCommand):
    """The legal date no longer binds. Wants a reason (note)."""

    kind: Literal["withdraw_deadline"] = "withdraw_deadline"


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
    | RecordPaper
    | RemovePaper
    | Reassign
    | WriteNote
    | SetDeadline
    | ExtendDeadline
    | RequestExtension
    | RefuseExtension
    | InterruptDeadline
    | RestartDeadline
    | MissDeadline
    | RecomputeDeadlines
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
