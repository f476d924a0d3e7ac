"""Give and revoke the consent."""

from datetime import date
from typing import Literal
from uuid import UUID

from geleit.domain.consent.events import ConsentGiven, ConsentRevoked
from geleit.domain.dates import require_past
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.message import ALWAYS, Command, Inverse
from geleit.domain.refusal import Refusal
from geleit.domain.steps.state import Effect, Step
from geleit.domain.texts import _


class GiveConsent(Command):
    """Record that the client consents to the competent authority seeing the deadline status.

    ``authority_id`` is the authority that the client has named; None, as releases up to 0.2 sent it, means
    whichever is in charge.
    """

    kind: Literal["give_consent"] = "give_consent"
    on: date
    authority_id: UUID | None = None

    def subject_version(self, departure: Departure) -> int:
        return departure.consent_version

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal without an authority, for another one, if consent was given, or for a future day."""
        if departure.authority_id is None:
            raise Refusal(
                "no_authority", _("Für den Vorgang ist keine Behörde eingetragen. Tragen Sie sie zuerst ein.")
            )
        departure.require_authority(self.authority_id)
        if departure.consent:
            raise Refusal("consent_given", _("Die Einwilligung liegt schon vor."))
        require_past(self.on, today, "on")

    def decide(self, draft: Draft) -> None:
        step = _step_to_complete(draft.departure)
        if step:
            draft.complete(step, self.on)
        elif draft.departure.authority_id:
            draft.add(ConsentGiven(authority_id=draft.departure.authority_id, on=self.on))
        draft.add_note(self)
        draft.settle()

    def inverse(self, before: Departure) -> Inverse | None:
        step = _step_to_complete(before)
        if step is None:
            return Inverse("revoke_consent", {})
        return Inverse("reopen_step", {"step": step.key, "also": ()})


class RevokeConsent(Command):
    """Record that the client revokes the consent: from then on the authority sees nothing.

    ``on`` is the day of the revocation; today if it is left out.
    """

    allowed_in = ALWAYS  # at any time, also after the closing (Art. 7 (3) GDPR)

    kind: Literal["revoke_consent"] = "revoke_consent"
    on: date | None = None

    def subject_version(self, departure: Departure) -> int:
        return departure.consent_version

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal if no consent was given, or for a day in the future or before it was given."""
        if not departure.consent:
            raise Refusal("no_consent", _("Es liegt keine Einwilligung vor, die widerrufen werden könnte."))
        if self.on is None:
            return
        require_past(self.on, today, "on")
        if departure.consent_on and self.on < departure.consent_on:
            raise Refusal(
                "before_consent",
                _("Die Einwilligung ist vom {given}. Am {date} konnte sie noch niemand widerrufen."),
                given=departure.consent_on,
                date=self.on,
            ).about("on")

    def decide(self, draft: Draft) -> None:
        if draft.departure.authority_id:
            on = self.on or draft.today
            draft.add(ConsentRevoked(authority_id=draft.departure.authority_id, on=on))
        draft.add_note(self)


def _step_to_complete(departure: Departure) -> Step | None:
    """Return the open step by whose completion the consent is given, if there is one."""
    return next(
        (step for step in departure.steps.values() if step.effect is Effect.CONSENT and step.is_open), None
    )
