"""What happened to a departure: facts with every date worked out. Applying them decides nothing.

``on`` is the day something happened; the entry's ``at`` is when it was written down, which may be later.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, TypeAdapter

from geleit.domain.events.course import (
    AlarmKind,
    AlarmRaised,
    AuthorityNamed,
    ConsentGiven,
    ConsentRevoked,
    DepartureClosed,
    DepartureCorrected,
    DepartureOpened,
    DeparturePaused,
    DepartureReopened,
    DepartureResumed,
    DepartureStopped,
)
from geleit.domain.events.deadlines import (
    DatedDeadline,
    DeadlineEvent,
    DeadlineExtended,
    DeadlineInterrupted,
    DeadlineMet,
    DeadlineMissed,
    DeadlineRecomputed,
    DeadlineRestarted,
    DeadlineSet,
    DeadlineWithdrawn,
    ExtensionRefused,
    ExtensionRequested,
)
from geleit.domain.events.people import (
    CounsellorAssigned,
    NoteWritten,
    PaperRecorded,
    PaperRemoved,
    PersonCorrected,
    PersonJoined,
)
from geleit.domain.events.steps import (
    StepBecameBlocked,
    StepBecameReady,
    StepCancelled,
    StepCompleted,
    StepFailed,
    StepNotRequired,
    StepPlanned,
    StepReopened,
    StepStarted,
    StepWaiting,
    TargetSet,
)
from geleit.domain.model import QUIET, Value
from geleit.domain.parties import Role

__all__ = [
    "EVENTS",
    "AlarmKind",
    "AlarmRaised",
    "AnyEvent",
    "AuthorityNamed",
    "ConsentGiven",
    "ConsentRevoked",
    "CounsellorAssigned",
    "DatedDeadline",
    "DeadlineEvent",
    "DeadlineExtended",
    "DeadlineInterrupted",
    "DeadlineMet",
    "DeadlineMissed",
    "DeadlineRecomputed",
    "DeadlineRestarted",
    "DeadlineSet",
    "DeadlineWithdrawn",
    "DepartureClosed",
    "DepartureCorrected",
    "DepartureOpened",
    "DeparturePaused",
    "DepartureReopened",
    "DepartureResumed",
    "DepartureStopped",
    "Entry",
    "ExtensionRefused",
    "ExtensionRequested",
    "NoteWritten",
    "PaperRecorded",
    "PaperRemoved",
    "PersonCorrected",
    "PersonJoined",
    "StepBecameBlocked",
    "StepBecameReady",
    "StepCancelled",
    "StepCompleted",
    "StepFailed",
    "StepNotRequired",
    "StepPlanned",
    "StepReopened",
    "StepStarted",
    "StepWaiting",
    "TargetSet",
]

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
    | DepartureCorrected
    | AuthorityNamed
    | DeparturePaused
    | DepartureResumed
    | DepartureStopped
    | DepartureReopened
    | DepartureClosed
    | AlarmRaised,
    Field(discriminator="kind"),
]

EVENTS: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent, config=QUIET)


class Entry(Value):
    """An event in the journal: the ``seq``-th of its departure; who caused it, when, by which request."""

    seq: int
    at: datetime
    request_id: UUID
    actor_id: UUID | None
    actor_role: Role
    event: AnyEvent
