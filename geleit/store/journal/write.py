"""Write the changes of a command: the one guarded statement.

It has one part for each table; all are written or none, in one round trip.
"""

from collections.abc import Iterator
from functools import cache

from psycopg.errors import UniqueViolation
from pydantic_core import to_json
from sqlmodel import SQLModel

from geleit.domain.departure import Departure
from geleit.domain.refusal import request_reused
from geleit.domain.registry import AnyCommand
from geleit.store.journal import statements
from geleit.store.journal.entries import Connection
from geleit.store.journal.projection import Row
from geleit.store.journal.row_changes import CommandChanges
from geleit.store.journal.rows import ONE_DEPARTURE, JournalRow

CHANNEL = "departures"
"""The channel on which every change is announced, as ``{"departure": id, "version": n}``."""

# Every other part of the statement depends on this one: it has no row if the departure changed since it was
# read, or if the request was executed before.
_UNCHANGED = "unchanged"
_STATE = """
update departure_state set version = %s, state = %s::json
where departure_id = %s and version = %s
    and not exists (select from journal where departure_id = %s and request_id = %s)
returning true as found
"""
_NOTIFY = f"select pg_notify(%s, %s) from {_UNCHANGED}"  # noqa: S608  # a name of ours


async def write_if_unchanged(
    connection: Connection, rows: CommandChanges, command: AnyCommand, *, before: Departure | None
) -> bool:
    """Write everything but persons. Return False, having written nothing, if the departure has changed.

    Raise Reused if the same request of the same account was executed on another departure.
    """
    after = rows.after
    parts = list(_parts(rows, is_new=before is None))
    state = after.model_dump_json(exclude_defaults=True)
    ids = (after.departure_id, command.request_id)
    values: list[object] = [after.version, state, after.departure_id, before.version if before else 0, *ids]
    values += [value for _, value in parts]
    together = _together(tuple(statement for statement, _ in parts))
    try:
        done = await connection.execute(together, [*values, CHANNEL, _announcement(after)])
    except UniqueViolation as error:
        if error.diag.constraint_name == ONE_DEPARTURE:
            raise request_reused() from error
        raise
    return done.rowcount == 1


def _parts(rows: CommandChanges, *, is_new: bool) -> Iterator[tuple[str, object]]:
    """Yield the parts that depend on the guard, each with its parameter."""
    yield statements.insert(JournalRow, beside=_UNCHANGED), statements.rows_json(rows.journal)
    for table, changes in rows.written_with_guard():
        if table.is_single:
            yield from _single_rows(table.row_class, changes.rows, is_new=is_new)
        elif changes.rows:
            write = statements.insert if table.is_append_only else statements.upsert
            yield write(table.row_class, beside=_UNCHANGED), statements.rows_json(changes.rows)
        if changes.is_withdrawn:
            yield statements.delete(table.row_class, beside=_UNCHANGED), rows.after.departure_id


def _single_rows(row_class: type[SQLModel], rows: list[Row], *, is_new: bool) -> Iterator[tuple[str, object]]:
    for row in rows:
        if is_new:
            yield statements.insert(row_class, beside=_UNCHANGED), statements.rows_json([row])
        else:
            yield statements.update(row_class, frozenset(row), beside=_UNCHANGED), statements.row_json(row)


@cache
def _together(parts: tuple[str, ...]) -> str:
    """Combine many statements in one: each costs as much time here as in PostgreSQL."""
    named = "".join(f", part_{number} as ({part})" for number, part in enumerate(parts))
    return f"with {_UNCHANGED} as ({_STATE}){named} {_NOTIFY}"


def _announcement(departure: Departure) -> str:
    """Return the payload of the announcement. Ids only: whoever may LISTEN reads it."""
    return to_json({"departure": departure.departure_id, "version": departure.version}).decode()
