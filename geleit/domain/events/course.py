"""The course of the departure as a whole: opened, corrected, consented to, paused, ended, and its alarms."""

from datetime import date
from enum import StrEnum
from typing import Literal
from uuid import UUID

from geleit.domain.calendar import Land
from geleit.domain.commands import PauseReason, StopReason
from geleit.domain.model import Value
from geleit.domain.persons.state import ResidenceStatus


class DepartureOpened(Value):
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


class DepartureCorrected(Value):
    """Facts of the departure that were wrong, as they are right; None: it was not about that one."""

    kind: Literal["departure_corrected"] = "departure_corrected"
    destination: str | None = None
    nationality: str | None = None
    residence_status: ResidenceStatus | None = None


class AuthorityNamed(Value):
    kind: Literal["authority_named"] = "authority_named"
    authority_id: UUID


class ConsentGiven(Value):
    kind: Literal["consent_given"] = "consent_given"
    authority_id: UUID
    on: date


class ConsentRevoked(Value):
    kind: Literal["consent_revoked"] = "consent_revoked"
    authority_id: UUID


class DeparturePaused(Value):
    kind: Literal["departure_paused"] = "departure_paused"
    reason: PauseReason
    on: date
    review_on: date


class DepartureResumed(Value):
    kind: Literal["departure_resumed"] = "departure_resumed"
    on: date


class DepartureStopped(Value):
    kind: Literal["departure_stopped"] = "departure_stopped"
    reason: StopReason
    on: date


class DepartureReopened(Value):
    kind: Literal["departure_reopened"] = "departure_reopened"
    on: date


class DepartureClosed(Value):
    kind: Literal["departure_closed"] = "departure_closed"
    on: date


class AlarmKind(StrEnum):
    """What a departure wakes up for."""

    TARGET_NEAR = "target_near"
    TARGET_PASSED = "target_passed"
    DEADLINE_NEAR = "deadline_near"
    DEADLINE_PASSED = "deadline_passed"
    REVIEW_DUE = "review_due"
    FOLLOW_UP_DUE = "follow_up_due"
    TARGET_ESCALATED = "target_escalated"
    DEADLINE_ESCALATED = "deadline_escalated"
    COMES_OF_AGE = "comes_of_age"


class AlarmRaised(Value):
    """A date came near or passed. ``subject`` is a step key, a deadline kind, a person, or the pause (empty).

    ``on`` tells several reminders of one date apart.
    """

    kind: Literal["alarm_raised"] = "alarm_raised"
    alarm: AlarmKind
    subject: str
    about: date
    on: date | None = None
