"""How each event changes a departure: written down as it says, nothing is decided here."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from geleit.domain import events as ev
from geleit.domain.deadlines.state import Deadline, DeadlineState
from geleit.domain.lifecycle.status import DepartureStatus
from geleit.domain.outlook.travel_window import Validity, ValidityKind
from geleit.domain.steps.state import Step, StepState

if TYPE_CHECKING:
    from geleit.domain.departure import Departure


def alarm_key(alarm: ev.AlarmKind, subject: str, about: date, on: date | None = None) -> str:
    """Names one alarm, so that it is raised once for one date; ``on`` tells reminders of one date apart."""
    key = f"{alarm}:{subject}:{about.isoformat()}"
    return f"{key}:{on.isoformat()}" if on else key


Changes: TypeAlias = dict[str, Any]
Change: TypeAlias = Callable[["Departure", Any, int], Changes]


def _step(departure: "Departure", key: str, seq: int, /, **changes: Any) -> Changes:
    step = departure.steps[key].model_copy(update={**changes, "version": seq})
    return {"steps": {**departure.steps, key: step}}


def _person_joined(departure: "Departure", event: ev.PersonJoined, seq: int) -> Changes:
    return {"persons": (*departure.persons, event.person)}


def _step_planned(departure: "Departure", event: ev.StepPlanned, seq: int) -> Changes:
    steps = dict(departure.steps)
    steps[event.step.key] = Step(**event.step.model_dump(), version=seq)
    for key in event.needed_by:
        steps[key] = steps[key].model_copy(update={"needs": (*steps[key].needs, event.step.key)})
    return {"steps": steps}


def _became_ready(departure: "Departure", event: ev.StepBecameReady, seq: int) -> Changes:
    old = departure.steps[event.step]
    return _step(
        departure,
        event.step,
        seq,
        state=StepState.READY,
        ready_on=event.on,
        target_on=event.target_on or old.target_on,
        target_listed=old.target_listed and event.target_on in (None, old.target_on),
        remind_on=event.remind_on or old.remind_on,
        escalate_on=event.escalate_on or old.escalate_on,
    )


def _became_blocked(departure: "Departure", event: ev.StepBecameBlocked, seq: int) -> Changes:
    return _step(departure, event.step, seq, state=StepState.NOT_READY, ready_on=None)


def _started(departure: "Departure", event: ev.StepStarted, seq: int) -> Changes:
    return _step(
        departure,
        event.step,
        seq,
        state=StepState.IN_PROGRESS,
        started_on=departure.steps[event.step].started_on or event.on,
        waiting_on=None,
        waiting_since=None,
    )


def _waiting(departure: "Departure", event: ev.StepWaiting, seq: int) -> Changes:
    return _step(
        departure,
        event.step,
        seq,
        state=StepState.WAITING,
        started_on=departure.steps[event.step].started_on or event.since,
        waiting_on=event.party,
        waiting_since=event.since,
    )


def _ended(state: StepState) -> Change:
    def change(departure: "Departure", event: Any, seq: int) -> Changes:
        return _step(
            departure, event.step, seq, state=state, ended_on=event.on, waiting_on=None, waiting_since=None
        )

    return change


def _reopened(departure: "Departure", event: ev.StepReopened, seq: int) -> Changes:
    return _step(
        departure, event.step, seq, state=StepState.NOT_READY, ended_on=None, started_on=None, ready_on=None
    )


def _target_set(departure: "Departure", event: ev.TargetSet, seq: int) -> Changes:
    return _step(
        departure,
        event.step,
        seq,
        target_on=event.target_on,
        target_listed=event.listed,
        remind_on=event.remind_on,
        escalate_on=event.escalate_on,
    )


def _assigned(departure: "Departure", event: ev.CounsellorAssigned, seq: int) -> Changes:
    if event.step is not None:
        return _step(departure, event.step, seq, assignee_id=event.counsellor_id)
    return {"counsellor_id": event.counsellor_id}


def _nothing(departure: "Departure", event: Any, seq: int) -> Changes:
    """What changed is personal and lives in PostgreSQL alone."""
    return {}


def _person_corrected(departure: "Departure", event: ev.PersonCorrected, seq: int) -> Changes:
    persons = (
        person.model_copy(update={"adult_on": event.adult_on}) if person.number == event.person else person
        for person in departure.persons
    )
    return {"persons": tuple(persons)}


def _paper_recorded(departure: "Departure", event: ev.PaperRecorded, seq: int) -> Changes:
    paper = event.paper
    return {"papers": (*_papers_but(departure, paper.what, paper.person), paper)}


def _paper_removed(departure: "Departure", event: ev.PaperRemoved, seq: int) -> Changes:
    return {"papers": _papers_but(departure, event.what, event.person)}


def _papers_but(departure: "Departure", what: ValidityKind, person: int | None) -> tuple[Validity, ...]:
    return tuple(paper for paper in departure.papers if (paper.what, paper.person) != (what, person))


def _deadline_dated(departure: "Departure", event: ev.DatedDeadline, seq: int) -> Changes:
    old = departure.deadlines.get(event.deadline)
    deadline = Deadline(
        kind=event.deadline,
        due_on=event.due_on,
        remind_on=event.remind_on,
        version=seq,
        links=(*(old.links if old else ()), *event.links),
        reminders=event.reminders,
        escalate_on=event.escalate_on,
        follow_up_on=event.follow_up_on,
    )
    return {"deadlines": {**departure.deadlines, event.deadline: deadline}}


def _deadline_rests(state: DeadlineState) -> Change:
    def change(departure: "Departure", event: ev.DeadlineEvent, seq: int) -> Changes:
        old = departure.deadlines[event.deadline]
        news = {"state": state, "version": seq, "links": (*old.links, *event.links), "follow_up_on": None}
        return {"deadlines": {**departure.deadlines, event.deadline: old.model_copy(update=news)}}

    return change


def _departure_corrected(departure: "Departure", event: ev.DepartureCorrected, seq: int) -> Changes:
    return {**event.model_dump(exclude={"kind"}, exclude_none=True), "facts_version": seq}


def _authority_named(departure: "Departure", event: ev.AuthorityNamed, seq: int) -> Changes:
    return {"authority_id": event.authority_id}


def _consent_given(departure: "Departure", event: ev.ConsentGiven, seq: int) -> Changes:
    return {"consent": True, "consent_on": event.on}


def _consent_revoked(departure: "Departure", event: ev.ConsentRevoked, seq: int) -> Changes:
    return {"consent": False, "consent_on": None}


def _paused(departure: "Departure", event: ev.DeparturePaused, seq: int) -> Changes:
    return {
        "status": DepartureStatus.PAUSED,
        "status_version": seq,
        "pause_reason": event.reason,
        "paused_on": event.on,
        "review_on": event.review_on,
    }


def _resumed(departure: "Departure", event: ev.DepartureResumed, seq: int) -> Changes:
    return {
        "status": DepartureStatus.OPEN,
        "status_version": seq,
        "pause_reason": None,
        "paused_on": None,
        "review_on": None,
    }


def _stopped(departure: "Departure", event: ev.DepartureStopped, seq: int) -> Changes:
    return {
        "status": DepartureStatus.STOPPED,
        "status_version": seq,
        "stop_reason": event.reason,
        "ended_on": event.on,
        "pause_reason": None,
        "paused_on": None,
        "review_on": None,
    }


def _departure_reopened(departure: "Departure", event: ev.DepartureReopened, seq: int) -> Changes:
    return {"status": DepartureStatus.OPEN, "status_version": seq, "stop_reason": None, "ended_on": None}


def _closed(departure: "Departure", event: ev.DepartureClosed, seq: int) -> Changes:
    return {
        "status": DepartureStatus.CLOSED,
        "status_version": seq,
        "ended_on": event.on,
        "pause_reason": None,
        "paused_on": None,
        "review_on": None,
    }


def _alarm_raised(departure: "Departure", event: ev.AlarmRaised, seq: int) -> Changes:
    return {"raised": (*departure.raised, alarm_key(event.alarm, event.subject, event.about, event.on))}


CHANGES: dict[type, Change] = {
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
    ev.PersonCorrected: _person_corrected,
    ev.PaperRecorded: _paper_recorded,
    ev.PaperRemoved: _paper_removed,
    ev.DeadlineSet: _deadline_dated,
    ev.DeadlineExtended: _deadline_dated,
    ev.DeadlineRestarted: _deadline_dated,
    ev.DeadlineRecomputed: _deadline_dated,
    ev.ExtensionRequested: _deadline_dated,
    ev.ExtensionRefused: _deadline_dated,
    ev.DeadlineInterrupted: _deadline_rests(DeadlineState.INTERRUPTED),
    ev.DeadlineMissed: _deadline_rests(DeadlineState.MISSED),
    ev.DeadlineMet: _deadline_rests(DeadlineState.MET),
    ev.DeadlineWithdrawn: _deadline_rests(DeadlineState.WITHDRAWN),
    ev.DepartureCorrected: _departure_corrected,
    ev.AuthorityNamed: _authority_named,
    ev.ConsentGiven: _consent_given,
    ev.ConsentRevoked: _consent_revoked,
    ev.DeparturePaused: _paused,
    ev.DepartureResumed: _resumed,
    ev.DepartureStopped: _stopped,
    ev.DepartureReopened: _departure_reopened,
    ev.DepartureClosed: _closed,
    ev.AlarmRaised: _alarm_raised,
}
