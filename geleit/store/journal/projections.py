"""The projections of all tables of departures: a new table needs its projection, and an entry here."""

from geleit.store import deadlines, lifecycle, notes, steps
from geleit.store.journal import rows as journal
from geleit.store.journal.projection import Projection
from geleit.store.persons import rows as persons

PROJECTIONS: tuple[Projection, ...] = (
    lifecycle.PROJECTION,
    steps.PROJECTION,
    deadlines.PROJECTION,
    notes.PROJECTION,
    deadlines.AUTHORITY_PROJECTION,
    persons.PROJECTION,
)
"""The read model, in the order in which `execute` writes it."""

WITH_STATE = (*PROJECTIONS, journal.STATE)
"""The read model and the departure itself."""
