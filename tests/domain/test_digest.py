"""The digest of requests: which two are the same."""

from datetime import date
from uuid import UUID

import pytest

from geleit.domain.digest import digest_of
from geleit.domain.enclosure import Enclosure, PersonDetails
from geleit.domain.parties import Actor, Role
from geleit.domain.persons.commands import AddPerson, CorrectPerson
from geleit.domain.persons.state import PersonRole
from geleit.domain.steps.commands import CompleteStep, FailStep, StartStep
from tests.fixtures.opening import open_departure

REQUEST = UUID(int=7)
ACTOR = Actor(user_id=UUID(int=1), role=Role.COUNSELLOR, office_id=UUID(int=2))
DONE = CompleteStep(request_id=REQUEST, actor=ACTOR, step="intake", on=date(2026, 3, 2), has_note=True)
NOTE = Enclosure(note="Am Telefon.")


def changed(**fields) -> CompleteStep:
    return DONE.model_copy(update=fields)


def test_it_works():
    assert digest_of(DONE, NOTE) == digest_of(changed(), Enclosure(note="Am Telefon."))


@pytest.mark.parametrize(
    ("command", "enclosure"),
    [
        (changed(step="consent"), NOTE),
        (changed(on=date(2026, 3, 3)), NOTE),
        (changed(actor=ACTOR.model_copy(update={"user_id": UUID(int=3)})), NOTE),
        (changed(request_id=UUID(int=8)), NOTE),
        (StartStep(request_id=REQUEST, actor=ACTOR, step="intake", has_note=True), NOTE),
        (DONE, Enclosure(note="Am Telefon!")),
        (DONE, None),
    ],
)
def test_another_content_has_another_digest(command, enclosure):
    assert digest_of(command, enclosure) != digest_of(DONE, NOTE)


def test_commands_with_the_same_fields_have_different_digests():
    start = StartStep(request_id=REQUEST, actor=ACTOR, step="intake")
    fail = FailStep(request_id=REQUEST, actor=ACTOR, step="intake")
    assert digest_of(start, None) != digest_of(fail, None)


@pytest.mark.parametrize("fields", [{"expected_version": 5}, {"digest": "0" * 32}])
def test_what_the_sender_does_not_say_does_not_count(fields):
    assert digest_of(changed(**fields), NOTE) == digest_of(DONE, NOTE)


def test_an_opening_is_the_same_whatever_number_it_draws():
    opening = open_departure(number="KI-2026-0001", contact_on=date(2026, 3, 2))
    again = opening.model_copy(update={"number": "KI-2026-0002", "process_version": 2})
    other = opening.model_copy(update={"destination": "TR"})
    assert digest_of(again, None) == digest_of(opening, None) != digest_of(other, None)


def test_an_added_person_has_the_same_digest_under_any_guessed_number():
    def named(number: int, given_name: str) -> Enclosure:
        details = PersonDetails(number=number, family_name="Haddad", given_name=given_name)
        return Enclosure(persons=(details,))

    join = AddPerson(request_id=REQUEST, actor=ACTOR, role=PersonRole.CHILD)
    assert digest_of(join, named(2, "Amal")) == digest_of(join, named(3, "Amal"))
    assert digest_of(join, named(2, "Amal")) != digest_of(join, named(2, "Yara"))
    correct = CorrectPerson(request_id=REQUEST, actor=ACTOR, person=2)
    assert digest_of(correct, named(2, "Amal")) != digest_of(correct, named(3, "Amal"))
