"""Plan the alarms of a departure: for which dates they are raised, and on which day."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from geleit.domain.alarms.state import AlarmKind, alarm_key, is_later_reminder
from geleit.domain.dates import BERLIN
from geleit.domain.deadlines.state import Deadline
from geleit.domain.departure import Departure, DepartureStatus
from geleit.domain.model import Value
from geleit.domain.steps.state import Step

MORNING = time(6)
SPREAD_SECONDS = 600
"""Alarms of one morning are spread over ten minutes, so that thousands of departures do not wake at once."""


class Alarm(Value):
    """An alarm for day ``on``: the date ``about`` of ``subject`` (step, deadline, pause) is near or past."""

    alarm: AlarmKind
    subject: str
    about: date
    on: date
    is_one_of_several: bool = False

    @property
    def key(self) -> str:
        """The name of this alarm for this date."""
        return alarm_key(self.alarm, self.subject, self.about, self.on if self.is_one_of_several else None)


def pending_alarms(departure: Departure) -> list[Alarm]:
    """Return every alarm that is still to be raised, earliest first."""
    raised = departure.raised
    alarms = [
        alarm for alarm in _alarms(departure) if alarm.key not in raised and not _is_overtaken(alarm, raised)
    ]
    return sorted(alarms, key=lambda alarm: (alarm.on, alarm.key))


def due_alarms(departure: Departure, today: date) -> list[Alarm]:
    """Return the alarms to raise today; leave out a "near" alarm if its date has passed."""
    due = [alarm for alarm in pending_alarms(departure) if alarm.on <= today]
    keys = tuple(alarm.key for alarm in due)
    return [alarm for alarm in due if not _is_overtaken(alarm, keys)]


def next_alarm_at(departure: Departure) -> datetime | None:
    """Return the moment (UTC) at which the departure wakes up next; None if nothing lies ahead."""
    pending = pending_alarms(departure)
    return ring_time(pending[0].on, departure.departure_id) if pending else None


def ring_time(day: date, departure_id: UUID) -> datetime:
    """Return six o'clock in Germany plus an offset of up to ten minutes that depends on the departure."""
    morning = datetime.combine(day, MORNING, tzinfo=BERLIN)
    return morning.astimezone(UTC) + timedelta(seconds=departure_id.int % SPREAD_SECONDS)


_PASSED_AFTER = {
    AlarmKind.TARGET_NEAR: AlarmKind.TARGET_PASSED,
    AlarmKind.DEADLINE_NEAR: AlarmKind.DEADLINE_PASSED,
}
_ONE_DAY = timedelta(days=1)
ESCALATE_AFTER = timedelta(days=14)
"""The time after which the supervisor hears that nobody has decided how to go on."""


def _is_overtaken(alarm: Alarm, raised: tuple[str, ...]) -> bool:
    """Return whether the alarm is obsolete: its date has passed, or a later reminder of it was raised."""
    passed = _PASSED_AFTER.get(alarm.alarm)
    if passed is None:
        return False
    if alarm_key(passed, alarm.subject, alarm.about) in raised:
        return True
    return alarm.is_one_of_several and any(is_later_reminder(key, alarm.key) for key in raised)


def _alarms(departure: Departure) -> Iterator[Alarm]:
    if not departure.is_live:
        return
    if departure.status is DepartureStatus.OPEN:
        yield from _target_alarms(departure)
    elif departure.review_on:
        on = departure.review_on
        yield Alarm(alarm=AlarmKind.REVIEW_DUE, subject="", about=on, on=on)
    for deadline in departure.deadlines.values():
        if deadline.is_open:
            dated_on = deadline.record.dated_on if deadline.links else None
            yield from _not_bygone(_deadline_alarms(deadline), dated_on)
    for person in departure.persons:
        if person.adult_on:
            on = person.adult_on
            yield Alarm(alarm=AlarmKind.COMES_OF_AGE, subject=str(person.number), about=on, on=on)


def _deadline_alarms(deadline: Deadline) -> Iterator[Alarm]:
    # Due today is not overdue: a date has passed on the day after it.
    due, kind = deadline.due_on, str(deadline.kind)
    several = len(deadline.reminders) > 0
    for on in deadline.reminders or (deadline.remind_on,):
        alarm = AlarmKind.DEADLINE_NEAR if on <= due else AlarmKind.DEADLINE_PASSED
        yield Alarm(alarm=alarm, subject=kind, about=due, on=on, is_one_of_several=several)
    yield Alarm(alarm=AlarmKind.DEADLINE_PASSED, subject=kind, about=due, on=due + _ONE_DAY)
    if deadline.escalate_on:
        on = deadline.escalate_on
        yield Alarm(alarm=AlarmKind.DEADLINE_ESCALATED, subject=kind, about=due, on=on)
    if deadline.follow_up_on:
        on = deadline.follow_up_on
        yield Alarm(alarm=AlarmKind.FOLLOW_UP_DUE, subject=kind, about=on, on=on)


def _target_alarms(departure: Departure) -> Iterator[Alarm]:
    for step in departure.steps.values():
        if step.is_open and step.target_on:
            yield from _not_bygone(_alarms_of_target(step, step.target_on), step.target_set_on)
        elif step.decide_by:
            yield from _decision_alarms(step.key, step.decide_by)


def _alarms_of_target(step: Step, due: date) -> Iterator[Alarm]:
    yield Alarm(alarm=AlarmKind.TARGET_NEAR, subject=step.key, about=due, on=step.remind_on or due)
    yield Alarm(alarm=AlarmKind.TARGET_PASSED, subject=step.key, about=due, on=due + _ONE_DAY)
    if step.escalate_on:
        yield Alarm(alarm=AlarmKind.TARGET_ESCALATED, subject=step.key, about=due, on=step.escalate_on)


def _decision_alarms(step: str, due: date) -> Iterator[Alarm]:
    """Yield the alarms of a failed step until somebody has decided how to go on."""
    yield Alarm(alarm=AlarmKind.TARGET_NEAR, subject=step, about=due, on=due - _ONE_DAY)
    yield Alarm(alarm=AlarmKind.TARGET_PASSED, subject=step, about=due, on=due + _ONE_DAY)
    yield Alarm(alarm=AlarmKind.TARGET_ESCALATED, subject=step, about=due, on=due + ESCALATE_AFTER)


def _not_bygone(alarms: Iterable[Alarm], recorded_on: date | None) -> Iterator[Alarm]:
    """Yield the alarms without those of a date that had passed when it was recorded.

    Who records late knows that it is late; the supervisor hears of it only if nothing happens from then on.
    """
    for alarm in alarms:
        if recorded_on is None or alarm.about >= recorded_on or alarm.on > recorded_on:
            yield alarm
