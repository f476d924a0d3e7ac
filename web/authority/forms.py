"""What an authority fills in to decide about a legal date, and the command that comes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from geleit.domain.calendar import Commune
from geleit.domain.deadlines.calculator import ExtendFrom
from geleit.domain.deadlines.chain import Document, Source
from geleit.domain.deadlines.periods import Period, Unit
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.enclosure import Enclosure
from geleit.domain.parties import Role
from geleit.processes import rule_set
from web.authority.view import EXTEND, INTERRUPT, REFUSE, RESTART, SET, WITHDRAW
from web.ui.forms import Form
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.labels import label

DOCUMENTS = (Document.NOTICE, Document.GUEB, Document.DULDUNG, Document.COURT_DECISION, Document.LETTER)
"""Where an authority's decision stands written."""
UNITS = (Unit.DAYS, Unit.WEEKS, Unit.HALF_MONTHS, Unit.MONTHS)
NOTE_LENGTH = 2000
_LABELS = {
    "frist": N_("Welche Frist?"),
    "tag": N_("Tag"),
    "laenge": N_("Länge"),
    "einheit": N_("Einheit"),
    "vom": N_("Datum des Dokuments"),
    "grund": N_("Grund"),
}
_DAYS = {
    EXTEND: N_("Neuer letzter Tag"),
    INTERRUPT: N_("Nicht mehr vollziehbar seit"),
    RESTART: N_("Wieder vollziehbar seit"),
}


class Way(StrEnum):
    """How a date is named."""

    DAY = "tag"
    NOTIFIED = "bekanntgabe"
    POSTED = "post"
    LENGTH = "dauer"


SETTING = {
    Way.DAY: N_("Bis zu einem genannten Tag"),
    Way.NOTIFIED: N_("Gezählt ab der Bekanntgabe"),
    Way.POSTED: N_("Gezählt ab der Aufgabe zur Post"),
}
EXTENDING = {Way.DAY: N_("Bis zu einem genannten Tag"), Way.LENGTH: N_("Um eine Dauer")}


@dataclass(frozen=True, slots=True)
class Decided:
    """What was filled in: the kind of command with its own fields, and what is personal."""

    kind: str
    fields: dict[str, Any]
    enclosure: Enclosure | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one decision."""

    heading: str
    button: str
    said: str
    explanation: str
    read: Callable[[Form, date], Decided]


def read_form(slug: str, form: Form, *, today: date) -> Decided | None:
    """What was decided; None when the form has errors, each at its field."""
    decided = PAGES[slug].read(form, today)
    decided.fields["source"] = _source(form, today)
    return None if form.errors else decided


def labels(slug: str) -> dict[str, str]:
    """What the fields of a decision are called in the list of errors."""
    named = _LABELS | ({"tag": _DAYS[slug]} if slug in _DAYS else {})
    return {name: _(text) for name, text in named.items()}


def bases(today: date) -> list[tuple[str, str]]:
    """Which dates can be set, by which rule: the rule of the kind, or one of the others for leaving."""
    kinds = {kind.value: kind for kind in DeadlineKind}
    found = []
    for rule in rule_set().valid_on(today):
        if rule.code in kinds:
            found.append((rule.code, f"{label(kinds[rule.code])} ({rule.paragraph})"))
        elif rule.latest_departure and rule.may_set(Role.AUTHORITY):
            found.append((f"{DeadlineKind.DEPARTURE}:{rule.code}", f"{rule.title} ({rule.paragraph})"))
    order = list(kinds)
    return sorted(found, key=lambda one: (order.index(one[0].partition(":")[0]), one[0]))


def _set(form: Form, today: date) -> Decided:
    chosen = form.one_of("frist", [value for value, _text in bases(today)]) or ""
    kind, _colon, rule = chosen.partition(":")
    way = form.choice("art", Way)
    day = form.date("tag", today=today)
    fields: dict[str, Any] = {"deadline": kind, "rule": rule or None}
    fields["commune"] = form.choice("gemeinde", Commune, required=False)
    if way is Way.DAY:
        fields |= {"due_on": day, "express": form.flag("ausdruecklich")}
    else:
        fields["posted" if way is Way.POSTED else "start"] = day
        fields["period"] = _period(form, required=False)
    return Decided("set_deadline", fields)


def _extend(form: Form, today: date) -> Decided:
    if form.choice("art", Way) is Way.LENGTH:
        base = form.choice("ab", ExtendFrom) or ExtendFrom.ROLLED
        return Decided("extend_deadline", {"by": _period(form), "base": base})
    fields = {"until": form.date("tag", today=today), "express": form.flag("ausdruecklich")}
    return Decided("extend_deadline", fields)


def _refuse(form: Form, today: date) -> Decided:
    return Decided("refuse_extension", {})


def _interrupt(form: Form, today: date) -> Decided:
    return Decided("interrupt_deadline", {"since": form.date("tag", today=today, latest=today)})


def _restart(form: Form, today: date) -> Decided:
    start = form.date("tag", today=today)
    return Decided("restart_deadline", {"start": start, "period": _period(form, required=False)})


def _withdraw(form: Form, today: date) -> Decided:
    reason = form.text("grund", max_length=NOTE_LENGTH)
    note = reason if "grund" not in form.errors else None  # what is wrong is said at the field
    return Decided("withdraw_deadline", {"has_note": True}, Enclosure(note=note or None))


def _period(form: Form, *, required: bool = True) -> Period | None:
    amount = form.integer("laenge", required=required, minimum=1, maximum=4000)
    if amount is None or "laenge" in form.errors:
        return None
    unit = form.choice("einheit", Unit)
    return Period(amount=amount, unit=unit) if unit else None


def _source(form: Form, today: date) -> Source | None:
    document = form.choice("dokument", Document, required=False)
    dated = form.date("vom", today=today, required=False, latest=today)
    return Source(document=document, dated=dated) if document else None


PAGES = {
    SET: Page(
        N_("Frist festsetzen"),
        N_("Frist festsetzen"),
        "deadline_set",
        N_(
            "Gibt es die Frist schon, tritt das neue Datum an die Stelle des alten; "
            "der Verlauf bleibt lesbar."
        ),
        _set,
    ),
    EXTEND: Page(
        N_("Frist verlängern"),
        N_("Verlängern"),
        "deadline_extended",
        N_("Die Beratungsstelle sieht die Verlängerung sofort."),
        _extend,
    ),
    REFUSE: Page(
        N_("Verlängerung ablehnen"),
        N_("Verlängerung ablehnen"),
        "extension_refused",
        N_("Es bleibt beim bisherigen Datum. Die Beratungsstelle sieht die Antwort sofort."),
        _refuse,
    ),
    INTERRUPT: Page(
        N_("Frist unterbrechen"),
        N_("Unterbrechen"),
        "deadline_interrupted",
        N_(
            "Entfällt die Vollziehbarkeit, läuft die Frist nicht weiter. "
            "Danach beginnt sie neu und in voller Länge (§ 59 Abs. 1 S. 6 AufenthG)."
        ),
        _interrupt,
    ),
    RESTART: Page(
        N_("Frist neu beginnen lassen"),
        N_("Neu beginnen lassen"),
        "deadline_restarted",
        N_(
            "Die Frist läuft ab der erneuten Vollziehbarkeit neu, "
            "in voller Länge (§ 59 Abs. 1 S. 6 AufenthG)."
        ),
        _restart,
    ),
    WITHDRAW: Page(
        N_("Frist aufheben"),
        N_("Aufheben"),
        "deadline_withdrawn",
        N_("Das Datum bindet dann nicht mehr. Den Grund liest auch die Beratungsstelle."),
        _withdraw,
    ),
}
