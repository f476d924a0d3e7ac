"""The kinds of alarms, and the key that tells one alarm from another."""

from datetime import date
from enum import StrEnum


class AlarmKind(StrEnum):
    """The kind of an alarm."""

    TARGET_NEAR = "target_near"
    TARGET_PASSED = "target_passed"
    DEADLINE_NEAR = "deadline_near"
    DEADLINE_PASSED = "deadline_passed"
    REVIEW_DUE = "review_due"
    FOLLOW_UP_DUE = "follow_up_due"
    TARGET_ESCALATED = "target_escalated"
    DEADLINE_ESCALATED = "deadline_escalated"
    COMES_OF_AGE = "comes_of_age"


def alarm_key(alarm: AlarmKind, subject: str, about: date, on: date | None = None) -> str:
    """Return the key of an alarm, raised once per date; ``on`` tells several reminders of one date apart."""
    key = f"{alarm}:{subject}:{about.isoformat()}"
    return f"{key}:{on.isoformat()}" if on else key


def is_later_reminder(key: str, than: str) -> bool:
    """Return whether both are keys of reminders of one date, and the first is the later one."""
    return key.rpartition(":")[0] == than.rpartition(":")[0] and key > than
