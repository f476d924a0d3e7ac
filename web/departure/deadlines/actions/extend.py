"""Ask for an extension, and enter the answer."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from geleit.domain.deadlines.calculator import ExtendFrom
from geleit.domain.deadlines.commands.extend import ExtendDeadline, RefuseExtension, RequestExtension
from web.departure import fields
from web.departure.action import Values, Wording
from web.departure.deadlines import fields as notice
from web.departure.deadlines import possible
from web.departure.deadlines.actions.base import on_deadline, read_source
from web.departure.fields import Options
from web.departure.situation import DeadlineSituation
from web.ui.i18n import N_
from web.ui.labels import label

ANSWER_DAYS = 7
"""Default period before an authority is asked again."""

DAY_OR_LENGTH = N_("– eins von beiden")


def _extension(at: DeadlineSituation, values: Values) -> Mapping[str, Any]:
    return {"by": notice.period(values, "by"), "source": notice.source(values, values["deadline"])}


def _follow_up(at: DeadlineSituation) -> date:
    """Return a day in a week, but while there is still time to do something else."""
    ends = [found.due_on for found in at.deadlines.values() if possible.is_requestable(at, found)]
    return max(at.today, min([at.today + timedelta(days=ANSWER_DAYS), *ends]))


def _bases(at: DeadlineSituation) -> Options:
    return [(base.value, label(base)) for base in ExtendFrom]


def _rolled(at: DeadlineSituation) -> str:
    return ExtendFrom.ROLLED.value


REQUEST_EXTENSION = on_deadline(
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
)
EXTEND = on_deadline(
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
)
REFUSE_EXTENSION = on_deadline(
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
    derive=read_source,
)
