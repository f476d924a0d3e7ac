"""Statements that write many rows at once: the rows travel as one JSON parameter."""

from collections.abc import Iterable, Sequence

from pydantic_core import to_json
from sqlalchemy import Table

from geleit.store.journal.projection import Row
from geleit.store.tables import metadata


def rows_json(rows: Iterable[Row]) -> str:
    """The parameter of `insert` and `upsert`."""
    return to_json(list(rows)).decode()


def row_json(row: Row) -> str:
    """The parameter of `update`."""
    return to_json(row).decode()


def insert(table: str, *, beside: str | None = None) -> str:
    """Add rows; none of them if ``beside``, another part of the same statement, has no row."""
    names = _names(table)
    return f"insert into {table} ({names}) select {names} from {_given(table)} new{_and(beside)}"  # noqa: S608  # names of our own tables


def upsert(table: str, *, beside: str | None = None) -> str:
    """Add rows, or bring those with the same key to what these say."""
    others = [name for name in columns(table) if name not in keys(table)]
    changes = ", ".join(f"{name} = excluded.{name}" for name in others)
    # Without "where", a join's "on" and the "on" of a conflict could not be told apart.
    new = f"{insert(table, beside=beside)} where true"
    return f"{new} on conflict ({', '.join(keys(table))}) do update set {changes}"


def update(table: str, *, without: Sequence[str] = (), beside: str | None = None) -> str:
    """Change one row, leaving the columns ``without`` as they are.

    PostgreSQL takes a set of rows for a hundred and would read the whole table to find them.
    """
    others = [name for name in columns(table) if name not in (*keys(table), *without)]
    changes = ", ".join(f"{name} = new.{name}" for name in others)
    same = " and ".join(f"old.{name} = new.{name}" for name in keys(table))
    return f"update {table} old set {changes} from {_given(table, 'record')} new{_and(beside)} where {same}"  # noqa: S608  # our own tables


def columns(table: str) -> list[str]:
    """The columns that are written; the database works out the generated ones."""
    return [column.name for column in _table(table).columns if not column.computed]


def keys(table: str) -> list[str]:
    """The columns that tell one row from another."""
    return [column.name for column in _table(table).primary_key]


def _given(table: str, kind: str = "recordset") -> str:
    return f"json_populate_{kind}(null::{table}, %s::json)"


def _and(beside: str | None) -> str:
    return f", {beside}" if beside else ""


def _names(table: str) -> str:
    return ", ".join(columns(table))


def _table(table: str) -> Table:
    return metadata.tables[table]
