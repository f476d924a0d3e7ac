"""Statements that write many rows at once: the rows travel as one JSON parameter."""

from collections.abc import Iterable, Sequence

from pydantic_core import to_json
from sqlalchemy import Table

from store.projection import Row
from store.tables import metadata


def rows_json(rows: Iterable[Row]) -> str:
    """The parameter of the statements here."""
    return to_json(list(rows)).decode()


def insert(table: str) -> str:
    """Add rows."""
    names = _names(table)
    return (
        f"insert into {table} ({names}) select {names} from json_populate_recordset(null::{table}, %s::json)"  # noqa: S608  # names of our own tables
    )


def upsert(table: str) -> str:
    """Add rows, or bring those with the same key to what these say."""
    others = [name for name in columns(table) if name not in keys(table)]
    changes = ", ".join(f"{name} = excluded.{name}" for name in others)
    return f"{insert(table)} on conflict ({', '.join(keys(table))}) do update set {changes}"


def update(table: str, *, without: Sequence[str]) -> str:
    """Change rows that exist, leaving the columns ``without`` as they are."""
    others = [name for name in columns(table) if name not in (*keys(table), *without)]
    changes = ", ".join(f"{name} = new.{name}" for name in others)
    same = " and ".join(f"old.{name} = new.{name}" for name in keys(table))
    return f"update {table} old set {changes} from {_given(table)} new where {same}"  # noqa: S608  # our own tables


def columns(table: str) -> list[str]:
    """The columns that are written; the database works out the generated ones."""
    return [column.name for column in _table(table).columns if not column.computed]


def keys(table: str) -> list[str]:
    """The columns that tell one row from another."""
    return [column.name for column in _table(table).primary_key]


def _given(table: str) -> str:
    return f"json_populate_recordset(null::{table}, %s::json)"


def _names(table: str) -> str:
    return ", ".join(columns(table))


def _table(table: str) -> Table:
    return metadata.tables[table]
