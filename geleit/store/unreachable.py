"""The errors of an unreachable PostgreSQL: nothing has changed, and a retry makes sense."""

import psycopg
from pydantic import SecretStr
from sqlalchemy import exc

from geleit.logs import Loggable


class NoAddressError(Loggable):
    """The address of PostgreSQL is not set."""


UNREACHABLE: tuple[type[Exception], ...] = (
    exc.OperationalError,
    exc.InterfaceError,
    exc.TimeoutError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    NoAddressError,
)
"""Refused and lost connections, a full pool, a statement over its time, no address at all."""


def driver_url(url: SecretStr) -> str:
    """Return the URL for PostgreSQL's drivers. Raise NoAddressError if it is empty.

    With an empty one libpq would connect to whatever server this machine happens to run.
    """
    if not url.get_secret_value():
        raise NoAddressError("no PostgreSQL is set, and no `geleit up` runs in the data folder")
    return url.get_secret_value()
