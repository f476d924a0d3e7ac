"""What happened to steps, in plain German: one sentence for several of a kind."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from geleit.domain import events as ev
from web.departure.sentences import Speaker, joint_sentence
from web.ui.filters import datum
from web.ui.i18n import N_, ngettext
from web.ui.i18n import gettext as _
from web.ui.labels import label


def _keys(events: Sequence[Any]) -> list[str]:
    return [event.step for event in events]


def _register_same(kind: type[Any], words: str) -> None:
    """Register the same words for one step and for several."""

    def tell(speaker: Speaker, events: Sequence[Any], day: date) -> str:
        steps, _count = speaker.quoted(_keys(events))
        return _(words).format(steps=steps)

    joint_sentence(kind)(tell)


def _register_counted(kind: type[Any], words: Callable[[int], str]) -> None:
    """Register other words for several steps than for one."""

    def tell(speaker: Speaker, events: Sequence[Any], day: date) -> str:
        steps, count = speaker.quoted(_keys(events))
        return words(count).format(steps=steps)

    joint_sentence(kind)(tell)


_register_counted(
    ev.StepBecameReady, lambda n: ngettext("{steps} ist jetzt möglich.", "{steps} sind jetzt möglich.", n)
)
_register_counted(
    ev.StepBecameBlocked,
    lambda n: ngettext(
        "{steps} ist vorerst nicht mehr möglich.", "{steps} sind vorerst nicht mehr möglich.", n
    ),
)
_register_counted(
    ev.StepFailed, lambda n: ngettext("{steps} ist gescheitert.", "{steps} sind gescheitert.", n)
)
_register_counted(ev.StepCancelled, lambda n: ngettext("{steps} entfällt.", "{steps} entfallen.", n))
_register_same(ev.StepStarted, N_("{steps} in Arbeit genommen."))
_register_same(ev.StepNotRequired, N_("{steps} für nicht nötig erklärt."))
_register_same(ev.StepReopened, N_("{steps} zurückgenommen."))


@joint_sentence(ev.StepPlanned)
def _planned(speaker: Speaker, events: Sequence[ev.StepPlanned], day: date) -> str:
    steps, _count = speaker.quoted(event.step.key for event in events)
    return _("{steps} hinzugefügt.").format(steps=steps)


@joint_sentence(ev.StepWaiting)
def _waiting(speaker: Speaker, events: Sequence[ev.StepWaiting], day: date) -> str:
    steps, count = speaker.quoted(_keys(events))
    words = ngettext("{steps} wartet auf: {party}.", "{steps} warten auf: {party}.", count)
    return words.format(steps=steps, party=label(events[0].party))


@joint_sentence(ev.StepCompleted)
def _completed(speaker: Speaker, events: Sequence[ev.StepCompleted], day: date) -> str:
    steps, _count = speaker.quoted(_keys(events))
    if events[0].on == day:
        return _("{steps} erledigt.").format(steps=steps)
    return _("{steps} erledigt am {day}.").format(steps=steps, day=datum(events[0].on))


@joint_sentence(ev.TargetSet)
def _target(speaker: Speaker, events: Sequence[ev.TargetSet], day: date) -> str:
    steps, _count = speaker.quoted(_keys(events))
    return _("Zieldatum für {steps}: {day}.").format(steps=steps, day=datum(events[0].target_on))
