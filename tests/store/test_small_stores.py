"""Numbers, offices and keys."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from geleit.domain.calendar import Land
from geleit.store.context import NOBODY
from geleit.store.database import Zone
from geleit.store.directory import offices
from geleit.store.directory.numbers import next_number
from geleit.store.imports import runs
from geleit.store.journal.keys import DepartureKeys, UnknownKeyError, master_key
from tests.fixtures.store import context_of


async def test_numbers_count_per_office_and_year_and_nobody_gets_the_same(database, office, counsellor):
    async def draw() -> str:
        async with database.web(context_of(counsellor)) as session:
            return await next_number(session, office, 2026)

    numbers = await asyncio.gather(*(draw() for _ in range(10)))
    assert sorted(numbers) == [f"{office.prefix}-2026-{count:04}" for count in range(1, 11)]
    async with database.web(context_of(counsellor)) as session:
        assert await next_number(session, office, 2027) == f"{office.prefix}-2027-0001"


async def test_what_could_not_be_written_does_not_stand_in_the_error(database):
    with pytest.raises(IntegrityError) as error:
        async with database.worker() as session:
            await runs.add_run(
                session,
                office_id=uuid4(),
                account_id=None,
                file_name="Geheimnis.csv",
                parsed='[1,"Name"]\n[2,"Geheimnis"]',
                now=datetime.now(UTC),
            )
    assert "import_run" in str(error.value)
    assert "Geheimnis" not in str(error.value)


async def test_an_authority_is_made_once_however_often_it_is_named(database):
    name = f"Kreis Plön {uuid4()}"

    async def by_name() -> object:
        async with database.web(NOBODY) as session:
            return (await offices.authority_by_name(session, f"  {name} ", land=Land.SH)).id

    assert len(set(await asyncio.gather(*(by_name() for _ in range(5))))) == 1


async def test_web_and_worker_agree_on_the_key_of_a_departure(database, settings):
    departure_id = uuid4()
    master = master_key(settings)
    both = [DepartureKeys(database, master, zone=zone) for zone in (Zone.WEB, Zone.WORKER)]
    keys = await asyncio.gather(*(part.get(departure_id) for part in both * 5))
    assert len(set(keys)) == 1
    assert len(keys[0]) == 32
    assert await both[0].get(uuid4()) != keys[0]


async def test_the_key_cannot_be_read_without_the_master_key_or_after_its_end(database, settings):
    departure_id = uuid4()
    keys = DepartureKeys(database, master_key(settings))
    bare = await keys.get(departure_id)
    with pytest.raises(UnknownKeyError):
        await DepartureKeys(database, bytes(32)).get(departure_id)
    async with database.plain(Zone.WORKER) as connection:
        row = await connection.execute(
            "select wrapped from departure_key where departure_id = %s", [departure_id]
        )
        ((wrapped,),) = await row.fetchall()
        await connection.execute("delete from departure_key where departure_id = %s", [departure_id])
    assert bare not in bytes(wrapped)
    assert await keys.find(departure_id) is None
