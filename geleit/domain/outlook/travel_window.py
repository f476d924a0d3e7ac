"""Find the travel window: the days on which everything that the journey needs is valid, for every person.

A person travels on one document: of a passport and a laissez-passer the one that holds the longest counts,
and the other is not needed. Everything else has to hold beside each other.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from geleit.domain.deadlines.chain.record import DeadlineRecord
from geleit.domain.deadlines.rule_set import RuleSet
from geleit.domain.model import Value
from geleit.domain.travel_documents.state import (
    PASSPORTS,
    TravelDocument,
    TravelDocumentKind,
    travel_document_kind,
)

ONE_DAY = timedelta(days=1)


class Bar(Value):
    """One row of the chart: the days on which the journey is possible as far as this one thing is concerned.

    ``months_beyond``: so many months beyond the arrival it must hold, so that it ends earlier than it is
    valid. ``replaced_by``: the person travels on that instead, so that this one decides nothing. ``opens``
    and ``closes``: it decides when the window does.
    """

    document: TravelDocument
    begins: date | None
    ends: date | None
    months_beyond: int | None = None
    replaced_by: TravelDocumentKind | None = None
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
    opened_by: tuple[TravelDocument, ...]
    closed_by: tuple[TravelDocument, ...]
    collision: tuple[TravelDocument, ...] = ()
    renew_first: TravelDocument | None = None
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
    documents: Iterable[TravelDocument], *, rules: RuleSet, today: date, going_home: bool = False
) -> TravelWindow:
    """Intersect everything with the days from today on.

    ``going_home``: the journey goes to the country whose nationals they are. It lets them in on any passport
    that is valid, without months to spare.
    """
    bars = _one_passport_each([_bar(document, rules, today, going_home) for document in documents])
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
    opened_by = tuple(bar.document for bar in bars if bar.opens)
    closed_by = tuple(bar.document for bar in bars if bar.closes)
    collision: tuple[TravelDocument, ...] = ()
    if closes_on and closes_on < opens_on:
        collision = tuple(dict.fromkeys((closed_by[0], *opened_by[:1])))
    return TravelWindow(
        bars=tuple(bars),
        opens_on=opens_on,
        closes_on=closes_on,
        opened_by=opened_by,
        closed_by=closed_by,
        collision=collision,
        renew_first=next((document for document in closed_by if document.renewable_by_step), None),
        axis=_axis(bars, today),
    )


def of_deadlines(
    records: Iterable[DeadlineRecord], *, rules: RuleSet, renewable_by: Mapping[str, str] | None = None
) -> tuple[TravelDocument, ...]:
    """Return the dates by which people must have left, if they bind.

    ``renewable_by`` names the step that renews each, by the key of the deadline.
    """
    return tuple(
        TravelDocument(
            what=travel_document_kind(record),
            person=record.person,
            valid_until=record.due_on,
            renewable_by_step=(renewable_by or {}).get(record.key),
        )
        for record in records
        if record.due_on and rules.rule_version(record.rule, record.rule_version).latest_departure
    )


def _one_passport_each(bars: list[Bar]) -> list[Bar]:
    """Mark the passports that nobody needs because the person has one that holds longer."""
    passports: dict[int | None, list[Bar]] = defaultdict(list)
    for bar in bars:
        if bar.document.what in PASSPORTS:
            passports[bar.document.person].append(bar)
    others = [bar for bar in bars if bar.document.what not in PASSPORTS]
    return others + [bar for alike in passports.values() for bar in _one_passport(alike)]


def _one_passport(bars: list[Bar]) -> Iterable[Bar]:
    """Return the passport that holds the longest, from the day on which one of them holds, and the others."""
    best = max(bars, key=lambda bar: (bar.ends or date.max, -(bar.begins or date.min).toordinal()))
    begins = best.begins
    for bar in sorted(bars, key=lambda bar: bar.ends or date.max, reverse=True):
        # Without a gap between them one travels on the earlier one first.
        if begins and (bar.ends is None or bar.ends >= begins - ONE_DAY):
            begins = min(begins, bar.begins) if bar.begins else None
    for bar in bars:
        if bar is best:
            yield bar.model_copy(update={"begins": begins})
        else:
            yield bar.model_copy(update={"replaced_by": best.document.what})


def _bar(document: TravelDocument, rules: RuleSet, today: date, going_home: bool) -> Bar:
    ends = document.valid_until
    months: int | None = None
    if ends and document.what is TravelDocumentKind.PASSPORT and not going_home:
        rule = rules.rule(TravelDocumentKind.PASSPORT, on=today)
        months = rule.usual_period().amount
        ends -= relativedelta(months=months)
    return Bar(document=document, begins=document.valid_from, ends=ends, months_beyond=months)


def _row(bar: Bar) -> tuple[int, int]:
    return bar.document.person or 0, list(TravelDocumentKind).index(bar.document.what)


def _axis(bars: Iterable[Bar], today: date) -> tuple[date, date]:
    """Return the span from today, or from the first expired thing, to the last day; at least a month."""
    ends = [bar.ends for bar in bars if bar.ends]
    begins = [bar.begins for bar in bars if bar.begins]
    return min([today, *ends]), max([today + 30 * ONE_DAY, *ends, *begins])
