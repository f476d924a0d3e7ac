"""The course of a departure as a whole: legal dates, consent, pause, stop, close."""

from datetime import date

from domain import commands as cmd
from domain.deadlines import DeadlineState
from domain.departure import Departure, DepartureStatus
from domain.refusals import Refusal
from domain.rules.dates import in_future, not_in_future, plausible
from domain.rules.reasons import reason
from domain.steps import Effect, StepState
from domain.texts import _


def set_deadline(departure: Departure, command: cmd.SetDeadline, day: date) -> None:
    """A legal date can be, and is named in one way."""
    if sum(given is not None for given in (command.due_on, command.start, command.posted)) != 1:
        raise Refusal(
            "one_date", _("Bitte nennen Sie entweder das Ende der Frist oder den Tag, an dem sie beginnt.")
        )
    for given in (command.due_on, command.start, command.posted):
        if given:
            plausible(given, day)


def open_deadline(departure: Departure, command: cmd.DeadlineCommand, day: date) -> None:
    """There is such a date and it still binds."""
    deadline = departure.deadlines.get(command.deadline)
    if deadline is None or not deadline.is_open:
        raise Refusal("no_deadline", _("Eine solche offene Frist hat der Vorgang nicht."))
    if isinstance(command, cmd.WithdrawDeadline):
        reason(command)
    if isinstance(command, cmd.MeetDeadline) and command.kept_on:
        not_in_future(command.kept_on, day)


def interrupted_deadline(departure: Departure, command: cmd.RestartDeadline, day: date) -> None:
    """Only a period that was interrupted begins anew."""
    deadline = departure.deadlines.get(command.deadline)
    if deadline is None or deadline.state is not DeadlineState.INTERRUPTED:
        raise Refusal("not_interrupted", _("Die Frist ist nicht unterbrochen."))
    plausible(command.start, day)


def give_consent(departure: Departure, command: cmd.GiveConsent, day: date) -> None:
    """Consent names an authority, once."""
    if departure.authority_id is None:
        raise Refusal("no_authority", _("Für den Vorgang ist keine Behörde eingetragen."))
    if departure.consent:
        raise Refusal("consent_given", _("Die Einwilligung liegt schon vor."))
    not_in_future(command.on, day)


def revoke_consent(departure: Departure, command: cmd.RevokeConsent, day: date) -> None:
    """Only a consent that was given can be revoked."""
    if not departure.consent:
        raise Refusal("no_consent", _("Es liegt keine Einwilligung vor, die widerrufen werden könnte."))


def pause(departure: Departure, command: cmd.PauseDeparture, day: date) -> None:
    """A pause ends in a review that lies ahead."""
    in_future(command.review_on, day)


def resume(departure: Departure, command: cmd.ResumeDeparture, day: date) -> None:
    """Only what rests goes on."""
    if departure.status is not DepartureStatus.PAUSED:
        raise Refusal("not_paused", _("Der Vorgang ruht nicht."))


def reopen_departure(departure: Departure, command: cmd.ReopenDeparture, day: date) -> None:
    """Only a stopped departure is taken up again, with a reason."""
    if departure.status is not DepartureStatus.STOPPED:
        raise Refusal("not_stopped", _("Nur ein abgebrochener Vorgang lässt sich wieder aufnehmen."))
    reason(command)


def close(departure: Departure, command: cmd.Command, day: date) -> None:
    """A departure closes when nothing is left to do."""
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
