"""Commands about steps: when they are possible, and what becomes ready after them."""

from datetime import date

import pytest

from geleit.domain.consent.commands import RevokeConsent
from geleit.domain.deadlines.chain import DeadlineState
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import DepartureStatus
from geleit.domain.parties import Actor, Party, Role
from geleit.domain.persons.commands import AddPerson
from geleit.domain.refusal import Conflict, Forbidden, Refusal
from geleit.domain.steps.commands import (
    AddStep,
    CompleteStep,
    DeclareNotRequired,
    FailStep,
    ReopenStep,
    WaitOn,
)
from geleit.domain.steps.state import StepState
from tests.domain.scenario import Story
from tests.fixtures.opening import COUNSELLOR, FAMILY, OFFICE


def states(story: Story) -> dict[str, StepState]:
    return {key: step.state for key, step in story.state.steps.items()}


def test_a_new_departure_begins_with_the_first_talk_alone() -> None:
    ready = [key for key, state in states(Story().open()).items() if state is StepState.READY]
    assert ready == ["intake"]


def test_what_is_not_linked_runs_in_parallel() -> None:
    story = Story().open(*FAMILY).complete("intake", "consent", "decision")
    ready = {key for key, state in states(story).items() if state is StepState.READY}
    assert ready == {"travel_document-1", "travel_document-2", "travel_document-3", "funding_application"}


def test_the_slowest_person_holds_up_the_whole_family() -> None:
    story = Story().open(*FAMILY)
    story.complete("intake", "consent", "decision", "funding_application", "funding_decision")
    story.complete("travel_document-1", "travel_document-2")
    assert states(story)["travel_booking"] is StepState.NOT_READY
    story.complete("travel_document-3")
    assert states(story)["travel_booking"] is StepState.READY


def test_a_family_gets_from_the_first_talk_to_the_closed_departure() -> None:
    story = Story().open(*FAMILY[:2])
    story.complete("intake", "consent", "decision", "travel_document-1", "travel_document-2")
    story.complete("funding_application", "funding_decision", "travel_booking", "departure")
    story.complete("departure_confirmed", "reintegration", "closure")
    assert story.state.status is DepartureStatus.CLOSED
    assert all(step.is_settled for step in story.state.steps.values())


def test_a_step_is_ready_since_the_day_the_needed_one_really_happened() -> None:
    story = Story().open()
    story.wait(14)
    story.complete("intake", on=date(2026, 3, 4))
    assert story.state.steps["decision"].ready_on == date(2026, 3, 4)
    assert story.state.steps["decision"].target_on == date(2026, 4, 15)


def test_a_target_in_working_days_leaves_out_weekend_and_holiday() -> None:
    story = Story(day=date(2026, 3, 31)).open()  # Good Friday and Easter Monday lie ahead
    assert story.state.steps["intake"].target_on == date(2026, 4, 9)


def test_completing_a_step_that_is_not_possible_yet_says_what_comes_first() -> None:
    story = Story().open()
    with pytest.raises(Refusal) as refused:
        story.complete("funding_application")
    assert refused.value.code == "not_ready"
    assert refused.value.details["steps"] == ["consent", "decision"]


@pytest.mark.parametrize(
    ("on", "code"),
    [(date(2026, 3, 3), "in_future"), (date(1899, 1, 1), "implausible")],
)
def test_a_completion_on_an_impossible_day_is_refused(on: date, code: str) -> None:
    story = Story().open()
    with pytest.raises(Refusal) as refused:
        story.complete("intake", on=on)
    assert refused.value.code == code


def test_an_approval_before_its_application_is_refused() -> None:
    story = Story().open().complete("intake", "consent", "decision")
    story.wait(10)
    story.complete("funding_application")
    with pytest.raises(Refusal) as refused:
        story.complete("funding_decision", on=date(2026, 3, 5))
    assert refused.value.code == "before_needed"
    assert refused.value.details == {
        "step": "funding_application",
        "date": "2026-03-12",
        "field": "on",
    }


def test_a_step_is_completed_once() -> None:
    story = Story().open().complete("intake")
    with pytest.raises(Refusal, match="nicht mehr offen"):
        story.complete("intake")


def test_waiting_names_the_party_and_a_follow_up_date() -> None:
    story = Story().open().complete("intake", "decision")
    story.do(WaitOn, step="travel_document-1", party=Party.EMBASSY, follow_up_on=date(2026, 4, 1))
    step = story.state.steps["travel_document-1"]
    assert (step.state, step.held_up_by, step.waiting_since) == (StepState.WAITING, Party.EMBASSY, story.day)
    assert step.target_on == date(2026, 4, 1)


def test_not_required_wants_a_reason_and_frees_what_comes_after() -> None:
    story = Story().open().complete("intake", "decision")
    with pytest.raises(Refusal) as refused:
        story.do(DeclareNotRequired, step="consent")
    assert refused.value.code == "no_reason"
    story.do(DeclareNotRequired, step="consent", has_note=True)
    assert states(story)["funding_application"] is StepState.READY
    assert not story.state.consent


def test_a_failed_step_holds_up_what_comes_after() -> None:
    story = Story().open().complete("intake", "consent", "decision", "funding_application")
    story.complete("travel_document-1")
    story.do(FailStep, step="funding_decision", has_note=True)
    assert states(story)["travel_booking"] is StepState.NOT_READY


def test_reopening_names_what_came_after_and_asks() -> None:
    story = Story().open().complete("intake", "decision", "travel_document-1")
    with pytest.raises(Refusal) as asked:
        story.do(ReopenStep, step="decision", has_note=True)
    assert asked.value.code == "followers"
    assert asked.value.details["steps"] == ["travel_document-1"]
    story.do(ReopenStep, step="decision", has_note=True, also=("travel_document-1",))
    assert states(story)["decision"] is StepState.READY
    assert states(story)["travel_document-1"] is StepState.NOT_READY


def test_reopening_leaves_alone_what_the_counsellor_wants_to_keep() -> None:
    story = Story().open().complete("intake", "decision", "travel_document-1")
    story.do(ReopenStep, step="decision", has_note=True, also=())
    assert states(story)["travel_document-1"] is StepState.DONE


def test_an_appointment_begins_the_document_it_belongs_to() -> None:
    story = Story().open().complete("intake", "decision")
    story.do(AddStep, code="embassy_appointment", person=1, target_on=date(2026, 4, 1))
    story.do(AddStep, code="embassy_appointment", person=1, target_on=date(2026, 5, 1))
    assert states(story)["travel_document-1"] is StepState.IN_PROGRESS
    appointments = [s for s in story.state.steps.values() if s.code == "embassy_appointment"]
    assert [(s.key, s.state, s.target_on) for s in appointments] == [
        ("embassy_appointment-1-1", StepState.READY, date(2026, 4, 1)),
        ("embassy_appointment-1-2", StepState.READY, date(2026, 5, 1)),
    ]


def test_only_steps_that_may_occur_often_can_be_added() -> None:
    with pytest.raises(Refusal, match="nicht hinzufügen"):
        Story().open().do(AddStep, code="intake", target_on=date(2026, 4, 1))


def test_a_person_who_joins_later_holds_up_the_booking_too() -> None:
    story = Story().open().complete("intake", "consent", "decision", "travel_document-1")
    story.complete("funding_application", "funding_decision")
    assert states(story)["travel_booking"] is StepState.READY
    story.do(AddPerson, role="child")
    assert states(story)["travel_booking"] is StepState.NOT_READY
    assert states(story)["travel_document-2"] is StepState.READY


def test_consent_is_given_with_its_step_and_revoked_at_once() -> None:
    story = Story().open().complete("intake", "consent")
    assert story.state.consent
    story.do(RevokeConsent)
    assert not story.state.consent


def test_reopening_the_consent_revokes_it() -> None:
    story = Story().open().complete("intake", "consent")
    story.do(ReopenStep, step="consent", has_note=True)
    assert not story.state.consent


def test_whoever_has_left_has_met_every_legal_date() -> None:
    story = Story().open()
    story.do(SetDeadline, deadline=DeadlineKind.DEPARTURE, due_on=date(2026, 4, 1))
    story.complete("intake", "consent", "decision", "travel_document-1", "funding_application")
    story.complete("funding_decision", "travel_booking", "departure")
    assert story.state.deadlines[DeadlineKind.DEPARTURE].state is DeadlineState.MET


def test_a_change_of_the_same_step_is_a_conflict_and_of_another_is_none() -> None:
    story = Story().open().complete("intake")
    seen = story.state.version
    story.complete("consent")
    story.do(CompleteStep, step="decision", on=story.day, expected_version=seen)
    with pytest.raises(Conflict):
        story.do(ReopenStep, step="consent", has_note=True, expected_version=seen)


@pytest.mark.parametrize(
    "actor",
    [
        Actor(role=Role.AUTHORITY, authority_id=OFFICE),
        COUNSELLOR.model_copy(update={"office_id": COUNSELLOR.user_id}),
    ],
)
def test_authorities_and_other_offices_change_nothing(actor: Actor) -> None:
    story = Story().open()
    with pytest.raises(Forbidden):
        story.do(CompleteStep, step="intake", on=story.day, actor=actor)


def test_an_unknown_step_is_refused() -> None:
    with pytest.raises(Refusal, match="gibt es in diesem Vorgang nicht"):
        Story().open().complete("no_such_step")
