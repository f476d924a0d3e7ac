"""What happened to steps, and what Geleit noticed: one sentence for several of a kind, in plain German."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geleit.domain.alarms.events import AlarmRaised
from geleit.domain.alarms.state import AlarmKind
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
)
from web.departure.names import enumeration
from web.ui.filters import datum
from web.ui.i18n import N_, ngettext
from web.ui.i18n import gettext as _
from web.ui.labels import label


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps something happened to, as they are called: each kind once, with its persons."""

    titles: Sequence[str]

    def __str__(self) -> str:
        """„Reisedokument beschaffen (Elif und Can)“ und „Reise buchen“."""
        return enumeration(_("„{step}“").format(step=title) for title in self.titles)


AboutSteps = Callable[[Any, Steps, date], str]
"""Takes the first of events that differ in their steps alone, these steps, and the day of the entry."""


def _same(words: str) -> AboutSteps:
    """The same words for one step and for several."""
    return lambda event, steps, day: _(words).format(steps=steps)


def _counted(words: Callable[[int], str]) -> AboutSteps:
    """Other words for several than for one."""
    return lambda event, steps, day: words(len(steps.titles)).format(steps=steps)


def _waiting(event: StepWaiting, steps: Steps, day: date) -> str:
    words = ngettext("{steps} wartet auf: {party}.", "{steps} warten auf: {party}.", len(steps.titles))
    return words.format(steps=steps, party=label(event.party))


def _completed(event: StepCompleted, steps: Steps, day: date) -> str:
    if event.on == day:
        return _("{steps} erledigt.").format(steps=steps)
    return _("{steps} erledigt am {day}.").format(steps=steps, day=datum(event.on))


def _target(event: TargetSet, steps: Steps, day: date) -> str:
    return _("Zieldatum für {steps}: {day}.").format(steps=steps, day=datum(event.target_on))


ABOUT_STEPS: Mapping[type, AboutSteps] = {
    StepPlanned: _same(N_("{steps} hinzugefügt.")),
    StepBecameReady: _counted(
        lambda n: ngettext("{steps} ist jetzt möglich.", "{steps} sind jetzt möglich.", n)
    ),
    StepBecameBlocked: _counted(
        lambda n: ngettext(
            "{steps} ist vorerst nicht mehr möglich.", "{steps} sind vorerst nicht mehr möglich.", n
        )
    ),
    StepStarted: _same(N_("{steps} in Arbeit genommen.")),
    StepWaiting: _waiting,
    StepCompleted: _completed,
    StepNotRequired: _same(N_("{steps} für nicht nötig erklärt.")),
    StepFailed: _counted(lambda n: ngettext("{steps} ist gescheitert.", "{steps} sind gescheitert.", n)),
    StepReopened: _same(N_("{steps} zurückgenommen.")),
    StepCancelled: _counted(lambda n: ngettext("{steps} entfällt.", "{steps} entfallen.", n)),
    TargetSet: _target,
}

ABOUT_A_DEADLINE = frozenset(
    {
        AlarmKind.DEADLINE_NEAR,
        AlarmKind.DEADLINE_PASSED,
        AlarmKind.DEADLINE_ESCALATED,
        AlarmKind.FOLLOW_UP_DUE,
    }
)

_ALARMS: Mapping[AlarmKind, str] = {
    AlarmKind.TARGET_NEAR: N_("Erinnerung an das Zieldatum {day}: {subjects}."),
    AlarmKind.TARGET_PASSED: N_("Zieldatum {day} überschritten: {subjects}."),
    AlarmKind.DEADLINE_NEAR: N_("Erinnerung an die Frist – {subjects}: {day}."),
    AlarmKind.DEADLINE_PASSED: N_("Das Datum ist vorbei – {subjects}: {day}."),
    AlarmKind.REVIEW_DUE: N_("Erinnerung: Der ruhende Vorgang ist seit {day} zu überprüfen."),
    AlarmKind.FOLLOW_UP_DUE: N_("Wiedervorlage am {day}: Ist die Verlängerung entschieden? {subjects}."),
    AlarmKind.TARGET_ESCALATED: N_("Der Leitung gemeldet: Zieldatum {day} überschritten – {subjects}."),
    AlarmKind.DEADLINE_ESCALATED: N_("Der Leitung gemeldet: Die Frist ist überfällig – {subjects}: {day}."),
}


def noticed(event: AlarmRaised, subjects: Sequence[str]) -> str:
    """Zieldatum 21.10.2026 überschritten: Reisedokument beschaffen (Elif und Can), Reise buchen."""
    if event.alarm is AlarmKind.COMES_OF_AGE:
        words = ngettext(
            "{subjects} ist seit {day} volljährig.", "{subjects} sind seit {day} volljährig.", len(subjects)
        )
        return words.format(subjects=enumeration(subjects), day=datum(event.about))
    return _(_ALARMS[event.alarm]).format(subjects=", ".join(subjects), day=datum(event.about))
