"""Effects of leaving on the legal dates."""

from collections.abc import Iterator
from datetime import date

from geleit.domain.deadlines.chain import LinkKind, leave
from geleit.domain.deadlines.events import DeadlineMet, DeadlineMissed
from geleit.domain.deadlines.state import LATEST_DEPARTURE, Deadline, DeadlineState
from geleit.domain.departure import Departure
from geleit.domain.message import Event


def end_by_leaving(departure: Departure, left_on: date, *, day: date) -> Iterator[Event]:
    """Yield the end of every unsettled date by which to leave: the person has left, in time or too late."""
    for deadline in departure.deadlines.values():
        is_unsettled = deadline.state in (DeadlineState.OPEN, DeadlineState.INTERRUPTED)
        if is_unsettled and deadline.kind in LATEST_DEPARTURE:
            yield _end(deadline, left_on, day)


def _end(deadline: Deadline, left_on: date, day: date) -> Event:
    if not deadline.links:
        return DeadlineMet(deadline=deadline.kind)
    last = leave(deadline.record, left_on=left_on, on=day).last
    ended = DeadlineMet if last.what is LinkKind.MET else DeadlineMissed
    return ended(deadline=deadline.kind, links=(last,))
