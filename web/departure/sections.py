"""The page of a departure, as the list of its sections from top to bottom.

A new action is a new entry in the module of its subject; the page, its form, its answers and its address
follow from the entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from web.departure import (
    consent,
    head,
    history,
    lifecycle,
    persons,
    pictures,
    travel_documents,
)
from web.departure.action import About, Action, by_slug
from web.departure.deadlines import view as deadlines
from web.departure.next_move import Choice, choices
from web.departure.outlook_view import DepartureOutlook
from web.departure.section import Area, Section, Shown
from web.departure.situation import Situation
from web.departure.steps import view as steps
from web.departure.why import Why, why


@dataclass(frozen=True, slots=True)
class WhyView:
    """The reason why the departure waits, the ways to go on, and how many of its steps are settled."""

    why: Why
    choices: tuple[Choice, ...]
    done: int
    total: int


def _why(shown: Shown) -> WhyView:
    at = shown.at
    every = at.departure.steps.values()
    return WhyView(
        why=why(at.departure, at.process, at.names, today=at.today, viewer=at.viewer),
        choices=choices(at),
        done=sum(step.is_settled for step in every),
        total=len(every),
    )


def _ahead(shown: Shown) -> DepartureOutlook:
    return shown.ahead


SECTIONS: tuple[Section, ...] = (
    head.SECTION,
    Section("departure/why.html", Area.TOP, view=_why),
    Section("departure/outlook.html", Area.TOP, view=_ahead),
    steps.SECTION,
    deadlines.SECTION,
    travel_documents.SECTION,
    persons.SECTION,
    consent.SECTION,
    lifecycle.SECTION,
    pictures.SECTION,
    history.SECTION,
)

_EVERY = tuple(action for section in SECTIONS for action in section.actions)

ON_A_STEP: Mapping[str, Action[Situation]] = by_slug(
    [action for action in _EVERY if action.about is About.STEP]
)
"""/vorgaenge/{id}/schritte/{key}/{slug}"""

ON_THE_DEPARTURE: Mapping[str, Action[Situation]] = by_slug(
    [action for action in _EVERY if action.about is not About.STEP]
)
"""/vorgaenge/{id}/{slug}"""
