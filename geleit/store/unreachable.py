"""The errors of a PostgreSQL that cannot be reached: nothing has changed, and it is worth trying again."""

import psycopg
from pydantic import SecretStr
from sqlalchemy import exc

from geleit.logs import Loggable


class NoAddressError(Loggable):
    """Nobody has said where PostgreSQL is."""


UNREACHABLE: tuple[type[Exception], ...] = (
    exc.OperationalError,
    exc.InterfaceError,
    exc.TimeoutError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    NoAddressError,
)
"""Refused and lost connections, a full pool, a statement over its time, no address at all."""


def address(url: SecretStr) -> str:
    """Return the URL as PostgreSQL's drivers take it. Raise NoAddressError if it is empty.

    With an empty one libpq would go to whatever server this machine happens to run.
    """
    if not url.get_secret_value():
        raise NoAddressError("no PostgreSQL is set, and no `geleit up` runs in the data folder")
    return url.get_secret_value()
