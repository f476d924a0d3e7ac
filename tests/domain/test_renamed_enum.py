"""Values that were renamed are still read where a release before wrote them, and never written again."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from geleit.domain.calendar import Commune
from geleit.domain.deadlines.calculator import DateKind
from geleit.domain.deadlines.chain import Link
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.periods import Count
from geleit.domain.digest import digest_of
from geleit.domain.lifecycle.commands.correct import CorrectDeparture
from geleit.domain.lifecycle.events import DepartureCorrected
from geleit.domain.persons.state import ResidenceStatus
from geleit.domain.registry import COMMANDS, EVENTS
from geleit.domain.renamed_enum import find_member

FORMER = {
    "ausreisepflichtig": ResidenceStatus.DUTY_TO_LEAVE,
    "aufenthaltserlaubnis": ResidenceStatus.RESIDENCE_PERMIT,
    "sonstiges": ResidenceStatus.OTHER,
    "kalendertage": Count.CALENDAR_DAYS,
    "arbeitstage": Count.WORKING_DAYS,
    "werktage": Count.WORKING_DAYS_WITH_SATURDAYS,
    "katholisch": Commune.CATHOLIC,
    "FRIST": DateKind.PERIOD,
    "TERMIN": DateKind.APPOINTMENT,
    "FIXED_DEADLINE": DateKind.FIXED_DEADLINE,
    "VALIDITY": DateKind.VALIDITY,
    "WINDOW": DateKind.WINDOW,
    "TARGET": DateKind.TARGET,
    "FORECAST": DateKind.FORECAST,
}
GIVEN = {
    "request_id": str(UUID(int=7)),
    "actor": {"user_id": str(UUID(int=1)), "role": "counsellor", "office_id": str(UUID(int=2))},
}
CORRECTED = {"kind": "correct_departure", "residence_status": "ausreisepflichtig"}
SET = {
    "kind": "set_deadline",
    "deadline": "departure_deadline",
    "start": "2026-03-02",
    "period": {"amount": 30, "unit": "days", "count": "werktage"},
    "commune": "katholisch",
}


@pytest.mark.parametrize(("former", "member"), FORMER.items())
def test_a_former_value_means_its_member_and_is_not_written(former: str, member: StrEnum) -> None:
    assert type(member)(former) is member
    assert member.value != former
    assert former not in map(str, type(member))


def test_a_value_that_never_was_one_is_refused() -> None:
    with pytest.raises(ValueError, match="tourist"):
        ResidenceStatus("tourist")
    with pytest.raises(ValidationError, match="duty_to_leave"):
        EVENTS.validate_python({"kind": "departure_corrected", "residence_status": "tourist"})


@pytest.mark.parametrize("typed", ["TERMIN", " termin ", "appointment", "Appointment"])
def test_people_type_either_word_in_any_case(typed: str) -> None:
    assert find_member(DateKind, typed) is DateKind.APPOINTMENT


def test_nobody_is_found_by_a_word_that_is_none() -> None:
    assert find_member(DateKind, "terminal") is None


def test_an_event_of_an_earlier_journal_is_read() -> None:
    text = '{"kind": "departure_corrected", "residence_status": "aufenthaltserlaubnis"}'
    event = EVENTS.validate_json(text)
    assert isinstance(event, DepartureCorrected)
    assert event.residence_status is ResidenceStatus.RESIDENCE_PERMIT
    assert '"residence_permit"' in event.model_dump_json()


def test_a_chain_of_an_earlier_journal_is_read() -> None:
    calendar = {"land": "BY", "commune": "katholisch"}
    link = Link.model_validate(
        {
            "what": "set",
            "on": "2026-03-02",
            "rule": "departure_deadline",
            "rule_version": 1,
            "kind": "FRIST",
            "calendar": calendar,
            "raw_end": "2026-04-03",
            "end": "2026-04-07",
            "reckoning": {"question": {"period": SET["period"], "calendar": calendar, "kind": "WINDOW"}},
        }
    )
    assert (link.kind, link.calendar.commune) == (DateKind.PERIOD, Commune.CATHOLIC)
    assert link.reckoning
    assert link.reckoning.question
    asked = link.reckoning.question
    assert (asked.kind, asked.period.count) == (DateKind.WINDOW, Count.WORKING_DAYS_WITH_SATURDAYS)


def test_a_command_of_an_earlier_release_is_read() -> None:
    command = COMMANDS.validate_python(GIVEN | SET)
    assert isinstance(command, SetDeadline)
    assert command.period
    assert command.period.count is Count.WORKING_DAYS_WITH_SATURDAYS
    assert (command.commune, command.start) == (Commune.CATHOLIC, date(2026, 3, 2))


@pytest.mark.parametrize(
    ("command", "digest"),
    [(CORRECTED, "cd5b1004d01fdd36002d966443c93070"), (SET, "a4b24338edbed749ec3143c26275effc")],
)
def test_a_request_is_recognised_that_the_release_before_executed(
    command: dict[str, Any], digest: str
) -> None:
    assert digest_of(COMMANDS.validate_python(GIVEN | command), None) == digest


def test_a_request_is_the_same_in_either_word() -> None:
    now = CorrectDeparture.model_validate(GIVEN | {"residence_status": "duty_to_leave"})
    other = CorrectDeparture.model_validate(GIVEN | {"residence_status": "other"})
    before = COMMANDS.validate_python(GIVEN | CORRECTED)
    assert digest_of(now, None) == digest_of(before, None) != digest_of(other, None)
