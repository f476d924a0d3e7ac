"""Find the travel window: the days on which everything that the journey needs is valid, for every person.

A person travels on one paper: of a passport and a laissez-passer the one that holds the longest counts, and
the other is not needed. Everything else has to hold beside each other.
"""

from collections import defaultdict
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

ONE_DAY = timedelta(days=1)


class ValidityKind(StrEnum):
    """The kind of thing that is valid; the values are the codes of the rules."""

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
        """The name in German, as refusals say it."""
        return _LABELS[self]


TRAVEL_PAPERS = frozenset(
    {ValidityKind.PASSPORT, ValidityKind.LAISSEZ_PASSER, ValidityKind.EU_LAISSEZ_PASSER}
)
"""What one can travel on: one of them is enough for a person."""


class Validity(Value):
    """Something valid from one day through another; None: since ever, for ever.

    ``person`` is None for what concerns everybody; ``renewable_by_step`` is the key of the step to renew it.
    """

    what: ValidityKind
    person: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    renewable_by_step: str | None = None

    @model_validator(mode="after")
    def _require_consistent(self) -> "Validity":
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            raise Refusal(
                "ends_before_it_begins",
                _("{what}: die Gültigkeit endet am {end}, bevor sie am {begin} beginnt."),
                what=self.what.label,
                end=self.valid_until,
                begin=self.valid_from,
            ).about("valid_until")
        return self


class Bar(Value):
    """One row of the chart: the days on which the journey is possible as far as this one thing is concerned.

    ``months_beyond``: so many months beyond the arrival it must hold, so that it ends earlier than it is
    valid. ``replaced_by``: the person travels on that instead, so that this one decides nothing. ``opens``
    and ``closes``: it decides when the window does.
    """

    validity: Validity
    begins: date | None
    ends: date | None
    months_beyond: int | None = None
    replaced_by: ValidityKind | None = None
    opens: bool = False
    closes: bool = False


class TravelWindow(Value):
    """The days between ``opens_on`` and ``closes_on``, both included; ``closes_on`` None: no end in sight.

    An empty window names in ``collision`` the two that exclude each other, or the one that has expired.
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

    @property
    def is_empty(self) -> bool:
        """Whether there is no day on which everybody can travel."""
        return self.closes_on is not None and self.closes_on < self.opens_on

    def to_renew(self, until: date) -> tuple[Bar, ...]:
        """Return what expires before that day, the first to expire first."""
        short = [bar for bar in self.bars if bar.ends and bar.ends < until and not bar.replaced_by]
        return tuple(sorted(short, key=lambda bar: bar.ends or date.max))


def travel_window(
    validities: Iterable[Validity], *, rules: RuleSet, today: date, going_home: bool = False
) -> TravelWindow:
    """Intersect everything with the days from today on.

    ``going_home``: the journey goes to the country whose nationals they are. It lets them in on any passport
    that is valid, without months to spare.
    """
    bars = _one_paper_each([_bar(validity, rules, today, going_home) for validity in validities])
    needed = [bar for bar in bars if not bar.replaced_by]
    begins = max((bar.begins for bar in needed if bar.begins), default=today)
    opens_on = max(today, begins)
    closes_on = min((bar.ends for bar in needed if bar.ends), default=None)
    bars = [
        bar
        if bar.replaced_by
        else bar.model_copy(
            update={
                "opens": bar.begins == opens_on,
                "closes": bar.ends is not None and bar.ends == closes_on,
            }
        )
        for bar in sorted(bars, key=_row)
    ]
    opened_by = tuple(bar.validity for bar in bars if bar.opens)
    closed_by = tuple(bar.validity for bar in bars if bar.closes)
    collision: tuple[Validity, ...] = ()
    if closes_on and closes_on < opens_on:
        collision = tuple(dict.fromkeys((closed_by[0], *opened_by[:1])))
    return TravelWindow(
        bars=tuple(bars),
        opens_on=opens_on,
        closes_on=closes_on,
        opened_by=opened_by,
        closed_by=closed_by,
        collision=collision,
        renew_first=next((validity for validity in closed_by if validity.renewable_by_step), None),
        axis=_axis(bars, today),
    )


def issued(
    rule: Rule, *, issued_on: date, person: int | None = None, renewable_by_step: str | None = None
) -> Validity:
    """Return the validity of something issued on a day, by its rule: a certificate, an approval."""
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
    """Return the dates by which people must have left, if they bind.

    ``renewable_by`` names the step that renews each, by the key of the deadline.
    """
    return tuple(
        Validity(
            what=validity_kind(record),
            person=record.person,
            valid_until=record.due_on,
            renewable_by_step=(renewable_by or {}).get(record.key),
        )
        for record in records
        if record.due_on and rules.rule_version(record.rule, record.rule_version).latest_departure
    )


def validity_kind(record: DeadlineRecord) -> ValidityKind:
    """Return the chart's kind of a date by which people must have left.

    Every other rule sets a period for departure.
    """
    known = set(ValidityKind)
    return ValidityKind(record.rule) if record.rule in known else ValidityKind.DEPARTURE_DEADLINE


def _one_paper_each(bars: list[Bar]) -> list[Bar]:
    """Mark the travel papers that nobody needs because the person has one that holds longer."""
    papers: dict[int | None, list[Bar]] = defaultdict(list)
    for bar in bars:
        if bar.validity.what in TRAVEL_PAPERS:
            papers[bar.validity.person].append(bar)
    others = [bar for bar in bars if bar.validity.what not in TRAVEL_PAPERS]
    return others + [bar for alike in papers.values() for bar in _one_paper(alike)]


def _one_paper(bars: list[Bar]) -> Iterable[Bar]:
    """Return the paper that holds the longest, from the day on which one of them holds, and the others."""
    best = max(bars, key=lambda bar: (bar.ends or date.max, -(bar.begins or date.min).toordinal()))
    begins = best.begins
    for bar in sorted(bars, key=lambda bar: bar.ends or date.max, reverse=True):
        # Without a gap between them one travels on the earlier paper first.
        if begins and (bar.ends is None or bar.ends >= begins - ONE_DAY):
            begins = min(begins, bar.begins) if bar.begins else None
    for bar in bars:
        if bar is best:
            yield bar.model_copy(update={"begins": begins})
        else:
            yield bar.model_copy(update={"replaced_by": best.validity.what})


def _bar(validity: Validity, rules: RuleSet, today: date, going_home: bool) -> Bar:
    ends = validity.valid_until
    months: int | None = None
    if ends and validity.what is ValidityKind.PASSPORT and not going_home:
        rule = rules.rule(ValidityKind.PASSPORT, on=today)
        months = rule.usual_period().amount
        ends -= relativedelta(months=months)
    return Bar(validity=validity, begins=validity.valid_from, ends=ends, months_beyond=months)


def _row(bar: Bar) -> tuple[int, int]:
    return bar.validity.person or 0, list(ValidityKind).index(bar.validity.what)


def _axis(bars: Iterable[Bar], today: date) -> tuple[date, date]:
    """Return the span from today, or from the first expired thing, to the last day; at least a month."""
    ends = [bar.ends for bar in bars if bar.ends]
    begins = [bar.begins for bar in bars if bar.begins]
    return min([today, *ends]), max([today + 30 * ONE_DAY, *ends, *begins])


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
