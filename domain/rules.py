"""May this actor do this, now? Every refusal is a sentence that says why, and what to do instead."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from domain import commands as cmd
from domain.alarms import today
from domain.departure import Departure, DepartureStatus
from domain.parties import Role
from domain.refusals import Conflict, Forbidden, Refusal
from domain.steps import Effect, Step, StepState
from domain.texts import _

EARLIEST = date(2000, 1, 1)
LATEST_YEARS_AHEAD = 10


def check(departure: Departure | None, command: cmd.AnyCommand, now: datetime) -> None:
    """Raise Refusal, Conflict or Forbidden if the command makes no sense for this departure now."""
    if isinstance(command, cmd.OpenDeparture):
        check_opening(departure, command, now)
        return
    if departure is None:
        raise Refusal("no_departure", _("Diesen Vorgang gibt es nicht (mehr)."))
    _check_actor(departure, command)
    _check_version(departure, command)
    _check_status(departure, command)
    rule = _RULES.get(type(command))
    if rule:
        rule(departure, command, today(now))


def check_opening(departure: Departure | None, command: cmd.OpenDeparture, now: datetime) -> None:
    """A departure is opened once, by its own office, with an applicant and dates that can be."""
    if departure is not None:
        raise Conflict("already_open", _("Diesen Vorgang gibt es schon."))
    if command.actor.role not in (Role.COUNSELLOR, Role.SUPERVISOR, Role.SYSTEM):
        raise Forbidden("not_your_part", _("Vorgänge legt die Beratungsstelle an."))
    if command.actor.role is not Role.SYSTEM and command.actor.office_id != command.office_id:
        raise Forbidden("other_office", _("Sie können nur für Ihre eigene Beratungsstelle Vorgänge anlegen."))
    numbers = [person.number for person in command.persons]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        raise Refusal(
            "no_applicant",
            _("Ein Vorgang braucht mindestens eine Person: die Antragstellerin oder den Antragsteller."),
        )
    _not_in_future(command.contact_on, today(now))
    for deadline in command.deadlines:
        _plausible(deadline.due_on, today(now))


def _check_actor(departure: Departure, command: cmd.Command) -> None:
    role = command.actor.role
    if role is Role.SYSTEM:
        return
    if isinstance(command, cmd.RaiseAlarms) or role is Role.AUTHORITY:
        raise Forbidden("not_your_part", _("Das ist Sache der Beratungsstelle."))
    if command.actor.office_id != departure.office_id:
        raise Forbidden("other_office", _("Dieser Vorgang gehört zu einer anderen Beratungsstelle."))


def _check_version(departure: Departure, command: cmd.Command) -> None:
    """Only a change of the very thing the actor looked at is a conflict; work beside it is not."""
    if command.expected_version is None:
        return
    if isinstance(command, cmd.StepCommand):
        changed = _known_step(departure, command.step).version
    elif isinstance(command, cmd.SetDeadline | cmd.MeetDeadline | cmd.WithdrawDeadline):
        deadline = departure.deadlines.get(command.deadline)
        changed = deadline.version if deadline else 0
    else:
        changed = departure.status_version
    if changed > command.expected_version:
        raise Conflict(
            "changed_meanwhile",
            _("Jemand anderes war schneller: Das wurde gerade geändert."),
            version=changed,
        )


def _check_status(departure: Departure, command: cmd.Command) -> None:
    if isinstance(command, cmd.WriteNote | cmd.RaiseAlarms | cmd.Reassign):
        return
    if departure.status is DepartureStatus.CLOSED:
        raise Refusal(
            "closed",
            _("Der Vorgang ist abgeschlossen. Er lässt sich nicht mehr ändern, Notizen sind möglich."),
        )
    if departure.status is DepartureStatus.STOPPED and not isinstance(command, _WHEN_STOPPED):
        raise Refusal("stopped", _("Der Vorgang ist abgebrochen. Nehmen Sie ihn zuerst wieder auf."))
    if departure.status is DepartureStatus.PAUSED and isinstance(command, _NOT_WHEN_PAUSED):
        raise Refusal("paused", _("Der Vorgang ruht. Setzen Sie ihn zuerst fort."))


_WHEN_STOPPED = (
    cmd.ReopenDeparture,
    cmd.RecordProgress,
    cmd.RevokeConsent,
    cmd.SetDeadline,
    cmd.MeetDeadline,
    cmd.WithdrawDeadline,
)
_NOT_WHEN_PAUSED = (cmd.StartStep, cmd.WaitOn, cmd.PauseDeparture, cmd.CloseDeparture)


def _known_step(departure: Departure, key: str) -> Step:
    if key not in departure.steps:
        raise Refusal("unknown_step", _("Diesen Schritt gibt es in diesem Vorgang nicht."), step=key)
    return departure.steps[key]


def _open_step(departure: Departure, key: str) -> Step:
    step = _known_step(departure, key)
    if step.state is StepState.NOT_READY:
        needs = departure.unsettled_needs(step)
        raise Refusal("not_ready", _("Das geht noch nicht. Zuerst ist zu erledigen: {steps}."), steps=needs)
    if not step.is_open:
        raise Refusal(
            "step_ended",
            _("Der Schritt ist nicht mehr offen. Nehmen Sie ihn zurück, wenn das falsch ist."),
            step=key,
        )
    return step


def _start(departure: Departure, command: cmd.StartStep, day: date) -> None:
    step = _open_step(departure, command.step)
    if step.state is StepState.IN_PROGRESS:
        raise Refusal("already_started", _("Der Schritt ist schon in Arbeit."), step=step.key)


def _wait_on(departure: Departure, command: cmd.WaitOn, day: date) -> None:
    _open_step(departure, command.step)
    if command.follow_up_on is not None:
        _in_future(command.follow_up_on, day)


def _complete(departure: Departure, command: cmd.CompleteStep, day: date) -> None:
    step = _open_step(departure, command.step)
    _not_in_future(command.on, day)
    if step.effect is Effect.CLOSE:
        _close(departure, command, day)
    for key in step.needs:
        needed = departure.steps[key]
        if needed.state is StepState.DONE and needed.ended_on and command.on < needed.ended_on:
            raise Refusal(
                "before_needed",
                _("Das Datum liegt vor dem {date}, an dem „{step}“ erledigt wurde. Bitte prüfen Sie beides."),
                step=key,
                date=needed.ended_on,
            )


def _not_required(departure: Departure, command: cmd.DeclareNotRequired, day: date) -> None:
    step = _known_step(departure, command.step)
    if not step.is_open and step.state is not StepState.NOT_READY:
        raise Refusal(
            "step_ended",
            _("Der Schritt ist nicht mehr offen. Nehmen Sie ihn zurück, wenn das falsch ist."),
            step=step.key,
        )
    _reason(command)


def _fail(departure: Departure, command: cmd.FailStep, day: date) -> None:
    _open_step(departure, command.step)
    _reason(command)


def _reopen_step(departure: Departure, command: cmd.ReopenStep, day: date) -> None:
    step = _known_step(departure, command.step)
    if step.is_open or step.state is StepState.NOT_READY:
        raise Refusal(
            "not_ended", _("Der Schritt ist noch offen, es gibt nichts zurückzunehmen."), step=step.key
        )
    _reason(command)
    after = begun_after(departure, step.key)
    if command.also is None and after:
        raise Refusal(
            "followers",
            _("Danach kam schon: {steps}. Was davon soll mit zurückgenommen werden?"),
            steps=after,
        )
    unknown = set(command.also or ()) - set(after)
    if unknown:
        raise Refusal("unknown_step", _("Diese Schritte kamen nicht danach: {steps}."), steps=sorted(unknown))


def begun_after(departure: Departure, key: str) -> tuple[str, ...]:
    """The steps after this one that have already been begun, settled or failed."""
    idle = (StepState.NOT_READY, StepState.READY, StepState.CANCELLED)
    return tuple(other for other in departure.followers(key) if departure.steps[other].state not in idle)


def _set_target(departure: Departure, command: cmd.SetTarget, day: date) -> None:
    step = _known_step(departure, command.step)
    if step.is_settled or step.state in (StepState.FAILED, StepState.CANCELLED):
        raise Refusal(
            "step_ended",
            _("Der Schritt ist nicht mehr offen. Nehmen Sie ihn zurück, wenn das falsch ist."),
            step=step.key,
        )
    _plausible(command.target_on, day)


def _add_step(departure: Departure, command: cmd.AddStep, day: date) -> None:
    if command.person is not None and command.person not in {person.number for person in departure.persons}:
        raise Refusal("unknown_person", _("Diese Person gehört nicht zum Vorgang."))
    _plausible(command.target_on, day)


def _correct_person(departure: Departure, command: cmd.CorrectPerson, day: date) -> None:
    if command.person not in {person.number for person in departure.persons}:
        raise Refusal("unknown_person", _("Diese Person gehört nicht zum Vorgang."))


def _reassign(departure: Departure, command: cmd.Reassign, day: date) -> None:
    if command.step is not None:
        _known_step(departure, command.step)


def _write_note(departure: Departure, command: cmd.WriteNote, day: date) -> None:
    if command.step is not None:
        _known_step(departure, command.step)
    if not command.has_note:
        raise Refusal("no_note", _("Bitte schreiben Sie einen Text."))


def _set_deadline(departure: Departure, command: cmd.SetDeadline, day: date) -> None:
    _plausible(command.due_on, day)


def _open_deadline(departure: Departure, command: cmd.MeetDeadline | cmd.WithdrawDeadline, day: date) -> None:
    deadline = departure.deadlines.get(command.deadline)
    if deadline is None or not deadline.is_open:
        raise Refusal("no_deadline", _("Eine solche offene Frist hat der Vorgang nicht."))
    if isinstance(command, cmd.WithdrawDeadline):
        _reason(command)


def _give_consent(departure: Departure, command: cmd.GiveConsent, day: date) -> None:
    if departure.authority_id is None:
        raise Refusal("no_authority", _("Für den Vorgang ist keine Behörde eingetragen."))
    if departure.consent:
        raise Refusal("consent_given", _("Die Einwilligung liegt schon vor."))
    _not_in_future(command.on, day)


def _revoke_consent(departure: Departure, command: cmd.RevokeConsent, day: date) -> None:
    if not departure.consent:
        raise Refusal("no_consent", _("Es liegt keine Einwilligung vor, die widerrufen werden könnte."))


def _pause(departure: Departure, command: cmd.PauseDeparture, day: date) -> None:
    _in_future(command.review_on, day)


def _resume(departure: Departure, command: cmd.ResumeDeparture, day: date) -> None:
    if departure.status is not DepartureStatus.PAUSED:
        raise Refusal("not_paused", _("Der Vorgang ruht nicht."))


def _reopen_departure(departure: Departure, command: cmd.ReopenDeparture, day: date) -> None:
    if departure.status is not DepartureStatus.STOPPED:
        raise Refusal("not_stopped", _("Nur ein abgebrochener Vorgang lässt sich wieder aufnehmen."))
    _reason(command)


def _close(departure: Departure, command: cmd.Command, day: date) -> None:
    left = [
        step.key
        for step in departure.steps.values()
        if not step.is_settled and step.effect is not Effect.CLOSE
    ]
    left = [key for key in left if departure.steps[key].state is not StepState.FAILED]
    if left:
        raise Refusal(
            "still_open", _("Noch offen: {steps}. Schließen Sie diese Schritte zuerst ab."), steps=left
        )


def _reason(command: cmd.Command) -> None:
    if not command.has_note:
        raise Refusal("no_reason", _("Bitte nennen Sie den Grund."))


def _not_in_future(on: date, day: date) -> None:
    if on > day:
        raise Refusal("in_future", _("Der {date} liegt in der Zukunft."), date=on)
    _plausible(on, day)


def _in_future(on: date, day: date) -> None:
    if on <= day:
        raise Refusal("not_in_future", _("Der {date} liegt nicht in der Zukunft."), date=on)
    _plausible(on, day)


def _plausible(on: date, day: date) -> None:
    if on < EARLIEST or on.year > day.year + LATEST_YEARS_AHEAD:
        raise Refusal("implausible", _("Der {date} kann nicht stimmen."), date=on)


_RULES: dict[type, Callable[[Departure, Any, date], None]] = {
    cmd.StartStep: _start,
    cmd.WaitOn: _wait_on,
    cmd.CompleteStep: _complete,
    cmd.DeclareNotRequired: _not_required,
    cmd.FailStep: _fail,
    cmd.ReopenStep: _reopen_step,
    cmd.SetTarget: _set_target,
    cmd.AddStep: _add_step,
    cmd.CorrectPerson: _correct_person,
    cmd.Reassign: _reassign,
    cmd.WriteNote: _write_note,
    cmd.SetDeadline: _set_deadline,
    cmd.MeetDeadline: _open_deadline,
    cmd.WithdrawDeadline: _open_deadline,
    cmd.GiveConsent: _give_consent,
    cmd.RevokeConsent: _revoke_consent,
    cmd.PauseDeparture: _pause,
    cmd.ResumeDeparture: _resume,
    cmd.ReopenDeparture: _reopen_departure,
    cmd.CloseDeparture: _close,
}
