"""Commands about steps: start, wait, complete, not required, fail, reopen, set a target."""

from datetime import date
from typing import Literal
from uuid import UUID

from geleit.domain.dates import require_future, require_past, require_plausible
from geleit.domain.deadlines.dating import recompute_deadlines
from geleit.domain.departure import Departure
from geleit.domain.draft import Draft
from geleit.domain.lifecycle.closing import require_nothing_left
from geleit.domain.lifecycle.state import DepartureStatus
from geleit.domain.message import Command, Inverse
from geleit.domain.parties import Party
from geleit.domain.refusal import Refusal, has_left
from geleit.domain.steps.events import (
    FollowedUp,
    StepFailed,
    StepNotRequired,
    StepStarted,
    StepWaiting,
    TurnAssigned,
)
from geleit.domain.steps.planning import add_occurrence
from geleit.domain.steps.state import DECIDE_WITHIN, Effect, Step, StepState
from geleit.domain.texts import _


class StepCommand(Command):
    """Command about one step."""

    step: str

    def subject_version(self, departure: Departure) -> int:
        return departure.require_step(self.step).version

    def require_open_step(self, departure: Departure, key: str | None = None) -> Step:
        """Return the step (or that of ``key``). Raise Refusal unless it is open, or may be done early."""
        step = departure.require_step(key or self.step)
        if step.state is StepState.NOT_READY:
            departure.require_needs_met(step)
        if not step.is_ahead:
            raise _ended(step)
        return step

    def require_step_ahead(self, departure: Departure) -> Step:
        """Return the step. Raise Refusal if it has ended."""
        step = departure.require_step(self.step)
        if not step.is_ahead:
            raise _ended(step)
        return step


class JointStepCommand(StepCommand):
    """A command about one step, and about others to which the same happened: the passports of a family."""

    also: tuple[str, ...] = ()

    @property
    def every_step(self) -> tuple[str, ...]:
        """The keys of all steps meant, each once."""
        return tuple(dict.fromkeys((self.step, *self.also)))

    def subject_version(self, departure: Departure) -> int:
        return max(departure.require_step(key).version for key in self.every_step)


class StartStep(StepCommand):
    """Begin work on a step."""

    allowed_in = frozenset({DepartureStatus.OPEN})

    kind: Literal["start_step"] = "start_step"

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal unless the step is open and not begun."""
        step = self.require_open_step(departure)
        if step.state is StepState.IN_PROGRESS:
            raise Refusal("already_started", _("Der Schritt ist schon in Arbeit."), step=step.key)

    def decide(self, draft: Draft) -> None:
        draft.add(StepStarted(step=self.step, on=draft.today))
        draft.add_note(self, step=self.step)
        draft.settle()


class WaitOn(StepCommand):
    """Record whose turn the step is now, and wait for them."""

    allowed_in = frozenset({DepartureStatus.OPEN})

    kind: Literal["wait_on"] = "wait_on"
    party: Party
    follow_up_on: date | None = None

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal unless the step is open and the follow-up lies ahead."""
        step = self.require_open_step(departure)
        if self.follow_up_on is not None:
            require_future(self.follow_up_on, today, "follow_up_on")
            if departure.is_before_leaving(step):
                departure.require_not_left(step.person)

    def decide(self, draft: Draft) -> None:
        draft.add(StepWaiting(step=self.step, party=self.party, since=draft.today))
        if self.follow_up_on:
            draft.set_target(draft.departure.steps[self.step], self.follow_up_on)
        draft.add_note(self, step=self.step)
        draft.settle()


class CompleteStep(JointStepCommand):
    """Complete a step on a day, which may lie in the past; ``also`` names others done on the same day.

    ``authority_id`` is the authority to which the client consents, where the step gives the consent; None, as
    releases up to 0.2 sent it, means whichever is in charge.
    """

    kind: Literal["complete_step"] = "complete_step"
    on: date
    authority_id: UUID | None = None

    def subject_version(self, departure: Departure) -> int:
        changed = super().subject_version(departure)
        if self.authority_id is None and self._gives_consent(departure):
            return max(changed, departure.authority_version)
        return changed

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal unless each step is open and the day is past, and not before what it needed.

        Also if the consent would be given to another authority than the one named.
        """
        if self._gives_consent(departure):
            departure.require_authority(self.authority_id)
        for key in self.every_step:
            self._check_step(self.require_open_step(departure, key), departure, today)

    def _gives_consent(self, departure: Departure) -> bool:
        return any(departure.require_step(key).effect is Effect.CONSENT for key in self.every_step)

    def _check_step(self, step: Step, departure: Departure, today: date) -> None:
        # Also of a step under way: what it needed may have been taken back meanwhile.
        departure.require_needs_met(step)
        require_past(self.on, today, "on")
        if step.effect is Effect.CLOSE:
            require_nothing_left(departure)
        for key in step.needs:
            needed = departure.steps[key]
            if needed.state is StepState.DONE and needed.ended_on and self.on < needed.ended_on:
                raise Refusal(
                    "before_needed",
                    _(
                        "Das Datum liegt vor dem {date}, an dem „{step}“ erledigt wurde. "
                        "Bitte prüfen Sie beides."
                    ),
                    step=key,
                    date=needed.ended_on,
                ).about("on")

    def decide(self, draft: Draft) -> None:
        for key in self.every_step:
            draft.add_note(self, step=key)
            draft.complete(draft.departure.steps[key], self.on)
        draft.settle()

    def inverse(self, before: Departure) -> Inverse | None:
        if before.steps[self.step].effect is Effect.CLOSE:
            return None  # a closed departure does not change
        if {before.steps[key].code for key in self.also} - {before.steps[self.step].code}:
            return None  # only steps of one kind are reopened together
        return _reopen(*self.every_step)


class FollowUp(JointStepCommand):
    """Ask again those who have the turn, and be reminded on a later day, which becomes the new target."""

    allowed_in = frozenset({DepartureStatus.OPEN})

    kind: Literal["follow_up"] = "follow_up"
    again_on: date

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal unless each step is open with somebody else, and the reminder lies ahead."""
        require_future(self.again_on, today, "again_on")
        for key in self.every_step:
            step = self.require_open_step(departure, key)
            if step.held_up_by is Party.COUNSELLOR:
                raise Refusal(
                    "own_turn",
                    _("Bei „{step}“ ist die Beratungsstelle selbst am Zug, es gibt niemanden zu fragen."),
                    step=step.key,
                )

    def decide(self, draft: Draft) -> None:
        """Raise Refusal for a step whose target is a day of its own: an appointment, the journey."""
        for key in self.every_step:
            step = draft.departure.steps[key]
            if draft.process.step(step.code).has_own_day:
                raise Refusal(
                    "own_day",
                    _("„{step}“ hat einen festen Tag. Ändern Sie das Datum, wenn er sich verschiebt."),
                    step=key,
                )
            draft.add(FollowedUp(step=key, on=draft.today))
            draft.set_target(step, self.again_on)
            draft.add_note(self, step=key)


class DeclareNotRequired(StepCommand):
    """Declare that this departure does not need the step. Needs a reason (note).

    ``on`` is the day on which that was known; today if it is left out.
    """

    kind: Literal["declare_not_required"] = "declare_not_required"
    on: date | None = None

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal without a reason, for a future day, or if the step has ended other than by failing.

        The closing step is always required: without it nobody would have a next move.
        """
        step = departure.require_step(self.step)
        if not step.awaits_decision:
            self.require_step_ahead(departure)
        _require_not_closing(step)
        self.require_reason()
        if self.on:
            require_past(self.on, today, "on")

    def decide(self, draft: Draft) -> None:
        on = self.on or draft.today
        draft.add(StepNotRequired(step=self.step, on=on, recorded_on=draft.today))
        draft.add_note(self, step=self.step)
        draft.settle()

    def inverse(self, before: Departure) -> Inverse | None:
        if before.steps[self.step].awaits_decision:
            return None  # it opens as it was before it failed
        return _reopen(self.step)


class FailStep(StepCommand):
    """Record that a step failed: an application refused, an appointment missed. Needs a reason (note).

    It stays on the office's list until somebody decides how to go on. ``on`` is the day on which it failed;
    today if it is left out.
    """

    kind: Literal["fail_step"] = "fail_step"
    on: date | None = None

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal unless the step is open, without a reason, or for a future day.

        Closing cannot fail.
        """
        step = self.require_open_step(departure)
        _require_not_closing(step)
        self.require_reason()
        if self.on:
            require_past(self.on, today, "on")

    def decide(self, draft: Draft) -> None:
        step = draft.departure.steps[self.step]
        decide_by = None if step.is_occurrence else draft.today + DECIDE_WITHIN
        on = self.on or draft.today
        draft.add(StepFailed(step=self.step, on=on, recorded_on=draft.today, decide_by=decide_by))
        draft.add_note(self, step=self.step)
        draft.settle()

    def inverse(self, before: Departure) -> Inverse | None:
        return _reopen(self.step)


class ReopenStep(StepCommand):
    """Reopen a settled or failed step. Needs a reason (note).

    ``also`` names the later steps to reopen with it, and those of its kind that were ended together with it;
    None means that the actor has not been asked yet.
    """

    kind: Literal["reopen_step"] = "reopen_step"
    also: tuple[str, ...] | None = None

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal unless the step has ended, without a reason, or while ``also`` must be asked for."""
        step = departure.require_step(self.step)
        if step.is_ahead:
            raise Refusal(
                "not_ended", _("Der Schritt ist noch offen, es gibt nichts zurückzunehmen."), step=step.key
            )
        self.require_reason()
        after = departure.begun_after(step.key)
        if self.also is None and after:
            raise Refusal(
                "followers",
                _("Danach kam schon: {steps}. Was davon soll mit zurückgenommen werden?"),
                steps=after,
            )
        others = sorted(set(self.also or ()) - {*after, *_ended_alike(departure, step)})
        for key in others:
            departure.require_step(key)
        if others:
            raise Refusal("unknown_step", _("Diese Schritte kamen nicht danach: {steps}."), steps=others)

    def decide(self, draft: Draft) -> None:
        reopened = (self.step, *(self.also or ()))
        for key in reopened:
            draft.reopen(key)
        if any(draft.departure.steps[key].effect is Effect.DEPARTURE for key in reopened):
            # Another authority may be in charge since the legal dates ended.
            recompute_deadlines(draft)
        draft.add_note(self, step=self.step)
        draft.settle()


class SetTarget(StepCommand):
    """Set the day by which a step should be done."""

    kind: Literal["set_target"] = "set_target"
    target_on: date

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal if the step has ended, the day is implausible, or the persons have left before it."""
        step = self.require_step_ahead(departure)
        require_plausible(self.target_on, today, "target_on")
        if departure.is_before_leaving(step):
            departure.require_not_left(step.person)

    def decide(self, draft: Draft) -> None:
        draft.set_target(draft.departure.steps[self.step], self.target_on)
        draft.add_note(self, step=self.step)


class AssignTurn(StepCommand):
    """Record whose turn a step is where that differs from case to case: who books the journey."""

    kind: Literal["assign_turn"] = "assign_turn"
    party: Party

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal if the step has ended."""
        self.require_step_ahead(departure)

    def decide(self, draft: Draft) -> None:
        """Raise Refusal if the process says that the step is always the same party's."""
        step = draft.departure.steps[self.step]
        if self.party not in draft.process.step(step.code).turns:
            raise Refusal("not_their_turn", _("Dieser Schritt kann nicht Sache dieser Stelle sein.")).about(
                "party"
            )
        if (step.turn, step.turn_chosen) != (self.party, True):
            draft.add(TurnAssigned(step=self.step, party=self.party))
        draft.add_note(self, step=self.step)

    def inverse(self, before: Departure) -> Inverse | None:
        step = before.steps[self.step]
        if not step.turn_chosen:
            return None  # a choice can be changed, and does not become the plan's again
        return Inverse(self.kind, {"step": self.step, "party": step.turn})


class AddStep(Command):
    """Add one occurrence of a step that may occur any number of times: an embassy appointment."""

    kind: Literal["add_step"] = "add_step"
    code: str
    person: int | None = None
    target_on: date

    def check(self, departure: Departure, today: date) -> None:
        """Raise Refusal for an unknown person, an implausible day, or one on which the persons have left.

        What was before they left can still be recorded.
        """
        if self.person is not None:
            departure.require_person(self.person)
        require_plausible(self.target_on, today, "target_on")
        left_on = departure.left_on(self.person)
        if left_on and self.target_on > left_on:
            raise has_left(left_on)

    def decide(self, draft: Draft) -> None:
        """Raise Refusal if the process has no such step, or it is each person's own and nobody is named."""
        template = next((step for step in draft.process.appointments if step.code == self.code), None)
        if template is None or (template.per_person and self.person is None):
            raise Refusal("unknown_step", _("Einen solchen Schritt kann man nicht hinzufügen."))
        add_occurrence(draft, self.code, person=self.person, target_on=self.target_on)
        draft.add_note(self)
        draft.settle()


def _ended_alike(departure: Departure, step: Step) -> list[str]:
    """Return the other steps of the same kind that have ended."""
    return [other.key for other in departure.steps.values() if other.code == step.code and not other.is_ahead]


def _require_not_closing(step: Step) -> None:
    """Raise Refusal for the closing step."""
    if step.effect is Effect.CLOSE:
        raise Refusal(
            "closing_is_required",
            _("Ein Vorgang wird abgeschlossen oder abgebrochen. Dieser Schritt lässt sich nicht übergehen."),
            step=step.key,
        )


def _ended(step: Step) -> Refusal:
    return Refusal(
        "step_ended",
        _("Der Schritt ist nicht mehr offen. Nehmen Sie ihn zurück, wenn das falsch ist."),
        step=step.key,
    )


def _reopen(step: str, *also: str) -> Inverse:
    return Inverse("reopen_step", {"step": step, "also": also})
