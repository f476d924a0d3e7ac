"""Finding one row in one round trip: for what has to be known before a request's own transaction begins.

A transaction of SQLAlchemy's costs four round trips more, and each of them wakes two processes up.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa
from psycopg.rows import namedtuple_row

from store.database import NOBODY, SET_CONTEXT, Context, Database, Zone


async def look_up(
    database: Database, context: Context, statement: sa.Select[Any], values: Mapping[str, object]
) -> Any | None:
    """The row that a reading statement of the web finds on behalf of `context`; None if there is none.

    Values come as PostgreSQL has them: text where a column of the table has an enumeration. The statement has
    to be one that lives as long as the program.
    """
    pool, dialect = database.pool(Zone.WEB), database.engine(Zone.WEB).dialect
    await pool.open()
    async with pool.connection() as connection:
        cursor = connection.cursor(row_factory=namedtuple_row)
        if context == NOBODY:
            await cursor.execute(_text(statement, dialect), values)
        else:
            async with connection.pipeline(), connection.transaction():
                await connection.execute(_text(SET_CONTEXT, dialect), context.values())
                await cursor.execute(_text(statement, dialect), values)
        return await cursor.fetchone()


@cache
def _text(statement: sa.ClauseElement, dialect: sa.Dialect) -> str:
    return str(statement.compile(dialect=dialect))
