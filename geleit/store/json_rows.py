"""Rows inside a row: the persons of a departure and the like, read as JSON with it in one statement."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, func, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from geleit.domain.enclosure import PersonDetails
from geleit.store.tables import metadata

person = metadata.tables["person"]


def rows_as_json(table: FromClause, *names: str, order: str, where: ColumnElement[bool]) -> ScalarSelect[Any]:
    """These columns of the table's rows as one JSON list; null if there is no row."""
    pairs = [part for name in names for part in (name, table.c[name])]
    row = func.jsonb_build_object(*pairs, type_=JSONB)
    return (
        select(func.jsonb_agg(aggregate_order_by(row, table.c[order]), type_=JSONB))
        .where(where)
        .scalar_subquery()
    )


def persons_of(departure_id: ColumnElement[Any]) -> ScalarSelect[Any]:
    """Who leaves, by number; ``details_of`` reads each."""
    return rows_as_json(
        person,
        *("number", "family_name", "given_name", "birth_date", "nationality"),
        order="number",
        where=person.c.departure_id == departure_id,
    )


def details_of(found: Mapping[str, Any]) -> PersonDetails:
    """One of ``persons_of``, as written down: also a name that a form would refuse today."""
    born = found["birth_date"]
    return PersonDetails.model_construct(
        number=found["number"],
        family_name=found["family_name"],
        given_name=found["given_name"],
        birth_date=date.fromisoformat(born) if born else None,
        nationality=found["nationality"],
    )
