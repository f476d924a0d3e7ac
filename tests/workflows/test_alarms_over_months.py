"""A departure sleeps for months and raises its alarms on the right mornings."""

from datetime import timedelta

import pytest

from geleit.domain.alarms.events import AlarmRaised
from geleit.domain.alarms.planning import ring_time
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.lifecycle.commands.pause import PauseDeparture, ResumeDeparture
from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.lifecycle.state import PauseReason, StopReason
from geleit.domain.notes.commands import WriteNote
from geleit.domain.steps.commands import CompleteStep, SetTarget
from geleit.temporal.failures import Unavailable


def iso(day):
    return day.isoformat()


def of_a_target(day, step="intake"):
    """Return the alarms of a target: near, passed, and escalated after two weeks."""
    return [
        (iso(day - timedelta(days=1)), "target_near", step),
        (iso(day + timedelta(days=1)), "target_passed", step),
        (iso(day + timedelta(days=14)), "target_escalated", step),
    ]


def of_a_legal_date(due, deadline, *, first):
    """Return the alarms of a legal date: four reminders, then passed and escalated on the day after."""
    near = [(iso(due - timedelta(days=days)), "deadline_near", deadline) for days in (first, 10, 3, 0)]
    after = iso(due + timedelta(days=1))
    return [*near, (after, "deadline_escalated", deadline), (after, "deadline_passed", deadline)]


async def test_a_target_is_near_and_passes_each_on_its_day_and_once(life):
    async with life() as departure:
        await departure.open()
        target = await departure.day(ahead=40)
        await departure.do(SetTarget, step="intake", target_on=target)
        await departure.sleep(days=120)
        assert departure.alarms() == of_a_target(target)


async def test_a_legal_date_is_near_and_passes_each_on_its_day_and_once(life):
    async with life() as departure:
        due = await departure.day(ahead=60)
        await departure.open(deadlines=(DeadlineFact(deadline=DeadlineKind.DULDUNG, due_on=due),))
        await departure.sleep(days=200)
        of_the_deadline = [alarm for alarm in departure.alarms() if alarm[2] == "duldung"]
        assert of_the_deadline == of_a_legal_date(due, "duldung", first=28)


async def test_a_pause_silences_targets_not_legal_dates_and_rings_at_its_review(life):
    async with life() as departure:
        today = await departure.day()
        due, review = today + timedelta(days=50), today + timedelta(days=90)
        await departure.open(deadlines=(DeadlineFact(deadline=DeadlineKind.GUEB, due_on=due),))
        await departure.do(PauseDeparture, reason=PauseReason.MEDICAL, review_on=review)
        await departure.sleep(days=120)
        assert departure.alarms() == [
            *of_a_legal_date(due, "gueb", first=21),
            (iso(review), "review_due", ""),
        ]


async def test_after_a_pause_the_targets_ring_later_by_the_days_it_rested(life):
    async with life() as departure:
        await departure.open()
        target = await departure.day(ahead=30)
        await departure.do(SetTarget, step="intake", target_on=target)
        await departure.do(PauseDeparture, reason=PauseReason.COURT, review_on=await departure.day(ahead=200))
        await departure.sleep(days=20)
        await departure.do(ResumeDeparture)
        await departure.sleep(days=100)
        moved = target + timedelta(days=20)
        assert departure.alarms() == of_a_target(moved)


async def test_alarms_ring_in_the_morning_at_the_departures_own_minute(life):
    async with life() as departure:
        await departure.open()
        target = await departure.day(ahead=15)
        await departure.do(SetTarget, step="intake", target_on=target)
        await departure.sleep(days=30)
        rung = [
            entry.at
            for entry in departure.journal.entries[departure.departure_id]
            if isinstance(entry.event, AlarmRaised)
        ]
        expected = ring_time(target - timedelta(days=1), departure.departure_id)
        assert timedelta() <= rung[0] - expected < timedelta(seconds=30)


async def test_a_sooner_date_wakes_it_sooner(life):
    async with life() as departure:
        await departure.open()
        await departure.do(SetTarget, step="intake", target_on=await departure.day(ahead=300))
        sooner = await departure.day(ahead=10)
        await departure.do(SetTarget, step="intake", target_on=sooner)
        await departure.sleep(days=10)
        assert departure.alarms() == [(iso(sooner - timedelta(days=1)), "target_near", "intake")]


async def test_a_step_done_in_time_does_not_ring(life):
    async with life() as departure:
        await departure.open()
        await departure.do(CompleteStep, step="intake", on=await departure.day())
        await departure.sleep(days=100)
        assert "intake" not in {subject for _, _, subject in departure.alarms()}


async def test_a_stopped_departure_sleeps_for_good(life):
    async with life() as departure:
        await departure.open()
        await departure.do(StopDeparture, reason=StopReason.DECIDED_TO_STAY)
        await departure.sleep(days=400)
        assert departure.alarms() == []


async def test_alarms_survive_new_histories_and_ring_once(life):
    async with life(continue_after=15) as departure:
        await departure.open()
        target = await departure.day(ahead=40)
        await departure.do(SetTarget, step="intake", target_on=target)
        for _ in range(12):
            await departure.do(WriteNote, has_note=True)
            await departure.sleep(days=5)
        assert departure.alarms() == of_a_target(target)


async def test_an_alarm_waits_for_postgresql_and_blocks_nobody(life):
    async with life() as departure:
        await departure.open()
        target = await departure.day(ahead=20)
        await departure.do(SetTarget, step="intake", target_on=target)
        departure.journal.is_away = True
        near = ring_time(target - timedelta(days=1), departure.departure_id)
        await departure.sleep_until(near + timedelta(minutes=5))
        assert departure.journal.attempts > 5
        assert departure.alarms() == []
        with pytest.raises(Unavailable):
            await departure.do(WriteNote, has_note=True)
        departure.journal.is_away = False
        await departure.do(WriteNote, has_note=True)
        await departure.sleep_until(near + timedelta(minutes=10))
        assert departure.alarms() == [(iso(target - timedelta(days=1)), "target_near", "intake")]
