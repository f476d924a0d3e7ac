"""The offices of whoever asks, as the policies know them: lists are read office by office.

An index begins with the office, so each office's rows come from it in the right order; the first of all are
the first among these. Asked for all offices at once, PostgreSQL would have to sort everything they have.
"""

from sqlalchemy import ARRAY, FromClause, Uuid, cast, func, select

_IDS = func.string_to_array(func.nullif(func.current_setting("app.offices", True), ""), ",")


def own_offices() -> FromClause:
    """A table of ids, one row an office."""
    return select(func.unnest(cast(_IDS, ARRAY(Uuid))).label("id")).subquery("own")
