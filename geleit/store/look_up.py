"""Find one row in one round trip: for what is needed before a request's own transaction begins.

A transaction of SQLAlchemy's costs four more round trips, and each of them wakes two processes. PostgreSQL
runs everything in one message as one transaction, so the context ends with the answer.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa
from psycopg import AsyncClientCursor
from psycopg.rows import namedtuple_row

from geleit.store.context import NOBODY, SET_CONTEXT, Context
from geleit.store.database import Database, Zone


async def look_up(
    database: Database, context: Context, statement: sa.Select[Any], values: Mapping[str, object]
) -> Any | None:
    """Return the row that a query finds with the context of a web request; None if there is none.

    Values come as PostgreSQL returns them: text where a column of the table has an enumeration. The statement
    must be one that lives as long as the program.
    """
    pool, dialect = database.pool(Zone.WEB), database.engine(Zone.WEB).dialect
    await pool.open()
    async with pool.connection() as connection:
        if context == NOBODY:
            found = connection.cursor(row_factory=namedtuple_row)
            await found.execute(_text(statement, dialect), values)
        else:
            # Only a cursor that interpolates the values on the client may send two statements at once.
            found = AsyncClientCursor(connection, row_factory=namedtuple_row)
            both = f"{_text(SET_CONTEXT, dialect)}; {_text(statement, dialect)}"
            await found.execute(both, {**context.values(), **values})
            found.nextset()
        return await found.fetchone()


@cache
def _text(statement: sa.ClauseElement, dialect: sa.Dialect) -> str:
    return str(statement.compile(dialect=dialect))
