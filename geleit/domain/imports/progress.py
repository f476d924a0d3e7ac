"""Bring a departure to the state that a list states: always forward, never back."""

from collections.abc import Callable, Iterable, Sequence

from geleit.domain.draft import Draft
from geleit.domain.imports.appointments import appointments, day_of
from geleit.domain.imports.deadlines import Answer
from geleit.domain.imports.events import FactHeld
from geleit.domain.imports.state import Fact, HeldFact
from geleit.domain.refusal import Refusal
from geleit.domain.steps.events import StepNotRequired, StepStarted, StepWaiting
from geleit.domain.steps.planning import add_occurrence
from geleit.domain.steps.state import Effect, Step, StepState, step_key
from geleit.domain.texts import _


def record_progress(draft: Draft, facts: Iterable[Fact]) -> None:
    """Record each new fact and its consequences. Raise Refusal for a step that no list may name.

    What depends on a step that is not settled is held, whatever the order in which the list names it.
    """
    all_facts = tuple(facts)
    pending = [(fact, key) for fact in all_facts if (key := _step_of(draft, fact, all_facts)) is not None]
    for _fact, key in pending:
        if draft.departure.steps[key].effect is Effect.CLOSE:
            raise Refusal(
                "closing_is_decided", _("Abgeschlossen wird ein Vorgang hier, nicht durch eine Liste.")
            )
    while pending:
        held = []
        for fact, key in pending:
            if _needs(draft, fact, key):
                held.append((fact, key))
            else:
                _record(draft, fact, key)
        if len(held) == len(pending):
            _hold(draft, held)
            break
        pending = held
    if draft.departure.is_live:
        draft.settle()


def _record(draft: Draft, fact: Fact, key: str) -> None:
    _RECORDERS[fact.state](draft, draft.departure.steps[key], fact)
    _set_listed_target(draft, fact, key)


def _set_listed_target(draft: Draft, fact: Fact, key: str) -> None:
    step = draft.departure.steps[key]
    is_planned = step.is_ahead and not _has_left(draft, step)
    if fact.target_on and step.target_on != fact.target_on and is_planned:
        draft.set_target(step, fact.target_on, listed=True)


def _needs(draft: Draft, fact: Fact, key: str) -> tuple[str, ...]:
    """Return the unsettled steps that keep the fact from counting: the same that the pages ask for."""
    step = draft.departure.steps[key]
    if draft.process.step(step.code).early:
        return ()
    completes = fact.state is StepState.DONE and not step.is_settled
    begins = fact.state in (StepState.IN_PROGRESS, StepState.WAITING) and step.state is StepState.NOT_READY
    return draft.departure.unsettled_needs(step) if completes or begins else ()


def _hold(draft: Draft, facts: Iterable[tuple[Fact, str]]) -> None:
    """Record that these facts do not count yet, unless that is known; a planned day counts all the same."""
    for fact, key in facts:
        _set_listed_target(draft, fact, key)
        held = HeldFact(fact=fact, step=key, needs=_needs(draft, fact, key))
        if held not in draft.departure.held_facts:
            draft.add(FactHeld(held=held))


def _step_of(draft: Draft, fact: Fact, all_facts: Sequence[Fact]) -> str | None:
    """Return the key of the fact's step; None if that step does not change."""
    template = next((step for step in draft.process.steps if step.code == fact.code), None)
    if template is None:
        raise Refusal("unknown_step", _("Diesen Schritt gibt es in diesem Vorgang nicht."))
    if template.appointment:
        return _appointment(draft, fact, all_facts)
    key = step_key(fact.code, person=fact.person)
    if key not in draft.departure.steps:
        raise Refusal("unknown_step", _("Diesen Schritt gibt es in diesem Vorgang nicht."))
    return key


def _appointment(draft: Draft, fact: Fact, all_facts: Sequence[Fact]) -> str | None:
    """Move the appointment to the day in the list, or plan one for it, unless there is one on that day."""
    what, found = appointments(draft.departure, fact, told=all_facts)
    day = day_of(fact)
    if what is Answer.HELD:
        return None
    if not found:
        left_on = draft.departure.left_on(fact.person)
        if left_on and (day is None or day > left_on):
            return None  # nothing is planned for somebody who has left
        return add_occurrence(draft, fact.code, person=fact.person, target_on=day, listed=True)
    if what is Answer.TAKEN and day:
        draft.set_target(found[0], day, listed=True)
    return found[0].key


def _has_left(draft: Draft, step: Step) -> bool:
    """Return whether the person of a step that comes before the departure has left."""
    departure = draft.departure
    return departure.is_before_leaving(step) and departure.left_on(step.person) is not None


def _nothing(draft: Draft, step: Step, fact: Fact) -> None:
    """Do nothing: the plan itself makes a step ready."""


def _in_progress(draft: Draft, step: Step, fact: Fact) -> None:
    if step.state in (StepState.NOT_READY, StepState.READY):
        draft.add(StepStarted(step=step.key, on=fact.on or draft.today))
        _give_time(draft, step.key)


def _waiting(draft: Draft, step: Step, fact: Fact) -> None:
    party = fact.waiting_on or step.turn
    if step.is_ahead and step.waiting_on != party:
        draft.add(StepWaiting(step=step.key, party=party, since=fact.on or draft.today))
        _give_time(draft, step.key)


def _give_time(draft: Draft, key: str) -> None:
    """Set the target of a step that was begun early: it never becomes ready, which would set it."""
    step = draft.departure.steps[key]
    since = step.started_on or draft.today
    target_on = draft.process.step(step.code).target_from(since, draft.departure.land)
    if target_on and step.target_on is None:
        draft.set_target(step, target_on)


def _done(draft: Draft, step: Step, fact: Fact) -> None:
    on = fact.on or draft.today
    if step.state is not StepState.DONE or (fact.on and step.ended_on != fact.on):
        draft.complete(step, on)


def _not_required(draft: Draft, step: Step, fact: Fact) -> None:
    if not step.is_settled:
        draft.add(StepNotRequired(step=step.key, on=fact.on or draft.today, recorded_on=draft.today))


_RECORDERS: dict[StepState, Callable[[Draft, Step, Fact], None]] = {
    StepState.READY: _nothing,
    StepState.IN_PROGRESS: _in_progress,
    StepState.WAITING: _waiting,
    StepState.DONE: _done,
    StepState.NOT_REQUIRED: _not_required,
}
