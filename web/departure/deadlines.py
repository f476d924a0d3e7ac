"""Legal dates: named by a notice or counted from it, extended, interrupted, kept, ended."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from geleit.domain.deadlines.calculator import ExtendFrom
from geleit.domain.deadlines.commands.end import MeetDeadline, MissDeadline, WithdrawDeadline
from geleit.domain.deadlines.commands.extend import ExtendDeadline, RefuseExtension, RequestExtension
from geleit.domain.deadlines.commands.interrupt import InterruptDeadline, RestartDeadline
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import DeadlineKind
from web.departure import fields
from web.departure import notice_fields as notice
from web.departure.action import Action, Envelope, Values
from web.departure.fields import Field, Kind, Options
from web.departure.situation import Situation
from web.departure.which_deadline import FITS, askable, not_closed
from web.ui.filters import datum
from web.ui.i18n import N_
from web.ui.labels import label

ANSWER_DAYS = 7
"""How long an authority is given before one asks again."""


def _of(slug: str) -> Field:
    """The date an action is about: named by the address, else chosen among those it fits."""

    def options(at: Situation) -> Options:
        fits = FITS[slug]
        return [
            (kind.value, label(kind)) for kind, found in at.departure.deadlines.items() if fits(at, found)
        ]

    return fields.offered("frist", N_("Welche Frist?"), options, read=DeadlineKind, kind=Kind.HIDDEN)


def _action(
    slug: str, title: str, button: str, command: Callable[[Any, Values], Any], *more: Field, **how: Any
) -> Action:
    """An action on a date that there is."""
    about = _of(slug)

    def make(envelope: Envelope, at: Situation, values: Values) -> Any:
        return command({**envelope, "deadline": values["frist"]}, values)

    def fill(at: Situation, subject: str) -> dict[str, str]:
        return {"frist": subject} if subject in dict(about.options(at)) else {}

    def possible(at: Situation) -> bool:
        return not_closed(at) and bool(about.options(at))

    return Action(slug, title, button, make, (about, *more), possible=possible, fill=fill, **how)


def _by_day(envelope: Envelope, at: Situation, values: Values) -> SetDeadline:
    kind = notice.kind_of(values["frist"])
    return SetDeadline(
        **envelope,
        deadline=kind,
        rule=notice.rule_of(values["frist"]),
        due_on=values["bis"],
        commune=values["gemeinde"],
        express=values["ausdruecklich"],
        source=notice.source(values, kind),
    )


def _by_counting(envelope: Envelope, at: Situation, values: Values) -> SetDeadline:
    kind = notice.kind_of(values["frist"])
    return SetDeadline(
        **envelope,
        deadline=kind,
        rule=notice.rule_of(values["frist"]),
        start=values["bekannt"],
        posted=values["post"],
        period=notice.period(values),
        commune=values["gemeinde"],
        source=notice.source(values, kind),
    )


def _new_day(envelope: Any, values: Values) -> SetDeadline:
    return SetDeadline(
        **envelope,
        due_on=values["bis"],
        express=values["ausdruecklich"],
        source=notice.source(values, envelope["deadline"]),
    )


def _extend(envelope: Any, values: Values) -> ExtendDeadline:
    return ExtendDeadline(
        **envelope,
        until=values["bis"],
        by=notice.period(values),
        base=values["ab"] or ExtendFrom.ROLLED,
        express=values["ausdruecklich"],
        source=notice.source(values, envelope["deadline"]),
    )


def _restart(envelope: Any, values: Values) -> RestartDeadline:
    return RestartDeadline(
        **envelope, start=values["ab"], period=notice.period(values), source=notice.source(values)
    )


def _follow_up(at: Situation) -> date:
    """In a week, but while there is still time to do something else."""
    ends = [found.due_on for found in at.departure.deadlines.values() if askable(at, found)]
    return max(at.today, min([at.today + timedelta(days=ANSWER_DAYS), *ends]))


_BASE = fields.offered(
    "ab",
    N_("Die Dauer zählt"),
    lambda at: [(base.value, label(base)) for base in ExtendFrom],
    read=ExtendFrom,
    required=False,
    initial=lambda at: ExtendFrom.ROLLED.value,
)
_NOT_LONGER = {
    "not_longer": "bis",
    "one_extension": "bis",
    "already_over": "beleg_vom",
    "not_the_rule": "dauer",
    "out_of_order": "",
}

DEADLINE_ACTIONS = (
    Action(
        "frist",
        N_("Frist mit Datum eintragen"),
        N_("Frist speichern"),
        _by_day,
        (
            notice.which(),
            fields.day("bis", N_("Datum, wie es im Bescheid steht")),
            notice.EXPRESS,
            *notice.written(),
            notice.commune(),
            fields.note(),
        ),
        possible=not_closed,
        hint=N_("Gibt es die Frist schon, gilt ab jetzt das neue Datum."),
        said="deadline_set",
    ),
    Action(
        "frist-berechnen",
        N_("Frist berechnen lassen"),
        N_("Berechnen und speichern"),
        _by_counting,
        (
            notice.which(counted=True),
            notice.optional_day("bekannt", N_("Bekanntgabe oder Zustellung am")),
            notice.optional_day(
                "post",
                N_("oder: zur Post gegeben am"),
                hint=N_("Bekannt ist der Bescheid dann einige Tage später (§ 41 Abs. 2 VwVfG)."),
            ),
            *notice.length(hint=N_("Leer lassen für die übliche Dauer.")),
            *notice.written(),
            notice.commune(),
            fields.note(),
        ),
        possible=not_closed,
        hint=N_("Wenn der Bescheid eine Dauer nennt. Wochenenden und Feiertage rechnet Geleit ein."),
        said="deadline_set",
        faults={"one_date": "bekannt", "one_start": "bekannt", "not_the_rule": "dauer"},
    ),
    _action(
        "neue-frist",
        N_("Neues Datum"),
        N_("Neues Datum speichern"),
        _new_day,
        fields.day("bis", N_("Neues Datum, wie es im Bescheid steht")),
        notice.EXPRESS,
        *notice.written(),
        fields.note(),
        hint=N_("Für einen neuen Bescheid. Wird die Frist nur länger, tragen Sie eine Verlängerung ein."),
        said="deadline_set",
    ),
    _action(
        "frist-verlaengern",
        N_("Verlängerung bewilligt"),
        N_("Verlängerung speichern"),
        _extend,
        fields.day("bis", N_("Verlängert bis"), required=False),
        *notice.length(hint=N_("Nur wenn der Bescheid statt eines Tages eine Dauer nennt.")),
        _BASE,
        notice.EXPRESS,
        *notice.written(),
        fields.note(),
        hint=N_("Die Behörde hat mehr Zeit gegeben."),
        said="deadline_extended",
        faults=_NOT_LONGER,
    ),
    _action(
        "verlaengerung-beantragen",
        N_("Verlängerung beantragt"),
        N_("Antrag speichern"),
        lambda envelope, values: RequestExtension(
            **envelope, follow_up_on=values["wiedervorlage"], until=values["bis"]
        ),
        fields.day(
            "wiedervorlage",
            N_("Antwort prüfen am"),
            hint=N_("An diesem Tag erinnern wir Sie."),
            initial=_follow_up,
        ),
        notice.optional_day("bis", N_("Beantragt bis")),
        fields.note(),
        hint=N_("Bis zur Antwort gilt das bisherige Datum."),
        said="extension_requested",
        words=lambda at, values: {"day": datum(values["wiedervorlage"])},
        faults={"too_early": "wiedervorlage"},
    ),
    _action(
        "verlaengerung-abgelehnt",
        N_("Verlängerung abgelehnt"),
        N_("Ablehnung speichern"),
        lambda envelope, values: RefuseExtension(**envelope, source=notice.source(values)),
        *notice.written(),
        fields.note(),
        hint=N_("Es bleibt beim bisherigen Datum."),
        said="extension_refused",
    ),
    _action(
        "frist-unterbrechen",
        N_("Unterbrochen"),
        N_("Unterbrechung speichern"),
        lambda envelope, values: InterruptDeadline(
            **envelope, since=values["seit"], source=notice.source(values)
        ),
        fields.day("seit", N_("Unterbrochen seit"), initial=fields.today),
        *notice.written(),
        fields.note(),
        hint=N_("Ist die Pflicht zur Ausreise nicht mehr vollziehbar, läuft die Frist nicht."),
        said="deadline_interrupted",
        faults={"already_over": "seit", "not_begun": "seit"},
    ),
    _action(
        "frist-neu-beginnen",
        N_("Läuft wieder"),
        N_("Neu beginnen lassen"),
        _restart,
        fields.day("ab", N_("Wieder vollziehbar seit"), initial=fields.today),
        *notice.length(hint=N_("Leer lassen: so lang wie zuerst.")),
        *notice.written(),
        fields.note(),
        hint=N_("Die Frist beginnt neu, in voller Länge (§ 59 Abs. 1 S. 6 AufenthG)."),
        said="deadline_restarted",
        faults={"no_period": "dauer", "not_the_rule": "dauer", "before_interruption": "ab"},
    ),
    _action(
        "frist-gewahrt",
        N_("Frist gewahrt"),
        N_("Als gewahrt eintragen"),
        lambda envelope, values: MeetDeadline(**envelope, kept_on=values["am"]),
        fields.day("am", N_("Gewahrt am"), initial=fields.today),
        said="deadline_met",
        faults={"too_late": "am"},
    ),
    _action(
        "frist-versaeumt",
        N_("Nicht gewahrt"),
        N_("Als nicht gewahrt eintragen"),
        lambda envelope, values: MissDeadline(**envelope),
        fields.note(),
        hint=N_("Die Frist ist abgelaufen, ohne dass die Ausreise stattgefunden hat."),
        said="deadline_missed",
    ),
    _action(
        "frist-aufheben",
        N_("Frist aufheben"),
        N_("Frist aufheben"),
        lambda envelope, values: WithdrawDeadline(**envelope, source=notice.source(values)),
        fields.reason(N_("Zum Beispiel: Der Bescheid ist aufgehoben.")),
        *notice.written(),
        said="deadline_withdrawn",
    ),
)
