"""The travel window: the days on which everything that everybody needs for the journey is valid at once.

Hand in what the journey depends on, one document each of those that stand in for one another: of a passport
and a laissez-passer the one the person travels on.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta
from pydantic import model_validator

from geleit.domain.calendar import Calendar, Land
from geleit.domain.deadlines.chain.record import DeadlineRecord
from geleit.domain.deadlines.periods import raw_end
from geleit.domain.deadlines.rule import Rule
from geleit.domain.deadlines.rule_set import RuleSet
from geleit.domain.model import Value
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _
from geleit.domain.wording import NOBODY, Names, called, german, listed, whose

ONE_DAY = timedelta(days=1)


class ValidityKind(StrEnum):
    """What is valid; the values are the codes of the rules."""

    PASSPORT = "passport"
    LAISSEZ_PASSER = "laissez_passer"
    EU_LAISSEZ_PASSER = "eu_laissez_passer"
    VISA = "visa"
    DEPARTURE_DEADLINE = "departure_deadline"
    GUEB = "gueb"
    DULDUNG = "duldung"
    APPROVAL = "funding_approval"
    MEDICAL_NOTE = "medical_note"
    MEDICAL_EXAM = "medical_exam"

    @property
    def label(self) -> str:
        """The name in German."""
        return _LABELS[self]


class Validity(Value):
    """Something that holds from one day through another; None: since ever, for ever.

    ``person`` is None for what concerns everybody; ``renewable_by_step`` is the key of the step to renew it.
    """

    what: ValidityKind
    person: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    renewable_by_step: str | None = None

    @model_validator(mode="after")
    def _can_be(self) -> "Validity":
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            raise Refusal(
                "ends_before_it_begins",
                _("{what}: die Gültigkeit endet am {end}, bevor sie am {begin} beginnt."),
                what=self.what.label,
                end=self.valid_until,
                begin=self.valid_from,
            )
        return self

    def in_words(self, names: Names = NOBODY) -> str:
        """``Reisepass (Person 2)``."""
        return self.what.label + whose(self.person, names)


class Bar(Value):
    """One row of the chart: the days on which the journey can be made as far as this one thing goes."""

    validity: Validity
    begins: date | None
    ends: date | None
    shortened: str | None = None
    opens: bool = False
    closes: bool = False


class TravelWindow(Value):
    """The days between ``opens_on`` and ``closes_on``, both included; ``closes_on`` None: no end in sight.

    An empty window names in ``collision`` the two that exclude each other, or the one that has run out.
    ``axis`` is the span a chart has to show.
    """

    bars: tuple[Bar, ...]
    opens_on: date
    closes_on: date | None
    opened_by: tuple[Validity, ...]
    closed_by: tuple[Validity, ...]
    collision: tuple[Validity, ...] = ()
    renew_first: Validity | None = None
    axis: tuple[date, date]
    sentence: str

    @property
    def is_empty(self) -> bool:
        """There is no day on which everybody can travel."""
        return self.closes_on is not None and self.closes_on < self.opens_on

    def to_renew(self, until: date) -> tuple[Bar, ...]:
        """What runs out before that day, the first to run out first."""
        short = [bar for bar in self.bars if bar.ends and bar.ends < until]
        return tuple(sorted(short, key=lambda bar: bar.ends or date.max))


def travel_window(
    validities: Iterable[Validity], *, rules: RuleSet, today: date, names: Names = NOBODY
) -> TravelWindow:
    """Intersect everything with the days from today on."""
    bars = [_bar(validity, rules, today) for validity in validities]
    begins = max((bar.begins for bar in bars if bar.begins), default=today)
    opens_on = max(today, begins)
    closes_on = min((bar.ends for bar in bars if bar.ends), default=None)
    bars = [
        bar.model_copy(
            update={
                "opens": bar.begins == opens_on,
                "closes": bar.ends is not None and bar.ends == closes_on,
            }
        )
        for bar in sorted(bars, key=_row)
    ]
    opened_by = tuple(bar.validity for bar in bars if bar.opens)
    closing = [bar for bar in bars if bar.closes]
    closed_by = tuple(bar.validity for bar in closing)
    collision: tuple[Validity, ...] = ()
    if closes_on and closes_on < opens_on:
        collision = tuple(dict.fromkeys((closed_by[0], *opened_by[:1])))
    window = TravelWindow(
        bars=tuple(bars),
        opens_on=opens_on,
        closes_on=closes_on,
        opened_by=opened_by,
        closed_by=closed_by,
        collision=collision,
        renew_first=next((validity for validity in closed_by if validity.renewable_by_step), None),
        axis=_axis(bars, today),
        sentence="",
    )
    return window.model_copy(update={"sentence": _sentence(window, closing, names)})


def issued(
    rule: Rule, *, issued_on: date, person: int | None = None, renewable_by_step: str | None = None
) -> Validity:
    """What was issued on a day and holds as long as its rule says: a certificate, an approval."""
    # Months and plain days are counted alike everywhere: the Land does not matter here.
    until = raw_end(issued_on, rule.usual_period(), calendar=Calendar(land=Land.BE))
    return Validity(
        what=ValidityKind(rule.code),
        person=person,
        valid_from=issued_on,
        valid_until=until,
        renewable_by_step=renewable_by_step,
    )


def of_deadlines(
    records: Iterable[DeadlineRecord], *, rules: RuleSet, renewable_by: Mapping[str, str] | None = None
) -> tuple[Validity, ...]:
    """The dates by which people must have left, as far as they bind; ``renewable_by``: step per deadline."""
    return tuple(
        Validity(
            what=kind_of(record),
            person=record.person,
            valid_until=record.due_on,
            renewable_by_step=(renewable_by or {}).get(record.key),
        )
        for record in records
        if record.due_on and rules.rule_version(record.rule, record.rule_version).latest_departure
    )


def kind_of(record: DeadlineRecord) -> ValidityKind:
    """What a date by which people must have left is on the chart: every other rule sets a period for it."""
    known = set(ValidityKind)
    return ValidityKind(record.rule) if record.rule in known else ValidityKind.DEPARTURE_DEADLINE


def _bar(validity: Validity, rules: RuleSet, today: date) -> Bar:
    ends, shortened = validity.valid_until, None
    if ends and validity.what is ValidityKind.PASSPORT:
        rule = rules.rule(ValidityKind.PASSPORT, on=today)
        months = rule.usual_period().amount
        shortened = f"gültig bis {german(ends)}, verlangt sind {months} Monate über die Ankunft hinaus"
        ends -= relativedelta(months=months)
    return Bar(validity=validity, begins=validity.valid_from, ends=ends, shortened=shortened)


def _row(bar: Bar) -> tuple[int, int]:
    return bar.validity.person or 0, list(ValidityKind).index(bar.validity.what)


def _axis(bars: Iterable[Bar], today: date) -> tuple[date, date]:
    """From today, or from the first that has run out, to the last day of all; at least a month."""
    ends = [bar.ends for bar in bars if bar.ends]
    begins = [bar.begins for bar in bars if bar.begins]
    return min([today, *ends]), max([today + 30 * ONE_DAY, *ends, *begins])


def _sentence(window: TravelWindow, closing: list[Bar], names: Names) -> str:
    if window.closes_on is None:
        return _("Bisher begrenzt nichts die Reise: das Fenster ist ab {opens} offen.").format(
            opens=german(window.opens_on)
        )
    closed_by = _together([bar.validity for bar in closing], names)
    why = next((f" ({bar.shortened})" for bar in closing if bar.shortened), "")
    closes = german(window.closes_on)
    first = ""
    if window.renew_first:
        first = f" Zuerst zu erneuern: {window.renew_first.in_words(names)}."
    if not window.is_empty:
        opens = german(window.opens_on)
        return f"Reisefenster vom {opens} bis {closes}, begrenzt durch: {closed_by}{why}.{first}"
    if len(window.collision) == 1:
        return f"Kein Reisefenster: {closed_by} reicht nur bis {closes}{why}.{first}"
    late = window.collision[1].in_words(names)
    return (
        f"Kein gemeinsames Reisefenster: {window.collision[0].in_words(names)} reicht nur bis {closes}{why}, "
        f"{late} beginnt erst am {german(window.opens_on)}.{first}"
    )


def _together(validities: Iterable[Validity], names: Names) -> str:
    """``Duldung (Person 1 und Person 2) und Visum``: what is of one kind is named once."""
    persons: dict[ValidityKind, list[str]] = {}
    for validity in validities:
        found = persons.setdefault(validity.what, [])
        if validity.person is not None:
            found.append(called(validity.person, names))
    return listed([what.label + (f" ({listed(who)})" if who else "") for what, who in persons.items()])


_LABELS = {
    ValidityKind.PASSPORT: _("Reisepass"),
    ValidityKind.LAISSEZ_PASSER: _("Passersatzpapier"),
    ValidityKind.EU_LAISSEZ_PASSER: _("EU-Laissez-Passer"),
    ValidityKind.VISA: _("Visum"),
    ValidityKind.DEPARTURE_DEADLINE: _("Ausreisefrist"),
    ValidityKind.GUEB: _("Grenzübertrittsbescheinigung"),
    ValidityKind.DULDUNG: _("Duldung"),
    ValidityKind.APPROVAL: _("Bewilligung"),
    ValidityKind.MEDICAL_NOTE: _("Ärztliche Bescheinigung"),
    ValidityKind.MEDICAL_EXAM: _("Untersuchung auf Flugtauglichkeit"),
}
