"""What it looks like when PostgreSQL cannot be reached: nothing has changed, and it is worth trying again."""

import psycopg
from sqlalchemy import exc

UNREACHABLE: tuple[type[Exception], ...] = (
    exc.OperationalError,
    exc.InterfaceError,
    exc.TimeoutError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
)
"""Refused and lost connections, a full pool, a statement over its time."""
