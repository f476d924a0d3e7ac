"""Fields of what a notice says about a legal date: by which rule, how long, and where it stands."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from geleit.domain.calendar import LANDS_WITH_CATHOLIC_COMMUNES, Commune, Land
from geleit.domain.deadlines.chain import Document, Source
from geleit.domain.deadlines.periods import Count, Period, Unit
from geleit.domain.deadlines.rule import Rule
from geleit.domain.deadlines.state import DeadlineKind
from geleit.processes import rule_set
from web.departure import fields
from web.departure.deadlines.possible import Test
from web.departure.fields import Field, Kind, Options
from web.departure.situation import DeadlineSituation
from web.ui.forms import Form
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.labels import label

Values = Mapping[str, Any]
DeadlineField = Field[DeadlineSituation]

_PAPERS = {DeadlineKind.GUEB: Document.GUEB, DeadlineKind.DULDUNG: Document.DULDUNG}
"""Papers that are themselves where their date stands; every other date stands in a notice."""


def which_deadline(fits: Test) -> DeadlineField:
    """Make a field for the date an action is about: named by the address, else chosen among those it fits."""

    def options(at: DeadlineSituation) -> Options:
        return [(kind.value, label(kind)) for kind, found in at.deadlines.items() if fits(at, found)]

    def read(form: Form, at: DeadlineSituation) -> DeadlineKind | None:
        # Whether it still fits is decided by the domain, which knows a form that is sent twice.
        found = form.one_of("deadline", [kind.value for kind in at.deadlines])
        return DeadlineKind(found) if found else None

    return Field(
        "deadline", N_("Welche Frist?"), Kind.HIDDEN, read, options=options, empty=N_("Bitte wählen")
    )


def which_rule(*, counted: bool = False) -> DeadlineField:
    """Make a field for which date is set, by which rule. ``counted``: only rules that know a length."""

    def options(at: DeadlineSituation) -> Options:
        rules = [
            rule
            for rule in rules_of_departure(at.today)
            if rule.may_set(at.role) and (rule.period or not counted)
        ]
        return [(rule.code, f"{rule.title} ({rule.paragraph})") for rule in rules]

    return fields.offered("rule", N_("Welche Frist?"), options)


def rules_of_departure(today: date) -> list[Rule]:
    """Return the rules by which somebody must have left, the usual ones of each kind first."""
    found = [rule for rule in rule_set().valid_on(today) if rule.latest_departure]
    usual = list(DeadlineKind)
    return sorted(found, key=lambda rule: usual.index(kind_of(rule.code)) + (rule.code not in usual))


def kind_of(code: str) -> DeadlineKind:
    """Return the legal date a rule sets: the period for departure, but for the rules of the two papers."""
    return DeadlineKind(code) if code in set(DeadlineKind) else DeadlineKind.DEPARTURE


def by_rule(values: Values) -> dict[str, Any]:
    """Return the legal date that is set, and the rule where it is not the usual one of its kind."""
    code = values["rule"]
    return {"deadline": kind_of(code), "rule": None if code in set(DeadlineKind) else code}


def length(name: str, *, hint: str = "", one_of: str = "") -> tuple[DeadlineField, DeadlineField]:
    """Make the fields for how long: a number and a unit, or nothing."""
    amount_name, unit_name = f"{name}_amount", f"{name}_unit"

    def amount(form: Form, at: DeadlineSituation) -> int | None:
        return form.integer(amount_name, required=False, minimum=1, maximum=4000)

    def unit(form: Form, at: DeadlineSituation) -> Unit | None:
        return form.choice(unit_name, Unit, required=False)

    def units(at: DeadlineSituation) -> Options:
        return [(unit.value, label(unit)) for unit in Unit]

    def days(at: DeadlineSituation) -> str:
        return Unit.DAYS.value

    return (
        Field(amount_name, N_("Dauer"), Kind.TEXT, amount, hint=hint, required=False, one_of=one_of),
        Field(
            unit_name,
            N_("Einheit der Dauer"),
            Kind.SELECT,
            unit,
            required=False,
            options=units,
            initial=days,
        ),
    )


def period(values: Values, name: str = "period") -> Period | None:
    """Return the length that was typed, in calendar days if in days; None if none was."""
    amount = values[f"{name}_amount"]
    if amount is None:
        return None
    unit = values[f"{name}_unit"] or Unit.DAYS
    return Period(amount=amount, unit=unit, count=Count.KALENDERTAGE)


def source_fields() -> tuple[DeadlineField, DeadlineField]:
    """Make the fields for where the date is written, and of what day that is."""

    def documents(at: DeadlineSituation) -> Options:
        return [(paper.value, label(paper)) for paper in Document if paper is not Document.LIST]

    return (
        fields.offered(
            "source_document",
            N_("Wo steht das?"),
            documents,
            read=Document,
            required=False,
            empty=N_("im Bescheid, in der GÜB oder Duldung selbst"),
        ),
        fields.day("source_dated", N_("Datum dieses Schreibens"), required=False, past=True),
    )


def source(values: Values, kind: DeadlineKind | None = None) -> Source | None:
    """Return the document. What stands in the paper of the date itself is found there."""
    document = values["source_document"]
    if document is None and kind is not None:
        document = _PAPERS.get(kind, Document.NOTICE)
    if document is None and values["source_dated"]:
        document = Document.NOTICE
    return Source(document=document, dated=values["source_dated"]) if document else None


def commune() -> DeadlineField:
    """Make a field for a place with holidays of its own; asked only where there are such places."""

    def options(at: DeadlineSituation) -> Options:
        found = [Commune.CATHOLIC] if LANDS_WITH_CATHOLIC_COMMUNES.intersection(at.lands) else []
        found += [Commune.AUGSBURG] if Land.BY in at.lands else []
        return [(place.value, label(place)) for place in found]

    def read(form: Form, at: DeadlineSituation) -> Commune | None:
        ticked = [place for place, _words in options(at) if place in form.values("commune")]
        if len(ticked) > 1:
            form.fail("commune", _("Bitte wählen Sie nur einen Ort."))
        return Commune(ticked[0]) if ticked else None

    return Field(
        "commune",
        N_("Ort der Behörde"),
        Kind.CHECKS,
        read,
        hint=N_("Dort gibt es eigene Feiertage."),
        required=False,
        options=options,
    )


def express() -> DeadlineField:
    """Make the box to tick where a notice names the very day that is the end (§ 31 (3) sentence 2 VwVfG)."""

    def options(at: DeadlineSituation) -> Options:
        text = _("Der Bescheid nennt genau diesen Tag als Ende (§ 31 Abs. 3 S. 2 VwVfG)")
        return [("ja", text)]

    def read(form: Form, at: DeadlineSituation) -> bool:
        return "ja" in form.values("express")

    return Field(
        "express",
        N_("Ausdrücklich genannter Tag"),
        Kind.CHECKS,
        read,
        required=False,
        options=options,
    )
