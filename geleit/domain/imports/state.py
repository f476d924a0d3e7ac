"""Facts that a list kept elsewhere, or a notice at hand on opening, states about a departure."""

from datetime import date
from typing import Literal

from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.model import Value
from geleit.domain.parties import Party
from geleit.domain.steps.state import StepState


class Fact(Value):
    """The state of a step according to a list kept elsewhere.

    ``code`` and ``person`` name the step; for steps that occur 0..n times ``on`` names the occurrence too.
    ``on`` is the day it happened (done) or since when (waiting); ``target_on`` the day it is planned for.
    """

    code: str
    person: int | None = None
    state: Literal[
        StepState.READY, StepState.IN_PROGRESS, StepState.WAITING, StepState.DONE, StepState.NOT_REQUIRED
    ]
    on: date | None = None
    waiting_on: Party | None = None
    target_on: date | None = None


class HeldFact(Value):
    """A fact that does not count here yet: its step depends on others (``needs``) that are not settled.

    What a list says against the order of the steps is remarked, it does not overrule it.
    """

    fact: Fact
    step: str
    needs: tuple[str, ...]


class DeadlineFact(Value):
    """A legal date that a list or a notice states."""

    deadline: DeadlineKind
    due_on: date
