"""Everything that can be done on a departure's page, as one table: name in the address -> fields -> command.

A new action is a new entry in the module of its subject; the page, its form, its answers and its address
follow from the entry.
"""

from collections.abc import Mapping

from web.departure.action import Action
from web.departure.consent import CONSENT_ACTIONS
from web.departure.deadlines import DEADLINE_ACTIONS
from web.departure.facts import FACT_ACTIONS
from web.departure.lifecycle import COURSE_ACTIONS
from web.departure.notes import NOTE_ACTIONS
from web.departure.persons import PERSON_ACTIONS
from web.departure.steps import STEP_ACTIONS
from web.departure.travel_documents import PAPER_ACTIONS

ON_A_STEP: Mapping[str, Action] = {action.slug: action for action in STEP_ACTIONS}
"""/vorgaenge/{id}/schritte/{key}/{slug}"""

ON_THE_DEPARTURE: Mapping[str, Action] = {
    action.slug: action
    for action in (
        *COURSE_ACTIONS,
        *FACT_ACTIONS,
        *PERSON_ACTIONS,
        *DEADLINE_ACTIONS,
        *PAPER_ACTIONS,
        *CONSENT_ACTIONS,
        *NOTE_ACTIONS,
    )
}
"""/vorgaenge/{id}/{slug}"""
