"""A journal in memory for tests of workflows: it decides like the real one and can be unreachable."""

from collections import defaultdict
from uuid import UUID

from temporalio import activity

from activities.departure import execute_output
from geleit.domain.alarms.events import AlarmRaised
from geleit.domain.alarms.planning import next_alarm_at
from geleit.domain.decide import decide
from geleit.domain.departure import Departure, apply, replay
from geleit.domain.refusal import Refusal
from geleit.domain.registry import Entry
from geleit.german.chain import add_explanations
from geleit.processes import current_process, rule_set
from geleit.temporal.contracts import departure as contract
from geleit.temporal.contracts.departure import CatchUpInput, ExecuteInput, ExecuteOutput, Snapshot
from geleit.temporal.failures import refusal_failure, unavailable_failure


class MemoryJournal:
    """Activities like the real ones, on a journal in memory."""

    def __init__(self) -> None:
        self.entries: dict[UUID, list[Entry]] = defaultdict(list)
        self.rules = rule_set()
        self.is_away = False
        self.loses_answers = 0
        self.attempts = 0

    @property
    def activities(self):
        return [self.execute, self.catch_up]

    @activity.defn(name=contract.EXECUTE_ACTIVITY)
    async def execute(self, request: ExecuteInput) -> ExecuteOutput:
        self.attempts += 1
        if self.is_away:
            raise unavailable_failure()
        entries = self.entries[request.departure_id]
        departure = replay(entries) if entries else None
        if not any(entry.request_id == request.command.request_id for entry in entries):
            departure = self._decide(departure, request)
        if self.loses_answers:
            self.loses_answers -= 1
            raise unavailable_failure()
        request_id = request.command.request_id
        news = [entry for entry in entries if entry.seq > request.seq or entry.request_id == request_id]
        assert departure is not None
        return execute_output(departure, tuple(news))

    @activity.defn(name=contract.CATCH_UP)
    async def catch_up(self, request: CatchUpInput) -> Snapshot:
        if self.is_away:
            raise unavailable_failure()
        entries = self.entries[request.departure_id]
        departure = replay(entries)
        recent = tuple(dict.fromkeys(entry.request_id for entry in entries))
        return Snapshot(departure=departure, next_alarm=next_alarm_at(departure), recent=recent)

    def _decide(self, departure: Departure | None, request: ExecuteInput) -> Departure | None:
        command = request.command
        try:
            decided = decide(departure, command, process=current_process(), rules=self.rules, now=request.now)
            events = add_explanations(decided, departure, rules=self.rules)
        except Refusal as refusal:
            raise refusal_failure(refusal) from None
        for event in events:
            seq = departure.version + 1 if departure else 1
            departure = apply(departure, event, seq)
            self.entries[request.departure_id].append(
                Entry(
                    seq=seq,
                    at=request.now,
                    request_id=command.request_id,
                    actor_id=command.actor.user_id,
                    actor_role=command.actor.role,
                    event=event,
                )
            )
        return departure

    def alarms(self, departure_id: UUID) -> list[tuple[str, str, str]]:
        """Return (day it was raised, alarm, subject) of every alarm so far."""
        return [
            (entry.at.date().isoformat(), entry.event.alarm, entry.event.subject)
            for entry in self.entries[departure_id]
            if isinstance(entry.event, AlarmRaised)
        ]
