"""Fixtures for acting on a departure, and for watching what strangers do to it."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from temporalio.client import Client

from geleit.store.database import Zone
from geleit.temporal.watchdog import Watchdog
from tests.temporal.desk import Desk

TEMPORAL = Path(sys.prefix) / "bin" / "temporal"


@pytest.fixture
def desk(dispatcher, counsellor, authority) -> Desk:
    return Desk(dispatcher, counsellor, authority)


@pytest.fixture
def keyless(settings, run) -> Client:
    """Return a client that passes payloads on as they are, without any key."""
    client: Client = run(Client.connect(settings.temporal_address, namespace=settings.temporal_namespace))
    return client


@pytest.fixture
def command_line(settings):
    async def run(*words: str) -> "subprocess.CompletedProcess[str]":
        where = ("--address", settings.temporal_address, "--namespace", settings.temporal_namespace)
        return await asyncio.to_thread(
            subprocess.run,
            [TEMPORAL, *words, *where, "--command-timeout", "5s"],
            capture_output=True,
            text=True,
            errors="replace",  # what is encrypted is no text
            check=False,
        )

    return run


@pytest.fixture
def watchdog(temporal, database, settings) -> Watchdog:
    return Watchdog(temporal, database, settings)


@pytest.fixture
def journal(database, desk):
    async def read():
        async with database.plain(Zone.WORKER) as connection:
            cursor = await connection.execute(
                "select seq, body::text from journal where departure_id = %s order by seq",
                (desk.departure_id,),
            )
            return list(await cursor.fetchall())

    return read
