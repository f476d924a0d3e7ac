"""Set a deadline: as a day, by counting, or anew after another notice."""

from collections.abc import Mapping
from typing import Any

from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import DeadlineKind
from web.departure import fields
from web.departure.action import Action, Placement, Values, Wording
from web.departure.deadlines import fields as notice
from web.departure.deadlines import possible
from web.departure.deadlines.actions.base import DeadlineAction, on_deadline
from web.departure.situation import DeadlineSituation
from web.ui.i18n import N_

ONE_DAY = N_("– einer der beiden Tage")


def _by_day(at: DeadlineSituation, values: Values) -> Mapping[str, Any]:
    found = notice.by_rule(values)
    return {**found, "source": notice.source(values, found["deadline"])}


def _by_counting(at: DeadlineSituation, values: Values) -> Mapping[str, Any]:
    return {**_by_day(at, values), "period": notice.period(values)}


def _new_day(at: DeadlineSituation, values: Values) -> Mapping[str, Any]:
    return {"source": notice.source(values, values["deadline"])}


def _rule_of_kind(at: DeadlineSituation, subject: str) -> dict[str, str]:
    return {"rule": subject} if subject in set(DeadlineKind) else {}


SET_BY_DAY: DeadlineAction = Action(
    command=SetDeadline,
    wording=Wording(
        "frist",
        N_("Frist mit Datum eintragen"),
        N_("Frist speichern"),
        N_("Gibt es die Frist schon, gilt ab jetzt das neue Datum."),
    ),
    for_authority=Wording(
        "festsetzen",
        N_("Frist festsetzen"),
        N_("Frist festsetzen"),
        N_(
            "Gibt es die Frist schon, tritt das neue Datum an die Stelle des alten; "
            "der Verlauf bleibt lesbar."
        ),
        link=N_("Neu festsetzen"),
        done=N_("{number}: {deadline} festgesetzt, {day}."),
    ),
    success=N_("Die Frist ist eingetragen."),
    fields=(
        notice.which_rule(),
        fields.day("due_on", N_("Datum, wie es im Bescheid steht")),
        notice.express(),
        *notice.source_fields(),
        notice.commune(),
        fields.note(),
    ),
    possible=possible.is_not_closed,
    fill=_rule_of_kind,
    derive=_by_day,
)
SET_BY_COUNTING: DeadlineAction = Action(
    command=SetDeadline,
    wording=Wording(
        "frist-berechnen",
        N_("Frist berechnen lassen"),
        N_("Berechnen und speichern"),
        N_("Wenn der Bescheid eine Dauer nennt. Wochenenden und Feiertage rechnet Geleit ein."),
    ),
    for_authority=Wording(
        "berechnen",
        N_("Frist berechnen lassen"),
        N_("Berechnen und festsetzen"),
        N_("Wenn der Bescheid eine Dauer nennt. Wochenenden und Feiertage rechnet Geleit ein."),
        link=N_("Neu berechnen lassen"),
        done=N_("{number}: {deadline} festgesetzt, {day}."),
    ),
    success=N_("Die Frist ist eingetragen."),
    fields=(
        notice.which_rule(counted=True),
        fields.day(
            "start",
            N_("Bekanntgabe, Zustellung oder anderer Beginn am"),
            hint=N_("Womit die Frist beginnt, steht bei der Frist."),
            required=False,
            one_of=ONE_DAY,
        ),
        fields.day(
            "posted",
            N_("oder: zur Post gegeben, übergeben oder zugestellt am"),
            hint=N_("Bekannt ist ein Brief einige Tage später (§ 41 Abs. 2 VwVfG)."),
            required=False,
            past=True,
            one_of=ONE_DAY,
        ),
        notice.service(),
        *notice.length("period", hint=N_("Leer lassen für die übliche Dauer.")),
        *notice.source_fields(),
        notice.commune(),
        fields.note(),
    ),
    possible=possible.is_not_closed,
    fill=_rule_of_kind,
    derive=_by_counting,
)
SET_ANEW = on_deadline(
    possible.is_renewable,
    command=SetDeadline,
    wording=Wording(
        "neue-frist",
        N_("Neues Datum"),
        N_("Neues Datum speichern"),
        N_("Für einen neuen Bescheid. Wird die Frist nur länger, tragen Sie eine Verlängerung ein."),
    ),
    success=N_("Die Frist ist eingetragen."),
    more=(
        fields.day("due_on", N_("Neues Datum, wie es im Bescheid steht")),
        notice.express(),
        *notice.source_fields(),
        fields.note(),
    ),
    placement=Placement.MORE,
    derive=_new_day,
)
