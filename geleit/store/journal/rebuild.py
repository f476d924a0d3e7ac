"""Rebuild the read model from the journal: after a change of its shape, or when `verify` finds a fault.

Names, birth dates and the texts of notes are in no event; their rows stay as they are.
"""

from collections.abc import Sequence
from uuid import UUID

from geleit.store.journal import statements
from geleit.store.journal.entries import FIRST, Connection, departures_after, journals_of
from geleit.store.journal.person_statements import applicants
from geleit.store.journal.projection import JournaledDeparture
from geleit.store.journal.projections import PROJECTIONS
from geleit.store.journal.rows import STATE, DepartureStateRow

_BATCH = 200
_LOCK = "select from departure_state where departure_id = any(%s) order by departure_id for update"


async def rebuild(connection: Connection, *, only: Sequence[UUID] = ()) -> int:
    """Rebuild the rows of every departure (or of these only), one batch per transaction; return how many.

    Work goes on meanwhile: a departure is locked while its rows are made. The connection is the worker's,
    best a dedicated one without time limits.
    """
    total = 0
    after = FIRST
    pending = sorted(only)
    while True:
        if only:
            ids, pending = pending[:_BATCH], pending[_BATCH:]
        else:
            ids = await departures_after(connection, after, _BATCH)
        if not ids:
            await connection.commit()
            return total
        await _rebuild(connection, ids)
        await connection.commit()
        total += len(ids)
        after = ids[-1]


async def _rebuild(connection: Connection, ids: Sequence[UUID]) -> None:
    await connection.execute(_LOCK, (list(ids),))
    journals = await journals_of(connection, ids)
    names = await applicants(connection, ids)
    sources = [
        JournaledDeparture.replayed(entries, names.get(departure_id))
        for departure_id, entries in journals.items()
        if entries
    ]
    # Never deleted: a transaction that waits for the lock would find no row.
    states = [row for source in sources for row in STATE.rows(source)]
    await connection.execute(statements.upsert(DepartureStateRow), (statements.rows_json(states),))
    for projection in PROJECTIONS:
        if projection.is_rebuilt:
            rows = [row for source in sources for row in projection.rows(source)]
            await connection.execute(statements.delete_many(projection.row_class), (list(ids),))
            await connection.execute(statements.insert(projection.row_class), (statements.rows_json(rows),))
