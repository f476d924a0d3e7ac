"""The activity that executes commands, in several workers at once."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from temporalio.exceptions import ApplicationError

from activities.departure import DepartureActivities
from geleit.domain.alarms.planning import next_alarm_at
from geleit.domain.dates import today
from geleit.domain.departure import replay
from geleit.domain.parties import SYSTEM, Party
from geleit.domain.steps.commands import SetTarget, StartStep, WaitOn
from geleit.store.database import Zone
from geleit.temporal.contracts.departure import FRESH_FOR, ExecuteInput, ExecuteOutput
from tests.fixtures.store import actor_of


class Workers:
    """Two workers that take turns with one departure."""

    def __init__(self, database, departure, counsellor) -> None:
        self.first, self.second = (
            DepartureActivities(database, cached=9),
            DepartureActivities(database, cached=9),
        )
        self.departure = departure
        self.actor = actor_of(counsellor)

    async def do(
        self, worker: DepartureActivities, seq: int, kind, request_id=None, **fields
    ) -> ExecuteOutput:
        command = kind(request_id=request_id or uuid4(), actor=self.actor, **fields)
        return await self.give(worker, seq, command, now=datetime.now(UTC))

    async def give(
        self, worker: DepartureActivities, seq: int, command, **moments: datetime
    ) -> ExecuteOutput:
        request = ExecuteInput(departure_id=self.departure.departure_id, seq=seq, command=command, **moments)
        return await worker.execute(request)


@pytest.fixture
def workers(run, database, make_account, make_departure) -> Workers:
    counsellor = run(make_account())
    return Workers(database, run(make_departure(counsellor)), counsellor)


def in_days(days: int) -> date:
    return today(datetime.now(UTC)) + timedelta(days=days)


async def test_it_says_what_follows_from_the_departure_as_it_now_stands(workers, act):
    done = await workers.do(workers.first, 0, StartStep, step="intake")
    departure = replay(done.entries)
    assert (done.version, done.status) == (departure.version, "open")
    assert done.next_alarm == next_alarm_at(departure)


async def test_what_a_worker_remembers_is_used_only_while_it_is_true(workers):
    version = workers.departure.version
    one = await workers.do(workers.first, version, StartStep, step="intake")
    two = await workers.do(workers.second, one.version, WaitOn, step="intake", party=Party.CLIENT)
    # The first worker remembers a departure that has moved on, and is asked by one that has not seen it.
    three = await workers.do(workers.first, one.version, SetTarget, step="intake", target_on=in_days(9))
    assert [entry.seq for entry in three.entries] == [two.version, two.version + 1]


async def test_quick_and_thorough_ways_make_the_same_journal(workers, database):
    version = workers.departure.version
    for days in (5, 6, 7):
        done = await workers.do(workers.first, version, SetTarget, step="intake", target_on=in_days(days))
        assert [entry.seq for entry in done.entries] == [version + 1]
        version = done.version
    async with database.plain(Zone.WORKER) as connection:
        cursor = await connection.execute(
            "select count(*), max(seq) from journal where departure_id = %s",
            (workers.departure.departure_id,),
        )
        assert await cursor.fetchone() == (version, version)


async def test_a_request_is_executed_once_by_a_worker_with_a_cached_departure(workers):
    version, request_id = workers.departure.version, uuid4()
    first = await workers.do(
        workers.first, version, SetTarget, request_id, step="intake", target_on=in_days(5)
    )
    again = await workers.do(
        workers.first, first.version, SetTarget, request_id, step="intake", target_on=in_days(5)
    )
    assert again.entries == first.entries
    assert again.version == first.version


async def test_a_refusal_is_founded_on_the_departure_as_it_stands(workers):
    version = workers.departure.version
    one = await workers.do(workers.first, version, StartStep, step="intake")
    await workers.do(workers.second, one.version, WaitOn, step="intake", party=Party.CLIENT)
    # As the first worker remembers it, the step is in progress and could not be started.
    again = await workers.do(workers.first, one.version, StartStep, step="intake")
    assert again.entries[-1].event.kind == "step_started"
    with pytest.raises(ApplicationError) as refusal:
        await workers.do(workers.first, again.version, StartStep, step="intake")
    assert refusal.value.type == "Refusal"
    assert refusal.value.non_retryable


async def test_actions_decided_on_the_same_cached_state_are_executed_one_after_the_other(workers, database):
    everyone = [workers.first, workers.second, DepartureActivities(database, cached=9)]
    version = workers.departure.version
    for worker in everyone:
        done = await workers.do(worker, version, SetTarget, step="intake", target_on=in_days(version))
        version = done.version
    for worker in everyone[:-1]:
        worker._cache[workers.departure.departure_id] = everyone[-1]._cache[workers.departure.departure_id]
    asked = [
        workers.do(worker, version, SetTarget, step="intake", target_on=in_days(40 + number))
        for number, worker in enumerate(everyone)
    ]
    answers = await asyncio.gather(*asked)
    assert sorted(answer.version for answer in answers) == [version + 1, version + 2, version + 3]
    async with database.plain(Zone.WORKER) as connection:
        cursor = await connection.execute(
            "select count(*), max(seq), (select version from departure_state where departure_id = %(id)s)"
            " from journal where departure_id = %(id)s",
            {"id": workers.departure.departure_id},
        )
        assert await cursor.fetchone() == (version + 3,) * 3


@pytest.mark.parametrize("late", ["taken up", "sent"])
async def test_a_command_that_somebody_gave_long_ago_is_not_executed(late, workers):
    now = datetime.now(UTC)
    long_ago = now - FRESH_FOR - timedelta(seconds=1)
    moments = {"now": long_ago} if late == "taken up" else {"now": now, "sent_at": long_ago}
    command = StartStep(request_id=uuid4(), actor=workers.actor, step="intake")
    version = workers.departure.version
    with pytest.raises(ApplicationError) as refused:
        await workers.give(workers.first, version, command, **moments)
    assert refused.value.non_retryable
    later = await workers.do(workers.first, version, StartStep, step="intake")
    assert {entry.request_id for entry in later.entries} != {command.request_id}


async def test_what_the_system_gives_is_executed_however_late_as_of_now(workers):
    """An alarm waits in the queue until PostgreSQL can be reached again."""
    now = datetime.now(UTC)
    command = StartStep(request_id=uuid4(), actor=SYSTEM, step="intake")
    done = await workers.give(workers.first, workers.departure.version, command, now=now - timedelta(hours=5))
    assert done.entries
    assert all(entry.at >= now for entry in done.entries)
