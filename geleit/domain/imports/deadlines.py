"""Legal dates as a list kept elsewhere names them: whether such a date counts here.

A list says no notice and no day of its own. So it may say what nobody here knew, and correct what came from a
list; a date that was set, extended or interrupted here by a person or by an authority it never replaces.
"""

from enum import StrEnum

from geleit.domain.deadlines.chain import Document, LinkKind, Source
from geleit.domain.deadlines.state import Deadline, DeadlineState
from geleit.domain.departure import Departure
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.steps.state import Effect, StepState

LISTED = Source(document=Document.LIST)
"""Where a date of a list stands written. Without a day: a list does not tell how old what it says is."""


class Answer(StrEnum):
    """What becomes of a date that a list names."""

    TAKEN = "taken"
    KNOWN = "known"
    HELD = "held"


def answer(departure: Departure, fact: DeadlineFact) -> Answer:
    """TAKEN: it is set. KNOWN: it says nothing new. HELD: what stands here goes on counting."""
    deadline = departure.deadlines.get(fact.deadline)
    if _has_left(departure):
        return Answer.KNOWN  # no date binds somebody who is gone
    if deadline is None:
        return Answer.TAKEN
    if fact.due_on == deadline.due_on:
        return Answer.KNOWN
    if deadline.is_open and _is_listed(deadline):
        return Answer.TAKEN
    if fact.due_on == deadline.end_on:
        return Answer.KNOWN
    is_over = deadline.state not in (DeadlineState.OPEN, DeadlineState.INTERRUPTED)
    # After a date that is over only a later one can be a new notice; an older one is what a list still says.
    return Answer.TAKEN if is_over and fact.due_on > deadline.end_on else Answer.HELD


def _is_listed(deadline: Deadline) -> bool:
    """Whether nobody has touched the date since a list named it, but for Geleit itself (late holidays)."""
    links = [link for link in deadline.links if link.what is not LinkKind.RECOMPUTED]
    return bool(links) and links[-1].what is LinkKind.SET and links[-1].source == LISTED


def _has_left(departure: Departure) -> bool:
    return any(
        step.effect is Effect.DEPARTURE and step.state is StepState.DONE for step in departure.steps.values()
    )
