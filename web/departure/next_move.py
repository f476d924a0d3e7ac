"""The choices of the office after a step has failed: "Wie geht es weiter?"."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from geleit.domain.lifecycle.state import StopReason
from geleit.domain.steps.state import Step
from web.departure.action import Action
from web.departure.lifecycle import CLOSE, PAUSE, STOP
from web.departure.situation import Situation
from web.departure.steps.actions import DECLARE_NOT_REQUIRED, REOPEN
from web.ui.i18n import N_
from web.ui.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Choice:
    """A link to the form of one way to go on."""

    label: str
    href: str


def choices(at: Situation) -> tuple[Choice, ...]:
    """Return the ways to go on after what failed first; none if nothing awaits a decision."""
    failed = [step for step in at.departure.steps.values() if step.awaits_decision]
    if not failed or not at.is_open:
        return ()
    return tuple(_choices(at, failed[0]))


def _choices(at: Situation, step: Step) -> Iterator[Choice]:
    about = replace(at, step=step)
    reason = at.process.step(step.code).stop_reason
    yield _choice(REOPEN, about, _("Noch einmal versuchen"))
    if DECLARE_NOT_REQUIRED.possible(about):
        yield _choice(DECLARE_NOT_REQUIRED, about, _(_WITHOUT.get(reason, N_("Ohne diesen Schritt weiter"))))
    if CLOSE.possible(at):
        yield _choice(CLOSE, at, _("Vorgang abschließen"))
    yield _choice(PAUSE, at, _("Ruhen lassen"))
    yield _choice(STOP, at, _("Vorgang abbrechen"), **({"reason": reason} if reason else {}))


_WITHOUT: dict[StopReason | None, str] = {StopReason.FUNDING_REFUSED: N_("Anders finanzieren")}
"""The label of going on without the step, where it has one, by the reason that would end the departure."""


def _choice(action: Action[Situation], at: Situation, label: str, **given: str) -> Choice:
    href = action.address(at)
    return Choice(label, f"{href}?{urlencode(given)}" if given else href)
