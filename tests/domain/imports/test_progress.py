"""A list obeys the order of the steps as the pages do; what it says against it is remarked."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from geleit.domain.imports.commands import RecordProgress
from geleit.domain.imports.events import FactHeld
from geleit.domain.imports.state import Fact
from geleit.domain.parties import Party
from geleit.domain.steps.state import StepState
from tests.domain.scenario import Story

ON = date(2026, 3, 2)


def done(code: str, **fields: Any) -> Fact:
    return Fact(code=code, state=StepState.DONE, on=ON, **fields)


BOOKED = done("travel_booking")
BEFORE = (
    done("intake"),
    done("decision"),
    Fact(code="consent", state=StepState.NOT_REQUIRED),
    done("travel_document", person=1),
    done("funding_application"),
)


def test_no_booking_before_the_approval() -> None:
    story = Story().open()
    story.do(RecordProgress, facts=(*BEFORE, BOOKED))
    assert story.state.steps["travel_booking"].state is StepState.NOT_READY
    (held,) = story.state.held_facts
    assert (held.fact, held.step, held.needs) == (BOOKED, "travel_booking", ("funding_decision",))


def test_what_was_held_is_remarked_once_and_counts_when_its_time_has_come() -> None:
    story = Story().open()
    story.do(RecordProgress, facts=(*BEFORE, BOOKED))
    assert story.do(RecordProgress, facts=(*BEFORE, BOOKED)) == []
    events = story.do(RecordProgress, facts=(*BEFORE, BOOKED, done("funding_decision")))
    assert not any(isinstance(event, FactHeld) for event in events)
    assert story.state.steps["travel_booking"].state is StepState.DONE


def test_the_order_of_a_list_does_not_matter() -> None:
    for facts in permutations((done("intake"), done("decision"), done("travel_booking"))):
        story = Story().open(facts=facts)
        assert story.state.steps["decision"].state is StepState.DONE
        assert [held.step for held in story.state.held_facts] == ["travel_booking"]


@pytest.mark.parametrize(
    "fact",
    [
        Fact(code="funding_decision", state=StepState.WAITING, waiting_on=Party.BAMF),
        Fact(code="travel_booking", state=StepState.IN_PROGRESS),
    ],
)
def test_nothing_begins_before_what_it_needs(fact: Fact) -> None:
    story = Story().open()
    story.do(RecordProgress, facts=(fact,))
    assert story.state.steps[fact.code].state is StepState.NOT_READY
    assert [held.step for held in story.state.held_facts] == [fact.code]
