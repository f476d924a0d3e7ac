"""What can be done about a step, and when."""

from datetime import date

from geleit.domain import commands as cmd
from geleit.domain.departure import Departure
from geleit.domain.refusal import Refusal
from geleit.domain.rules.course import close
from geleit.domain.rules.dates import in_future, not_in_future, plausible
from geleit.domain.rules.reasons import reason
from geleit.domain.steps.state import Effect, Step, StepState
from geleit.domain.texts import _


def known_step(departure: Departure, key: str) -> Step:
    """The step of that key. Raises Refusal."""
    if key not in departure.steps:
        raise Refusal("unknown_step", _("Diesen Schritt gibt es in diesem Vorgang nicht."))
    return departure.steps[key]


def _open_step(departure: Departure, key: str) -> Step:
    step = known_step(departure, key)
    if step.state is StepState.NOT_READY:
        needs = departure.unsettled_needs(step)
        raise Refusal("not_ready", _("Das geht noch nicht. Zuerst ist zu erledigen: {steps}."), steps=needs)
    if not step.is_open:
        raise Refusal(
            "step_ended",
            _("Der Schritt ist nicht mehr offen. Nehmen Sie ihn zurück, wenn das falsch ist."),
            step=key,
        )
    return step


def start(departure: Departure, command: cmd.StartStep, day: date) -> None:
    """Work on an open step begins once."""
    step = _open_step(departure, command.step)
    if step.state is StepState.IN_PROGRESS:
        raise Refusal("already_started", _("Der Schritt ist schon in Arbeit."), step=step.key)


def wait_on(departure: Departure, command: cmd.WaitOn, day: date) -> None:
    """Only an open step can wait; a follow-up date lies ahead."""
    _open_step(departure, command.step)
    if command.follow_up_on is not None:
        in_future(command.follow_up_on, day)


def complete(departure: Departure, command: cmd.CompleteStep, day: date) -> None:
    """An open step was done on a day that has been, not before what it needed."""
    step = _open_step(departure, command.step)
    not_in_future(command.on, day)
    if step.effect is Effect.CLOSE:
        close(departure, command, day)
    for key in step.needs:
        needed = departure.steps[key]
        if needed.state is StepState.DONE and needed.ended_on and command.on < needed.ended_on:
            raise Refusal(
                "before_needed",
                _("Das Datum liegt vor dem {date}, an dem „{step}“ erledigt wurde. Bitte prüfen Sie beides."),
                step=key,
                date=needed.ended_on,
            )


def not_required(departure: Departure, command: cmd.DeclareNotRequired, day: date) -> None:
    """A step that has not ended can be left out, with a reason."""
    step = known_step(departure, command.step)
    if not step.is_ahead:
        raise Refusal(
            "step_ended",
            _("Der Schritt ist nicht mehr offen. Nehmen Sie ihn zurück, wenn das falsch ist."),
            step=step.key,
        )
    reason(command)


def fail(departure: Departure, command: cmd.FailStep, day: date) -> None:
    """An open step can fail, with a reason."""
    _open_step(departure, command.step)
    reason(command)


def reopen_step(departure: Departure, command: cmd.ReopenStep, day: date) -> None:
    """An ended step is taken back with a reason, and with an answer about what came after it."""
    step = known_step(departure, command.step)
    if step.is_ahead:
        raise Refusal(
            "not_ended", _("Der Schritt ist noch offen, es gibt nichts zurückzunehmen."), step=step.key
        )
    reason(command)
    after = begun_after(departure, step.key)
    if command.also is None and after:
        raise Refusal(
            "followers",
            _("Danach kam schon: {steps}. Was davon soll mit zurückgenommen werden?"),
            steps=after,
        )
    others = sorted(set(command.also or ()) - set(after))
    for key in others:
        known_step(departure, key)
    if others:
        raise Refusal("unknown_step", _("Diese Schritte kamen nicht danach: {steps}."), steps=others)


def begun_after(departure: Departure, key: str) -> tuple[str, ...]:
    """The steps after this one that have already been begun, settled or failed."""
    idle = (StepState.NOT_READY, StepState.READY, StepState.CANCELLED)
    return tuple(other for other in departure.followers(key) if departure.steps[other].state not in idle)


def set_target(departure: Departure, command: cmd.SetTarget, day: date) -> None:
    """A step that has not ended can get a target."""
    step = known_step(departure, command.step)
    if step.is_settled or step.state in (StepState.FAILED, StepState.CANCELLED):
        raise Refusal(
            "step_ended",
            _("Der Schritt ist nicht mehr offen. Nehmen Sie ihn zurück, wenn das falsch ist."),
            step=step.key,
        )
    plausible(command.target_on, day)


def add_step(departure: Departure, command: cmd.AddStep, day: date) -> None:
    """An appointment is one person's, on a day that can be."""
    if command.person is not None and command.person not in {person.number for person in departure.persons}:
        raise Refusal("unknown_person", _("Diese Person gehört nicht zum Vorgang."))
    plausible(command.target_on, day)
