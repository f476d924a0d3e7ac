"""Who waits for whom: whose turn a step is, since when, and who has the next move."""

from datetime import date

import pytest

from geleit.domain.alarms.state import AlarmKind
from geleit.domain.lifecycle.commands.close import CloseDeparture
from geleit.domain.parties import Party
from geleit.domain.persons.commands import AddPerson
from geleit.domain.persons.state import Person, PersonRole
from geleit.domain.refusal import Refusal
from geleit.domain.steps.commands import (
    AddStep,
    AssignTurn,
    CompleteStep,
    DeclareNotRequired,
    FailStep,
    ReopenStep,
    StartStep,
    WaitOn,
)
from geleit.domain.steps.state import StepState
from geleit.domain.steps.waiting import (
    main_blocker,
    next_appointment,
    next_milestone,
    next_move,
)
from tests.domain.scenario import Story
from tests.fixtures.opening import FAMILY

DECIDED = ("intake", "consent", "decision")


def applied() -> Story:
    return Story().open().complete(*DECIDED, "travel_document-1", "funding_application")


def refused() -> Story:
    story = applied()
    story.wait(10)
    story.do(FailStep, step="funding_decision", has_note=True)
    return story


def test_what_the_office_takes_up_again_is_its_turn_since_that_day() -> None:
    story = Story().open().complete(*DECIDED)
    story.do(WaitOn, step="travel_document-1", party=Party.EMBASSY)
    story.wait(12)
    story.do(StartStep, step="travel_document-1")
    step = story.state.steps["travel_document-1"]
    assert (step.held_up_by, step.turn_since) == (Party.COUNSELLOR, story.day)
    story.do(WaitOn, step="travel_document-1", party=Party.CLIENT)
    assert story.state.steps["travel_document-1"].held_up_by is Party.CLIENT


def test_a_step_knows_its_next_appointment() -> None:
    story = Story().open().complete(*DECIDED)
    for day in (date(2026, 4, 20), date(2026, 4, 9)):
        story.do(AddStep, code="embassy_appointment", person=1, target_on=day)
    found = next_appointment(story.state, "travel_document-1", story.day)
    assert found is not None
    assert found.target_on == date(2026, 4, 9)
    assert next_appointment(story.state, "travel_document-1", date(2026, 4, 21)) is None
    assert next_appointment(story.state, "funding_application", story.day) is None


def test_a_refusal_is_the_next_move_of_the_office() -> None:
    story = refused()
    move = next_move(story.state)
    assert move is not None
    assert (move.key, move.held_up_by, move.turn_since) == ("funding_decision", Party.COUNSELLOR, story.day)
    assert (move.decision_due_on, move.state) == (date(2026, 3, 19), StepState.FAILED)
    blocker = main_blocker(story.state)
    assert blocker is not None
    assert blocker.step == "funding_decision"


def test_the_supervisor_hears_of_a_refusal_about_which_nobody_decides() -> None:
    story = refused()
    story.wait(8)
    assert [alarm.alarm for alarm in story.ring()] == [AlarmKind.TARGET_PASSED]
    story.wait(14)
    assert [alarm.alarm for alarm in story.ring()] == [AlarmKind.TARGET_ESCALATED]


@pytest.mark.parametrize("decision", [ReopenStep, DeclareNotRequired])
def test_a_decision_after_a_refusal_goes_on(decision: type) -> None:
    story = refused()
    story.do(decision, step="funding_decision", has_note=True)
    assert not any(step.awaits_decision for step in story.state.steps.values())
    move = next_move(story.state)
    assert move is not None
    assert move.is_open


def test_a_missed_appointment_asks_for_nothing_itself() -> None:
    story = Story().open().complete(*DECIDED)
    story.do(AddStep, code="embassy_appointment", person=1, target_on=date(2026, 3, 2))
    story.do(FailStep, step="embassy_appointment-1-1", has_note=True)
    assert not story.state.steps["embassy_appointment-1-1"].awaits_decision
    assert next_move(story.state) is not None


@pytest.mark.parametrize("way_out", [FailStep, DeclareNotRequired])
def test_closing_cannot_be_left_out(way_out: type) -> None:
    story = applied().complete("funding_decision", "travel_booking", "departure", "departure_confirmed")
    story.do(DeclareNotRequired, step="reintegration", has_note=True)
    with pytest.raises(Refusal) as refusal:
        story.do(way_out, step="closure", has_note=True)
    assert refusal.value.code == "closing_is_required"
    story.do(CloseDeparture)


def test_an_authority_reads_neither_what_was_refused_nor_what_hangs_on_it() -> None:
    assert next_milestone(refused().state) is None
    story = Story().open().complete(*DECIDED, "funding_application")
    story.do(FailStep, step="funding_decision", has_note=True)
    milestone = next_milestone(story.state)
    assert milestone is not None
    assert milestone.key == "travel_document-1"


def test_the_document_of_a_newborn_is_the_milestone_before_the_booking() -> None:
    story = applied().complete("funding_decision", "travel_booking")
    story.do(AddPerson, role=PersonRole.CHILD)
    milestone = next_milestone(story.state)
    assert milestone is not None
    assert milestone.key == "travel_document-2"


def test_the_booking_waits_for_who_books() -> None:
    story = applied()
    assert story.state.steps["travel_booking"].turn is Party.BAMF
    story.do(AssignTurn, step="travel_booking", party=Party.CLIENT)
    story.complete("funding_decision")
    assert story.state.steps["travel_booking"].held_up_by is Party.CLIENT


def test_without_funding_the_office_books() -> None:
    story = applied()
    story.do(DeclareNotRequired, step="funding_decision", has_note=True)
    booked_by = [story.state.steps["travel_booking"].held_up_by]
    story.do(ReopenStep, step="funding_decision", also=(), has_note=True)
    story.complete("funding_decision")
    booked_by.append(story.state.steps["travel_booking"].held_up_by)
    assert booked_by == [Party.COUNSELLOR, Party.BAMF]


def test_a_step_that_is_always_the_same_partys_is_nobody_elses() -> None:
    with pytest.raises(Refusal) as refusal:
        Story().open().do(AssignTurn, step="intake", party=Party.CLIENT)
    assert (refusal.value.code, refusal.value.details["field"]) == ("not_their_turn", "party")


def test_nobody_waits_for_minors_alone() -> None:
    minor = Person(number=1, role=PersonRole.APPLICANT, adult_on=date(2028, 1, 1))
    story = Story().open(persons=(minor,))
    assert Party.CLIENT not in {step.turn for step in story.state.steps.values()}


def test_nothing_of_a_newborn_is_overdue_before_the_birth() -> None:
    story = Story().open().complete(*DECIDED)
    story.wait(200)
    born_on = date(2026, 9, 10)
    story.do(AddPerson, role=PersonRole.CHILD, on=born_on)
    step = story.state.steps["travel_document-2"]
    assert (step.ready_on, step.target_on) == (born_on, date(2026, 11, 5))


def test_the_day_of_joining_is_past() -> None:
    with pytest.raises(Refusal) as refusal:
        Story().open().do(AddPerson, role=PersonRole.CHILD, on=date(2026, 3, 3))
    assert refusal.value.code == "in_future"


def test_a_booking_made_without_the_newborn_is_open_again() -> None:
    story = applied().complete("funding_decision", "travel_booking")
    story.do(AddPerson, role=PersonRole.CHILD)
    assert {story.state.steps[key].state for key in ("travel_booking", "departure")} == {StepState.NOT_READY}
    story.complete("travel_document-2")
    assert story.state.steps["travel_booking"].is_open


def test_who_joins_after_the_departure_does_not_undo_the_booking() -> None:
    story = applied().complete("funding_decision", "travel_booking", "departure")
    story.do(AddPerson, role=PersonRole.CHILD)
    assert story.state.steps["travel_booking"].state is StepState.DONE


def test_a_step_under_way_is_not_done_before_what_it_needs() -> None:
    story = Story().open(*FAMILY[:2]).complete(*DECIDED, "travel_document-1", "travel_document-2")
    story.complete("funding_application", "funding_decision")
    story.do(StartStep, step="travel_booking")
    story.do(ReopenStep, step="funding_decision", also=(), has_note=True)
    with pytest.raises(Refusal) as refusal:
        story.do(CompleteStep, step="travel_booking", on=story.day)
    assert (refusal.value.code, refusal.value.details["steps"]) == ("not_ready", ["funding_decision"])


def test_a_passport_may_be_there_before_the_decision() -> None:
    story = Story().open().complete("travel_document-1")
    assert story.state.steps["travel_document-1"].state is StepState.DONE
