"""Raising an alarm: at once if PostgreSQL answers, else by the queue, and always once."""

from collections import Counter
from datetime import timedelta

from temporalio.api.enums.v1 import EventType

from geleit.domain.alarms.planning import ring_time
from geleit.domain.steps.commands import SetTarget
from tests.workflows.life import Life

QUEUED = EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
FAILED = EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED


async def with_a_target(departure: Life):
    """Make a departure with an alarm in nineteen days; return the time and the alarm."""
    await departure.open()
    target = await departure.day(ahead=20)
    await departure.do(SetTarget, step="intake", target_on=target)
    near = target - timedelta(days=1)
    return ring_time(near, departure.departure_id), (near.isoformat(), "target_near", "intake")


async def kinds(departure: Life) -> Counter[int]:
    return Counter([event.event_type async for event in departure.handle.fetch_history_events()])


async def test_an_alarm_rings_without_the_queue(life):
    async with life() as departure:
        moment, alarm = await with_a_target(departure)
        attempts = departure.journal.attempts
        await departure.sleep_until(moment + timedelta(minutes=1))
        assert departure.alarms() == [alarm]
        assert departure.journal.attempts == attempts + 1
        assert (await kinds(departure))[QUEUED] == 0


async def test_while_postgresql_is_away_it_waits_in_the_queue_and_the_task_does_not_fail(life):
    async with life() as departure:
        moment, alarm = await with_a_target(departure)
        departure.journal.is_away = True
        await departure.sleep_until(moment + timedelta(minutes=5))
        found = await kinds(departure)
        assert (found[QUEUED], found[FAILED]) == (1, 0)
        assert await departure.handle.query("version") > 0
        departure.journal.is_away = False
        await departure.sleep_until(moment + timedelta(minutes=10))
        assert departure.alarms() == [alarm]


async def test_an_alarm_whose_answer_was_lost_is_not_raised_twice(life):
    async with life() as departure:
        moment, alarm = await with_a_target(departure)
        departure.journal.loses_answers = 1
        await departure.sleep_until(moment + timedelta(minutes=5))
        assert departure.alarms() == [alarm]
        assert (await kinds(departure))[QUEUED] == 1
        held = await departure.handle.query("version")
        assert held == departure.journal.entries[departure.departure_id][-1].seq


async def test_after_an_outage_the_next_alarm_rings_at_once_again(life):
    async with life() as departure:
        moment, _alarm = await with_a_target(departure)
        departure.journal.is_away = True
        await departure.sleep_until(moment + timedelta(minutes=1))
        departure.journal.is_away = False
        await departure.sleep(days=3)
        assert [kind for _day, kind, _subject in departure.alarms()] == ["target_near", "target_passed"]
        assert (await kinds(departure))[QUEUED] == 1


async def test_a_worker_that_forgot_everything_rings_the_next_alarm_once(life):
    async with life(is_forgetful=True) as departure:
        moment, _alarm = await with_a_target(departure)
        await departure.sleep_until(moment + timedelta(minutes=1))
        await departure.rest()
        await departure.work()
        await departure.sleep(days=3)
        assert [kind for _day, kind, _subject in departure.alarms()] == ["target_near", "target_passed"]
        assert (await kinds(departure))[FAILED] == 0
