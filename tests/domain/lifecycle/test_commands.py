"""The departure as a whole: pause, stop, close, and the list of another office."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from geleit.domain.assignment.commands import NameAuthority
from geleit.domain.consent.commands import GiveConsent, RevokeConsent
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import DepartureStatus
from geleit.domain.imports.commands import RecordProgress
from geleit.domain.imports.state import DeadlineFact, Fact
from geleit.domain.lifecycle.commands.close import CloseDeparture
from geleit.domain.lifecycle.commands.correct import CorrectDeparture
from geleit.domain.lifecycle.commands.pause import PauseDeparture, ResumeDeparture
from geleit.domain.lifecycle.commands.stop import ReopenDeparture, StopDeparture
from geleit.domain.lifecycle.events import DepartureCorrected
from geleit.domain.notes.commands import WriteNote
from geleit.domain.parties import Actor, Party, Role
from geleit.domain.persons.commands import AddPerson
from geleit.domain.persons.state import Person, PersonRole, ResidenceStatus
from geleit.domain.refusal import Conflict, Forbidden, Refusal
from geleit.domain.steps.commands import AddStep, StartStep, WaitOn
from geleit.domain.steps.state import StepState
from geleit.domain.steps.waiting import main_blocker, next_milestone
from tests.domain.scenario import Story
from tests.fixtures.opening import AUTHORITY, COUNSELLOR, FAMILY


def test_targets_move_by_the_days_a_departure_rested() -> None:
    story = Story().open().complete("intake")
    before = story.state.steps["decision"].target_on
    story.do(PauseDeparture, reason="medical", review_on=date(2026, 4, 1))
    story.wait(20)
    story.do(ResumeDeparture)
    assert before is not None
    assert story.state.steps["decision"].target_on == before + timedelta(days=20)


def test_an_appointment_stands_where_the_embassy_set_it_whatever_the_pause() -> None:
    story = Story().open().complete("intake", "decision")
    story.do(AddStep, code="embassy_appointment", person=1, target_on=date(2026, 5, 1))
    story.do(PauseDeparture, reason="court", review_on=date(2026, 4, 1))
    story.wait(20)
    story.do(ResumeDeparture)
    assert story.state.steps["embassy_appointment-1-1"].target_on == date(2026, 5, 1)


def test_a_fact_that_was_wrong_is_corrected_and_everything_else_stands() -> None:
    story = Story().open()
    before = story.state
    (corrected,) = story.do(CorrectDeparture, destination="TR", nationality="GE", residence_status=None)
    assert corrected == DepartureCorrected(destination="TR")
    assert story.state == before.model_copy(
        update={"destination": "TR", "version": before.version + 1, "facts_version": before.version + 1}
    )
    story.do(CorrectDeparture, nationality="AM", residence_status=ResidenceStatus.GESTATTUNG)
    facts = (story.state.destination, story.state.nationality, story.state.residence_status)
    assert facts == ("TR", "AM", ResidenceStatus.GESTATTUNG)


@pytest.mark.parametrize(
    "facts", [{}, {"destination": "GE"}, {"residence_status": ResidenceStatus.DULDUNG, "has_note": True}]
)
def test_a_correction_that_corrects_nothing_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refused:
        Story().open().do(CorrectDeparture, **facts)
    assert refused.value.code == "nothing_to_correct"


def test_a_command_based_on_a_corrected_fact_is_a_conflict() -> None:
    story = Story().open()
    seen = story.state.version
    story.complete("intake")
    story.do(CorrectDeparture, destination="TR", expected_version=seen)
    with pytest.raises(Conflict):
        story.do(CorrectDeparture, destination="GE", residence_status="gestattung", expected_version=seen)
    story.do(PauseDeparture, reason="medical", review_on=date(2026, 4, 1), expected_version=seen)
    story.do(CorrectDeparture, destination="AM", expected_version=story.state.version)
    assert story.state.destination == "AM"


def test_only_the_office_corrects_and_only_what_is_not_over() -> None:
    story = Story().open()
    other = Actor(user_id=uuid4(), role=Role.SUPERVISOR, office_id=uuid4())
    official = Actor(user_id=uuid4(), role=Role.AUTHORITY, authority_id=AUTHORITY)
    for actor in (other, official):
        with pytest.raises(Forbidden):
            story.do(CorrectDeparture, actor=actor, destination="TR")
    supervisor = COUNSELLOR.model_copy(update={"role": Role.SUPERVISOR})
    assert story.do(CorrectDeparture, actor=supervisor, destination="TR")
    story.do(StopDeparture, reason="moved")
    with pytest.raises(Refusal, match="abgebrochen"):
        story.do(CorrectDeparture, destination="GE")


def test_another_authority_is_named_as_long_as_no_consent_binds_to_one() -> None:
    story = Story().open(authority_id=None)
    other = uuid4()
    with pytest.raises(Refusal, match="keine Behörde eingetragen"):
        story.do(GiveConsent, on=story.day)
    story.do(NameAuthority, authority_id=other)
    assert story.state.authority_id == other
    assert story.do(NameAuthority, authority_id=other) == []
    story.do(GiveConsent, on=story.day)
    with pytest.raises(Refusal, match="zuerst den Widerruf"):
        story.do(NameAuthority, authority_id=AUTHORITY)
    story.do(RevokeConsent)
    story.do(NameAuthority, authority_id=AUTHORITY)
    assert (story.state.authority_id, story.state.consent) == (AUTHORITY, False)


def test_consent_counts_for_the_authority_that_the_client_named() -> None:
    story = Story().open(authority_id=AUTHORITY)
    other = uuid4()
    story.do(NameAuthority, authority_id=other)
    with pytest.raises(Refusal) as refused:
        story.do(GiveConsent, on=story.day, authority_id=AUTHORITY)
    assert refused.value.code == "other_authority"
    assert not story.state.consent
    story.do(GiveConsent, on=story.day, authority_id=other)
    assert story.state.consent


def test_a_pause_ends_in_a_review_that_lies_ahead() -> None:
    story = Story().open()
    with pytest.raises(Refusal) as refused:
        story.do(PauseDeparture, reason="medical", review_on=story.day)
    assert refused.value.code == "not_in_future"


def test_nothing_begins_while_a_departure_rests() -> None:
    story = Story().open()
    story.do(PauseDeparture, reason="medical", review_on=date(2026, 4, 1))
    with pytest.raises(Refusal, match="ruht"):
        story.do(StartStep, step="intake")


def test_stopping_cancels_what_is_left_and_reopening_brings_it_back() -> None:
    story = Story().open().complete("intake")
    story.do(StopDeparture, reason="decided_to_stay")
    assert {step.state for step in story.state.steps.values()} == {StepState.DONE, StepState.CANCELLED}
    assert story.state.stop_reason == "decided_to_stay"
    with pytest.raises(Refusal, match="abgebrochen"):
        story.complete("decision")
    story.do(ReopenDeparture, has_note=True)
    assert story.state.status is DepartureStatus.OPEN
    assert story.state.steps["intake"].state is StepState.DONE
    assert story.state.steps["decision"].state is StepState.READY


def test_closing_names_what_is_left_to_do() -> None:
    story = Story().open().complete("intake")
    with pytest.raises(Refusal) as refused:
        story.do(CloseDeparture)
    assert refused.value.code == "still_open"
    assert "decision" in refused.value.details["steps"]  # type: ignore[operator]  # a list of step keys


def test_a_closed_departure_takes_notes_and_nothing_else() -> None:
    story = Story().open().complete("intake", "consent", "decision", "travel_document-1")
    story.complete("funding_application", "funding_decision", "travel_booking", "departure")
    story.complete("departure_confirmed", "reintegration")
    story.do(CloseDeparture)
    assert story.state.steps["closure"].state is StepState.DONE
    with pytest.raises(Refusal, match="abgeschlossen"):
        story.do(StopDeparture, reason="moved")
    story.do(WriteNote, has_note=True)


def test_the_blocker_is_the_step_most_others_stand_behind() -> None:
    story = Story().open(*FAMILY).complete("intake", "consent", "decision", "funding_application")
    story.complete("funding_decision", "travel_document-1", "travel_document-2")
    story.do(WaitOn, step="travel_document-3", party=Party.EMBASSY)
    story.wait(23)
    blocker = main_blocker(story.state)
    assert blocker is not None
    assert (blocker.step, blocker.party) == ("travel_document-3", Party.EMBASSY)
    assert blocker.behind == len(story.state.followers("travel_document-3"))
    assert (story.day - blocker.since).days == 23


def test_the_milestone_shown_outside_is_never_a_step_of_the_counselling() -> None:
    story = Story().open()
    milestone = next_milestone(story.state)
    assert milestone is not None
    assert milestone.stage != "counselling"


def test_a_list_brings_a_departure_forward_and_never_back() -> None:
    story = Story().open().complete("intake", "consent", "decision")
    facts = (
        Fact(code="funding_application", state=StepState.DONE, on=date(2026, 3, 1)),
        Fact(code="decision", state=StepState.WAITING, waiting_on=Party.CLIENT),
        Fact(code="embassy_appointment", person=1, state=StepState.READY, target_on=date(2026, 4, 9)),
    )
    story.do(RecordProgress, facts=facts)
    assert story.state.steps["funding_application"].ended_on == date(2026, 3, 1)
    assert story.state.steps["funding_decision"].state is StepState.READY
    assert story.state.steps["decision"].state is StepState.DONE
    assert story.state.steps["embassy_appointment-1-1"].target_on == date(2026, 4, 9)


def test_the_same_list_twice_changes_nothing() -> None:
    story = Story().open()
    progress: dict[str, Any] = {
        "persons": (Person(number=2, role=PersonRole.CHILD),),
        "facts": (
            Fact(code="intake", state=StepState.DONE, on=date(2026, 3, 1)),
            Fact(code="travel_document", person=1, state=StepState.WAITING, waiting_on=Party.AUTHORITY),
            Fact(code="embassy_appointment", person=1, state=StepState.DONE, on=date(2026, 3, 1)),
        ),
        "deadlines": (DeadlineFact(deadline=DeadlineKind.DEPARTURE, due_on=date(2026, 4, 1)),),
    }
    assert story.do(RecordProgress, **progress)
    assert story.do(RecordProgress, **progress) == []


def test_a_list_may_name_several_appointments_of_one_person() -> None:
    def facts(*days: int) -> tuple[Fact, ...]:
        return tuple(
            Fact(code="embassy_appointment", person=1, state=StepState.READY, target_on=date(2026, 4, day))
            for day in days
        )

    def days() -> list[int]:
        steps = story.state.steps.values()
        return [s.target_on.day for s in steps if s.code == "embassy_appointment" and s.target_on]

    story = Story().open()
    story.do(RecordProgress, facts=facts(9, 16))
    story.do(RecordProgress, facts=facts(9, 17))
    assert days() == [9, 17]
    assert story.do(RecordProgress, facts=facts(9, 17)) == []
    assert story.do(RecordProgress, facts=facts(20)) == [], "either of them may be meant"
    story.do(RecordProgress, facts=facts(9, 17, 20))
    assert days() == [9, 17, 20]


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        ({"state": StepState.DONE, "on": date(2099, 1, 1)}, "in_future"),
        ({"state": StepState.DONE, "on": date(1, 1, 1)}, "implausible"),
        ({"state": StepState.READY, "target_on": date(9999, 12, 31)}, "implausible"),
    ],
)
def test_a_list_with_an_impossible_day_changes_nothing(fact: dict[str, Any], code: str) -> None:
    story = Story().open()
    before = story.state
    with pytest.raises(Refusal) as refused:
        story.do(RecordProgress, facts=(Fact(code="intake", **fact),))
    assert refused.value.code == code
    assert story.state == before


@pytest.mark.parametrize(
    "roles", [(PersonRole.CHILD,), (PersonRole.APPLICANT,) * 2, (PersonRole.SPOUSE, PersonRole.APPLICANT)]
)
def test_the_first_person_and_nobody_else_is_the_applicant(roles: tuple[PersonRole, ...]) -> None:
    with pytest.raises(Refusal) as refused:
        Story().open(*roles)
    assert refused.value.code == "one_applicant"


def test_nobody_joins_as_a_second_applicant() -> None:
    with pytest.raises(Refusal) as refused:
        Story().open().do(AddPerson, role=PersonRole.APPLICANT)
    assert refused.value.code == "one_applicant"
