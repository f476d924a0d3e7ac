"""Compare the read model with the journal, departure by departure."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.rows import dict_row
from sqlmodel import SQLModel

from geleit.store.journal.entries import FIRST, Connection, departures_after, journals_of
from geleit.store.journal.person_statements import applicants
from geleit.store.journal.projection import JournaledDeparture, Projection, Row
from geleit.store.journal.projections import WITH_STATE
from geleit.store.journal.statements import columns, departure_column, keys, name_of

_BATCH = 200
_SNAPSHOT = "set transaction isolation level repeatable read read only"
_NOT_SHOWN = ("applicant", "sort_key", "state")
_ORPHANS = sql.SQL(
    "select {key} from {table} where not exists (select from journal where departure_id = {table}.{key})"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where a table differs from the journal. None: there is no such row."""

    departure_id: UUID
    table: str
    row: str
    column: str
    expected: Any
    found: Any

    def __str__(self) -> str:
        """Describe it for a log: no names, no texts."""
        place = " ".join(part for part in (self.table, self.row, self.column) if part)
        if self.column in _NOT_SHOWN:
            return f"{self.departure_id}: {place} is not what the journal says"
        return f"{self.departure_id}: {place} is {self.found!r}, the journal says {self.expected!r}"


async def verify(connection: Connection) -> AsyncIterator[Difference]:
    """Yield every difference. Work may go on meanwhile: each batch is read as of one moment.

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
    for projection in WITH_STATE:
        if projection.is_rebuilt:
            async for difference in _orphans(connection, projection):
                yield difference
    await connection.rollback()


async def _orphans(connection: Connection, projection: Projection) -> AsyncIterator[Difference]:
    """Yield the rows without a journal."""
    table, key = name_of(projection.row_class), departure_column(projection.row_class)
    query = _ORPHANS.format(table=sql.Identifier(table), key=sql.Identifier(key))
    async for (departure_id,) in await connection.execute(query):
        yield Difference(departure_id, table, "", "", expected=None, found="a row")


async def _compare(connection: Connection, ids: Sequence[UUID]) -> list[Difference]:
    journals = await journals_of(connection, ids)
    names = await applicants(connection, ids)
    found = {projection: await _rows(connection, projection, ids) for projection in WITH_STATE}
    differences: list[Difference] = []
    for departure_id, entries in journals.items():
        try:
            source = JournaledDeparture.replayed(entries, names.get(departure_id))
        except (ValueError, KeyError) as error:
            differences.append(
                Difference(departure_id, "journal", "", "", expected="entries in order", found=str(error))
            )
            continue
        for projection in WITH_STATE:
            expected = _compared(projection, projection.rows(source))
            differences += _table_differences(
                departure_id, projection, expected, found[projection][departure_id]
            )
    return differences


def _compared_columns(projection: Projection) -> tuple[str, ...]:
    """Return the columns to compare: for names and notes only the primary key."""
    return columns(projection.row_class) if projection.is_rebuilt else keys(projection.row_class)


def _compared(projection: Projection, rows: Iterable[Row]) -> Iterator[Row]:
    wanted = _compared_columns(projection)
    return ({column: row[column] for column in wanted if column in row} for row in rows)


def _table_differences(
    departure_id: UUID, projection: Projection, expected: Iterable[Row], found: Iterable[Row]
) -> Iterator[Difference]:
    row_class = projection.row_class
    table = name_of(row_class)
    wanted, there = ({_key(row_class, row): row for row in rows} for rows in (expected, found))
    for key in sorted(wanted.keys() | there.keys()):
        if key not in there:
            yield Difference(departure_id, table, key, "", expected="a row", found=None)
        elif key not in wanted:
            yield Difference(departure_id, table, key, "", expected=None, found="a row")
        else:
            for column, value in wanted[key].items():
                if value != there[key][column]:
                    yield Difference(departure_id, table, key, column, value, there[key][column])


def _key(row_class: type[SQLModel], row: Row) -> str:
    """Return the row's key within its departure."""
    return " ".join(str(row[key]) for key in keys(row_class)[1:])


async def _rows(connection: Connection, projection: Projection, ids: Sequence[UUID]) -> dict[UUID, list[Row]]:
    key = departure_column(projection.row_class)
    query = sql.SQL("select {} from {} where {} = any(%s)").format(
        sql.SQL(", ").join(map(sql.Identifier, _compared_columns(projection))),
        sql.Identifier(name_of(projection.row_class)),
        sql.Identifier(key),
    )
    rows: dict[UUID, list[Row]] = defaultdict(list)
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query, (list(ids),))
        async for row in cursor:
            rows[row[key]].append(row)
    return rows
