"""The course of a departure as a whole: its facts, consent, pause, stop, close."""

from datetime import date

from geleit.domain import commands as cmd
from geleit.domain.departure import Departure, DepartureStatus
from geleit.domain.refusal import Refusal
from geleit.domain.rules.dates import in_future, not_in_future
from geleit.domain.rules.reasons import reason
from geleit.domain.steps.state import Effect, StepState
from geleit.domain.texts import _


def correct_departure(departure: Departure, command: cmd.CorrectDeparture, day: date) -> None:
    """A correction names something that stands otherwise."""
    if not corrections(departure, command):
        raise Refusal("nothing_to_correct", _("So steht es schon im Vorgang. Es ist nichts zu berichtigen."))


def corrections(departure: Departure, command: cmd.CorrectDeparture) -> dict[str, str]:
    """The facts that the command wants otherwise, by their names."""
    named = {
        "destination": command.destination,
        "nationality": command.nationality,
        "residence_status": command.residence_status,
    }
    return {name: fact for name, fact in named.items() if fact and fact != getattr(departure, name)}


def name_authority(departure: Departure, command: cmd.NameAuthority, day: date) -> None:
    """A consent names its authority (Art. 7 GDPR): it does not pass to another one."""
    if departure.consent:
        raise Refusal(
            "consent_given",
            _("Die Einwilligung gilt nur für die bisherige Behörde. Tragen Sie zuerst den Widerruf ein."),
        )


def give_consent(departure: Departure, command: cmd.GiveConsent, day: date) -> None:
    """Consent names an authority, once."""
    if departure.authority_id is None:
        raise Refusal(
            "no_authority", _("Für den Vorgang ist keine Behörde eingetragen. Tragen Sie sie zuerst ein.")
        )
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
