"""Sentences about the events of deadlines."""

from datetime import date
from typing import Any

from geleit.domain.deadlines.events import (
    DatedDeadline,
    DeadlineEvent,
    DeadlineExtended,
    DeadlineInterrupted,
    DeadlineMet,
    DeadlineMissed,
    DeadlineRecomputed,
    DeadlineRestarted,
    DeadlineSet,
    DeadlineTakenBack,
    DeadlineWithdrawn,
    ExtensionRefused,
    ExtensionRequested,
)
from web.departure.sentences import Speaker, sentence
from web.ui.filters import datum
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.labels import label


def _register(kind: type[Any], words: str) -> None:
    """Register the sentence of an event about a deadline, with the ``day`` that counts afterwards."""

    def tell(speaker: Speaker, event: DeadlineEvent, day: date) -> str:
        due_on = event.due_on if isinstance(event, DatedDeadline) else None
        return _(words).format(deadline=label(event.deadline), day=datum(due_on))

    sentence(kind)(tell)


_register(DeadlineSet, N_("Frist eingetragen – {deadline}: {day}."))
_register(DeadlineExtended, N_("Frist verlängert – {deadline}: {day}."))
_register(DeadlineRestarted, N_("Frist läuft neu – {deadline}: {day}."))
_register(DeadlineRecomputed, N_("Frist neu berechnet – {deadline}: {day}."))
_register(ExtensionRefused, N_("Verlängerung abgelehnt – {deadline}: Es bleibt beim {day}."))
_register(DeadlineInterrupted, N_("Frist unterbrochen – {deadline}."))
_register(DeadlineMissed, N_("Frist nicht gewahrt – {deadline}."))
_register(DeadlineMet, N_("Frist gewahrt – {deadline}."))
_register(DeadlineTakenBack, N_("Letzter Eintrag zur Frist zurückgenommen – {deadline}: wieder {day}."))
_register(DeadlineWithdrawn, N_("Frist aufgehoben – {deadline}."))


@sentence(ExtensionRequested)
def _extension_requested(speaker: Speaker, event: ExtensionRequested, day: date) -> str:
    return _("Verlängerung beantragt – {deadline}. Wiedervorlage am {day}.").format(
        deadline=label(event.deadline), day=datum(event.follow_up_on)
    )
