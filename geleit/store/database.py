"""Connections to PostgreSQL: one pool per zone of trust."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from pydantic import SecretStr
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.settings import Settings
from geleit.store.context import NOBODY, SET_CONTEXT, Context
from geleit.store.unreachable import driver_url


class Zone(StrEnum):
    """A zone of trust, with its own login role."""

    WEB = "web"
    AUTHORITY = "authority"
    WORKER = "worker"


_OPTIONS = {
    # Detect a lost peer within seconds, and let no forgotten transaction hold locks for ever.
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "options": "-c statement_timeout=10s -c idle_in_transaction_session_timeout=30s -c timezone=UTC",
}


class _ContextSession(Session):
    """A session that begins every transaction with its context, also an empty one.

    A pooled connection can therefore never carry over the context of the request before.
    """


@event.listens_for(_ContextSession, "after_begin")
def _set_context(session: Session, transaction: SessionTransaction, connection: sa.Connection) -> None:
    if not transaction.nested:
        connection.execute(SET_CONTEXT, session.info["context"].values())


_MOMENT = 1.0


class Database:
    """The pools of connections to PostgreSQL. They connect when first needed; `close` closes them."""

    def __init__(self, settings: Settings) -> None:
        self._urls: dict[Zone, SecretStr] = {
            Zone.WEB: settings.database_web,
            Zone.AUTHORITY: settings.database_authority,
            Zone.WORKER: settings.database_worker,
        }
        self._engines: dict[Zone, AsyncEngine] = {}
        self._makers: dict[Zone, async_sessionmaker[AsyncSession]] = {}
        self._pools: dict[Zone, AsyncConnectionPool[AsyncConnection[Any]]] = {}

    @asynccontextmanager
    async def web(self, context: Context) -> AsyncIterator[AsyncSession]:
        """Begin a transaction of a counsellor's or supervisor's page; commit it at the end."""
        async with self._transaction(Zone.WEB, context) as session:
            yield session

    @asynccontextmanager
    async def authority(self, context: Context) -> AsyncIterator[AsyncSession]:
        """Begin a transaction of an authority's page, which reads one table and nothing else."""
        async with self._transaction(Zone.AUTHORITY, context) as session:
            yield session

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[AsyncSession]:
        """Begin a transaction of the worker or of an operator's command, which may see every office."""
        async with self._transaction(Zone.WORKER, NOBODY) as session:
            yield session

    @property
    def worker_pool(self) -> AsyncConnectionPool[AsyncConnection[Any]]:
        """Return the worker's plain connections, one transaction a statement; `open` opens them."""
        return self.pool(Zone.WORKER)

    @asynccontextmanager
    async def plain(self, zone: Zone) -> AsyncIterator[AsyncConnection[Any]]:
        """Take a plain connection from the zone's pool, without a context; commit at the end."""
        pool = self.pool(zone)
        await pool.open()
        async with pool.connection() as connection, connection.transaction():
            yield connection

    @asynccontextmanager
    async def dedicated(self, zone: Zone, *, autocommit: bool = False) -> AsyncIterator[AsyncConnection[Any]]:
        """Connect outside the pools and without time limits: to LISTEN, to rebuild, to load."""
        options = _OPTIONS | {"options": "-c timezone=UTC"}
        connection = await AsyncConnection.connect(
            driver_url(self._urls[zone]), autocommit=autocommit, **_psycopg(options)
        )
        async with connection:
            yield connection

    async def open(self) -> None:
        """Open the worker's pool, so that the first command does not wait for it."""
        await self.worker_pool.open()

    async def close(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            await pool.close()
        for engine in self._engines.values():
            await engine.dispose()
        self._pools.clear()
        self._makers.clear()
        self._engines.clear()

    def engine(self, zone: Zone) -> AsyncEngine:
        """Return the zone's engine."""
        if zone not in self._engines:
            url = make_url(driver_url(self._urls[zone])).set(drivername="postgresql+psycopg")
            self._engines[zone] = create_async_engine(
                url,
                pool_size=8,
                max_overflow=8,
                pool_timeout=5,
                pool_pre_ping=True,
                connect_args=_OPTIONS,
                hide_parameters=True,  # errors are logged, and the parameters may be names
            )
        return self._engines[zone]

    def pool(self, zone: Zone) -> AsyncConnectionPool[AsyncConnection[Any]]:
        """Return the zone's pool of plain connections, not yet open."""
        if zone not in self._pools:
            self._pools[zone] = AsyncConnectionPool(
                driver_url(self._urls[zone]),
                min_size=1,
                max_size=16,
                timeout=5,
                kwargs=_psycopg(_OPTIONS) | {"autocommit": True},
                check=_Checked(),
                name=zone,
                open=False,
            )
        return self._pools[zone]

    @asynccontextmanager
    async def _transaction(self, zone: Zone, context: Context) -> AsyncIterator[AsyncSession]:
        if zone not in self._makers:
            self._makers[zone] = async_sessionmaker(
                self.engine(zone),
                class_=AsyncSession,
                sync_session_class=_ContextSession,
                expire_on_commit=False,
            )
        async with self._makers[zone](info={"context": context}) as session, session.begin():
            yield session


class _Checked:
    """Pool check: whether a connection works, unless it was used a moment ago.

    If it broke within that moment its user gets an error and tries again, which everything that uses these
    pools can.
    """

    def __init__(self) -> None:
        self._used: WeakKeyDictionary[AsyncConnection[Any], float] = WeakKeyDictionary()

    async def __call__(self, connection: AsyncConnection[Any]) -> None:
        """Raise psycopg's OperationalError if it does not work."""
        now = monotonic()
        if now - self._used.get(connection, 0.0) > _MOMENT:
            await AsyncConnectionPool.check_connection(connection)
        self._used[connection] = now


def _psycopg(options: dict[str, Any]) -> dict[str, Any]:
    # Statements of the hot path are prepared at their first use.
    return options | {"prepare_threshold": 1}


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """Open PostgreSQL for as long as the block lasts: for a command that does one thing and ends."""
    database = Database(settings)
    try:
        yield database
    finally:
        await database.close()
