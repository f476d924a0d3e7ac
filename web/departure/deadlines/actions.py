"""What can be done about legal dates: set, extended, interrupted, kept, ended.

An authority decides some of it about its own departures by the same actions: those whose command it is
allowed to give.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from geleit.domain.deadlines.calculator import ExtendFrom
from geleit.domain.deadlines.commands.end import MeetDeadline, MissDeadline, WithdrawDeadline
from geleit.domain.deadlines.commands.extend import ExtendDeadline, RefuseExtension, RequestExtension
from geleit.domain.deadlines.commands.interrupt import InterruptDeadline, RestartDeadline
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import DeadlineKind
from web.departure import fields
from web.departure.action import About, Action, Placement, Values, Wording
from web.departure.deadlines import fields as notice
from web.departure.deadlines import possible
from web.departure.deadlines.possible import Test
from web.departure.fields import Field, Options
from web.departure.situation import DeadlineSituation
from web.ui.i18n import N_
from web.ui.labels import label

ANSWER_DAYS = 7
"""How long an authority is given before one asks again."""

DAY_OR_LENGTH = N_("– Tag oder Dauer")
ONE_DAY = N_("– einer der beiden Tage")

DeadlineAction = Action[DeadlineSituation]


def _on_deadline(fits: Test, *, more: tuple[Field[DeadlineSituation], ...], **how: Any) -> DeadlineAction:
    """Make an action on a date that there is: one that ``fits`` lets through."""
    about = notice.which_deadline(fits)

    def possible_for(at: DeadlineSituation, subject: str) -> bool:
        return possible.is_not_closed(at) and subject in dict(about.options(at))

    def fill(at: DeadlineSituation, subject: str) -> dict[str, str]:
        return {"deadline": subject} if subject in dict(about.options(at)) else {}

    def is_possible(at: DeadlineSituation) -> bool:
        return possible.is_not_closed(at) and bool(about.options(at))

    return Action(
        about=About.DEADLINE,
        fields=(about, *more),
        possible=is_possible,
        possible_for=possible_for,
        fill=fill,
        **how,
    )


def _source(at: DeadlineSituation, values: Values) -> Mapping[str, Any]:
    return {"source": notice.source(values)}


def _by_day(at: DeadlineSituation, values: Values) -> Mapping[str, Any]:
    found = notice.by_rule(values)
    return {**found, "source": notice.source(values, found["deadline"])}


def _by_counting(at: DeadlineSituation, values: Values) -> Mapping[str, Any]:
    return {**_by_day(at, values), "period": notice.period(values)}


def _new_day(at: DeadlineSituation, values: Values) -> Mapping[str, Any]:
    return {"source": notice.source(values, values["deadline"])}


def _extension(at: DeadlineSituation, values: Values) -> Mapping[str, Any]:
    return {"by": notice.period(values, "by"), "source": notice.source(values, values["deadline"])}


def _restart(at: DeadlineSituation, values: Values) -> Mapping[str, Any]:
    return {"period": notice.period(values), "source": notice.source(values)}


def _rule_of_kind(at: DeadlineSituation, subject: str) -> dict[str, str]:
    return {"rule": subject} if subject in set(DeadlineKind) else {}


def _follow_up(at: DeadlineSituation) -> date:
    """Return a day in a week, but while there is still time to do something else."""
    ends = [found.due_on for found in at.deadlines.values() if possible.is_requestable(at, found)]
    return max(at.today, min([at.today + timedelta(days=ANSWER_DAYS), *ends]))


def _bases(at: DeadlineSituation) -> Options:
    return [(base.value, label(base)) for base in ExtendFrom]


def _rolled(at: DeadlineSituation) -> str:
    return ExtendFrom.ROLLED.value


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
        fields.day("start", N_("Bekanntgabe oder Zustellung am"), required=False, one_of=ONE_DAY),
        fields.day(
            "posted",
            N_("oder: zur Post gegeben am"),
            hint=N_("Bekannt ist der Bescheid dann einige Tage später (§ 41 Abs. 2 VwVfG)."),
            required=False,
            one_of=ONE_DAY,
        ),
        *notice.length("period", hint=N_("Leer lassen für die übliche Dauer.")),
        *notice.source_fields(),
        notice.commune(),
        fields.note(),
    ),
    possible=possible.is_not_closed,
    fill=_rule_of_kind,
    derive=_by_counting,
    faults={"one_date": "start", "one_start": "start", "not_the_rule": "period_amount"},
)
REQUEST_EXTENSION = _on_deadline(
    possible.is_requestable,
    command=RequestExtension,
    wording=Wording(
        "verlaengerung-beantragen",
        N_("Verlängerung beantragt"),
        N_("Antrag speichern"),
        N_("Bis zur Antwort gilt das bisherige Datum."),
    ),
    success=N_("Der Antrag ist eingetragen. Am {follow_up_on} erinnern wir Sie an die Antwort."),
    more=(
        fields.day(
            "follow_up_on",
            N_("Antwort prüfen am"),
            hint=N_("An diesem Tag erinnern wir Sie."),
            initial=_follow_up,
        ),
        fields.day("until", N_("Beantragt bis"), required=False),
        fields.note(),
    ),
    faults={"too_early": "follow_up_on"},
)
EXTEND = _on_deadline(
    possible.is_extendable,
    command=ExtendDeadline,
    wording=Wording(
        "frist-verlaengern",
        N_("Verlängerung bewilligt"),
        N_("Verlängerung speichern"),
        N_("Die Behörde hat mehr Zeit gegeben."),
    ),
    for_authority=Wording(
        "verlaengern",
        N_("Frist verlängern"),
        N_("Verlängern"),
        N_("Die Beratungsstelle sieht die Verlängerung sofort."),
        done=N_("{number}: {deadline} verlängert, jetzt {day}."),
    ),
    success=N_("Die Verlängerung ist eingetragen."),
    more=(
        fields.day("until", N_("Verlängert bis"), required=False, one_of=DAY_OR_LENGTH),
        *notice.length(
            "by", hint=N_("Wenn der Bescheid statt eines Tages eine Dauer nennt."), one_of=DAY_OR_LENGTH
        ),
        fields.offered(
            "base", N_("Die Dauer zählt"), _bases, read=ExtendFrom, required=False, initial=_rolled
        ),
        notice.express(),
        *notice.source_fields(),
        fields.note(),
    ),
    derive=_extension,
    faults={
        "not_longer": "until",
        "one_extension": "until",
        "already_over": "source_dated",
        "not_the_rule": "by_amount",
        "out_of_order": "",
    },
)
REFUSE_EXTENSION = _on_deadline(
    possible.is_requested,
    command=RefuseExtension,
    wording=Wording(
        "verlaengerung-abgelehnt",
        N_("Verlängerung abgelehnt"),
        N_("Ablehnung speichern"),
        N_("Es bleibt beim bisherigen Datum."),
    ),
    for_authority=Wording(
        "ablehnen",
        N_("Verlängerung ablehnen"),
        N_("Verlängerung ablehnen"),
        N_("Es bleibt beim bisherigen Datum. Die Beratungsstelle sieht die Antwort sofort."),
        done=N_("{number}: Verlängerung abgelehnt. Es bleibt beim {day} ({deadline})."),
    ),
    success=N_("Die Ablehnung ist eingetragen."),
    more=(
        fields.reason_of_authority(N_("Den Grund liest die Beratungsstelle.")),
        *notice.source_fields(),
        fields.note(),
    ),
    derive=_source,
)
RESTART = _on_deadline(
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
        fields.day("start", N_("Wieder vollziehbar seit"), initial=fields.today),
        *notice.length("period", hint=N_("Leer lassen: so lang wie zuerst.")),
        *notice.source_fields(),
        fields.note(),
    ),
    derive=_restart,
    faults={"no_period": "period_amount", "not_the_rule": "period_amount", "before_interruption": "start"},
)
MISS = _on_deadline(
    possible.is_over,
    command=MissDeadline,
    wording=Wording(
        "frist-versaeumt",
        N_("Nicht gewahrt"),
        N_("Als nicht gewahrt eintragen"),
        N_("Die Frist ist abgelaufen, ohne dass die Ausreise stattgefunden hat."),
    ),
    success=N_("Die Frist ist als nicht gewahrt eingetragen."),
    more=(fields.note(),),
    placement=Placement.MORE,
)
MEET = _on_deadline(
    possible.is_explained,
    command=MeetDeadline,
    wording=Wording("frist-gewahrt", N_("Frist gewahrt"), N_("Als gewahrt eintragen")),
    success=N_("Die Frist ist als gewahrt eingetragen."),
    more=(fields.day("kept_on", N_("Gewahrt am"), initial=fields.today),),
    placement=Placement.MORE,
    faults={"too_late": "kept_on"},
)
SET_ANEW = _on_deadline(
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
INTERRUPT = _on_deadline(
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
    derive=_source,
    faults={"already_over": "since", "not_begun": "since"},
)
WITHDRAW = _on_deadline(
    possible.is_withdrawable,
    command=WithdrawDeadline,
    wording=Wording("frist-aufheben", N_("Frist aufheben"), N_("Frist aufheben")),
    for_authority=Wording(
        "aufheben",
        N_("Frist aufheben"),
        N_("Aufheben"),
        N_("Das Datum bindet dann nicht mehr. Den Grund liest auch die Beratungsstelle."),
        done=N_("{number}: {deadline} aufgehoben, der {day} gilt nicht mehr."),
    ),
    success=N_("Die Frist ist aufgehoben."),
    more=(
        fields.reason(N_("Zum Beispiel: Der Bescheid ist aufgehoben.")),
        *notice.source_fields(),
    ),
    placement=Placement.MORE,
    derive=_source,
)

ACTIONS: tuple[DeadlineAction, ...] = (
    REQUEST_EXTENSION,
    EXTEND,
    REFUSE_EXTENSION,
    RESTART,
    MISS,
    MEET,
    SET_ANEW,
    INTERRUPT,
    SET_BY_DAY,
    SET_BY_COUNTING,
    WITHDRAW,
)
"""In the order in which the page offers them."""
