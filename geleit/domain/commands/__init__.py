"""Everything an actor can ask of a departure. Commands carry ids, codes and dates, never names or notes:
what is personal waits in PostgreSQL as the command's *enclosure*, under the same request id.
"""

from typing import Annotated

from pydantic import Field, TypeAdapter

from geleit.domain.commands.course import (
    CloseDeparture,
    CorrectDeparture,
    GiveConsent,
    NameAuthority,
    PauseDeparture,
    PauseReason,
    RaiseAlarms,
    ReopenDeparture,
    ResumeDeparture,
    RevokeConsent,
    StopDeparture,
    StopReason,
)
from geleit.domain.commands.deadlines import (
    DeadlineCommand,
    ExtendDeadline,
    InterruptDeadline,
    MeetDeadline,
    MissDeadline,
    RecomputeDeadlines,
    RefuseExtension,
    RequestExtension,
    RestartDeadline,
    SetDeadline,
    WithdrawDeadline,
)
from geleit.domain.commands.envelope import Command
from geleit.domain.commands.opening import DeadlineFact, Fact, OpenDeparture, RecordProgress
from geleit.domain.commands.people import (
    AddPerson,
    CorrectPerson,
    Reassign,
    RecordPaper,
    RemovePaper,
    WriteNote,
)
from geleit.domain.commands.steps import (
    AddStep,
    CompleteStep,
    DeclareNotRequired,
    FailStep,
    ReopenStep,
    SetTarget,
    StartStep,
    StepCommand,
    WaitOn,
)
from geleit.domain.model import QUIET

__all__ = [
    "COMMANDS",
    "NAMES_PERSONS",
    "AddPerson",
    "AddStep",
    "AnyCommand",
    "CloseDeparture",
    "Command",
    "CompleteStep",
    "CorrectDeparture",
    "CorrectPerson",
    "DeadlineCommand",
    "DeadlineFact",
    "DeclareNotRequired",
    "ExtendDeadline",
    "Fact",
    "FailStep",
    "GiveConsent",
    "InterruptDeadline",
    "MeetDeadline",
    "MissDeadline",
    "NameAuthority",
    "OpenDeparture",
    "PauseDeparture",
    "PauseReason",
    "RaiseAlarms",
    "Reassign",
    "RecomputeDeadlines",
    "RecordPaper",
    "RecordProgress",
    "RefuseExtension",
    "RemovePaper",
    "ReopenDeparture",
    "ReopenStep",
    "RequestExtension",
    "RestartDeadline",
    "ResumeDeparture",
    "RevokeConsent",
    "SetDeadline",
    "SetTarget",
    "StartStep",
    "StepCommand",
    "StopDeparture",
    "StopReason",
    "WaitOn",
    "WithdrawDeadline",
    "WriteNote",
    "has_enclosure",
]

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
    | CorrectDeparture
    | NameAuthority
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

COMMANDS: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand, config=QUIET)

NAMES_PERSONS = (OpenDeparture, RecordProgress, AddPerson, CorrectPerson)
"""The commands whose enclosure says who persons are; that of any other holds a note at most."""


def has_enclosure(command: Command) -> bool:
    """Whether something personal may wait in PostgreSQL for this command."""
    return command.has_note or isinstance(command, NAMES_PERSONS)
