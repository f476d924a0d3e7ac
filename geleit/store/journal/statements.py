"""Statements that write many rows at once: the rows travel as one JSON parameter."""

from collections.abc import Iterable
from functools import cache
from typing import cast

from pydantic_core import to_json
from sqlalchemy import Table, inspect
from sqlmodel import SQLModel

from geleit.store.journal.projection import Row


def rows_json(rows: Iterable[Row]) -> str:
    """Return the parameter of `insert` and `upsert`."""
    return to_json(list(rows)).decode()


def row_json(row: Row) -> str:
    """Return the parameter of `update`."""
    return to_json(row).decode()


@cache
def insert(row_class: type[SQLModel], *, beside: str | None = None) -> str:
    """Add rows; none of them if ``beside``, another part of the same statement, has no row."""
    table = name_of(row_class)
    names = ", ".join(columns(row_class))
    return f"insert into {table} ({names}) select {names} from {_given(table)} new{_and(beside)}"  # noqa: S608  # names of our own tables


@cache
def upsert(row_class: type[SQLModel], *, beside: str | None = None) -> str:
    """Add rows, or update those with the same key."""
    others = [name for name in columns(row_class) if name not in keys(row_class)]
    changes = ", ".join(f"{name} = excluded.{name}" for name in others)
    # Without "where", a join's "on" and the "on" of a conflict could not be told apart.
    new = f"{insert(row_class, beside=beside)} where true"
    return f"{new} on conflict ({', '.join(keys(row_class))}) do update set {changes}"


@cache
def update(row_class: type[SQLModel], only: frozenset[str], *, beside: str | None = None) -> str:
    """Change these columns of one row.

    PostgreSQL takes a set of rows for a hundred and would read the whole table to find them.
    """
    table = name_of(row_class)
    changed = [name for name in columns(row_class) if name in only and name not in keys(row_class)]
    changes = ", ".join(f"{name} = new.{name}" for name in changed)
    same = " and ".join(f"old.{name} = new.{name}" for name in keys(row_class))
    return f"update {table} old set {changes} from {_given(table, 'record')} new{_and(beside)} where {same}"  # noqa: S608  # our own tables


@cache
def delete(row_class: type[SQLModel], *, beside: str) -> str:
    """Delete the rows of one departure, if ``beside`` has a row."""
    return f"delete from {name_of(row_class)} using {beside} where {departure_column(row_class)} = %s"  # noqa: S608  # our own tables


@cache
def delete_many(row_class: type[SQLModel]) -> str:
    """Delete the rows of many departures."""
    return f"delete from {name_of(row_class)} where {departure_column(row_class)} = any(%s)"  # noqa: S608  # our own tables


def name_of(row_class: type[SQLModel]) -> str:
    """Return the name of the table."""
    return _table(row_class).name


@cache
def columns(row_class: type[SQLModel]) -> tuple[str, ...]:
    """Return the columns that are written; the database works out the generated ones."""
    return tuple(column.name for column in _table(row_class).columns if not column.computed)


@cache
def keys(row_class: type[SQLModel]) -> tuple[str, ...]:
    """Return the columns of the primary key."""
    return tuple(column.name for column in _table(row_class).primary_key)


def departure_column(row_class: type[SQLModel]) -> str:
    """Return the column with the id of the departure."""
    return keys(row_class)[0]


def _given(table: str, kind: str = "recordset") -> str:
    return f"json_populate_{kind}(null::{table}, %s::json)"


def _and(beside: str | None) -> str:
    return f", {beside}" if beside else ""


def _table(row_class: type[SQLModel]) -> Table:
    return cast("Table", inspect(row_class).local_table)
