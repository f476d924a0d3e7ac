"""The departure as a whole: opened, corrected, paused, resumed, stopped, reopened, closed."""

from datetime import date
from typing import Literal
from uuid import UUID

from geleit.domain.calendar import Land
from geleit.domain.departure import Departure
from geleit.domain.lifecycle.state import DepartureStatus, PauseReason, StopReason
from geleit.domain.message import Event
from geleit.domain.persons.state import ResidenceStatus

_NOT_PAUSED = {"pause_reason": None, "paused_on": None, "review_on": None}


class DepartureOpened(Event):
    kind: Literal["departure_opened"] = "departure_opened"
    departure_id: UUID
    number: str
    process: str
    process_version: int
    office_id: UUID
    land: Land
    authority_id: UUID | None
    counsellor_id: UUID | None
    destination: str
    nationality: str
    residence_status: ResidenceStatus
    opened_on: date
    file_number: str | None = None

    def begin(self, seq: int) -> Departure:
        return Departure(version=seq, **self.model_dump(exclude={"kind"}))

    def apply(self, departure: Departure, seq: int) -> Departure:
        """Raise ValueError: a departure is opened once."""
        raise ValueError(f"{seq}: the departure was opened before")


class DepartureCorrected(Event):
    """Event with corrected facts of the departure; None: that fact did not change."""

    kind: Literal["departure_corrected"] = "departure_corrected"
    destination: str | None = None
    nationality: str | None = None
    residence_status: ResidenceStatus | None = None
    file_number: str | None = None

    def apply(self, departure: Departure, seq: int) -> Departure:
        corrected = self.model_dump(exclude={"kind"}, exclude_none=True)
        return departure.replace(version=seq, facts_version=seq, **corrected)


class DeparturePaused(Event):
    kind: Literal["departure_paused"] = "departure_paused"
    reason: PauseReason
    on: date
    review_on: date

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace(
            version=seq,
            status=DepartureStatus.PAUSED,
            status_version=seq,
            pause_reason=self.reason,
            paused_on=self.on,
            review_on=self.review_on,
        )


class DepartureResumed(Event):
    kind: Literal["departure_resumed"] = "departure_resumed"
    on: date

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace(version=seq, status=DepartureStatus.OPEN, status_version=seq, **_NOT_PAUSED)


class DepartureStopped(Event):
    kind: Literal["departure_stopped"] = "departure_stopped"
    reason: StopReason
    on: date

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace(
            version=seq,
            status=DepartureStatus.STOPPED,
            status_version=seq,
            stop_reason=self.reason,
            ended_on=self.on,
            **_NOT_PAUSED,
        )


class DepartureReopened(Event):
    kind: Literal["departure_reopened"] = "departure_reopened"
    on: date

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace(
            version=seq, status=DepartureStatus.OPEN, status_version=seq, stop_reason=None, ended_on=None
        )


class DepartureClosed(Event):
    kind: Literal["departure_closed"] = "departure_closed"
    on: date

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace(
            version=seq, status=DepartureStatus.CLOSED, status_version=seq, ended_on=self.on, **_NOT_PAUSED
        )
