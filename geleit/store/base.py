"""The base of all tables: names of constraints, and types of columns."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

MOMENT = sa.DateTime(timezone=True)
JSON = JSONB()
ORDERED_JSON = postgresql.JSON()
"""Keeps the order of keys, unlike jsonb: the steps of a departure are in the order of the plan."""


def coded(kind: type[StrEnum]) -> sa.Enum:
    """Return the type of a column that stores the enumeration's values as plain text.

    A new member needs no migration.
    """
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


def references(row_class: type[SQLModel]) -> str:
    """Return the name of another table's `id`, for a foreign key.

    SQLAlchemy finds a table by its name only once its class is imported, which naming the class here does.
    """
    return f"{row_class.__tablename__}.id"
