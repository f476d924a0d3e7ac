"""Two who have seen the same state: the second does not overwrite what the first has just done."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from geleit.domain.assignment.commands import NameAuthority, Reassign
from geleit.domain.consent.commands import GiveConsent, RevokeConsent
from geleit.domain.departure import Departure
from geleit.domain.message import Command
from geleit.domain.persons.commands import CorrectPerson
from geleit.domain.persons.state import PersonRole
from geleit.domain.refusal import Conflict, Refusal
from geleit.domain.steps.commands import CompleteStep
from geleit.domain.travel_documents.commands import RecordTravelDocument, RemoveTravelDocument
from geleit.domain.travel_documents.state import TravelDocument, TravelDocumentKind
from tests.domain.scenario import Story
from tests.fixtures.opening import AUTHORITY

ONE, OTHER = UUID(int=71), UUID(int=72)
WITHOUT_SUBJECT = {
    "open_departure": "there is nothing before it",
    "write_note": "it adds",
    "add_person": "it adds",
    "add_step": "it adds",
    "raise_alarms": "only Geleit gives it, and it does nothing twice",
    "recompute_deadlines": "only Geleit gives it, and it does nothing twice",
    "record_progress": "it never overrules what people have recorded",
}
"""The commands that overwrite nothing. What changes the status conflicts with what has changed the status."""


def passport(year: int, person: int = 1) -> TravelDocument:
    return TravelDocument(what=TravelDocumentKind.PASSPORT, person=person, valid_until=date(year, 1, 31))


TWICE: list[tuple[type[Command], dict[str, Any], dict[str, Any]]] = [
    (NameAuthority, {"authority_id": ONE}, {"authority_id": OTHER}),
    (Reassign, {"counsellor_id": ONE}, {"counsellor_id": OTHER}),
    (Reassign, {"counsellor_id": ONE, "step": "intake"}, {"counsellor_id": OTHER, "step": "intake"}),
    (CorrectPerson, {"person": 1}, {"person": 1}),
    (RecordTravelDocument, {"document": passport(2030)}, {"document": passport(2031)}),
]


def family() -> Story:
    return Story().open(PersonRole.APPLICANT, PersonRole.SPOUSE)


def ids(value: object) -> str:
    return value.__name__ if isinstance(value, type) else ""


@pytest.mark.parametrize(("command", "first", "second"), TWICE, ids=ids)
def test_the_second_of_two_at_once_is_told_of_the_first(
    command: type[Command], first: dict[str, Any], second: dict[str, Any]
) -> None:
    story = family()
    seen = story.state.version
    story.do(command, **first, expected_version=seen)
    before = story.state
    with pytest.raises(Conflict):
        story.do(command, **second, expected_version=seen)
    assert story.state == before
    story.do(command, **second, expected_version=story.state.version)


def test_a_document_that_was_renewed_meanwhile_is_not_removed() -> None:
    story = family()
    story.do(RecordTravelDocument, document=passport(2030))
    seen = story.state.version
    story.do(RecordTravelDocument, document=passport(2031))
    removal: dict[str, Any] = {"what": TravelDocumentKind.PASSPORT, "person": 1}
    with pytest.raises(Conflict):
        story.do(RemoveTravelDocument, **removal, expected_version=seen)
    story.do(RemoveTravelDocument, **removal, expected_version=story.state.version)
    with pytest.raises(Conflict):
        story.do(RecordTravelDocument, document=passport(2032), expected_version=seen)


def test_a_consent_that_was_given_anew_is_not_revoked_by_who_saw_the_old_one() -> None:
    story = family()
    story.do(GiveConsent, on=story.day)
    seen = story.state.version
    story.do(RevokeConsent)
    story.do(NameAuthority, authority_id=OTHER)
    story.do(GiveConsent, on=story.day)
    with pytest.raises(Conflict):
        story.do(RevokeConsent, expected_version=seen)


def test_what_concerns_something_else_is_no_conflict() -> None:
    story = family()
    seen: dict[str, Any] = {"expected_version": story.state.version}
    story.do(Reassign, counsellor_id=ONE, **seen)
    story.do(Reassign, counsellor_id=ONE, step="intake", **seen)
    story.do(NameAuthority, authority_id=ONE, **seen)
    for person in (1, 2):
        story.do(CorrectPerson, person=person, **seen)
        story.do(RecordTravelDocument, document=passport(2030, person), **seen)
    story.do(GiveConsent, on=story.day, **seen)


def test_a_snapshot_of_a_release_without_these_versions_reads() -> None:
    story = family()
    story.do(Reassign, counsellor_id=ONE)
    story.do(CorrectPerson, person=1)
    stored = story.state.model_dump(mode="json", exclude={"counsellor_version", "person_versions"})
    story.departure = Departure.model_validate(stored)
    seen = story.state.version
    story.do(Reassign, counsellor_id=OTHER, expected_version=seen)
    with pytest.raises(Conflict):
        story.do(Reassign, counsellor_id=ONE, expected_version=seen)


@pytest.mark.parametrize("kind", Command.by_kind)
def test_a_command_conflicts_with_what_it_would_overwrite(kind: str) -> None:
    command = Command.by_kind[kind]
    is_about_status = command.__module__.startswith("geleit.domain.lifecycle.commands.")
    has_subject = command.subject_version is not Command.subject_version
    assert has_subject or is_about_status or kind in WITHOUT_SUBJECT


def test_the_consent_step_gives_it_to_the_authority_that_was_shown() -> None:
    story = Story().open(authority_id=AUTHORITY).complete("intake")
    story.do(NameAuthority, authority_id=OTHER)
    with pytest.raises(Refusal) as refused:
        story.do(CompleteStep, step="consent", on=story.day, authority_id=AUTHORITY)
    assert refused.value.code == "other_authority"
    assert not story.state.consent
    story.do(CompleteStep, step="consent", on=story.day, authority_id=OTHER)
    assert story.state.consent


def test_the_consent_step_of_a_page_without_an_authority_gives_it_to_none() -> None:
    story = Story().open(authority_id=None).complete("intake")
    seen = story.state.version
    story.do(NameAuthority, authority_id=OTHER)
    with pytest.raises(Conflict):
        story.do(CompleteStep, step="consent", on=story.day, expected_version=seen)
    assert not story.state.consent


def test_other_steps_do_not_mind_who_is_in_charge() -> None:
    story = Story().open(authority_id=AUTHORITY)
    seen = story.state.version
    story.do(NameAuthority, authority_id=OTHER)
    story.do(CompleteStep, step="intake", on=story.day, authority_id=AUTHORITY, expected_version=seen)
