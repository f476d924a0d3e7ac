"""Show a conflict: what others did, the current state, and what the person had typed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from geleit.domain.registry import AnyEvent, Entry
from geleit.domain.steps.state import PlannedStep
from web.departure.action import Action
from web.departure.fields import Kind
from web.departure.history import Teller
from web.departure.situation import Situation
from web.ui.components import HistoryEntry
from web.ui.forms import Form
from web.ui.i18n import gettext as _
from web.ui.labels import label


@dataclass(frozen=True, slots=True)
class ConflictView:
    """Both versions side by side."""

    typed: tuple[tuple[str, str], ...]
    now: str
    changes: Sequence[HistoryEntry]
    may_resend: bool
    """Whether what was typed still fits the new state."""
    then: str


def conflict(
    action: Action[Situation], form: Form, at: Situation, *, entries: Iterable[Entry], teller: Teller
) -> ConflictView:
    """Compare what was typed with what happened meanwhile. ``at`` is the new state."""
    is_meant = _about(at, form)
    return ConflictView(
        typed=tuple(
            (_(field.label), field.shown(form, at))
            for field in action.fields
            if field.kind is not Kind.HIDDEN
        ),
        now=_state(at),
        changes=teller.tell(entry for entry in entries if is_meant(entry.event)),
        may_resend=action.possible(at),
        then=_then(action, at),
    )


def _then(action: Action[Situation], at: Situation) -> str:
    if action.possible(at):
        return _(
            "Ihre Eingabe ist noch nicht gespeichert. Soll sie trotzdem gelten? "
            "Dann speichern Sie sie noch einmal."
        )
    return _(
        "Ihre Eingabe ist nicht gespeichert, und sie passt nicht mehr zum neuen Stand. "
        "Sie steht unten noch, falls Sie etwas davon als Notiz festhalten möchten."
    )


def _state(at: Situation) -> str:
    if at.step is not None:
        return _("„{step}“: {state}").format(
            step=at.names.step(at.step, at.process), state=label(at.step.state)
        )
    return _("Vorgang: {state}").format(state=label(at.departure.status))


def _about(at: Situation, form: Form) -> Callable[[AnyEvent], bool]:
    """Return a test for events about the same thing as the form."""
    if at.step is not None:
        key = at.step.key
        return lambda event: step_of(event) == key
    if deadline := form.value("deadline") or form.value("rule"):
        return lambda event: str(getattr(event, "deadline", "")) == deadline
    return lambda event: event.kind.startswith("departure_")


def step_of(event: AnyEvent) -> str | None:
    """Return the key of the step an event is about, if it is about one."""
    step = getattr(event, "step", None)
    return step.key if isinstance(step, PlannedStep) else step
