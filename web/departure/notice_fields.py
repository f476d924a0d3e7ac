"""Fields of what a notice says about a legal date: by which rule, how long, and where it stands."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from geleit.domain.calendar import LANDS_WITH_CATHOLIC_COMMUNES, Commune, Land
from geleit.domain.deadlines.chain import Document, Source
from geleit.domain.deadlines.periods import Count, Period, Unit
from geleit.domain.deadlines.rule import Rule
from geleit.domain.deadlines.state import DeadlineKind
from geleit.processes import rule_set
from web.departure.fields import Field, Kind, Options, offered
from web.departure.situation import Situation
from web.ui.forms import Form
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.labels import label

Values = Mapping[str, Any]

_PAPERS = {DeadlineKind.GUEB: Document.GUEB, DeadlineKind.DULDUNG: Document.DULDUNG}
"""Papers that are themselves where their date stands; every other date stands in a notice."""


def optional_day(
    name: str,
    label: str,
    *,
    hint: str = "",
    past: bool = False,
    initial: Callable[[Situation], date | None] | None = None,
) -> Field:
    """A day that may be left out; ``past``: it has been."""

    def read(form: Form, at: Situation) -> date | None:
        return form.date(name, today=at.today, required=False, latest=at.today if past else None)

    return Field(name, label, Kind.DAY, read, hint=hint, required=False, initial=initial or (lambda at: None))


def tick(name: str, label: str, text: str) -> Field:
    """One box to tick."""

    def read(form: Form, at: Situation) -> bool:
        return "ja" in form.values(name)

    return Field(name, label, Kind.CHECKS, read, required=False, options=lambda at: [("ja", _(text))])


def rules_of_departure(today: date) -> list[Rule]:
    """The rules by which somebody must have left, the usual ones of each kind first."""
    found = [rule for rule in rule_set().valid_on(today) if rule.latest_departure]
    usual = list(DeadlineKind)
    return sorted(found, key=lambda rule: usual.index(kind_of(rule.code)) + (rule.code not in usual))


def kind_of(code: str) -> DeadlineKind:
    """The legal date that a rule sets: all but those of the two papers set the period for departure."""
    return DeadlineKind(code) if code in set(DeadlineKind) else DeadlineKind.DEPARTURE


def rule_of(code: str) -> str | None:
    """The rule to name in a command; None where it is the usual one of its kind."""
    return None if code in set(DeadlineKind) else code


def which(*, counted: bool = False) -> Field:
    """Which date, by which rule. ``counted``: only rules that know a length."""

    def options(at: Situation) -> Options:
        rules = [rule for rule in rules_of_departure(at.today) if rule.period or not counted]
        return [(rule.code, f"{rule.title} ({rule.paragraph})") for rule in rules]

    return offered("frist", N_("Welche Frist?"), options)


def length(*, hint: str = "") -> tuple[Field, Field]:
    """How long: a number and a unit, or nothing."""

    def number(form: Form, at: Situation) -> int | None:
        return form.integer("dauer", required=False, minimum=1, maximum=4000)

    def unit(form: Form, at: Situation) -> Unit | None:
        return form.choice("einheit", Unit, required=False)

    return (
        Field("dauer", N_("Dauer"), Kind.TEXT, number, hint=hint, required=False),
        Field(
            "einheit",
            N_("Einheit der Dauer"),
            Kind.SELECT,
            unit,
            required=False,
            options=lambda at: [(unit.value, label(unit)) for unit in Unit if unit is not Unit.HALF_MONTHS],
            initial=lambda at: Unit.DAYS.value,
        ),
    )


def period(values: Values) -> Period | None:
    """The length that was typed, in calendar days if in days; None: none was."""
    if values["dauer"] is None:
        return None
    return Period(amount=values["dauer"], unit=values["einheit"] or Unit.DAYS, count=Count.KALENDERTAGE)


def written() -> tuple[Field, Field]:
    """Where the date is written, and of what day that is."""
    return (
        offered(
            "beleg",
            N_("Wo steht das?"),
            lambda at: [(paper.value, label(paper)) for paper in Document if paper is not Document.LIST],
            read=Document,
            required=False,
            empty=N_("im Bescheid, in der GÜB oder Duldung selbst"),
        ),
        optional_day("beleg_vom", N_("Datum dieses Schreibens"), past=True),
    )


def source(values: Values, kind: DeadlineKind | None = None) -> Source | None:
    """The document. What stands in the paper of the date itself is found there."""
    document = values["beleg"]
    if document is None and kind is not None:
        document = _PAPERS.get(kind, Document.NOTICE)
    if document is None and values["beleg_vom"]:
        document = Document.NOTICE
    return Source(document=document, dated=values["beleg_vom"]) if document else None


def commune() -> Field:
    """Whether the place has holidays of its own; asked only where there are such places."""

    def options(at: Situation) -> Options:
        land = at.departure.land
        found = [Commune.CATHOLIC] if land in LANDS_WITH_CATHOLIC_COMMUNES else []
        found += [Commune.AUGSBURG] if land is Land.BY else []
        return [(place.value, label(place)) for place in found]

    def read(form: Form, at: Situation) -> Commune | None:
        ticked = [place for place, _words in options(at) if place in form.values("gemeinde")]
        if len(ticked) > 1:
            form.fail("gemeinde", _("Bitte wählen Sie nur einen Ort."))
        return Commune(ticked[0]) if ticked else None

    return Field(
        "gemeinde",
        N_("Ort der Behörde"),
        Kind.CHECKS,
        read,
        hint=N_("Dort gibt es eigene Feiertage."),
        required=False,
        options=options,
    )


EXPRESS = tick(
    "ausdruecklich",
    N_("Ausdrücklich genannter Tag"),
    N_("Der Bescheid nennt genau diesen Tag als Ende (§ 31 Abs. 3 S. 2 VwVfG)"),
)
