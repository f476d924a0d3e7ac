"""May this actor do this, now? Every refusal is a sentence that says why, and what to do instead."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from geleit.domain import commands as cmd
from geleit.domain.alarms.planning import today
from geleit.domain.departure import Departure, DepartureStatus
from geleit.domain.parties import Role
from geleit.domain.refusal import Conflict, Forbidden, Refusal, no_departure
from geleit.domain.rules import course, deadlines, people, steps
from geleit.domain.rules.opening import check_opening
from geleit.domain.texts import _


def check(departure: Departure | None, command: cmd.AnyCommand, now: datetime) -> None:
    """Raise Refusal, Conflict or Forbidden if the command makes no sense for this departure now."""
    if isinstance(command, cmd.OpenDeparture):
        check_opening(departure, command, now)
        return
    if departure is None:
        raise no_departure()
    check_actor(departure, command)
    _check_version(departure, command)
    _check_status(departure, command)
    rule = _RULES.get(type(command))
    if rule:
        rule(departure, command, today(now))


def check_actor(departure: Departure, command: cmd.Command) -> None:
    """Raise Refusal or Forbidden if this actor may not do this, whatever the state."""
    role = command.actor.role
    if role is Role.SYSTEM:
        return
    if role is Role.AUTHORITY and isinstance(command, _AUTHORITYS):
        # What the authority may not see it may not change either, and is not told that it exists.
        if departure.authority_id != command.actor.authority_id or not departure.consent:
            raise no_departure()
        return
    if isinstance(command, cmd.RaiseAlarms | cmd.RecomputeDeadlines) or role is Role.AUTHORITY:
        raise Forbidden("not_your_part", _("Das ist Sache der Beratungsstelle."))
    if command.actor.office_id != departure.office_id:
        raise Forbidden("other_office", _("Dieser Vorgang gehört zu einer anderen Beratungsstelle."))


def _check_version(departure: Departure, command: cmd.Command) -> None:
    """Only a change of the very thing the actor looked at is a conflict; work beside it is not."""
    if command.expected_version is None:
        return
    if isinstance(command, cmd.StepCommand):
        changed = steps.known_step(departure, command.step).version
    elif isinstance(command, cmd.DeadlineCommand):
        deadline = departure.deadlines.get(command.deadline)
        changed = deadline.version if deadline else 0
    elif isinstance(command, cmd.CorrectDeparture):
        changed = departure.facts_version
    else:
        changed = departure.status_version
    if changed > command.expected_version:
        raise Conflict(
            "changed_meanwhile",
            _("Das wurde inzwischen geändert: von jemand anderem oder von Ihnen in einem anderen Fenster."),
            version=changed,
        )


def _check_status(departure: Departure, command: cmd.Command) -> None:
    if isinstance(
        command, cmd.WriteNote | cmd.RaiseAlarms | cmd.RecomputeDeadlines | cmd.Reassign | cmd.RecordProgress
    ):
        return
    if isinstance(command, cmd.RevokeConsent):
        return  # at any time, also when everything is over (Art. 7 (3) GDPR)
    if departure.status is DepartureStatus.CLOSED:
        raise Refusal(
            "closed",
            _("Der Vorgang ist abgeschlossen. Er lässt sich nicht mehr ändern, Notizen sind möglich."),
        )
    if departure.status is DepartureStatus.STOPPED and not isinstance(command, _WHEN_STOPPED):
        raise Refusal("stopped", _("Der Vorgang ist abgebrochen. Nehmen Sie ihn zuerst wieder auf."))
    if departure.status is DepartureStatus.PAUSED and isinstance(command, _NOT_WHEN_PAUSED):
        raise Refusal("paused", _("Der Vorgang ruht. Setzen Sie ihn zuerst fort."))


_AUTHORITYS = (
    cmd.SetDeadline,
    cmd.ExtendDeadline,
    cmd.RefuseExtension,
    cmd.InterruptDeadline,
    cmd.RestartDeadline,
    cmd.WithdrawDeadline,
)
"""What an authority decides about the dates that are its own (§§ 59, 60a AufenthG)."""
_WHEN_STOPPED = (
    cmd.ReopenDeparture,
    cmd.DeadlineCommand,
)
_NOT_WHEN_PAUSED = (cmd.StartStep, cmd.WaitOn, cmd.PauseDeparture, cmd.CloseDeparture)

_RULES: dict[type, Callable[[Departure, Any, date], None]] = {
    cmd.StartStep: steps.start,
    cmd.WaitOn: steps.wait_on,
    cmd.CompleteStep: steps.complete,
    cmd.DeclareNotRequired: steps.not_required,
    cmd.FailStep: steps.fail,
    cmd.ReopenStep: steps.reopen_step,
    cmd.SetTarget: steps.set_target,
    cmd.AddStep: steps.add_step,
    cmd.AddPerson: people.add_person,
    cmd.CorrectPerson: people.correct_person,
    cmd.RecordPaper: people.record_paper,
    cmd.RemovePaper: people.remove_paper,
    cmd.Reassign: people.reassign,
    cmd.WriteNote: people.write_note,
    cmd.RecordProgress: deadlines.listed,
    cmd.SetDeadline: deadlines.set_deadline,
    cmd.ExtendDeadline: deadlines.extend,
    cmd.RequestExtension: deadlines.request_extension,
    cmd.RefuseExtension: deadlines.change,
    cmd.InterruptDeadline: deadlines.interrupt,
    cmd.RestartDeadline: deadlines.restart,
    cmd.MeetDeadline: deadlines.meet,
    cmd.MissDeadline: deadlines.change,
    cmd.WithdrawDeadline: deadlines.withdraw,
    cmd.CorrectDeparture: course.correct_departure,
    cmd.NameAuthority: course.name_authority,
    cmd.GiveConsent: course.give_consent,
    cmd.RevokeConsent: course.revoke_consent,
    cmd.PauseDeparture: course.pause,
    cmd.ResumeDeparture: course.resume,
    cmd.ReopenDeparture: course.reopen_departure,
    cmd.CloseDeparture: course.close,
}
