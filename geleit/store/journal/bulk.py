"""Write the histories of many departures at once: for the demo and for measurements."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple, Protocol

from geleit.domain.departure import Departure
from geleit.domain.enclosure import PersonDetails
from geleit.domain.registry import Entry
from geleit.processes import find_process
from geleit.store.journal import statements
from geleit.store.journal.entries import Connection, journal_row
from geleit.store.journal.projection import JournaledDeparture
from geleit.store.journal.projections import WITH_STATE
from geleit.store.journal.rows import JournalRow

_BATCH = 200


class History(Protocol):
    """The history of a departure: its journal, final state, names, and the notes by their seq."""

    @property
    def entries(self) -> Sequence[Entry]: ...

    @property
    def departure(self) -> Departure: ...

    @property
    def persons(self) -> Sequence[PersonDetails]: ...

    @property
    def notes(self) -> Mapping[int, str]: ...


async def insert_departures(connection: Connection, histories: Iterable[History]) -> int:
    """Write the departures, a few hundred per transaction; return how many.

    The connection is the worker's, best a dedicated one without time limits. Raise psycopg's UniqueViolation
    if one of the departures exists already.
    """
    total = 0
    batches = _batches(histories)
    writing: asyncio.Task[None] | None = None
    # The next batch is made while PostgreSQL is busy with this one.
    while parameters := await asyncio.to_thread(_next, batches):
        if writing:
            await writing
        writing = asyncio.create_task(_write(connection, parameters))
        total += parameters.size
    if writing:
        await writing
    return total


class _Parameters(NamedTuple):
    """The rows of a batch of departures, by statement."""

    size: int
    rows: list[tuple[str, str]]


def _batches(histories: Iterable[History]) -> Iterator[list[History]]:
    iterator = iter(histories)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


def _next(batches: Iterator[list[History]]) -> _Parameters | None:
    batch = next(batches, None)
    if batch is None:
        return None
    sources = [_source(history) for history in batch]
    journal = [journal_row(entry, source.departure) for source in sources for entry in source.entries]
    rows = [(statements.insert(JournalRow), journal)]
    for projection in WITH_STATE:
        statement = projection.own_statement or statements.insert(projection.row_class)
        rows.append((statement, [row for source in sources for row in projection.rows(source)]))
    return _Parameters(len(batch), [(statement, statements.rows_json(new)) for statement, new in rows])


def _source(history: History) -> JournaledDeparture:
    departure = history.departure
    return JournaledDeparture(
        departure=departure,
        entries=history.entries,
        process=find_process(departure.process, departure.process_version),
        persons={person.number: person for person in history.persons},
        notes=history.notes,
    )


async def _write(connection: Connection, parameters: _Parameters) -> None:
    for statement, rows in parameters.rows:
        await connection.execute(statement, (rows,))
    await connection.commit()
