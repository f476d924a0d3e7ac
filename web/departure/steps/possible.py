"""Conditions of the actions on a step."""

from geleit.domain.parties import Party
from geleit.domain.steps.state import Effect, Step, StepState
from web.departure.situation import Situation


def is_open(at: Situation) -> bool:
    """Tell whether the step can be worked on, also while the departure rests."""
    return at.is_live and at.the_step.is_open


def is_running(at: Situation) -> bool:
    """Tell whether the step can be worked on and the departure does not rest."""
    return at.is_open and at.the_step.is_open


def is_ahead(at: Situation) -> bool:
    """Tell whether the step has not ended."""
    return at.is_live and at.the_step.is_ahead


def is_plannable(at: Situation) -> bool:
    """Tell whether a target can be set: nothing is planned for persons who have left, but what follows."""
    departure, step = at.departure, at.the_step
    return is_ahead(at) and not (departure.is_before_leaving(step) and departure.left_on(step.person))


def is_startable(at: Situation) -> bool:
    """Tell whether somebody can take the step up."""
    return is_running(at) and at.the_step.state is not StepState.IN_PROGRESS


def is_completable(at: Situation) -> bool:
    """Tell whether the step can be completed: what it needs is settled, or it may be done early."""
    step = at.the_step
    return at.is_live and (
        step.is_ahead if step.early else step.is_open and not at.departure.unsettled_needs(step)
    )


def is_failable(at: Situation) -> bool:
    """Tell whether the step can fail: closing cannot."""
    return is_open(at) and at.the_step.effect is not Effect.CLOSE


def is_dispensable(at: Situation) -> bool:
    """Tell whether the departure can go on without the step, also after it has failed."""
    can_be_left_out = is_ahead(at) or (at.is_live and at.the_step.awaits_decision)
    return can_be_left_out and at.the_step.effect is not Effect.CLOSE


def has_ended(at: Situation) -> bool:
    """Tell whether the step has ended, so that it can be taken back."""
    ended = (StepState.DONE, StepState.NOT_REQUIRED, StepState.FAILED)
    return at.is_live and at.the_step.state in ended


def may_follow_up(at: Situation, step: Step) -> bool:
    """Tell whether somebody else has the turn, whom one can ask again."""
    return (
        at.is_open
        and step.is_open
        and step.held_up_by is not Party.COUNSELLOR
        and not at.process.step(step.code).has_own_day
    )
