"""What happened to a departure: facts with every date worked out. Applying them decides nothing."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from domain.calendars import Land
from domain.chain import Link
from domain.commands import PauseReason, StopReason
from domain.deadlines import DeadlineKind
from domain.model import Value
from domain.parties import Party, Role
from domain.persons import Person, ResidenceStatus
from domain.steps import PlannedStep
from domain.travel_window import Validity, ValidityKind


class DepartureOpened(Value):
    kind: Literal["departure_opened"] = "departure_opened"
    departure_id: UUID
    number: str
    process: str
    process_version: int
    office_id: UUID
    land: Land
    authority_id: UUID | None
    counsellor_id: UUID | None
    destination: str
    nationality: str
    residence_status: ResidenceStatus
    opened_on: date


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


class StepPlanned(Value):
    """A step stands in the plan. ``needed_by`` names steps already planned that now need this one too."""

    kind: Literal["step_planned"] = "step_planned"
    step: PlannedStep
    needed_by: tuple[str, ...] = ()


class StepBecameReady(Value):
    kind: Literal["step_became_ready"] = "step_became_ready"
    step: str
    on: date
    target_on: date | None = None
    remind_on: date | None = None
    escalate_on: date | None = None


class StepBecameBlocked(Value):
    kind: Literal["step_became_blocked"] = "step_became_blocked"
    step: str


class StepStarted(Value):
    kind: Literal["step_started"] = "step_started"
    step: str
    on: date


class StepWaiting(Value):
    kind: Literal["step_waiting"] = "step_waiting"
    step: str
    party: Party
    since: date


class StepCompleted(Value):
    kind: Literal["step_completed"] = "step_completed"
    step: str
    on: date


class StepNotRequired(Value):
    kind: Literal["step_not_required"] = "step_not_required"
    step: str
    on: date


class StepFailed(Value):
    kind: Literal["step_failed"] = "step_failed"
    step: str
    on: date


class StepReopened(Value):
    kind: Literal["step_reopened"] = "step_reopened"
    step: str


class StepCancelled(Value):
    kind: Literal["step_cancelled"] = "step_cancelled"
    step: str
    on: date


class TargetSet(Value):
    kind: Literal["target_set"] = "target_set"
    step: str
    target_on: date
    remind_on: date
    escalate_on: date | None = None


class CounsellorAssigned(Value):
    kind: Literal["counsellor_assigned"] = "counsellor_assigned"
    counsellor_id: UUID
    step: str | None = None


class NoteWritten(Value):
    kind: Literal["note_written"] = "note_written"
    step: str | None = None


class DeadlineEvent(Value):
    """Something happened to a legal date: ``links`` are added to its chain."""

    deadline: DeadlineKind
    links: tuple[Link, ...] = ()


class DatedDeadline(DeadlineEvent):
    """... and a date counts after it. ``due_on`` is the safe date."""

    due_on: date
    remind_on: date
    reminders: tuple[date, ...] = ()
    escalate_on: date | None = None
    follow_up_on: date | None = None


class DeadlineSet(DatedDeadline):
    kind: Literal["deadline_set"] = "deadline_set"


class DeadlineExtended(DatedDeadline):
    kind: Literal["deadline_extended"] = "deadline_extended"


class DeadlineRestarted(DatedDeadline):
    kind: Literal["deadline_restarted"] = "deadline_restarted"


class DeadlineRecomputed(DatedDeadline):
    kind: Literal["deadline_recomputed"] = "deadline_recomputed"


class ExtensionRequested(DatedDeadline):
    kind: Literal["extension_requested"] = "extension_requested"


class ExtensionRefused(DatedDeadline):
    kind: Literal["extension_refused"] = "extension_refused"


class DeadlineInterrupted(DeadlineEvent):
    kind: Literal["deadline_interrupted"] = "deadline_interrupted"


class DeadlineMet(DeadlineEvent):
    kind: Literal["deadline_met"] = "deadline_met"


class DeadlineMissed(DeadlineEvent):
    kind: Literal["deadline_missed"] = "deadline_missed"


class DeadlineWithdrawn(DeadlineEvent):
    kind: Literal["deadline_withdrawn"] = "deadline_withdrawn"


class ConsentGiven(Value):
    kind: Literal["consent_given"] = "consent_given"
    authority_id: UUID
    on: date


class ConsentRevoked(Value):
    kind: Literal["consent_revoked"] = "consent_revoked"
    authority_id: UUID


class DeparturePaused(Value):
    kind: Literal["departure_paused"] = "departure_paused"
    reason: PauseReason
    on: date
    review_on: date


class DepartureResumed(Value):
    kind: Literal["departure_resumed"] = "departure_resumed"
    on: date


class DepartureStopped(Value):
    kind: Literal["departure_stopped"] = "departure_stopped"
    reason: StopReason
    on: date


class DepartureReopened(Value):
    kind: Literal["departure_reopened"] = "departure_reopened"
    on: date


class DepartureClosed(Value):
    kind: Literal["departure_closed"] = "departure_closed"
    on: date


class AlarmKind(StrEnum):
    """What a departure wakes up for."""

    TARGET_NEAR = "target_near"
    TARGET_PASSED = "target_passed"
    DEADLINE_NEAR = "deadline_near"
    DEADLINE_PASSED = "deadline_passed"
    REVIEW_DUE = "review_due"
    FOLLOW_UP_DUE = "follow_up_due"
    TARGET_ESCALATED = "target_escalated"
    DEADLINE_ESCALATED = "deadline_escalated"
    COMES_OF_AGE = "comes_of_age"


class AlarmRaised(Value):
    """A date came near or passed. ``subject`` is a step key, a deadline kind, a person, or the pause (empty).

    ``on`` tells several reminders of one date apart.
    """

    kind: Literal["alarm_raised"] = "alarm_raised"
    alarm: AlarmKind
    subject: str
    about: date
    on: date | None = None


AnyEvent = Annotated[
    DepartureOpened
    | PersonJoined
    | PersonCorrected
    | PaperRecorded
    | PaperRemoved
    | StepPlanned
    | StepBecameReady
    | StepBecameBlocked
    | StepStarted
    | StepWaiting
    | StepCompleted
    | StepNotRequired
    | StepFailed
    | StepReopened
    | StepCancelled
    | TargetSet
    | CounsellorAssigned
    | NoteWritten
    | DeadlineSet
    | DeadlineExtended
    | DeadlineRestarted
    | DeadlineRecomputed
    | ExtensionRequested
    | ExtensionRefused
    | DeadlineInterrupted
    | DeadlineMissed
    | DeadlineMet
    | DeadlineWithdrawn
    | ConsentGiven
    | ConsentRevoked
    | DeparturePaused
    | DepartureResumed
    | DepartureStopped
    | DepartureReopened
    | DepartureClosed
    | AlarmRaised,
    Field(discriminator="kind"),
]

EVENTS: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)


class Entry(Value):
    """An event in the journal: the ``seq``-th of its departure; who caused it, when, by which request."""

    seq: int
    at: datetime
    request_id: UUID
    actor_id: UUID | None
    actor_role: Role
    event: AnyEvent
