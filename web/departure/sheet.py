"""The printed sheet of a departure: why it waits, dates, open steps and persons; more by choice."""

from collections.abc import Sequence
from dataclasses import dataclass

from web.departure.deadlines.view import DeadlineView, deadline_views
from web.departure.head import head_facts
from web.departure.outlook_view import DepartureOutlook
from web.departure.persons import PersonView, person_views
from web.departure.pictures import PicturesView, pictures
from web.departure.section import Shown
from web.departure.steps.view import StepView, step_views
from web.departure.why import Why, why
from web.ui.components import HistoryEntry
from web.ui.i18n import N_

PICTURES, HISTORY = "bilder", "verlauf"
CHOICES = ((PICTURES, N_("Bilder")), (HISTORY, N_("Verlauf")))
"""What is printed only when it is wanted, as the address names it."""


@dataclass(frozen=True, slots=True)
class SheetView:
    """What the sheet shows; ``pictures`` and ``history`` are empty unless they were chosen."""

    facts: tuple[str, ...]
    why: Why
    ahead: DepartureOutlook
    deadlines: Sequence[DeadlineView]
    steps: tuple[StepView, ...]
    persons: Sequence[PersonView]
    pictures: PicturesView | None
    history: Sequence[HistoryEntry]
    has_history: bool


def sheet(shown: Shown, *, chosen: Sequence[str]) -> SheetView:
    """Gather what is printed of a departure."""
    at = shown.at
    views = step_views(at, shown.notes)
    return SheetView(
        facts=head_facts(at),
        why=why(at.departure, at.process, at.names, today=at.today, viewer=at.viewer),
        ahead=shown.ahead,
        deadlines=[view for view in deadline_views(shown) if view.is_open],
        steps=tuple(
            views.step(step)
            for step in at.departure.steps.values()
            if at.is_live and (step.is_open or step.awaits_decision)
        ),
        persons=person_views(shown),
        pictures=pictures(shown) if PICTURES in chosen else None,
        history=shown.history if HISTORY in chosen else (),
        has_history=HISTORY in chosen,
    )
