"""Nothing is set or planned for persons who have left; what was before can still be recorded."""

from datetime import date, timedelta
from typing import Any

import pytest

from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.imports.commands import RecordProgress
from geleit.domain.imports.state import DeadlineFact, Fact
from geleit.domain.message import Command
from geleit.domain.parties import Party
from geleit.domain.refusal import Refusal
from geleit.domain.steps.commands import AddStep, ReopenStep, SetTarget, WaitOn
from geleit.domain.steps.state import StepState
from tests.domain.scenario import Story

EVERYTHING = (
    "intake", "consent", "decision", "travel_document-1", "funding_application", "funding_decision",
    "travel_booking", "departure",
)  # fmt: skip


def left() -> Story:
    """Return a departure whose person has left on 2 March, with an appointment nobody has ticked off."""
    story = Story().open()
    story.do(AddStep, code="embassy_appointment", person=1, target_on=story.day + timedelta(days=7))
    return story.complete("intake", "consent", "decision").complete(*EVERYTHING[3:])


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (SetDeadline, {"deadline": DeadlineKind.DEPARTURE, "due_on": date(2026, 5, 4)}),
        (SetDeadline, {"deadline": DeadlineKind.DULDUNG, "due_on": date(2026, 5, 4)}),
        (AddStep, {"code": "embassy_appointment", "person": 1, "target_on": date(2026, 4, 1)}),
        (SetTarget, {"step": "embassy_appointment-1-1", "target_on": date(2026, 4, 1)}),
        (
            WaitOn,
            {
                "step": "embassy_appointment-1-1",
                "party": Party.EMBASSY,
                "follow_up_on": date(2026, 4, 1),
            },
        ),
    ],
)
def test_nothing_is_set_or_planned_for_somebody_who_has_left(
    kind: type[Command], fields: dict[str, Any]
) -> None:
    story = left()
    with pytest.raises(Refusal) as refused:
        story.do(kind, **fields)
    assert refused.value.code == "has_left"
    story.do(ReopenStep, step="departure", also=(), has_note=True)
    story.do(kind, **fields)


def test_what_is_asked_for_after_the_journey_can_still_be_set() -> None:
    story = left()
    story.do(SetDeadline, deadline=DeadlineKind.REIMBURSEMENT, due_on=date(2026, 5, 4))
    told = DeadlineFact(deadline=DeadlineKind.SECOND_PAYMENT, due_on=date(2026, 9, 1))
    story.do(RecordProgress, deadlines=(told,))
    assert {DeadlineKind.REIMBURSEMENT, DeadlineKind.SECOND_PAYMENT} <= set(story.state.deadlines)


def test_what_follows_the_departure_is_planned() -> None:
    story = left()
    story.do(SetTarget, step="departure_confirmed", target_on=date(2026, 4, 1))
    story.do(
        WaitOn, step="departure_confirmed", party=Party.AUTHORITY, follow_up_on=story.day + timedelta(days=9)
    )


def test_an_appointment_before_the_departure_is_recorded_late() -> None:
    story = left()
    story.wait(10)
    story.do(AddStep, code="embassy_appointment", person=1, target_on=date(2026, 2, 20))
    assert "embassy_appointment-1-2" in story.state.steps


def test_a_list_plans_nothing_for_somebody_who_has_left_and_records_what_was() -> None:
    story = Story().open().complete(*EVERYTHING)
    ahead = Fact(code="embassy_appointment", person=1, state=StepState.READY, target_on=date(2026, 4, 20))
    been = Fact(code="embassy_appointment", person=1, state=StepState.DONE, on=date(2026, 2, 20))
    story.do(RecordProgress, facts=(ahead, been))
    targets = {key: step.target_on for key, step in story.state.steps.items() if "appointment" in key}
    assert targets == {"embassy_appointment-1-1": date(2026, 2, 20)}
