"""Servers and workers are killed with -9 while alarms are raised: each is raised all the same, and once."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from bench.alarms import start_workflows, wait_until_asleep, write_departures
from geleit.domain.dates import today
from geleit.embedded.ports import free_port
from geleit.store.database import Database, Zone
from geleit.store.unreachable import UNREACHABLE
from geleit.temporal.client import connect
from geleit.temporal.maintenance import differences
from tests.faults.system import WholeGeleit

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

DEPARTURES = 60
ASLEEP_WITHIN = timedelta(seconds=12)
PATIENCE = 90.0
RUNG = """
select departure_id from journal
where kind = 'alarm_raised' and (body->>'on')::date = %s and departure_id = any(%s)
"""


@pytest.fixture(scope="module")
def geleit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeGeleit]:
    running = WholeGeleit(tmp_path_factory.mktemp("alarms") / "data", port=str(free_port()))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def database(geleit, run):
    database = Database(geleit.settings)
    yield database
    run(database.close())


async def rung(database: Database, departures: list[UUID], moment: datetime) -> Counter[UUID]:
    """Return how often each alarm was raised; nothing while PostgreSQL is down."""
    try:
        async with database.plain(Zone.WORKER) as connection:
            rows = await connection.execute(RUNG, (today(moment), departures))
            return Counter(row[0] for row in await rows.fetchall())
    except UNREACHABLE:
        return Counter()


@pytest.mark.parametrize("part", ["worker", "postgres", "temporal"])
async def test_every_alarm_rings_once_though_a_part_is_killed(part, geleit, database):
    client = await connect(geleit.settings, database, zone=Zone.WORKER)
    written = await write_departures(database, DEPARTURES, prefix=part.upper())
    moment = datetime.now(UTC) + ASLEEP_WITHIN
    await start_workflows(client, geleit.settings, written, moment)
    await wait_until_asleep(client, geleit.settings)
    assert datetime.now(UTC) < moment, "they have to be asleep before"
    await asyncio.sleep((moment - datetime.now(UTC)).total_seconds() + 0.3)
    departures = list(written)
    assert len(await rung(database, departures, moment)) < DEPARTURES, "some are still to ring"
    geleit.kill(part)
    async with asyncio.timeout(PATIENCE):
        while len(await rung(database, departures, moment)) < DEPARTURES:  # noqa: ASYNC110  # nobody calls
            await asyncio.sleep(0.5)
    await asyncio.sleep(2)  # for who rings twice
    assert await rung(database, departures, moment) == dict.fromkeys(departures, 1)
    assert [str(difference) async for difference in differences(client, database, geleit.settings)] == []
