"""The steps a departure waits for: whose turn it is, since when, and what an outsider may know of it."""

from datetime import date

from geleit.domain.departure import Departure, DepartureStatus
from geleit.domain.model import Value
from geleit.domain.parties import Party
from geleit.domain.steps.state import Step


class Blocker(Value):
    """An open step that holds the departure up; ``behind`` counts the unsettled steps after it."""

    step: str
    party: Party
    since: date
    behind: int


def blockers(departure: Departure) -> list[Blocker]:
    """Return the open steps: first the one with most steps behind it, then the one waiting longest."""
    if departure.status is not DepartureStatus.OPEN:
        return []
    found = [_blocker(departure, step) for step in departure.steps.values() if step.is_open]
    return sorted(found, key=lambda blocker: (-blocker.behind, blocker.since, blocker.step))


def main_blocker(departure: Departure) -> Blocker | None:
    """Return the open step that is named as the reason why the departure waits."""
    return next(iter(blockers(departure)), None)


def _blocker(departure: Departure, step: Step) -> Blocker:
    behind = [key for key in departure.followers(step.key) if not departure.steps[key].is_settled]
    return Blocker(
        step=step.key,
        party=step.held_up_by,
        since=step.waiting_since or step.started_on or step.ready_on or departure.opened_on,
        behind=len(behind),
    )


def next_milestone(departure: Departure) -> Step | None:
    """Return the next step that an outsider may know of: the first unsettled milestone of the plan."""
    if not departure.is_live:
        return None
    return next((step for step in departure.steps.values() if step.milestone and not step.is_settled), None)
