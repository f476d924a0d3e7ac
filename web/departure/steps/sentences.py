"""Sentences about the events of steps: one for several of a kind."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from geleit.domain.steps.events import (
    StepBecameBlocked,
    StepBecameReady,
    StepCancelled,
    StepCompleted,
    StepFailed,
    StepNotRequired,
    StepPlanned,
    StepReopened,
    StepStarted,
    StepWaiting,
    TargetSet,
    TurnAssigned,
)
from web.departure.sentences import Speaker, joint_sentence
from web.ui.filters import datum
from web.ui.i18n import N_, ngettext
from web.ui.i18n import gettext as _
from web.ui.labels import label


def _keys(events: Sequence[Any]) -> list[str]:
    return [event.step for event in events]


def _register_same(kind: type[Any], words: str) -> None:
    """Register the same sentence for one step and for several."""

    def tell(speaker: Speaker, events: Sequence[Any], day: date) -> str:
        steps, _count = speaker.quoted(_keys(events))
        return _(words).format(steps=steps)

    joint_sentence(kind)(tell)


def _register_counted(kind: type[Any], words: Callable[[int], str]) -> None:
    """Register different sentences for one step and for several."""

    def tell(speaker: Speaker, events: Sequence[Any], day: date) -> str:
        steps, count = speaker.quoted(_keys(events))
        return words(count).format(steps=steps)

    joint_sentence(kind)(tell)


_register_counted(
    StepBecameReady, lambda n: ngettext("{steps} ist jetzt möglich.", "{steps} sind jetzt möglich.", n)
)
_register_counted(
    StepBecameBlocked,
    lambda n: ngettext(
        "{steps} ist vorerst nicht mehr möglich.", "{steps} sind vorerst nicht mehr möglich.", n
    ),
)
_register_counted(StepFailed, lambda n: ngettext("{steps} ist gescheitert.", "{steps} sind gescheitert.", n))
_register_counted(StepCancelled, lambda n: ngettext("{steps} entfällt.", "{steps} entfallen.", n))
_register_same(StepStarted, N_("{steps} in Arbeit genommen."))
_register_same(StepNotRequired, N_("{steps} für nicht nötig erklärt."))
_register_same(StepReopened, N_("{steps} zurückgenommen."))


@joint_sentence(StepPlanned)
def _planned(speaker: Speaker, events: Sequence[StepPlanned], day: date) -> str:
    steps, _count = speaker.quoted(event.step.key for event in events)
    return _("{steps} hinzugefügt.").format(steps=steps)


@joint_sentence(StepWaiting)
def _waiting(speaker: Speaker, events: Sequence[StepWaiting], day: date) -> str:
    steps, count = speaker.quoted(_keys(events))
    words = ngettext("{steps} wartet auf: {party}.", "{steps} warten auf: {party}.", count)
    return words.format(steps=steps, party=label(events[0].party))


@joint_sentence(TurnAssigned)
def _assigned(speaker: Speaker, events: Sequence[TurnAssigned], day: date) -> str:
    steps, _count = speaker.quoted(_keys(events))
    return _("{steps}: am Zug ist {party}.").format(steps=steps, party=label(events[0].party))


@joint_sentence(StepCompleted)
def _completed(speaker: Speaker, events: Sequence[StepCompleted], day: date) -> str:
    steps, _count = speaker.quoted(_keys(events))
    if events[0].on == day:
        return _("{steps} erledigt.").format(steps=steps)
    return _("{steps} erledigt am {day}.").format(steps=steps, day=datum(events[0].on))


@joint_sentence(TargetSet)
def _target(speaker: Speaker, events: Sequence[TargetSet], day: date) -> str:
    steps, _count = speaker.quoted(_keys(events))
    return _("Zieldatum für {steps}: {day}.").format(steps=steps, day=datum(events[0].target_on))
