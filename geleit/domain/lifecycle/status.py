"""Where a departure as a whole stands."""

from enum import StrEnum


class DepartureStatus(StrEnum):
    """Where the departure as a whole stands."""

    OPEN = "open"
    PAUSED = "paused"
    STOPPED = "stopped"
    CLOSED = "closed"
