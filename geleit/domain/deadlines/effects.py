"""Effects of leaving on the legal dates, and of taking that back."""

from collections.abc import Iterator
from datetime import date

from geleit.domain.deadlines.chain import DeadlineState, Link, LinkKind, leave, take_back
from geleit.domain.deadlines.events import DeadlineMet, DeadlineMissed, DeadlineTakenBack
from geleit.domain.deadlines.state import LATEST_DEPARTURE, Deadline
from geleit.domain.departure import Departure
from geleit.domain.message import Event
from geleit.domain.steps.state import Step


def end_by_leaving(departure: Departure, step: Step, left_on: date, *, today: date) -> Iterator[Event]:
    """Yield the end of every unsettled date by which to leave: the person has left, in time or too late."""
    for deadline in departure.deadlines.values():
        is_unsettled = deadline.state in (DeadlineState.OPEN, DeadlineState.INTERRUPTED)
        if is_unsettled and deadline.kind in LATEST_DEPARTURE:
            yield _end(deadline, step, left_on, today)


def open_by_taking_back(departure: Departure, step: Step, *, today: date) -> Iterator[Event]:
    """Yield that the legal dates which ended with that step stand as they did before it."""
    for deadline in departure.deadlines.values():
        if _ended_with(step, deadline):
            yield _take_back_end(deadline, today)


def _end(deadline: Deadline, step: Step, left_on: date, today: date) -> Event:
    if not deadline.links:
        return DeadlineMet(deadline=deadline.kind)
    last = leave(deadline.record, left_on=left_on, on=today, step=step.key).last
    ended = DeadlineMet if last.what is LinkKind.MET else DeadlineMissed
    return ended(deadline=deadline.kind, links=(last,))


def _ended_with(step: Step, deadline: Deadline) -> bool:
    if deadline.state not in (DeadlineState.MET, DeadlineState.MISSED):
        return False
    if deadline.links and deadline.record.standing[-1].step is not None:
        return deadline.record.standing[-1].step == step.key
    # Earlier releases did not name the step: there its event was followed at once by those of the dates.
    is_by_leaving = deadline.kind in LATEST_DEPARTURE
    return is_by_leaving and 0 < deadline.version - step.version <= len(LATEST_DEPARTURE)


def _take_back_end(deadline: Deadline, today: date) -> Event:
    links: tuple[Link, ...] = ()
    state, follow_up_on = DeadlineState.OPEN, None
    if deadline.links:
        record = take_back(deadline.record, on=today)
        links, state = (record.last,), record.state
        follow_up_on = record.request.follow_up_on if record.request else None
    return DeadlineTakenBack(
        deadline=deadline.kind,
        links=links,
        state=state,
        due_on=deadline.due_on,
        remind_on=deadline.remind_on,
        reminders=deadline.reminders,
        escalate_on=deadline.escalate_on,
        follow_up_on=follow_up_on,
    )
