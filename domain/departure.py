"""The state of a departure, and how each event changes it. Applying an event decides nothing."""

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias
from uuid import UUID

from pydantic import Field

from domain import events as ev
from domain.calendars import Land
from domain.commands import PauseReason, StopReason
from domain.deadlines import Deadline, DeadlineKind, DeadlineState
from domain.model import Value
from domain.persons import Person, ResidenceStatus
from domain.steps import Step, StepState


class DepartureStatus(StrEnum):
    """Where the departure as a whole stands."""

    OPEN = "open"
    PAUSED = "paused"
    STOPPED = "stopped"
    CLOSED = "closed"


class Departure(Value):
    """A departure at one version: the sum of its events up to ``version``."""

    departure_id: UUID
    version: int
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
    status: DepartureStatus = DepartureStatus.OPEN
    status_version: int = 1
    persons: tuple[Person, ...] = ()
    steps: dict[str, Step] = Field(default_factory=dict)
    deadlines: dict[DeadlineKind, Deadline] = Field(default_factory=dict)
    consent: bool = False
    consent_on: date | None = None
    pause_reason: PauseReason | None = None
    paused_on: date | None = None
    review_on: date | None = None
    stop_reason: StopReason | None = None
    ended_on: date | None = None
    raised: tuple[str, ...] = ()

    @property
    def is_live(self) -> bool:
        """Work goes on, or will after a pause."""
        return self.status in (DepartureStatus.OPEN, DepartureStatus.PAUSED)

    def step(self, key: str) -> Step:
        """The step of that key. Raises KeyError."""
        return self.steps[key]

    def unsettled_needs(self, step: Step) -> tuple[str, ...]:
        """The steps that still hold this one up."""
        waits = [key for key in step.needs if not self.steps[key].is_settled]
        waits += [
            key
            for key in step.needs_started
            if self.steps[key].state
            in (StepState.NOT_READY, StepState.READY, StepState.FAILED, StepState.CANCELLED)
        ]
        return tuple(dict.fromkeys(waits))

    def followers(self, key: str) -> tuple[str, ...]:
        """Every step that comes after this one, near and far, in the order of the plan."""
        found = {key}
        for step in self._until_stable(found):
            found.add(step)
        return tuple(other for other in self.steps if other in found and other != key)

    def _until_stable(self, found: set[str]) -> Iterable[str]:
        grown = True
        while grown:
            new = {
                step.key
                for step in self.steps.values()
                if step.key not in found and found.intersection((*step.needs, *step.needs_started))
            }
            yield from sorted(new)
            grown = bool(new)


def alarm_key(alarm: ev.AlarmKind, subject: str, about: date) -> str:
    """Names one alarm, so that it is raised once for one date."""
    return f"{alarm}:{subject}:{about.isoformat()}"


def replay(entries: Iterable[ev.Entry], departure: Departure | None = None) -> Departure:
    """Rebuild a departure from its journal. Raises ValueError when the journal has a gap or no beginning."""
    for entry in entries:
        departure = apply(departure, entry.event, entry.seq)
    if departure is None:
        raise ValueError("ein Vorgang ohne Ereignisse")
    return departure


def apply(departure: Departure | None, event: ev.AnyEvent, seq: int) -> Departure:
    """The departure after one more event of its journal. Raises ValueError when the event does not follow."""
    if departure is None:
        if not isinstance(event, ev.DepartureOpened):
            raise ValueError(f"der Vorgang beginnt mit {event.kind}")
        opened = event.model_dump(exclude={"kind"})
        return Departure(version=seq, **opened)
    if seq != departure.version + 1:
        raise ValueError(f"auf {departure.version} folgt {seq}")
    changes = _CHANGES[type(event)](departure, event, seq)
    return departure.model_copy(update={**changes, "version": seq})


Changes: TypeAlias = dict[str, Any]


def _step(departure: Departure, key: str, seq: int, /, **changes: Any) -> Changes:
    step = departure.steps[key].model_copy(update={**changes, "version": seq})
    return {"steps": {**departure.steps, key: step}}


def _person_joined(departure: Departure, event: ev.PersonJoined, seq: int) -> Changes:
    return {"persons": (*departure.persons, event.person)}


def _step_planned(departure: Departure, event: ev.StepPlanned, seq: int) -> Changes:
    steps = dict(departure.steps)
    steps[event.step.key] = Step(**event.step.model_dump(), version=seq)
    for key in event.needed_by:
        steps[key] = steps[key].model_copy(update={"needs": (*steps[key].needs, event.step.key)})
    return {"steps": steps}


def _became_ready(departure: Departure, event: ev.StepBecameReady, seq: int) -> Changes:
    old = departure.steps[event.step]
    return _step(
        departure,
        event.step,
        seq,
        state=StepState.READY,
        ready_on=event.on,
        target_on=event.target_on or old.target_on,
        remind_on=event.remind_on or old.remind_on,
    )


def _became_blocked(departure: Departure, event: ev.StepBecameBlocked, seq: int) -> Changes:
    return _step(departure, event.step, seq, state=StepState.NOT_READY, ready_on=None)


def _started(departure: Departure, event: ev.StepStarted, seq: int) -> Changes:
    return _step(
        departure,
        event.step,
        seq,
        state=StepState.IN_PROGRESS,
        started_on=departure.steps[event.step].started_on or event.on,
        waiting_on=None,
        waiting_since=None,
    )


def _waiting(departure: Departure, event: ev.StepWaiting, seq: int) -> Changes:
    return _step(
        departure,
        event.step,
        seq,
        state=StepState.WAITING,
        started_on=departure.steps[event.step].started_on or event.since,
        waiting_on=event.party,
        waiting_since=event.since,
    )


def _ended(state: StepState) -> Callable[[Departure, Any, int], Changes]:
    def change(departure: Departure, event: Any, seq: int) -> Changes:
        return _step(
            departure, event.step, seq, state=state, ended_on=event.on, waiting_on=None, waiting_since=None
        )

    return change


def _reopened(departure: Departure, event: ev.StepReopened, seq: int) -> Changes:
    return _step(
        departure, event.step, seq, state=StepState.NOT_READY, ended_on=None, started_on=None, ready_on=None
    )


def _target_set(departure: Departure, event: ev.TargetSet, seq: int) -> Changes:
    return _step(departure, event.step, seq, target_on=event.target_on, remind_on=event.remind_on)


def _assigned(departure: Departure, event: ev.CounsellorAssigned, seq: int) -> Changes:
    if event.step is not None:
        return _step(departure, event.step, seq, assignee_id=event.counsellor_id)
    return {"counsellor_id": event.counsellor_id}


def _nothing(departure: Departure, event: Any, seq: int) -> Changes:
    """What changed is personal and lives in PostgreSQL alone."""
    return {}


def _deadline_set(departure: Departure, event: ev.DeadlineSet, seq: int) -> Changes:
    deadline = Deadline(kind=event.deadline, due_on=event.due_on, remind_on=event.remind_on, version=seq)
    return {"deadlines": {**departure.deadlines, event.deadline: deadline}}


def _deadline_ends(state: DeadlineState) -> Callable[[Departure, Any, int], Changes]:
    def change(departure: Departure, event: Any, seq: int) -> Changes:
        deadline = departure.deadlines[event.deadline].model_copy(update={"state": state, "version": seq})
        return {"deadlines": {**departure.deadlines, event.deadline: deadline}}

    return change


def _consent_given(departure: Departure, event: ev.ConsentGiven, seq: int) -> Changes:
    return {"consent": True, "consent_on": event.on}


def _consent_revoked(departure: Departure, event: ev.ConsentRevoked, seq: int) -> Changes:
    return {"consent": False, "consent_on": None}


def _paused(departure: Departure, event: ev.DeparturePaused, seq: int) -> Changes:
    return {
        "status": DepartureStatus.PAUSED,
        "status_version": seq,
        "pause_reason": event.reason,
        "paused_on": event.on,
        "review_on": event.review_on,
    }


def _resumed(departure: Departure, event: ev.DepartureResumed, seq: int) -> Changes:
    return {
        "status": DepartureStatus.OPEN,
        "status_version": seq,
        "pause_reason": None,
        "paused_on": None,
        "review_on": None,
    }


def _stopped(departure: Departure, event: ev.DepartureStopped, seq: int) -> Changes:
    return {
        "status": DepartureStatus.STOPPED,
        "status_version": seq,
        "stop_reason": event.reason,
        "ended_on": event.on,
        "pause_reason": None,
        "paused_on": None,
        "review_on": None,
    }


def _departure_reopened(departure: Departure, event: ev.DepartureReopened, seq: int) -> Changes:
    return {"status": DepartureStatus.OPEN, "status_version": seq, "stop_reason": None, "ended_on": None}


def _closed(departure: Departure, event: ev.DepartureClosed, seq: int) -> Changes:
    return {
        "status": DepartureStatus.CLOSED,
        "status_version": seq,
        "ended_on": event.on,
        "pause_reason": None,
        "paused_on": None,
        "review_on": None,
    }


def _alarm_raised(departure: Departure, event: ev.AlarmRaised, seq: int) -> Changes:
    return {"raised": (*departure.raised, alarm_key(event.alarm, event.subject, event.about))}


_CHANGES: dict[type, Callable[[Departure, Any, int], Changes]] = {
    ev.PersonJoined: _person_joined,
    ev.StepPlanned: _step_planned,
    ev.StepBecameReady: _became_ready,
    ev.StepBecameBlocked: _became_blocked,
    ev.StepStarted: _started,
    ev.StepWaiting: _waiting,
    ev.StepCompleted: _ended(StepState.DONE),
    ev.StepNotRequired: _ended(StepState.NOT_REQUIRED),
    ev.StepFailed: _ended(StepState.FAILED),
    ev.StepCancelled: _ended(StepState.CANCELLED),
    ev.StepReopened: _reopened,
    ev.TargetSet: _target_set,
    ev.CounsellorAssigned: _assigned,
    ev.NoteWritten: _nothing,
    ev.PersonCorrected: _nothing,
    ev.DeadlineSet: _deadline_set,
    ev.DeadlineMet: _deadline_ends(DeadlineState.MET),
    ev.DeadlineWithdrawn: _deadline_ends(DeadlineState.WITHDRAWN),
    ev.ConsentGiven: _consent_given,
    ev.ConsentRevoked: _consent_revoked,
    ev.DeparturePaused: _paused,
    ev.DepartureResumed: _resumed,
    ev.DepartureStopped: _stopped,
    ev.DepartureReopened: _departure_reopened,
    ev.DepartureClosed: _closed,
    ev.AlarmRaised: _alarm_raised,
}
