"""Interrupt a period, and let it begin anew."""

from collections.abc import Mapping
from typing import Any

from geleit.domain.deadlines.commands.interrupt import InterruptDeadline, RestartDeadline
from web.departure import fields
from web.departure.action import Placement, Values, Wording
from web.departure.deadlines import fields as notice
from web.departure.deadlines import possible
from web.departure.deadlines.actions.base import on_deadline, read_source
from web.departure.situation import DeadlineSituation
from web.ui.i18n import N_


def _restart(at: DeadlineSituation, values: Values) -> Mapping[str, Any]:
    return {"period": notice.period(values), "source": notice.source(values)}


INTERRUPT = on_deadline(
    possible.is_interruptible,
    command=InterruptDeadline,
    wording=Wording(
        "frist-unterbrechen",
        N_("Unterbrochen"),
        N_("Unterbrechung speichern"),
        N_("Ist die Pflicht zur Ausreise nicht mehr vollziehbar, läuft die Frist nicht."),
    ),
    for_authority=Wording(
        "unterbrechen",
        N_("Frist unterbrechen"),
        N_("Unterbrechen"),
        N_(
            "Entfällt die Vollziehbarkeit, läuft die Frist nicht weiter. "
            "Danach beginnt sie neu und in voller Länge (§ 59 Abs. 1 S. 6 AufenthG)."
        ),
        done=N_("{number}: {deadline} unterbrochen, der {day} gilt nicht mehr."),
    ),
    success=N_("Die Unterbrechung ist eingetragen. Die Frist läuft nicht."),
    more=(
        fields.day("since", N_("Unterbrochen seit"), initial=fields.today),
        *notice.source_fields(),
        fields.note(),
    ),
    placement=Placement.MORE,
    derive=read_source,
)
RESTART = on_deadline(
    possible.is_interrupted,
    command=RestartDeadline,
    wording=Wording(
        "frist-neu-beginnen",
        N_("Läuft wieder"),
        N_("Neu beginnen lassen"),
        N_("Die Frist beginnt neu, in voller Länge (§ 59 Abs. 1 S. 6 AufenthG)."),
    ),
    for_authority=Wording(
        "neu-beginnen",
        N_("Frist neu beginnen lassen"),
        N_("Neu beginnen lassen"),
        N_(
            "Die Frist läuft ab der erneuten Vollziehbarkeit neu, "
            "in voller Länge (§ 59 Abs. 1 S. 6 AufenthG)."
        ),
        done=N_("{number}: {deadline} läuft neu, bis {day}."),
    ),
    success=N_("Die Frist läuft neu."),
    more=(
        fields.day(
            "start",
            N_("Wieder vollziehbar seit"),
            hint=N_("Nach einem erfolgreichen Eilantrag: unanfechtbar abgeschlossen am."),
            initial=fields.today,
            past=True,
        ),
        *notice.length("period", hint=N_("Leer lassen für die Länge nach Gesetz oder Bescheid.")),
        *notice.source_fields(),
        fields.note(),
    ),
    derive=_restart,
)
