"""Legal dates: each event adds to the chain that says why the date is what it is."""

from datetime import date
from typing import Literal

from geleit.domain.deadlines.chain import Link
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.model import Value


class DeadlineEvent(Value):
    """Something happened to a legal date: ``links`` are added to its chain."""

    deadline: DeadlineKind
    links: tuple[Link, ...] = ()


class DatedDeadline(DeadlineEvent):
    """... and a date counts after it. ``due_on`` is the safe date."""

    due_on: date
    remind_on: date
    reminders: tuple[date, ...] = ()
    escalate_on: date | None = None
    follow_up_on: date | None = None


class DeadlineSet(DatedDeadline):
    kind: Literal["deadline_set"] = "deadline_set"


class DeadlineExtended(DatedDeadline):
    kind: Literal["deadline_extended"] = "deadline_extended"


class DeadlineRestarted(DatedDeadline):
    kind: Literal["deadline_restarted"] = "deadline_restarted"


class DeadlineRecomputed(DatedDeadline):
    kind: Literal["deadline_recomputed"] = "deadline_recomputed"


class ExtensionRequested(DatedDeadline):
    kind: Literal["extension_requested"] = "extension_requested"


class ExtensionRefused(DatedDeadline):
    kind: Literal["extension_refused"] = "extension_refused"


class DeadlineInterrupted(DeadlineEvent):
    kind: Literal["deadline_interrupted"] = "deadline_interrupted"


class DeadlineMet(DeadlineEvent):
    kind: Literal["deadline_met"] = "deadline_met"


class DeadlineMissed(DeadlineEvent):
    kind: Literal["deadline_missed"] = "deadline_missed"


class DeadlineWithdrawn(DeadlineEvent):
    kind: Literal["deadline_withdrawn"] = "deadline_withdrawn"
