"""Rows inside a row: the persons of a departure and the like, read with it as JSON in one statement."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, SQLColumnExpression, func, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by


def rows_as_json(
    fields: Mapping[str, SQLColumnExpression[Any]],
    *,
    order: SQLColumnExpression[Any],
    where: ColumnElement[bool],
) -> ScalarSelect[Any]:
    """Return these fields of a table's rows as one JSON list of objects; null if there are none."""
    pairs = [part for field in fields.items() for part in field]
    row = func.jsonb_build_object(*pairs, type_=JSONB)
    return select(func.jsonb_agg(aggregate_order_by(row, order), type_=JSONB)).where(where).scalar_subquery()
