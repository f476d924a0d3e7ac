"""From a command to its events: decided once, when it is carried out; afterwards only the events count."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from geleit.domain import commands as cmd
from geleit.domain import events as ev
from geleit.domain.alarms.planning import due_alarms, today
from geleit.domain.deadlines.dating import DATING
from geleit.domain.deadlines.lawbook import Lawbook
from geleit.domain.departure import Departure, DepartureStatus
from geleit.domain.draft import Draft
from geleit.domain.lifecycle.opening import bring_further, open_departure
from geleit.domain.persons.state import Person
from geleit.domain.process import Process
from geleit.domain.refusal import Refusal
from geleit.domain.rules import check
from geleit.domain.rules.course import corrections
from geleit.domain.steps.planning import add_occurrence, join
from geleit.domain.steps.state import Effect, StepState
from geleit.domain.texts import _


def decide(
    departure: Departure | None,
    command: cmd.AnyCommand,
    *,
    process: Process,
    rules: Lawbook,
    now: datetime,
) -> list[ev.AnyEvent]:
    """The events of this command. Raises Refusal, Conflict or Forbidden and then nothing has happened.

    ``process`` is the template in the version the departure is pinned to, ``rules`` what dates go by today;
    ``now`` is an aware moment.
    """
    check(departure, command, now)
    draft = Draft(departure, process=process, rules=rules, day=today(now))
    _DECISIONS[type(command)](draft, command)
    return draft.events


def _open(draft: Draft, command: cmd.OpenDeparture) -> None:
    open_departure(draft, command)
    _note(draft, command)


def _record(draft: Draft, command: cmd.RecordProgress) -> None:
    if draft.departure.is_live:  # what is over here is over, whatever an old list says
        bring_further(draft, command)
    _note(draft, command)


def _start(draft: Draft, command: cmd.StartStep) -> None:
    draft.add(ev.StepStarted(step=command.step, on=draft.day))
    _note(draft, command, command.step)
    draft.settle()


def _wait_on(draft: Draft, command: cmd.WaitOn) -> None:
    draft.add(ev.StepWaiting(step=command.step, party=command.party, since=draft.day))
    if command.follow_up_on:
        draft.set_target(draft.departure.steps[command.step], command.follow_up_on)
    _note(draft, command, command.step)
    draft.settle()


def _complete(draft: Draft, command: cmd.CompleteStep) -> None:
    _note(draft, command, command.step)
    draft.complete(draft.departure.steps[command.step], command.on)
    draft.settle()


def _not_required(draft: Draft, command: cmd.DeclareNotRequired) -> None:
    draft.add(ev.StepNotRequired(step=command.step, on=draft.day))
    _note(draft, command, command.step)
    draft.settle()


def _fail(draft: Draft, command: cmd.FailStep) -> None:
    draft.add(ev.StepFailed(step=command.step, on=draft.day))
    _note(draft, command, command.step)
    draft.settle()


def _reopen_step(draft: Draft, command: cmd.ReopenStep) -> None:
    for key in (command.step, *(command.also or ())):
        draft.reopen(key)
    _note(draft, command, command.step)
    draft.settle()


def _set_target(draft: Draft, command: cmd.SetTarget) -> None:
    draft.set_target(draft.departure.steps[command.step], command.target_on)
    _note(draft, command, command.step)


def _add_step(draft: Draft, command: cmd.AddStep) -> None:
    template = next((step for step in draft.process.steps if step.code == command.code and step.many), None)
    if template is None or (template.per_person and command.person is None):
        raise Refusal("unknown_step", _("Einen solchen Schritt kann man nicht hinzufügen."))
    add_occurrence(draft, command.code, person=command.person, target_on=command.target_on)
    _note(draft, command)
    draft.settle()


def _add_person(draft: Draft, command: cmd.AddPerson) -> None:
    join(
        draft,
        Person(number=len(draft.departure.persons) + 1, role=command.role, adult_on=command.adult_on),
    )
    _note(draft, command)
    draft.settle()


def _correct_person(draft: Draft, command: cmd.CorrectPerson) -> None:
    draft.add(ev.PersonCorrected(person=command.person, adult_on=command.adult_on))
    _note(draft, command)


def _record_paper(draft: Draft, command: cmd.RecordPaper) -> None:
    if command.paper not in draft.departure.papers:
        draft.add(ev.PaperRecorded(paper=command.paper))
    _note(draft, command)


def _remove_paper(draft: Draft, command: cmd.RemovePaper) -> None:
    draft.add(ev.PaperRemoved(what=command.what, person=command.person))
    _note(draft, command)


def _reassign(draft: Draft, command: cmd.Reassign) -> None:
    draft.add(ev.CounsellorAssigned(counsellor_id=command.counsellor_id, step=command.step))
    _note(draft, command, command.step)


def _write_note(draft: Draft, command: cmd.WriteNote) -> None:
    _note(draft, command, command.step)


def _date(draft: Draft, command: cmd.DeadlineCommand) -> None:
    DATING[type(command)](draft, command)
    _note(draft, command)


def _correct_departure(draft: Draft, command: cmd.CorrectDeparture) -> None:
    draft.add(ev.DepartureCorrected.model_validate(corrections(draft.departure, command)))
    _note(draft, command)


def _name_authority(draft: Draft, command: cmd.NameAuthority) -> None:
    if command.authority_id != draft.departure.authority_id:
        draft.add(ev.AuthorityNamed(authority_id=command.authority_id))
    _note(draft, command)


def _give_consent(draft: Draft, command: cmd.GiveConsent) -> None:
    template = draft.process.with_effect(Effect.CONSENT)
    step = draft.departure.steps.get(template.code) if template else None
    if step and step.is_open:
        draft.complete(step, command.on)
    elif draft.departure.authority_id:
        draft.add(ev.ConsentGiven(authority_id=draft.departure.authority_id, on=command.on))
    _note(draft, command)
    draft.settle()


def _revoke_consent(draft: Draft, command: cmd.RevokeConsent) -> None:
    if draft.departure.authority_id:
        draft.add(ev.ConsentRevoked(authority_id=draft.departure.authority_id))
    _note(draft, command)


def _pause(draft: Draft, command: cmd.PauseDeparture) -> None:
    draft.add(ev.DeparturePaused(reason=command.reason, on=draft.day, review_on=command.review_on))
    _note(draft, command)


def _resume(draft: Draft, command: cmd.ResumeDeparture) -> None:
    """Targets move by the days the departure rested; appointments stand where others have set them."""
    rested = draft.day - (draft.departure.paused_on or draft.day)
    draft.add(ev.DepartureResumed(on=draft.day))
    for step in draft.departure.steps.values():
        if step.is_open and step.target_on and rested and not draft.process.step(step.code).many:
            draft.set_target(step, step.target_on + rested)
    _note(draft, command)


def _stop(draft: Draft, command: cmd.StopDeparture) -> None:
    for step in draft.departure.steps.values():
        if step.is_ahead:
            draft.add(ev.StepCancelled(step=step.key, on=draft.day))
    draft.add(ev.DepartureStopped(reason=command.reason, on=draft.day))
    _note(draft, command)


def _reopen_departure(draft: Draft, command: cmd.ReopenDeparture) -> None:
    draft.add(ev.DepartureReopened(on=draft.day))
    for step in draft.departure.steps.values():
        if step.state is StepState.CANCELLED:
            draft.reopen(step.key)
    _note(draft, command)
    draft.settle()


def _close(draft: Draft, command: cmd.CloseDeparture) -> None:
    _note(draft, command)
    last = next((step for step in draft.departure.steps.values() if step.effect is Effect.CLOSE), None)
    if last and not last.is_settled:
        draft.complete(last, draft.day)
    if draft.departure.status is not DepartureStatus.CLOSED:
        draft.add(ev.DepartureClosed(on=draft.day))


def _raise_alarms(draft: Draft, command: cmd.RaiseAlarms) -> None:
    for alarm in due_alarms(draft.departure, draft.day):
        on = alarm.on if alarm.is_one_of_several else None
        draft.add(ev.AlarmRaised(alarm=alarm.alarm, subject=alarm.subject, about=alarm.about, on=on))


def _note(draft: Draft, command: cmd.Command, step: str | None = None) -> None:
    if command.has_note:
        draft.add(ev.NoteWritten(step=step))


_DECISIONS: dict[type, Callable[[Draft, Any], None]] = {
    cmd.OpenDeparture: _open,
    cmd.RecordProgress: _record,
    cmd.StartStep: _start,
    cmd.WaitOn: _wait_on,
    cmd.CompleteStep: _complete,
    cmd.DeclareNotRequired: _not_required,
    cmd.FailStep: _fail,
    cmd.ReopenStep: _reopen_step,
    cmd.SetTarget: _set_target,
    cmd.AddStep: _add_step,
    cmd.AddPerson: _add_person,
    cmd.CorrectPerson: _correct_person,
    cmd.RecordPaper: _record_paper,
    cmd.RemovePaper: _remove_paper,
    cmd.Reassign: _reassign,
    cmd.WriteNote: _write_note,
    **dict.fromkeys(DATING, _date),
    cmd.CorrectDeparture: _correct_departure,
    cmd.NameAuthority: _name_authority,
    cmd.GiveConsent: _give_consent,
    cmd.RevokeConsent: _revoke_consent,
    cmd.PauseDeparture: _pause,
    cmd.ResumeDeparture: _resume,
    cmd.StopDeparture: _stop,
    cmd.ReopenDeparture: _reopen_departure,
    cmd.CloseDeparture: _close,
    cmd.RaiseAlarms: _raise_alarms,
}
