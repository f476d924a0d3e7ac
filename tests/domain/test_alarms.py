"""Which alarms ring, on which day, and that each rings once."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain import commands as cmd
from domain.alarms import BERLIN, next_alarm_at, pending_alarms, ring_time
from domain.deadlines import DeadlineKind
from domain.events import AlarmKind
from tests.domain.scenario import Story


def ring_until(story: Story, last: date) -> list[tuple[date, AlarmKind, str]]:
    """Let the days pass as the workflow does, from alarm to alarm."""
    rung = []
    while (at := next_alarm_at(story.state)) and at.date() <= last:
        story.now = max(story.now, at)
        rung += [(story.day, alarm.alarm, alarm.subject) for alarm in story.ring()]
    return rung


def test_a_target_is_called_near_passed_on_the_day_after_it_and_escalated() -> None:
    story = Story().open()  # Erstgespräch: 5 Arbeitstage from Monday 2 March
    assert ring_until(story, date(2026, 12, 31)) == [
        (date(2026, 3, 8), AlarmKind.TARGET_NEAR, "intake"),
        (date(2026, 3, 10), AlarmKind.TARGET_PASSED, "intake"),
        (date(2026, 3, 23), AlarmKind.TARGET_ESCALATED, "intake"),
    ]


def test_a_legal_date_warns_again_and_again_also_during_a_pause() -> None:
    story = Story().open().complete("intake")
    story.do(cmd.SetDeadline, deadline=DeadlineKind.DEPARTURE, due_on=date(2026, 3, 31))
    story.do(cmd.PauseDeparture, reason="medical", review_on=date(2026, 3, 25))
    assert ring_until(story, date(2026, 12, 31)) == [
        (date(2026, 3, 10), AlarmKind.DEADLINE_NEAR, "departure_deadline"),
        (date(2026, 3, 21), AlarmKind.DEADLINE_NEAR, "departure_deadline"),
        (date(2026, 3, 25), AlarmKind.REVIEW_DUE, ""),
        (date(2026, 3, 28), AlarmKind.DEADLINE_NEAR, "departure_deadline"),
        (date(2026, 3, 31), AlarmKind.DEADLINE_NEAR, "departure_deadline"),
        (date(2026, 4, 1), AlarmKind.DEADLINE_ESCALATED, "departure_deadline"),
        (date(2026, 4, 1), AlarmKind.DEADLINE_PASSED, "departure_deadline"),
    ]


def test_who_hears_that_a_date_has_passed_is_not_told_that_it_was_near() -> None:
    story = Story().open()
    story.wait(60)
    assert [alarm.alarm for alarm in story.ring()] == [AlarmKind.TARGET_PASSED, AlarmKind.TARGET_ESCALATED]


def test_a_new_target_rings_anew() -> None:
    story = Story().open()
    story.wait(30)
    story.ring()
    story.do(cmd.SetTarget, step="intake", target_on=date(2026, 5, 4))
    rung = ring_until(story, date(2026, 12, 31))
    kinds = [AlarmKind.TARGET_NEAR, AlarmKind.TARGET_PASSED, AlarmKind.TARGET_ESCALATED]
    assert [kind for _, kind, _ in rung] == kinds


def test_a_stopped_departure_sleeps() -> None:
    story = Story().open()
    story.do(cmd.SetDeadline, deadline=DeadlineKind.DEPARTURE, due_on=date(2026, 3, 31))
    story.do(cmd.StopDeparture, reason="moved")
    assert pending_alarms(story.state) == []
    assert next_alarm_at(story.state) is None


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.uuids())
def test_alarms_ring_between_six_and_ten_past_six_in_germany_also_when_clocks_change(
    day: date, departure_id: UUID
) -> None:
    at = ring_time(day, departure_id)
    local = at.astimezone(BERLIN)
    assert local.date() == day
    assert timedelta(0) <= local - local.replace(hour=6, minute=0, second=0) < timedelta(minutes=10)
    assert at.tzinfo is UTC
    assert isinstance(at, datetime)
