"""The planning of alarms: which are raised, on which day, and each of them once."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from geleit.domain.alarms.planning import next_alarm_at, pending_alarms, ring_time
from geleit.domain.alarms.state import AlarmKind
from geleit.domain.dates import BERLIN
from geleit.domain.deadlines.commands.extend import ExtendDeadline, RequestExtension
from geleit.domain.deadlines.commands.interrupt import InterruptDeadline, RestartDeadline
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.lifecycle.commands.pause import PauseDeparture
from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.persons.commands import AddPerson
from geleit.domain.persons.state import PersonRole
from geleit.domain.steps.commands import SetTarget
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
    story.do(SetDeadline, deadline=DeadlineKind.DEPARTURE, due_on=date(2026, 3, 31))
    story.do(PauseDeparture, reason="medical", review_on=date(2026, 3, 25))
    assert ring_until(story, date(2026, 12, 31)) == [
        (date(2026, 3, 10), AlarmKind.DEADLINE_NEAR, "departure_deadline"),
        (date(2026, 3, 21), AlarmKind.DEADLINE_NEAR, "departure_deadline"),
        (date(2026, 3, 25), AlarmKind.REVIEW_DUE, ""),
        (date(2026, 3, 28), AlarmKind.DEADLINE_NEAR, "departure_deadline"),
        (date(2026, 3, 31), AlarmKind.DEADLINE_NEAR, "departure_deadline"),
        (date(2026, 4, 1), AlarmKind.DEADLINE_ESCALATED, "departure_deadline"),
        (date(2026, 4, 1), AlarmKind.DEADLINE_PASSED, "departure_deadline"),
    ]


def test_no_alarm_says_that_a_passed_date_is_near() -> None:
    story = Story().open()
    story.wait(60)
    assert [alarm.alarm for alarm in story.ring()] == [AlarmKind.TARGET_PASSED, AlarmKind.TARGET_ESCALATED]


def test_only_the_last_of_several_due_reminders_is_raised() -> None:
    story = Story().open().complete("intake")
    story.do(SetDeadline, deadline=DeadlineKind.GUEB, due_on=date(2026, 3, 7))
    assert [(alarm.alarm, alarm.on) for alarm in story.ring()] == [
        (AlarmKind.DEADLINE_NEAR, date(2026, 2, 25)),  # ten days before; 21 days before is not said any more
    ]
    assert [alarm.on for alarm in pending_alarms(story.state) if alarm.alarm is AlarmKind.DEADLINE_NEAR] == [
        date(2026, 3, 4),
        date(2026, 3, 7),
    ]


def test_an_extended_date_rings_for_its_new_day_alone() -> None:
    story = Story().open().complete("intake")
    story.do(SetDeadline, deadline=DeadlineKind.GUEB, due_on=date(2026, 3, 31))
    rung = ring_until(story, date(2026, 3, 22))
    story.now = datetime(2026, 3, 22, 9, tzinfo=UTC)
    story.do(ExtendDeadline, deadline=DeadlineKind.GUEB, until=date(2026, 4, 20))
    rung += ring_until(story, date(2026, 12, 31))
    assert [(on, kind) for on, kind, subject in rung if subject == "gueb"] == [
        (date(2026, 3, 10), AlarmKind.DEADLINE_NEAR),
        (date(2026, 3, 21), AlarmKind.DEADLINE_NEAR),
        (date(2026, 3, 30), AlarmKind.DEADLINE_NEAR),
        (date(2026, 4, 10), AlarmKind.DEADLINE_NEAR),
        (date(2026, 4, 17), AlarmKind.DEADLINE_NEAR),
        (date(2026, 4, 20), AlarmKind.DEADLINE_NEAR),
        (date(2026, 4, 21), AlarmKind.DEADLINE_ESCALATED),
        (date(2026, 4, 21), AlarmKind.DEADLINE_PASSED),
    ]


def test_an_interrupted_date_raises_no_alarms_until_it_is_restarted() -> None:
    story = Story().open().complete("intake")
    story.do(SetDeadline, deadline=DeadlineKind.DEPARTURE, start=story.day)
    story.wait(10)
    story.do(InterruptDeadline, deadline=DeadlineKind.DEPARTURE, since=story.day)
    story.wait(50)
    assert [alarm for alarm in story.ring() if alarm.subject == "departure_deadline"] == []
    story.do(RestartDeadline, deadline=DeadlineKind.DEPARTURE, start=story.day)
    rung = ring_until(story, date(2026, 12, 31))
    due = date(2026, 5, 31)
    near = [on for on, kind, _ in rung if kind is AlarmKind.DEADLINE_NEAR]
    assert near == [due - timedelta(days=days) for days in (21, 10, 3, 0)]


def test_an_answer_is_looked_for_and_a_minor_comes_of_age_also_during_a_pause() -> None:
    story = Story().open().complete("intake")
    story.do(AddPerson, role=PersonRole.CHILD, adult_on=date(2026, 4, 4))
    story.do(SetDeadline, deadline=DeadlineKind.GUEB, due_on=date(2026, 9, 1))
    story.do(RequestExtension, deadline=DeadlineKind.GUEB, follow_up_on=date(2026, 3, 20))
    story.do(PauseDeparture, reason="court", review_on=date(2026, 5, 4))
    assert ring_until(story, date(2026, 5, 10)) == [
        (date(2026, 3, 20), AlarmKind.FOLLOW_UP_DUE, "gueb"),
        (date(2026, 4, 4), AlarmKind.COMES_OF_AGE, "2"),
        (date(2026, 5, 4), AlarmKind.REVIEW_DUE, ""),
    ]


def test_a_new_target_rings_anew() -> None:
    story = Story().open()
    story.wait(30)
    story.ring()
    story.do(SetTarget, step="intake", target_on=date(2026, 5, 4))
    rung = ring_until(story, date(2026, 12, 31))
    kinds = [AlarmKind.TARGET_NEAR, AlarmKind.TARGET_PASSED, AlarmKind.TARGET_ESCALATED]
    assert [kind for _, kind, _ in rung] == kinds


def test_a_stopped_departure_sleeps() -> None:
    story = Story().open()
    story.do(SetDeadline, deadline=DeadlineKind.DEPARTURE, due_on=date(2026, 3, 31))
    story.do(StopDeparture, reason="moved")
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
