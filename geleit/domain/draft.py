"""The draft of a decision: collects events, applies each at once, and finds the steps that become ready."""

from collections.abc import Iterable
from datetime import date

from geleit.domain.consent.effects import give_by_step, revoke_by_step
from geleit.domain.deadlines.effects import end_by_leaving, open_by_taking_back
from geleit.domain.deadlines.rule_set import RuleSet
from geleit.domain.departure import Departure, apply
from geleit.domain.lifecycle.closing import close_by_step
from geleit.domain.message import Command, Event
from geleit.domain.notes.events import NoteWritten
from geleit.domain.parties import Party
from geleit.domain.process import Process, StepTemplate
from geleit.domain.steps.events import (
    StepBecameBlocked,
    StepBecameReady,
    StepCompleted,
    StepReopened,
    TargetSet,
    TurnAssigned,
)
from geleit.domain.steps.state import Effect, Step, StepProgress, StepState


class Draft:
    """The events decided so far and the departure after them."""

    def __init__(self, departure: Departure | None, *, process: Process, rules: RuleSet, today: date) -> None:
        self._departure = departure
        self.process = process
        self.rules = rules
        self.today = today
        self.events: list[Event] = []
        self._reopened: set[str] = set()

    @property
    def departure(self) -> Departure:
        """The departure after the events so far. Raise ValueError before it was opened."""
        if self._departure is None:
            raise ValueError("the departure has not been opened yet")
        return self._departure

    def add(self, event: Event) -> None:
        """Add one more event and apply it."""
        version = self._departure.version if self._departure else 0
        self._departure = apply(self._departure, event, version + 1)
        self.events.append(event)

    def add_note(self, command: Command, *, step: str | None = None) -> None:
        """Record that a note was written with the command, if there is one."""
        if command.has_note:
            self.add(NoteWritten(step=step))

    def complete(self, step: Step, on: date) -> None:
        """Complete a step, with the effects that this has on the departure."""
        self.add(StepCompleted(step=step.key, on=on, recorded_on=self.today))
        for event in self._effect_of_completing(step, on):
            self.add(event)

    def _effect_of_completing(self, step: Step, on: date) -> Iterable[Event]:
        match step.effect:
            case None:
                return ()
            case Effect.CONSENT:
                return give_by_step(self.departure, step, on)
            case Effect.DEPARTURE:
                return end_by_leaving(self.departure, step, on, today=self.today)
            case Effect.CLOSE:
                return close_by_step(on)

    def reopen(self, key: str, *, anew: bool = False) -> None:
        """Reopen a step, and take back the effects of its completion.

        On the day on which its end was recorded it is again what it was. Later on only the clocks of those
        who went on meanwhile run on; for everybody else, and after a failure, it begins anew. ``anew``: so it
        does in any case.
        """
        step = self.departure.steps[key]
        for event in self._effect_of_reopening(step):
            self.add(event)
        before = step.before_end
        runs_on = step.state is not StepState.FAILED and before is not None and _goes_on(step, before)
        if not anew and (step.end_recorded_on == self.today or runs_on):
            self.add(StepReopened(step=key, progress=before))
        else:
            self.add(StepReopened(step=key))
            self._give_back_turn(step)
            self._reopened.add(key)

    def _effect_of_reopening(self, step: Step) -> Iterable[Event]:
        match step.effect:
            case Effect.CONSENT:
                return revoke_by_step(self.departure, step, on=self.today)
            case Effect.DEPARTURE:
                return open_by_taking_back(self.departure, step, today=self.today)
            case _:
                return ()

    def set_target(self, step: Step, target_on: date, *, listed: bool = False) -> None:
        """Set the target of a step, with the reminder of its template; ``listed``: it comes from a list."""
        template = self.process.step(step.code)
        self.add(
            TargetSet(
                step=step.key,
                target_on=target_on,
                remind_on=template.reminder_for(target_on) or target_on,
                escalate_on=template.escalation_for(max(target_on, self.today)),
                listed=listed,
                recorded_on=self.today,
            )
        )

    def settle(self) -> None:
        """Make the steps ready that have become possible, and block those that no longer are."""
        changed = True
        while changed:
            changed = False
            for step in self.departure.steps.values():
                waits = self.departure.unsettled_needs(step)
                if step.state is StepState.NOT_READY and not waits:
                    self._make_ready(step)
                    changed = True
                elif step.state is StepState.READY and waits:
                    self._block(step)
                    changed = True

    def _make_ready(self, step: Step) -> None:
        """Make a step ready as of the day its last need was met, which may be recorded much later."""
        since = self.today if step.key in self._reopened else self._possible_since(step)
        template = self.process.step(step.code)
        turn = self._turn_of(step, template)
        if turn is not step.turn:
            self.add(TurnAssigned(step=step.key, party=turn, chosen=False))
        target_on = step.target_on if step.target_on and step.target_on >= since else None
        target_on = target_on or template.target_from(since, self.departure.land)
        self.add(
            StepBecameReady(
                step=step.key,
                on=since,
                target_on=target_on,
                remind_on=template.reminder_for(target_on),
                escalate_on=template.escalation_for(target_on and max(target_on, self.today)),
                recorded_on=self.today,
            )
        )

    def _block(self, step: Step) -> None:
        """Block a step that was ready: its target and its turn are again what they were before."""
        self._give_back_turn(step)
        self.add(StepBecameBlocked(step=step.key, target=step.target_before))

    def _give_back_turn(self, step: Step) -> None:
        """Give back the turn that becoming ready has given, unless somebody chose."""
        template = self.process.step(step.code)
        if template.turn_without and template.turn is not step.turn and not step.turn_chosen:
            self.add(TurnAssigned(step=step.key, party=template.turn, chosen=False))

    def _turn_of(self, step: Step, template: StepTemplate) -> Party:
        """Return whose turn the step is, by what was not required before it; unless somebody chose."""
        if step.turn_chosen or not template.turn_without:
            return step.turn
        left_out = {
            need.code
            for need in map(self.departure.steps.__getitem__, step.needs)
            if need.state is StepState.NOT_REQUIRED
        }
        return next((turn for code, turn in template.turn_without.items() if code in left_out), template.turn)

    def _possible_since(self, step: Step) -> date:
        departure = self.departure
        ended = [departure.steps[key].ended_on for key in step.needs]
        started = [
            departure.steps[key].started_on or departure.steps[key].ended_on for key in step.needs_started
        ]
        joined = [person.joined_on for person in departure.persons if person.number == step.person]
        return max((day for day in (*ended, *started, *joined) if day), default=departure.opened_on)


_GO_ON = frozenset({Party.AUTHORITY, Party.BAMF, Party.EMBASSY})
"""Those who do not hear that a departure is stopped or a step ended, and work on."""


def _goes_on(step: Step, before: StepProgress) -> bool:
    """Return whether the step was with somebody who works on after it has ended here."""
    if before.state is StepState.NOT_READY or before.taken_up_on:
        return False  # nobody had it yet, or the office has taken it up
    return (before.waiting_on or step.turn) in _GO_ON
