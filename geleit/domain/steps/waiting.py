"""The steps a departure waits for: whose turn it is, since when, and what an outsider may know of it."""

from collections.abc import Iterator
from datetime import date

from geleit.domain.departure import Departure, DepartureStatus
from geleit.domain.model import Value
from geleit.domain.parties import Party
from geleit.domain.steps.state import Step, StepState


class Blocker(Value):
    """A step that holds the departure up; ``behind`` counts the unsettled steps after it."""

    step: str
    party: Party
    since: date
    behind: int


def moves(departure: Departure) -> Iterator[Step]:
    """Yield the steps that are somebody's next move: open ones, and failed ones that await a decision."""
    if departure.status is DepartureStatus.OPEN:
        yield from (step for step in departure.steps.values() if step.is_open or step.awaits_decision)


def next_move(departure: Departure) -> Step | None:
    """Return the move that is due first: of it the lists speak. Without a date it comes last.

    The database sorts in the same way (``open_due_on``, ``key``).
    """
    return min(moves(departure), key=lambda step: (move_due_on(step) or date.max, step.key), default=None)


def move_due_on(step: Step) -> date | None:
    """Return the day by which a move is due: its target, or that of the decision after a failure."""
    return step.decision_due_on if step.awaits_decision else step.target_on


def blockers(departure: Departure) -> list[Blocker]:
    """Return the moves: first the one with most steps behind it, then the one waiting longest."""
    found = [_blocker(departure, step) for step in moves(departure)]
    return sorted(found, key=lambda blocker: (-blocker.behind, blocker.since, blocker.step))


def main_blocker(departure: Departure) -> Blocker | None:
    """Return the move that is named as the reason why the departure waits."""
    return next(iter(blockers(departure)), None)


def _blocker(departure: Departure, step: Step) -> Blocker:
    behind = [key for key in departure.followers(step.key) if not departure.steps[key].is_settled]
    return Blocker(
        step=step.key,
        party=step.held_up_by,
        since=step.turn_since or step.started_on or departure.opened_on,
        behind=len(behind),
    )


def next_appointment(departure: Departure, key: str, day: date) -> Step | None:
    """Return the next appointment that the step waits for: a planned one, today or later."""
    ahead = [
        step
        for step in departure.steps.values()
        if key in step.needs_started and step.is_occurrence and step.is_ahead
    ]
    days = {step.key: step.target_on for step in ahead if step.target_on and step.target_on >= day}
    return min(
        (step for step in ahead if step.key in days),
        key=lambda step: (days[step.key], step.key),
        default=None,
    )


def next_milestone(departure: Departure) -> Step | None:
    """Return the next step that an outsider may know of: the first milestone ahead.

    A refusal is not for outsiders: neither the milestone that failed is named nor those that depend on it,
    which may never come. One that another milestone ahead comes before is not the next.
    """
    if not departure.is_live:
        return None
    uncertain = {
        key
        for step in departure.steps.values()
        if step.state is StepState.FAILED and not step.is_occurrence
        for key in departure.followers(step.key)
    }
    ahead = [
        step
        for step in departure.steps.values()
        if step.milestone and step.is_ahead and step.key not in uncertain
    ]
    later = {key for step in ahead for key in departure.followers(step.key)}
    return next((step for step in ahead if step.key not in later), None)
