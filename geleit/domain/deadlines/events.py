"""Events of legal dates: each adds links to the chain that explains the date."""

from datetime import date
from typing import ClassVar, Literal

from geleit.domain.deadlines.chain import DeadlineState, Link
from geleit.domain.deadlines.state import Deadline, DeadlineKind
from geleit.domain.departure import Departure
from geleit.domain.message import Event


class DeadlineEvent(Event):
    """Event of a legal date: ``links`` are added to its chain."""

    deadline: DeadlineKind
    links: tuple[Link, ...] = ()


class DatedDeadline(DeadlineEvent):
    """Event after which a date counts. ``due_on`` is the safe date."""

    due_on: date
    remind_on: date
    reminders: tuple[date, ...] = ()
    escalate_on: date | None = None
    follow_up_on: date | None = None

    def apply(self, departure: Departure, seq: int) -> Departure:
        old = departure.deadlines.get(self.deadline)
        deadline = Deadline(
            kind=self.deadline,
            due_on=self.due_on,
            remind_on=self.remind_on,
            version=seq,
            links=(*(old.links if old else ()), *self.links),
            reminders=self.reminders,
            escalate_on=self.escalate_on,
            follow_up_on=self.follow_up_on,
        )
        return departure.replace(version=seq, deadlines={**departure.deadlines, self.deadline: deadline})


class UndatedDeadline(DeadlineEvent):
    """Event after which no date binds; ``state`` says why."""

    state: ClassVar[DeadlineState]

    def apply(self, departure: Departure, seq: int) -> Departure:
        old = departure.deadlines[self.deadline]
        deadline = old.model_copy(
            update={
                "state": self.state,
                "version": seq,
                "links": (*old.links, *self.links),
                "follow_up_on": None,
            }
        )
        return departure.replace(version=seq, deadlines={**departure.deadlines, self.deadline: deadline})


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


class DeadlineTakenBack(DatedDeadline):
    """Event: the newest entry of a legal date was taken back, so that it stands as it did before."""

    kind: Literal["deadline_taken_back"] = "deadline_taken_back"
    state: DeadlineState

    def apply(self, departure: Departure, seq: int) -> Departure:
        dated = super().apply(departure, seq)
        deadline = dated.deadlines[self.deadline].model_copy(update={"state": self.state})
        return dated.replace(version=seq, deadlines={**dated.deadlines, self.deadline: deadline})


class DeadlineInterrupted(UndatedDeadline):
    state = DeadlineState.INTERRUPTED
    kind: Literal["deadline_interrupted"] = "deadline_interrupted"


class DeadlineMissed(UndatedDeadline):
    state = DeadlineState.MISSED
    kind: Literal["deadline_missed"] = "deadline_missed"


class DeadlineMet(UndatedDeadline):
    state = DeadlineState.MET
    kind: Literal["deadline_met"] = "deadline_met"


class DeadlineWithdrawn(UndatedDeadline):
    state = DeadlineState.WITHDRAWN
    kind: Literal["deadline_withdrawn"] = "deadline_withdrawn"
