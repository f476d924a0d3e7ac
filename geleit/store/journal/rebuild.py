"""Makes the read model anew from the journal: after a change of its shape, or when `verify` finds a fault.

Names, birth dates and the texts of notes are in no event; their rows stay as they are.
"""

from collections.abc import Sequence
from uuid import UUID

from psycopg import sql

from geleit.domain.departure import replay
from geleit.processes import find_process
from geleit.store.journal import statements
from geleit.store.journal.entries import FIRST, Connection, departures_after, journals_of
from geleit.store.journal.projection import READ_MODEL, Row, read_model, state_row
from geleit.store.persons import applicants

_BATCH = 200
_LOCK = "select from departure_state where departure_id = any(%s) order by departure_id for update"
_STATE = statements.upsert("departure_state")


async def rebuild(connection: Connection, *, only: Sequence[UUID] = ()) -> int:
    """Make the rows of every departure (or only these) anew, a batch to a transaction; answers how many.

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
    rows: dict[str, list[Row]] = {table: [] for table in READ_MODEL}
    states: list[Row] = []
    for departure_id, entries in journals.items():
        if not entries:
            continue
        departure = replay(entries)
        made = read_model(
            departure,
            at=entries[-1].at,
            applicant=names.get(departure_id),
            process=find_process(departure.process, departure.process_version),
        )
        for table, new in made.items():
            rows[table] += new
        states.append(state_row(departure))
    await connection.execute(_STATE, (statements.rows_json(states),))
    for table, new in rows.items():
        key = "id" if table == "departure" else "departure_id"
        delete = sql.SQL("delete from {} where {} = any(%s)")
        await connection.execute(delete.format(sql.Identifier(table), sql.Identifier(key)), (list(ids),))
        await connection.execute(statements.insert(table), (statements.rows_json(new),))
