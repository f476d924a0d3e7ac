"""`python -m bench.alarms [N [S]]`: N open departures (10,000) whose alarms ring at one moment, in S seconds.

Geleit spreads the alarms of a morning over ten minutes; here nothing is spread. Measured is how long it takes
until everything is written to the journal, and that each departure rang once.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple
from uuid import UUID, uuid4

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from bench.cpu import format_seconds, seconds_by_program
from bench.processes import start
from geleit.demo.history import DepartureHistory
from geleit.domain.alarms.planning import pending_alarms
from geleit.domain.calendar import Land
from geleit.domain.dates import today
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import Departure
from geleit.domain.enclosure import PersonDetails
from geleit.domain.lifecycle.commands.open import OpenDeparture
from geleit.domain.parties import Actor, Role
from geleit.domain.registry import Entry
from geleit.domain.steps.commands import CompleteStep
from geleit.embedded.stack import embedded_servers
from geleit.processes import current_process
from geleit.settings import Settings
from geleit.store import migrate
from geleit.store.database import Database, Zone
from geleit.store.directory.rows import OfficeRow
from geleit.store.journal.bulk import insert_departures
from geleit.temporal.client import connect
from geleit.temporal.contracts import departure as contract
from geleit.temporal.contracts.departure import StartDeparture, workflow_id
from tests.fixtures.opening import FAMILY, opening_fields, person_details

DEPARTURES = 10_000
_CONCURRENCY = 16
_PAUSE = 0.25
_TIMEOUT = 1800.0
_NAMES = person_details(*(("Muster", f"Person {n}") for n in (1, 2, 3)))
_RUNG = (
    "select count(*), count(distinct departure_id) from journal"
    " where kind = 'alarm_raised' and (body->>'on')::date = %s"
)
_AWAKE = "select count(*) from departure_state where version > %s"
"""Cheap enough to be repeated: counting in the journal would take a tenth of the machine."""


class Copy(NamedTuple):
    """A copy of a departure, with an id and a number of its own."""

    entries: tuple[Entry, ...]
    departure: Departure
    persons: tuple[PersonDetails, ...]
    notes: dict[int, str]


class Measured(NamedTuple):
    """Seconds from the alarms' moment until a share of the departures had theirs in the journal."""

    departures: int
    starting: float
    half: float
    most: float
    last: float
    processors: str

    def describe(self) -> str:
        """Format the measurement in one line."""
        rate = self.departures / self.last
        return (
            f"{self.departures:,} alarms at one moment: half after {self.half:.1f} s, 95 % after"
            f" {self.most:.1f} s, last after {self.last:.1f} s ({rate:.0f} a second), none twice;"
            f" starting their workflows took {self.starting:.0f} s; processors: {self.processors or '?'}"
        )


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DEPARTURES
    print(run(count, int(sys.argv[2]) if len(sys.argv) > 2 else None).describe())


def run(count: int, seconds: int | None = None) -> Measured:
    """Start the servers and raise the alarms of `count` departures in `seconds`; by then all must sleep."""
    # Usually a twentieth of a second each is enough.
    seconds = seconds or 20 + count // 20
    with tempfile.TemporaryDirectory() as folder, embedded_servers(Path(folder), durable=True) as settings:
        migrate.upgrade(settings)
        return asyncio.run(measure(settings, count, seconds))


async def measure(settings: Settings, count: int, seconds: int) -> Measured:
    """Write the departures, start their workflows, wait until all alarms are raised."""
    database = Database(settings)
    try:
        written = await write_departures(database, count)
        version = next(iter(written.values())).version
        client = await connect(settings, database, zone=Zone.WORKER)
        started = time.monotonic()
        moment = datetime.now(UTC) + timedelta(seconds=seconds)
        # The worker comes after them: it starts the workflows that it misses.
        await start_workflows(client, settings, written, moment)
        with _worker(settings):
            await wait_until_asleep(client, settings)
            starting = time.monotonic() - started
            if datetime.now(UTC) >= moment:
                raise SystemExit(
                    f"Starting the workflows took {starting:.0f} s, more than {seconds}: allow for more."
                )
            return await _watch(database, count, version, moment, starting)
    finally:
        await database.close()


async def write_departures(database: Database, count: int, *, prefix: str = "BENCH") -> dict[UUID, Departure]:
    """Write departures of an office of their own, each with one thing to be reminded of today."""
    office = OfficeRow(name=prefix, land=Land.SH, prefix=prefix)
    async with database.worker() as session:
        session.add(office)
    original = _invent_history(office.id)
    copies = [_copy(original, f"{prefix}-{number:05}") for number in range(count)]
    async with database.dedicated(Zone.WORKER) as connection:
        await insert_departures(connection, copies)
    return {copy.departure.departure_id: copy.departure for copy in copies}


def _invent_history(office_id: UUID) -> DepartureHistory:
    """Invent a family two weeks after its opening, with one alarm due today."""
    day = today(datetime.now(UTC))
    opened_on = day - timedelta(days=14)
    actor = Actor(user_id=uuid4(), role=Role.COUNSELLOR, office_id=office_id)
    process = current_process()
    told = DepartureHistory(Random(0), process=process, until=day - timedelta(days=1))
    told.persons = _NAMES
    told.execute(
        opened_on,
        actor,
        OpenDeparture,
        **opening_fields(*FAMILY, actor=actor, number="BENCH", contact_on=opened_on),
    )
    told.execute(opened_on, actor, CompleteStep, step="intake", on=opened_on)
    due_on = day + timedelta(days=10)
    told.execute(opened_on, actor, SetDeadline, deadline=DeadlineKind.GUEB, due_on=due_on)
    told.raise_alarms(datetime.now(UTC) - timedelta(days=1))
    due = [alarm for alarm in pending_alarms(told.departure) if alarm.on <= day]
    assert [alarm.on for alarm in due] == [day], "one alarm each"
    return told


def _copy(original: DepartureHistory, number: str) -> Copy:
    own = {"departure_id": uuid4(), "number": number}
    opened, *rest = original.entries
    opened = opened.model_copy(update={"event": opened.event.model_copy(update=own)})
    return Copy((opened, *rest), original.departure.model_copy(update=own), original.persons, {})


async def start_workflows(
    client: Client, settings: Settings, departures: dict[UUID, Departure], moment: datetime
) -> None:
    """Start every workflow as `resume` would, asleep until ``moment``."""
    left = iter(departures.items())

    async def starter() -> None:
        for departure_id, departure in left:
            start = StartDeparture(departure_id=departure_id, departure=departure, next_alarm=moment)
            await client.start_workflow(
                contract.DEPARTURE, start, id=workflow_id(departure_id), task_queue=settings.task_queue
            )

    await asyncio.gather(*(starter() for _ in range(_CONCURRENCY)))


async def wait_until_asleep(client: Client, settings: Settings) -> None:
    """Wait until every workflow has gone to sleep."""
    while await _waiting_tasks(client, settings):  # noqa: ASYNC110  # the server calls nobody
        await asyncio.sleep(_PAUSE)


async def _waiting_tasks(client: Client, settings: Settings) -> int:
    request = DescribeTaskQueueRequest(
        namespace=settings.temporal_namespace,
        task_queue=TaskQueue(name=settings.task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        report_stats=True,
    )
    found = await client.workflow_service.describe_task_queue(request)
    return found.stats.approximate_backlog_count


async def _watch(database: Database, count: int, version: int, moment: datetime, starting: float) -> Measured:
    """Wait until no departure is at `version` any more, then count the alarms in the journal."""
    seen: list[tuple[float, int]] = []
    day = today(moment)
    async with database.dedicated(Zone.WORKER, autocommit=True) as connection:

        async def rung() -> tuple[int, int]:
            row = await (await connection.execute(_RUNG, (day,))).fetchone()
            assert row is not None
            return row[0], row[1]

        async def awake() -> int:
            row = await (await connection.execute(_AWAKE, (version,))).fetchone()
            assert row is not None
            found: int = row[0]
            return found

        if (await rung())[0]:
            raise SystemExit("Some rang too early; nothing was measured.")
        await asyncio.sleep((moment - datetime.now(UTC)).total_seconds())
        before = seconds_by_program()
        while not seen or seen[-1][1] < count:
            after = (datetime.now(UTC) - moment).total_seconds()
            seen.append((after, await awake()))
            if after > _TIMEOUT:
                raise SystemExit(f"Only {seen[-1][1]} of {count} rang within {after:.0f} seconds.")
            await asyncio.sleep(_PAUSE)
        processors = format_seconds(before, seconds_by_program())
        await asyncio.sleep(5)
        alarms, departures = await rung()
    if alarms != count or departures != count:
        raise SystemExit(f"{count} departures, of which {departures} rang, {alarms} times.")

    def until(share: float) -> float:
        return next(after for after, number in seen if number >= share * count)

    return Measured(count, starting, until(0.5), until(0.95), until(1), processors)


@contextmanager
def _worker(settings: Settings) -> Iterator[None]:
    process = start(settings, "geleit", "worker")
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    main()
