"""The course of the departure as a whole: its facts, consent, pause, stop, close, its alarms on the way."""

from datetime import date
from enum import StrEnum
from typing import Literal
from uuid import UUID

from geleit.domain.commands.envelope import Command
from geleit.domain.persons.state import ResidenceStatus


class PauseReason(StrEnum):
    """Why a departure rests."""

    MEDICAL = "medical"
    COURT = "court"
    COUNTRY_SUSPENDED = "country_suspended"
    CLIENT_WISH = "client_wish"
    FAMILY = "family"
    OTHER = "other"


class StopReason(StrEnum):
    """Why a departure does not come about."""

    DECIDED_TO_STAY = "decided_to_stay"
    CONTACT_LOST = "contact_lost"
    OTHER_LEGAL_PATH = "other_legal_path"
    NO_TRAVEL_DOCUMENT = "no_travel_document"
    FUNDING_REFUSED = "funding_refused"
    FORCED_RETURN = "forced_return"
    MEDICAL = "medical"
    MOVED = "moved"
    DEATH = "death"


class CorrectDeparture(Command):
    """A fact was written down wrongly when the departure was opened; what is left out stays as it is.

    The day of the first contact is no such fact: targets and waiting times have been counted from it.
    """

    kind: Literal["correct_departure"] = "correct_departure"
    destination: str | None = None
    nationality: str | None = None
    residence_status: ResidenceStatus | None = None


class NameAuthority(Command):
    """Which authority is in charge was not known when the departure was opened, or another one is now."""

    kind: Literal["name_authority"] = "name_authority"
    authority_id: UUID


class GiveConsent(Command):
    """The client consents that the competent authority sees the deadline status."""

    kind: Literal["give_consent"] = "give_consent"
    on: date


class RevokeConsent(Command):
    """The client revokes the consent: the authority sees nothing from this moment on."""

    kind: Literal["revoke_consent"] = "revoke_consent"


class PauseDeparture(Command):
    """Let a departure rest until a review: its targets wait, legal dates do not."""

    kind: Literal["pause_departure"] = "pause_departure"
    reason: PauseReason
    review_on: date


class ResumeDeparture(Command):
    """Go on with a paused departure."""

    kind: Literal["resume_departure"] = "resume_departure"


class StopDeparture(Command):
    """The departure does not come about."""

    kind: Literal["stop_departure"] = "stop_departure"
    reason: StopReason


class ReopenDeparture(Command):
    """Take a stop back. Wants a reason (note)."""

    kind: Literal["reopen_departure"] = "reopen_departure"


class CloseDeparture(Command):
    """Everything is done: close the departure for good."""

    kind: Literal["close_departure"] = "close_departure"


class RaiseAlarms(Command):
    """The workflow woke up: write down which dates have come near or passed."""

    kind: Literal["raise_alarms"] = "raise_alarms"
