"""Compares what is read with what the journal says, departure by departure."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.rows import dict_row

from geleit.domain.departure import Departure, replay
from geleit.domain.enclosure import PersonDetails
from geleit.domain.notes.events import NoteWritten
from geleit.domain.registry import Entry
from geleit.processes import find_process
from geleit.store.journal.entries import FIRST, Connection, departures_after, journals_of
from geleit.store.journal.projection import READ_MODEL, Row, read_model, state_row
from geleit.store.journal.statements import columns, keys
from geleit.store.persons import applicants

_BATCH = 200
_SNAPSHOT = "set transaction isolation level repeatable read read only"
_TABLES = (*READ_MODEL, "departure_state")
_NOT_SHOWN = ("applicant", "sort_key", "state")
_ORPHANS = sql.SQL(
    "select {key} from {table} where not exists (select from journal where departure_id = {table}.{key})"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a table does not say what the journal says. None: there is no such row."""

    departure_id: UUID
    table: str
    row: str
    column: str
    expected: Any
    found: Any

    def __str__(self) -> str:
        """For a log: no names, no texts."""
        place = " ".join(part for part in (self.table, self.row, self.column) if part)
        if self.column in _NOT_SHOWN:
            return f"{self.departure_id}: {place} is not what the journal says"
        return f"{self.departure_id}: {place} is {self.found!r}, the journal says {self.expected!r}"


async def verify(connection: Connection) -> AsyncIterator[Difference]:
    """Every difference. Work may go on meanwhile: each batch is read as of one moment.

    The connection is the worker's, best a dedicated one without time limits.
    """
    after = FIRST
    while True:
        await connection.rollback()
        await connection.execute(_SNAPSHOT)
        ids = await departures_after(connection, after, _BATCH)
        if not ids:
            break
        for difference in await _compare(connection, ids):
            yield difference
        after = ids[-1]
    for table in _TABLES:
        query = _ORPHANS.format(table=sql.Identifier(table), key=sql.Identifier(_id_of(table)))
        async for (departure_id,) in await connection.execute(query):
            yield Difference(departure_id, table, "", "", expected=None, found="a row")
    await connection.rollback()


async def _compare(connection: Connection, ids: Sequence[UUID]) -> list[Difference]:
    journals = await journals_of(connection, ids)
    names = await applicants(connection, ids)
    found = {table: await _rows(connection, table, ids) for table in _TABLES}
    persons = await _numbers(connection, "person", "number", ids)
    notes = await _numbers(connection, "note", "seq", ids)
    differences: list[Difference] = []
    for departure_id, entries in journals.items():
        try:
            departure = replay(entries)
        except (ValueError, KeyError) as error:
            differences.append(
                Difference(departure_id, "journal", "", "", expected="entries in order", found=str(error))
            )
            continue
        expected = _expected(departure, entries, names.get(departure_id))
        for table, rows in expected.items():
            differences += _table_differences(departure_id, table, rows, found[table][departure_id])
        written = {entry.seq for entry in entries if isinstance(entry.event, NoteWritten)}
        numbers = {person.number for person in departure.persons}
        differences += _missing(departure_id, "note", written, notes[departure_id])
        differences += _missing(departure_id, "person", numbers, persons[departure_id])
    return differences


def _expected(
    departure: Departure, entries: Sequence[Entry], applicant: PersonDetails | None
) -> dict[str, list[Row]]:
    process = find_process(departure.process, departure.process_version)
    rows = read_model(departure, at=entries[-1].at, applicant=applicant, process=process)
    return rows | {"departure_state": [state_row(departure)]}


def _table_differences(
    departure_id: UUID, table: str, expected: Iterable[Row], found: Iterable[Row]
) -> Iterator[Difference]:
    wanted, there = ({_key(table, row): row for row in rows} for rows in (expected, found))
    for key in sorted(wanted.keys() | there.keys()):
        if key not in there:
            yield Difference(departure_id, table, key, "", expected="a row", found=None)
        elif key not in wanted:
            yield Difference(departure_id, table, key, "", expected=None, found="a row")
        else:
            for column, value in wanted[key].items():
                if value != there[key][column]:
                    yield Difference(departure_id, table, key, column, value, there[key][column])


def _missing(departure_id: UUID, table: str, wanted: set[int], there: set[int]) -> Iterator[Difference]:
    for number in sorted(wanted - there):
        yield Difference(departure_id, table, str(number), "", expected="a row", found=None)
    for number in sorted(there - wanted):
        yield Difference(departure_id, table, str(number), "", expected=None, found="a row")


def _key(table: str, row: Row) -> str:
    """What tells the row apart from others of the same departure."""
    return " ".join(str(row[key]) for key in keys(table) if key != _id_of(table))


async def _rows(connection: Connection, table: str, ids: Sequence[UUID]) -> dict[UUID, list[Row]]:
    query = sql.SQL("select {} from {} where {} = any(%s)").format(
        sql.SQL(", ").join(map(sql.Identifier, columns(table))),
        sql.Identifier(table),
        sql.Identifier(_id_of(table)),
    )
    rows: dict[UUID, list[Row]] = defaultdict(list)
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query, (list(ids),))
        async for row in cursor:
            rows[row[_id_of(table)]].append(row)
    return rows


async def _numbers(
    connection: Connection, table: str, column: str, ids: Sequence[UUID]
) -> dict[UUID, set[int]]:
    query = sql.SQL("select departure_id, {} from {} where departure_id = any(%s)").format(
        sql.Identifier(column), sql.Identifier(table)
    )
    numbers: dict[UUID, set[int]] = defaultdict(set)
    async for departure_id, number in await connection.execute(query, (list(ids),)):
        numbers[departure_id].add(number)
    return numbers


def _id_of(table: str) -> str:
    return "id" if table == "departure" else "departure_id"
