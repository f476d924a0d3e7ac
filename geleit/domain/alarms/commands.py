"""Raise the alarms of the day."""

from typing import Literal

from geleit.domain.alarms.events import AlarmRaised
from geleit.domain.alarms.planning import due_alarms
from geleit.domain.draft import Draft
from geleit.domain.message import ALWAYS, SYSTEM_ONLY, Command


class RaiseAlarms(Command):
    """Raise an alarm for each date that is near or has passed. The workflow sends this when it wakes up."""

    allowed_to = SYSTEM_ONLY
    allowed_in = ALWAYS

    kind: Literal["raise_alarms"] = "raise_alarms"

    def decide(self, draft: Draft) -> None:
        for alarm in due_alarms(draft.departure, draft.today):
            on = alarm.on if alarm.is_one_of_several else None
            draft.add(AlarmRaised(alarm=alarm.alarm, subject=alarm.subject, about=alarm.about, on=on))
