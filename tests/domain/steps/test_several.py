"""One command about several steps: the passports of a family done on one day, asked for again, taken back."""

from datetime import date, timedelta

import pytest

from geleit.domain.parties import Party
from geleit.domain.refusal import Conflict, Refusal
from geleit.domain.steps.commands import AddStep, CompleteStep, FollowUp, ReopenStep, WaitOn
from geleit.domain.steps.events import FollowedUp
from geleit.domain.steps.state import StepState
from tests.domain.scenario import Story
from tests.fixtures.opening import FAMILY

PASSPORTS = ("travel_document-1", "travel_document-2", "travel_document-3")


def _family() -> Story:
    return Story().open(*FAMILY).complete("intake", "consent", "decision")


def test_several_steps_are_done_on_one_day() -> None:
    story = _family()
    story.do(CompleteStep, step=PASSPORTS[0], also=PASSPORTS[1:], on=story.day)
    assert {story.state.steps[key].state for key in PASSPORTS} == {StepState.DONE}


def test_a_step_named_twice_is_done_once() -> None:
    story = _family()
    events = story.do(CompleteStep, step=PASSPORTS[0], also=PASSPORTS[:2], on=story.day)
    assert [event.kind for event in events] == ["step_completed", "step_completed"]


def test_nothing_is_done_when_one_of_them_is_not_open() -> None:
    story = _family().complete(PASSPORTS[1])
    with pytest.raises(Refusal) as refused:
        story.do(CompleteStep, step=PASSPORTS[0], also=PASSPORTS[1:], on=story.day)
    assert refused.value.code == "step_ended"
    assert story.state.steps[PASSPORTS[0]].state is StepState.READY


def test_a_change_of_any_of_them_is_a_conflict() -> None:
    story = _family()
    seen = story.state.version
    story.do(WaitOn, step=PASSPORTS[2], party=Party.EMBASSY)
    with pytest.raises(Conflict):
        story.do(CompleteStep, step=PASSPORTS[0], also=PASSPORTS[1:], on=story.day, expected_version=seen)


def test_what_was_done_together_is_taken_back_together() -> None:
    story = _family()
    story.do(CompleteStep, step=PASSPORTS[0], also=PASSPORTS[1:], on=story.day)
    story.do(ReopenStep, step=PASSPORTS[0], also=PASSPORTS[1:], has_note=True)
    assert {story.state.steps[key].state for key in PASSPORTS} == {StepState.READY}


def test_steps_of_another_kind_are_not_taken_back_along() -> None:
    story = _family()
    with pytest.raises(Refusal) as refused:
        story.do(ReopenStep, step="consent", also=("decision",), has_note=True)
    assert refused.value.code == "unknown_step"


def test_asking_again_sets_a_new_target_and_keeps_since_when_it_waits() -> None:
    story = _family()
    story.do(WaitOn, step=PASSPORTS[0], party=Party.EMBASSY)
    asked = story.day
    story.wait(20)
    again_on = story.day + timedelta(days=14)
    events = story.do(FollowUp, step=PASSPORTS[0], again_on=again_on, has_note=True)
    assert [event.kind for event in events] == ["followed_up", "target_set", "note_written"]
    step = story.state.steps[PASSPORTS[0]]
    assert (step.state, step.waiting_since) == (StepState.WAITING, asked)
    assert (step.target_on, step.followed_up_on) == (again_on, story.day)


def test_whoever_is_asked_for_the_first_time_has_not_been_asked_again() -> None:
    story = _family()
    story.do(FollowUp, step=PASSPORTS[0], again_on=story.day + timedelta(days=14))
    story.do(WaitOn, step=PASSPORTS[0], party=Party.EMBASSY)
    assert story.state.steps[PASSPORTS[0]].followed_up_on is None


@pytest.mark.parametrize("days", [0, -1])
def test_the_reminder_lies_ahead(days: int) -> None:
    story = _family()
    with pytest.raises(Refusal) as refused:
        story.do(FollowUp, step=PASSPORTS[0], again_on=story.day + timedelta(days=days))
    assert refused.value.code == "not_in_future"


def test_one_does_not_ask_oneself() -> None:
    story = Story().open()
    with pytest.raises(Refusal) as refused:
        story.do(FollowUp, step="intake", again_on=story.day + timedelta(days=14))
    assert refused.value.code == "own_turn"


def test_an_appointment_keeps_its_day() -> None:
    story = _family()
    on = story.day + timedelta(days=9)
    story.do(AddStep, code="embassy_appointment", person=1, target_on=on)
    with pytest.raises(Refusal) as refused:
        story.do(FollowUp, step="embassy_appointment-1-1", again_on=story.day + timedelta(days=14))
    assert refused.value.code == "own_day"


def test_a_command_of_an_earlier_release_names_one_step_alone() -> None:
    fields = {
        "kind": "complete_step",
        "request_id": "00000000-0000-0000-0000-000000000001",
        "actor": {"role": "counsellor"},
        "step": "intake",
        "on": "2026-03-02",
    }
    assert CompleteStep.model_validate(fields).every_step == ("intake",)
    assert FollowedUp(step="intake", on=date(2026, 3, 2)).kind == "followed_up"
