"""The view of "Überfällig": filters that count what they would leave, overdue steps and deadlines as rows.

Steps are counted by age, by party and by office, never by the person in charge.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.parties import Party
from geleit.store.pages.overdue import OverdueAge, OverdueCount, OverdueFilter, OverdueStep
from geleit.store.pages.overdue_deadlines import OverdueDateCount, OverdueDeadline
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.labels import label
from web.ui.lists import address, departure_address, since, step_name, who
from web.ui.query import AddressWords

PAGE = "/ueberfaellig"
AGES = AddressWords({OverdueAge.DAYS: "1-7", OverdueAge.WEEKS: "8-30", OverdueAge.MONTHS: "ab-31"})
AGE_NAMES = {
    OverdueAge.DAYS: N_("1–7 Tage"),
    OverdueAge.WEEKS: N_("8–30 Tage"),
    OverdueAge.MONTHS: N_("mehr als 30 Tage"),
}


class OverdueKind(StrEnum):
    """One of the two lists of the page."""

    STEPS = "steps"
    DATES = "dates"


KINDS = AddressWords({OverdueKind.STEPS: "schritte", OverdueKind.DATES: "fristen"})


@dataclass(frozen=True, slots=True)
class OverdueView:
    """What the address asks for: one of the two lists, and the filter that governs the whole page."""

    what: OverdueKind
    chosen: OverdueFilter

    def href(self, path: str = PAGE, **more: str | None) -> str:
        """Return the address of this list with this filter."""
        return address(
            path,
            liste=KINDS[self.what] if self.what is OverdueKind.DATES else None,
            seit=AGES[self.chosen.age] if self.chosen.age else None,
            wer=self.chosen.party,
            stelle=self.chosen.office_id,
            frist=self.chosen.kind,
            **more,
        )

    def with_filter(self, **changed: Any) -> "OverdueView":
        """Return the same list with another filter."""
        return replace(self, chosen=replace(self.chosen, **changed))


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """One value of a filter with how many it leaves; ``current``: it is set, and the link takes it away."""

    label: str
    number: int
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """One question of the filter with its answers."""

    title: str
    choices: tuple[FilterChoice, ...]


@dataclass(frozen=True, slots=True)
class OverdueLineView:
    """An overdue step as a row."""

    departure_id: UUID
    office_id: UUID
    href: str
    number: str
    who: str
    title: str
    due: date
    party: str
    since: str
    office: str
    counsellor: str | None


@dataclass(frozen=True, slots=True)
class PassedLine:
    """One deadline as a row: ``safe`` is set where the safe date lies before the end."""

    href: str
    number: str
    who: str
    kind: str
    end: date
    safe: date | None
    escalated_on: date | None
    office: str
    counsellor: str


def step_choices(
    cells: Sequence[OverdueCount], shown: OverdueView, offices: Mapping[UUID, str]
) -> list[FilterGroup]:
    """Return the filters of the steps: age, party, office."""
    parties = {party: party_label(party) for party in Party}
    return [
        _ages(cells, shown),
        _group(_("Am Zug"), "party", parties, cells, shown),
        *_offices(cells, shown, offices),
    ]


def date_choices(
    cells: Sequence[OverdueDateCount], shown: OverdueView, offices: Mapping[UUID, str]
) -> list[FilterGroup]:
    """Return the filters of the deadlines: age, kind, office."""
    kinds = {kind: label(kind) for kind in DeadlineKind}
    return [
        _ages(cells, shown),
        _group(_("Frist"), "kind", kinds, cells, shown),
        *_offices(cells, shown, offices),
    ]


def party_label(party: Party) -> str:
    """Return the party as the office calls it: the counselling office is "we"."""
    return _("Wir (Beratungsstelle)") if party is Party.COUNSELLOR else label(party)


def in_words(shown: OverdueView, offices: Mapping[UUID, str]) -> str:
    """Return the filter in words, for paper and exports; empty without one."""
    chosen = shown.chosen
    words = [
        _("seit {age}").format(age=_(AGE_NAMES[chosen.age])) if chosen.age else "",
        _("am Zug: {party}").format(party=party_label(chosen.party)) if chosen.party else "",
        label(chosen.kind) if chosen.kind else "",
        offices.get(chosen.office_id, _("andere Beratungsstelle")) if chosen.office_id else "",
    ]
    return ", ".join(filter(None, words))


def overdue_line(step: OverdueStep, today: date, *, origin: str) -> OverdueLineView:
    """Return the row of an overdue step; ``origin`` is the address of the list."""
    return OverdueLineView(
        departure_id=step.departure_id,
        office_id=step.office_id,
        href=departure_address(step.departure_id, origin=origin, step=step.key),
        number=step.number,
        who=who(step.applicant, step.persons, step.destination),
        title=step_name(step.process, step.process_version, step.code, step.person, state=step.state),
        due=step.due_on,
        party=label(step.held_up_by),
        since=since(step.since, today),
        office=step.office,
        counsellor=step.counsellor,
    )


def passed_line(found: OverdueDeadline, today: date, *, origin: str) -> PassedLine:
    """Return the row of a deadline; ``origin`` is the address of the list."""
    has_heard = found.escalated_on is not None and found.escalated_on <= today
    return PassedLine(
        href=departure_address(found.departure_id, origin=origin),
        number=found.number,
        who=who(found.applicant, found.persons, found.destination),
        kind=label(found.kind),
        end=found.end_on,
        safe=found.due_on if found.due_on != found.end_on else None,
        escalated_on=found.escalated_on if has_heard else None,
        office=found.office,
        counsellor=found.counsellor or _("niemand"),
    )


Cell = OverdueCount | OverdueDateCount


def fitting(cells: Iterable[Cell], chosen: OverdueFilter) -> int:
    """Return how many the filter leaves."""
    return sum(cell.number for cell in cells if _fits(cell, chosen))


def _fits(cell: Cell, chosen: OverdueFilter) -> bool:
    fields = ("age", "office_id", "party" if isinstance(cell, OverdueCount) else "kind")
    return all(getattr(chosen, name) in (None, getattr(cell, name)) for name in fields)


def _ages(cells: Sequence[Cell], shown: OverdueView) -> FilterGroup:
    names = {age: _(text) for age, text in AGE_NAMES.items()}
    return _group(_("Seit"), "age", names, cells, shown, keeps_empty=True)


def _offices(cells: Sequence[Cell], shown: OverdueView, names: Mapping[UUID, str]) -> list[FilterGroup]:
    if len(names) < 2:
        return []
    return [_group(_("Beratungsstelle"), "office_id", names, cells, shown)]


def _group(
    title: str,
    field: str,
    names: Mapping[Any, str],
    cells: Sequence[Cell],
    shown: OverdueView,
    *,
    keeps_empty: bool = False,
) -> FilterGroup:
    """One question: each answer counts what it would leave of what the other questions leave."""
    value = getattr(shown.chosen, field)
    others = replace(shown.chosen, **{field: None})
    numbers = _sum((cell for cell in cells if _fits(cell, others)), lambda cell: getattr(cell, field))
    choices = [
        FilterChoice(
            label=name,
            number=numbers[key],
            href=shown.with_filter(**{field: None if key == value else key}).href(),
            current=key == value,
        )
        for key, name in names.items()
        if numbers[key] or keeps_empty or key == value
    ]
    return FilterGroup(title, tuple(choices))


def _sum(cells: Iterable[Cell], key: Callable[[Cell], Hashable]) -> Counter[Hashable]:
    numbers: Counter[Hashable] = Counter()
    for cell in cells:
        numbers[key(cell)] += cell.number
    return numbers
