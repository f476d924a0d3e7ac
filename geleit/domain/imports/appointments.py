"""Appointments as a list kept elsewhere names them: which one here is meant, and whether its day moves.

A list names one day and does not say what became of the day that stood in the cell before. So its own
appointment, still to be kept, moves with it; a day that was set here by a person it never replaces.
"""

from collections.abc import Iterable
from datetime import date

from geleit.domain.departure import Departure
from geleit.domain.imports.deadlines import Answer
from geleit.domain.imports.state import Fact
from geleit.domain.steps.state import Step, StepState


def appointments(
    departure: Departure, fact: Fact, *, told: Iterable[Fact]
) -> tuple[Answer, tuple[Step, ...]]:
    """What becomes of the day that ``fact`` names, and the appointments here that it is about.

    KNOWN: there is one on that day. TAKEN: this one moves to it; without one it is new. HELD: these stand as
    they are. ``told`` is everything the list says: an appointment here on a day among it stays there.
    """
    same = [step for step in departure.steps.values() if _are_alike(step, fact)]
    day = day_of(fact)
    there = [step for step in same if day in _days(step)]
    if there:
        return Answer.KNOWN, (there[0],)
    stay = {day_of(other) for other in told if _are_alike(other, fact)}
    ahead = [step for step in same if step.is_ahead and step.target_on not in stay]
    listed = [step for step in ahead if step.target_listed]
    if day is None or not ahead:
        return Answer.TAKEN, ()
    if len(listed) == 1:
        return Answer.TAKEN, (listed[0],)
    return Answer.HELD, tuple(ahead)


def day_of(fact: Fact) -> date | None:
    """The day of the appointment that the fact is about."""
    return fact.target_on or fact.on


def _days(step: Step) -> tuple[date | None, ...]:
    """An appointment is told by its day; one that was kept on another day, by that one too."""
    return (step.target_on, step.ended_on) if step.state is StepState.DONE else (step.target_on,)


def _are_alike(one: Step | Fact, other: Fact) -> bool:
    return (one.code, one.person) == (other.code, other.person)
