"""The status of a departure as a whole, and the reasons for a pause or a stop."""

from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import StringConstraints

MAX_FILE_NUMBER = 80
FileNumber: TypeAlias = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=MAX_FILE_NUMBER, pattern=r"^[^\x00-\x1f]*$"
    ),
]
"""The number under which an office keeps its own file, beside the number of the departure."""


class DepartureStatus(StrEnum):
    """The status of the departure as a whole."""

    OPEN = "open"
    PAUSED = "paused"
    STOPPED = "stopped"
    CLOSED = "closed"


class PauseReason(StrEnum):
    """The reason of a pause."""

    MEDICAL = "medical"
    COURT = "court"
    COUNTRY_SUSPENDED = "country_suspended"
    CLIENT_WISH = "client_wish"
    FAMILY = "family"
    OTHER = "other"


class StopReason(StrEnum):
    """The reason of a stop."""

    DECIDED_TO_STAY = "decided_to_stay"
    CONTACT_LOST = "contact_lost"
    OTHER_LEGAL_PATH = "other_legal_path"
    NO_TRAVEL_DOCUMENT = "no_travel_document"
    FUNDING_REFUSED = "funding_refused"
    FORCED_RETURN = "forced_return"
    MEDICAL = "medical"
    MOVED = "moved"
    DEATH = "death"
