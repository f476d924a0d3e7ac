"""A journal in memory for tests of workflows alone: it decides like the real one and can be out of reach."""

from collections import defaultdict
from uuid import UUID

from temporalio import activity

from activities.departure import report
from geleit.domain.alarms.events import AlarmRaised
from geleit.domain.alarms.planning import next_alarm_at
from geleit.domain.decide import decide
from geleit.domain.departure import Departure, apply, replay
from geleit.domain.refusal import Refusal
from geleit.domain.registry import Entry
from geleit.processes import current_process, rule_set
from geleit.temporal.contracts import departure as contract
from geleit.temporal.contracts.departure import CarriedOut, CarryOut, CatchUp, Snapshot
from geleit.temporal.failures import refused, unavailable


class MemoryJournal:
    """Carries out commands as the real activities do."""

    def __init__(self) -> None:
        self.entries: dict[UUID, list[Entry]] = defaultdict(list)
        self.rules = rule_set()
        self.is_away = False
        self.loses_answers = 0
        self.attempts = 0

    @property
    def activities(self):
        return [self.carry_out, self.catch_up]

    @activity.defn(name=contract.CARRY_OUT)
    async def carry_out(self, order: CarryOut) -> CarriedOut:
        self.attempts += 1
        if self.is_away:
            raise unavailable()
        entries = self.entries[order.departure_id]
        departure = replay(entries) if entries else None
        if not any(entry.request_id == order.command.request_id for entry in entries):
            departure = self._decide(departure, order)
        if self.loses_answers:
            self.loses_answers -= 1
            raise unavailable()
        request_id = order.command.request_id
        news = [entry for entry in entries if entry.seq > order.seq or entry.request_id == request_id]
        assert departure is not None
        return report(departure, tuple(news))

    @activity.defn(name=contract.CATCH_UP)
    async def catch_up(self, wish: CatchUp) -> Snapshot:
        if self.is_away:
            raise unavailable()
        entries = self.entries[wish.departure_id]
        departure = replay(entries)
        recent = tuple(dict.fromkeys(entry.request_id for entry in entries))
        return Snapshot(departure=departure, next_alarm=next_alarm_at(departure), recent=recent)

    def _decide(self, departure: Departure | None, order: CarryOut) -> Departure | None:
        command = order.command
        try:
            events = decide(departure, command, process=current_process(), rules=self.rules, now=order.now)
        except Refusal as refusal:
            raise refused(refusal) from None
        for event in events:
            seq = departure.version + 1 if departure else 1
            departure = apply(departure, event, seq)
            self.entries[order.departure_id].append(
                Entry(
                    seq=seq,
                    at=order.now,
                    request_id=command.request_id,
                    actor_id=command.actor.user_id,
                    actor_role=command.actor.role,
                    event=event,
                )
            )
        return departure

    def alarms(self, departure_id: UUID) -> list[tuple[str, str, str]]:
        """(day it was raised, alarm, subject) of every alarm so far."""
        return [
            (entry.at.date().isoformat(), entry.event.alarm, entry.event.subject)
            for entry in self.entries[departure_id]
            if isinstance(entry.event, AlarmRaised)
        ]
