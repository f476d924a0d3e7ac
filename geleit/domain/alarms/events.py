"""An alarm was raised."""

from datetime import date
from typing import Literal

from geleit.domain.alarms.state import AlarmKind, alarm_key
from geleit.domain.departure import Departure
from geleit.domain.message import Event


class AlarmRaised(Event):
    """An alarm: a date is near or has passed.

    ``subject`` is a step key, a deadline kind, a person, or empty for the pause. ``on`` tells several
    reminders of one date apart.
    """

    kind: Literal["alarm_raised"] = "alarm_raised"
    alarm: AlarmKind
    subject: str
    about: date
    on: date | None = None

    def apply(self, departure: Departure, seq: int) -> Departure:
        key = alarm_key(self.alarm, self.subject, self.about, self.on)
        return departure.replace(version=seq, raised=(*departure.raised, key))
