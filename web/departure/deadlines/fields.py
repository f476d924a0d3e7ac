"""Form fields about a deadline: its rule, its length, and its document."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from geleit.domain.calendar import LANDS_WITH_CATHOLIC_COMMUNES, Commune, Land
from geleit.domain.deadlines.calculator import ServiceMethod
from geleit.domain.deadlines.chain import Source, SourceDocument
from geleit.domain.deadlines.periods import Count, Period, Unit
from geleit.domain.deadlines.rule import Rule
from geleit.domain.deadlines.state import DeadlineKind
from geleit.processes import rule_set
from web.departure import fields
from web.departure.action import Values
from web.departure.deadlines.possible import Condition, is_settable
from web.departure.fields import Field, Kind, Options
from web.departure.situation import DeadlineSituation
from web.ui.filters import datum
from web.ui.forms import Form
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.labels import label

DeadlineField = Field[DeadlineSituation]

_SELF_DATED = {DeadlineKind.GUEB: SourceDocument.GUEB, DeadlineKind.DULDUNG: SourceDocument.DULDUNG}
"""The documents that state a date themselves; every other date is in a notice."""


def which_deadline(fits: Condition) -> DeadlineField:
    """Make a field for the date an action is about: from the address, or chosen among those that fit."""

    def options(at: DeadlineSituation) -> Options:
        return [(kind.value, label(kind)) for kind, found in at.deadlines.items() if fits(at, found)]

    def read(form: Form, at: DeadlineSituation) -> DeadlineKind | None:
        # The domain decides whether it still fits: it recognises a form that is sent twice.
        found = form.one_of("deadline", [kind.value for kind in at.deadlines])
        return DeadlineKind(found) if found else None

    return Field(
        "deadline", N_("Welche Frist?"), Kind.HIDDEN, read, options=options, empty=N_("Bitte wählen")
    )


def which_rule(*, counted: bool = False) -> DeadlineField:
    """Make a field for the rule of the date to set. ``counted``: only rules with a length."""

    def options(at: DeadlineSituation) -> Options:
        rules = counted_rules() if counted else rules_of_deadlines(at.today)
        return [
            (rule.code, _describe(rule, counted=counted))
            for rule in rules
            if rule.may_set(at.role) and is_settable(at, DeadlineKind(rule.deadline))
        ]

    return fields.offered("rule", N_("Welche Frist?"), options)


def rules_of_deadlines(today: date) -> list[Rule]:
    """Return the rules by which deadlines are set, as they are today: the usual one of each kind first."""
    return _usual_first(rule for rule in rule_set().valid_on(today) if rule.deadline in set(DeadlineKind))


def counted_rules() -> list[Rule]:
    """Return the newest version of each rule that knows a length.

    A notice from before the law changed is still counted by the law of its day.
    """
    newest = {
        rule.code: rule for rule in rule_set().all() if rule.period and rule.deadline in set(DeadlineKind)
    }
    return _usual_first(newest.values())


def _usual_first(rules: Iterable[Rule]) -> list[Rule]:
    kinds = list(DeadlineKind)
    return sorted(rules, key=lambda rule: (kinds.index(DeadlineKind(rule.deadline)), rule.sets is not None))


def _describe(rule: Rule, *, counted: bool) -> str:
    """Return the rule with its paragraph; counted, with what it runs from and until when it is known."""
    if not counted:
        return f"{rule.title} ({rule.paragraph})"
    until = _("; nur bis {day} bekannt").format(day=datum(rule.valid_to)) if rule.valid_to else ""
    return _("{rule} ({paragraph}), ab {event}{until}").format(
        rule=rule.title, paragraph=rule.paragraph, event=rule.event, until=until
    )


def by_rule(values: Values) -> dict[str, Any]:
    """Return the kind of the date to set, and the rule that was chosen."""
    code = values["rule"]
    sets = {rule.code: rule.deadline for rule in rule_set().all()}
    return {"deadline": DeadlineKind(sets[code]), "rule": code}


def service() -> DeadlineField:
    """Make the field for how a notice came that was posted or handed over."""

    def options(at: DeadlineSituation) -> Options:
        return [(way.value, label(way)) for way in ServiceMethod]

    def by_post(at: DeadlineSituation) -> str:
        return ServiceMethod.POST.value

    return fields.offered(
        "service",
        N_("Wie kam der Bescheid?"),
        options,
        read=ServiceMethod,
        required=False,
        initial=by_post,
    )


def length(name: str, *, hint: str = "", one_of: str = "") -> tuple[DeadlineField, DeadlineField]:
    """Make the fields for a length: a number and a unit, or nothing."""
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
    """Return the typed length, with days as calendar days; None if there is none."""
    amount = values[f"{name}_amount"]
    if amount is None:
        return None
    unit = values[f"{name}_unit"] or Unit.DAYS
    return Period(amount=amount, unit=unit, count=Count.CALENDAR_DAYS)


def source_fields() -> tuple[DeadlineField, DeadlineField]:
    """Make the fields for the document of the date, and for the document's own date."""

    def documents(at: DeadlineSituation) -> Options:
        return [(each.value, label(each)) for each in SourceDocument if each is not SourceDocument.LIST]

    return (
        fields.offered(
            "source_document",
            N_("Wo steht das?"),
            documents,
            read=SourceDocument,
            required=False,
            empty=N_("im Bescheid, in der GÜB oder Duldung selbst"),
        ),
        fields.day("source_dated", N_("Datum dieses Schreibens"), required=False, past=True),
    )


def source(values: Values, kind: DeadlineKind | None = None) -> Source | None:
    """Return the typed document, else the one that usually states a date of that kind."""
    document = values["source_document"]
    if document is None and kind is not None:
        document = _SELF_DATED.get(kind, SourceDocument.NOTICE)
    if document is None and values["source_dated"]:
        document = SourceDocument.NOTICE
    return Source(document=document, dated=values["source_dated"]) if document else None


def commune() -> DeadlineField:
    """Make a field for a place with holidays of its own, shown only where there are such places."""

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
    """Make the box to tick if a notice names the very day that is the end (§ 31 (3) sentence 2 VwVfG)."""

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
