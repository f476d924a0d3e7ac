"""Legal dates in a list kept elsewhere: whether such a date counts here.

A list names neither a notice nor its day. So it may add a date that nobody here knew and correct one that
came from a list; it never replaces a date that was set, extended or interrupted here by a person or an
authority.
"""

from enum import StrEnum

from geleit.domain.deadlines.chain import DeadlineState, LinkKind, Source, SourceDocument
from geleit.domain.deadlines.state import LATEST_DEPARTURE, Deadline
from geleit.domain.departure import Departure
from geleit.domain.imports.state import DeadlineFact

LISTED = Source(document=SourceDocument.LIST)
"""The source of a date from a list. It has no day: a list does not tell how old its content is."""


class Answer(StrEnum):
    """The decision about a date in a list."""

    TAKEN = "taken"
    KNOWN = "known"
    HELD = "held"


def answer(departure: Departure, fact: DeadlineFact) -> Answer:
    """Return TAKEN to set it, KNOWN if it says nothing new, HELD if the date recorded here still counts."""
    deadline = departure.deadlines.get(fact.deadline)
    if fact.deadline in LATEST_DEPARTURE and departure.left_on():
        return Answer.KNOWN  # no date by which to leave binds a person who has left
    if deadline is None:
        return Answer.TAKEN
    if fact.due_on == deadline.due_on:
        return Answer.KNOWN
    if deadline.is_open and _is_listed(deadline):
        return Answer.TAKEN
    if fact.due_on == deadline.end_on:
        return Answer.KNOWN
    is_over = deadline.state not in (DeadlineState.OPEN, DeadlineState.INTERRUPTED)
    # After a date has ended only a later one can be from a new notice; an older one is an outdated entry.
    return Answer.TAKEN if is_over and fact.due_on > deadline.end_on else Answer.HELD


def _is_listed(deadline: Deadline) -> bool:
    """Return whether the date comes from a list; Geleit itself may have moved it for a late holiday."""
    standing = deadline.record.standing if deadline.links else ()
    links = [link for link in standing if link.what is not LinkKind.RECOMPUTED]
    return bool(links) and links[-1].what is LinkKind.SET and links[-1].source == LISTED
