"""Writes many departures at once, each with all that has happened to it: for the demo and for measuring."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple, Protocol

from geleit.domain.departure import Departure
from geleit.domain.enclosure import PersonDetails
from geleit.domain.notes.events import NoteWritten
from geleit.domain.registry import Entry
from geleit.processes import find_process
from geleit.store import persons
from geleit.store.journal import statements
from geleit.store.journal.entries import Connection, journal_row
from geleit.store.journal.projection import READ_MODEL, Row, note_row, read_model, state_row
from geleit.store.persons import APPLICANT, person_row

_BATCH = 200


class History(Protocol):
    """All that is known of a departure: its journal, where it leads, names, and the notes by their seq."""

    @property
    def entries(self) -> Sequence[Entry]: ...

    @property
    def departure(self) -> Departure: ...

    @property
    def persons(self) -> Sequence[PersonDetails]: ...

    @property
    def notes(self) -> Mapping[int, str]: ...


async def insert_departures(connection: Connection, histories: Iterable[History]) -> int:
    """Write them, a few hundred to a transaction; answers how many.

    The connection is the worker's, best a dedicated one without time limits. Raises psycopg's
    UniqueViolation if one of the departures is there already.
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
    rows = _rows_of(batch)
    statement = {table: statements.insert(table) for table in rows} | {"person": persons.UPSERT}
    parameters = [(statement[table], statements.rows_json(rows[table])) for table in rows]
    return _Parameters(len(batch), parameters)


async def _write(connection: Connection, parameters: _Parameters) -> None:
    for statement, rows in parameters.rows:
        await connection.execute(statement, (rows,))
    await connection.commit()


def _rows_of(batch: Iterable[History]) -> dict[str, list[Row]]:
    tables = ("journal", "departure_state", *READ_MODEL, "note", "person")
    rows: dict[str, list[Row]] = {table: [] for table in tables}
    for history in batch:
        departure = history.departure
        details = {person.number: person for person in history.persons}
        ids = {"departure_id": departure.departure_id, "office_id": departure.office_id}
        made = read_model(
            departure,
            at=history.entries[-1].at,
            applicant=details.get(APPLICANT),
            process=find_process(departure.process, departure.process_version),
        )
        for table, new in made.items():
            rows[table] += new
        rows["departure_state"].append(state_row(departure))
        rows["journal"] += [journal_row(entry, **ids) for entry in history.entries]
        rows["person"] += [
            person_row(details[person.number], person=person, **ids) for person in departure.persons
        ]
        rows["note"] += [
            note_row(entry, entry.event, history.notes[entry.seq], **ids)
            for entry in history.entries
            if isinstance(entry.event, NoteWritten)
        ]
    return rows
