"""Migrate the database to this release, and refuse to go on where row-level security would not hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from pydantic import SecretStr
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from geleit.logs import Loggable
from geleit.settings import Settings
from geleit.store.unreachable import driver_url

_LOCK = 0x6765_6C65_6974
"""The lock of a migration: of two programs that migrate at the same time, the second waits."""


class UnsafeDatabaseError(Loggable):
    """Row-level security would not hold in this database; the message says in one sentence why."""


def upgrade(settings: Settings) -> None:
    """Run every pending migration as the owner; harmless if there is none. Raise UnsafeDatabaseError."""
    with owner_connection(settings) as connection:
        connection.exec_driver_sql(f"select pg_advisory_lock({_LOCK})")
        connection.commit()
        command.upgrade(alembic_config(connection), "head")
        connection.commit()
    check_roles(settings)


@contextmanager
def owner_connection(settings: Settings) -> Iterator[Connection]:
    """Connect as the role that owns the tables: for migrations and for nothing else."""
    url = make_url(driver_url(settings.database_owner)).set(drivername="postgresql+psycopg")
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's configuration for a connection that is already open."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def check_roles(settings: Settings) -> None:
    """Raise UnsafeDatabaseError unless the policies apply to every login role of the programs."""
    for url in (settings.database_web, settings.database_authority, settings.database_worker):
        _check_role(url)


def _check_role(url: SecretStr) -> None:
    with psycopg.connect(driver_url(url), autocommit=True) as connection:
        row = connection.execute(_ROLE).fetchone()
    if row is None:
        raise UnsafeDatabaseError("PostgreSQL does not know the role that Geleit logs in with.")
    role, is_superuser, may_bypass, owns = row
    if is_superuser:
        raise UnsafeDatabaseError(f"The role {role} is a superuser: row-level security does not bind it.")
    if may_bypass:
        raise UnsafeDatabaseError(f"The role {role} has BYPASSRLS: row-level security does not bind it.")
    if owns:
        raise UnsafeDatabaseError(f"The role {role} owns tables and could switch off row-level security.")


_ROLE = """
select rolname, rolsuper, rolbypassrls, exists (
    select from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname = 'public' and relkind in ('r', 'p', 'v', 'm') and pg_has_role(rolname, relowner, 'MEMBER')
)
from pg_roles where rolname = current_user
"""
