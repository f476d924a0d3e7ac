"""Where a departure as a whole stands, and why it rests or does not come about."""

from enum import StrEnum


class DepartureStatus(StrEnum):
    """Where the departure as a whole stands."""

    OPEN = "open"
    PAUSED = "paused"
    STOPPED = "stopped"
    CLOSED = "closed"


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
