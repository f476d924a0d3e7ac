"""Add steps and persons to a departure after it was opened."""

from datetime import date

from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.parties import Party
from geleit.domain.persons.events import PersonJoined
from geleit.domain.persons.state import Person
from geleit.domain.steps.events import StepPlanned, StepStarted
from geleit.domain.steps.state import Effect, StepState


def plan(draft: Draft) -> None:
    """Plan the steps of a departure that is opened.

    Nobody waits for a child: what is the client's turn is the office's where minors are alone, until somebody
    says who represents them.
    """
    persons = draft.departure.persons
    are_alone = all(person.is_minor(draft.today) for person in persons)
    for step in draft.process.plan(persons):
        turn = Party.COUNSELLOR if are_alone and step.turn is Party.CLIENT else step.turn
        draft.add(StepPlanned(step=step.model_copy(update={"turn": turn})))


def add_occurrence(
    draft: Draft, code: str, *, person: int | None, target_on: date | None, listed: bool = False
) -> str:
    """Plan one more occurrence of a step and return its key. The step it belongs to is started with it."""
    same = [step for step in draft.departure.steps.values() if step.code == code and step.person == person]
    planned = draft.process.plan_occurrence(code, person=person, occurrence=len(same) + 1)
    draft.add(StepPlanned(step=planned))
    if target_on:
        draft.set_target(draft.departure.steps[planned.key], target_on, listed=listed)
    for key in planned.needs_started:
        if draft.departure.steps[key].state is StepState.READY:
            draft.add(StepStarted(step=key, on=draft.today))
    return planned.key


def add_person(draft: Draft, person: Person) -> None:
    """Add a person with the steps of their own; the common steps now need these too.

    A common step that was done without the person is open again: the journey is booked for everybody. Once
    they have left it stays as it was.
    """
    planned = draft.process.plan_for_person(person, draft.departure.persons)
    draft.add(PersonJoined(person=person))
    for step in planned:
        needed_by = tuple(
            other.key
            for other in draft.departure.steps.values()
            if other.person is None and step.code in draft.process.step(other.code).needs
        )
        draft.add(StepPlanned(step=step, needed_by=needed_by))
        if not _has_left(draft.departure):
            for key in needed_by:
                if draft.departure.steps[key].state is StepState.DONE:
                    draft.reopen(key, anew=True)


def _has_left(departure: Departure) -> bool:
    return any(
        step.effect is Effect.DEPARTURE and step.state is StepState.DONE for step in departure.steps.values()
    )
