"""Names and types of a departure's workflow. Histories keep them for months.

The update and its activity are called `execute` in code; the activity's name on the wire stays "carry_out".
"""

from datetime import datetime, timedelta
from uuid import UUID

from temporalio.common import SearchAttributeKey

from geleit.domain.departure import Departure, DepartureStatus
from geleit.domain.model import Value
from geleit.domain.registry import AnyCommand, Entry

DEPARTURE = "Departure"
EXECUTE = "execute"
NUDGE = "nudge"
STATE = "departure"
VERSION = "version"

EXECUTE_ACTIVITY = "carry_out"
CATCH_UP = "catch_up"

ACTION_LIMIT = timedelta(seconds=2)
"""Within this time an action is executed or fails cleanly: the person who waits gets the form back."""
CONTINUE_AFTER_EVENTS = 200
"""A cold workflow is replayed event by event before it answers, so histories are kept short."""
REMEMBERED_REQUESTS = 200
FRESH_FOR = timedelta(minutes=1)
"""An older update is refused: anybody who can read a history could send its payloads again."""
TASK_TIMEOUT = timedelta(seconds=10)
"""The time of a workflow task, Temporal's default: an action is recorded in one piece, or not at all."""

STATUS_ATTRIBUTE = SearchAttributeKey.for_keyword("DepartureStatus")
ALARM_ATTRIBUTE = SearchAttributeKey.for_datetime("NextAlarm")
"""Written by releases before 0.2 only. It shows dates to everybody who may list workflows."""

_PREFIX = "departure-"


def workflow_id(departure_id: UUID) -> str:
    """Return the id of a departure's workflow."""
    return f"{_PREFIX}{departure_id}"


def departure_of(identifier: str) -> UUID | None:
    """Return the departure of a workflow id; None for other workflows."""
    if not identifier.startswith(_PREFIX):
        return None
    try:
        return UUID(identifier.removeprefix(_PREFIX))
    except ValueError:
        return None


class StartDeparture(Value):
    """The workflow's argument: empty when the departure is opened, else all that the workflow knew before.

    `recent` are the request ids executed last, oldest first.
    """

    departure_id: UUID
    departure: Departure | None = None
    next_alarm: datetime | None = None
    recent: tuple[UUID, ...] = ()
    continue_after: int = CONTINUE_AFTER_EVENTS


class Execute(Value):
    """The update's argument: a model, because Temporal's converter drops a union's discriminator."""

    command: AnyCommand
    sent_at: datetime | None = None
    """None, like `update_id`, in histories of release 0.1."""
    update_id: str | None = None

    def is_fresh(self, now: datetime, update_id: str) -> bool:
        """Tell whether it was sent recently and as this very update, so that it is no copy of another.

        FRESH_FOR also bounds by how much the clocks of two machines may differ.
        """
        is_recent = self.sent_at is not None and abs(now - self.sent_at) <= FRESH_FOR
        return is_recent and self.update_id == update_id


class Outcome(Value, extra="forbid"):
    """The outcome of a command: the departure's version afterwards, and the command's journal entries.

    It names the update that it answers, and nothing else is parsed as one: whoever reaches Temporal could
    answer an update with any payload of the departure's.
    """

    departure_id: UUID
    update_id: str | None
    version: int
    entries: tuple[Entry, ...]

    def answers(self, departure_id: UUID, update_id: str, request_id: UUID) -> bool:
        """Tell whether it is the outcome of this very update."""
        asked = self.departure_id == departure_id and self.update_id == update_id
        return asked and all(entry.request_id == request_id for entry in self.entries)


class ExecuteInput(Value):
    """The activity's input: execute a command for a workflow that has applied the journal up to `seq`.

    `sent_at` is when the command was sent; None if the workflow gives it itself, or an earlier release did.
    """

    departure_id: UUID
    seq: int
    command: AnyCommand
    now: datetime
    sent_at: datetime | None = None

    def is_stale(self, clock: datetime) -> bool:
        """Tell whether the workflow took it up, or somebody sent it, too long ago."""
        return clock - min(self.now, self.sent_at or self.now) > FRESH_FOR


class ExecuteOutput(Value):
    """The activity's output: the journal after `seq`, what the same request did before, and what follows.

    Status and next alarm are computed once, in the activity, and recorded: rules may change while departures
    run.
    """

    version: int
    status: DepartureStatus
    next_alarm: datetime | None
    entries: tuple[Entry, ...] = ()


class CatchUpInput(Value):
    """The input of the activity that reads a departure from the journal."""

    departure_id: UUID


class Snapshot(Value):
    """A departure as the journal has it, or None, with the request ids executed last."""

    departure: Departure | None
    next_alarm: datetime | None = None
    recent: tuple[UUID, ...] = ()
