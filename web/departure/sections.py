"""The page of a departure: its head, the work, the column beside it, and the tabs, each a list of sections.

A new action is a new entry in the module of its subject, a new tab an entry here; the page, its forms, its
answers and its addresses follow from the entries.
"""

from collections.abc import Mapping

from web.departure import (
    consent,
    head,
    history,
    lifecycle,
    persons,
    pictures,
    side,
    travel_documents,
)
from web.departure.action import About, Action, by_slug
from web.departure.deadlines import view as deadlines
from web.departure.outlook_view import DepartureOutlook
from web.departure.section import Section, Shown, Tab
from web.departure.situation import Situation
from web.departure.steps import turns
from web.departure.steps import view as steps
from web.ui.i18n import N_


def _ahead(shown: Shown) -> DepartureOutlook:
    return shown.ahead


def _persons(shown: Shown) -> int:
    return len(shown.at.departure.persons)


def _open_deadlines(shown: Shown) -> int:
    return sum(deadline.is_open for deadline in shown.at.departure.deadlines.values())


HEAD = head.SECTION
WORK = turns.SECTION
SIDE = side.SECTION

TABS: tuple[Tab, ...] = (
    Tab("", N_("Verlauf & Notizen"), (history.SECTION,)),
    Tab(
        "zeitplan",
        N_("Zeitplan"),
        (Section("departure/outlook.html", view=_ahead), pictures.SECTION, steps.SECTION),
    ),
    Tab("personen", N_("Personen & Dokumente"), (persons.SECTION, travel_documents.SECTION), count=_persons),
    Tab("fristen", N_("Fristen"), (deadlines.SECTION,), count=_open_deadlines),
    Tab("vorgang", N_("Vorgang"), (lifecycle.SECTION, consent.SECTION)),
)

SECTIONS: tuple[Section, ...] = (HEAD, WORK, SIDE, *(section for tab in TABS for section in tab.sections))

ACTIONS = tuple(action for section in SECTIONS for action in section.actions)

ON_A_STEP: Mapping[str, Action[Situation]] = by_slug(
    [action for action in ACTIONS if action.about is About.STEP]
)
"""/vorgaenge/{id}/schritte/{key}/{slug}"""

ON_THE_DEPARTURE: Mapping[str, Action[Situation]] = by_slug(
    [action for action in ACTIONS if action.about is not About.STEP]
)
"""/vorgaenge/{id}/{slug}"""


def find_tab(slug: str) -> Tab:
    """Return the tab with that end of its address; the first one for any other."""
    return next((tab for tab in TABS if tab.slug == slug), TABS[0])


def tab_of(action: Action[Situation]) -> Tab:
    """Return the tab in which an action is offered; the first one for what is offered above the tabs."""
    return next((tab for tab in TABS if any(action in section.actions for section in tab.sections)), TABS[0])
