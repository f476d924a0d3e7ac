"""What "Überfällig" shows: the same numbers by age, by whose move it is and by office, and overdue steps."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from geleit.domain.parties import Party
from geleit.store.pages.overdue import OverdueAge, OverdueCount, OverdueFilter, OverdueStep
from web.ui.components import Tile
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.indicators import StepIndicator
from web.ui.labels import label
from web.ui.lists import address, departure_address, since, step_name, who
from web.ui.pictures.bars import Bar, Part

AGES = {
    OverdueAge.DAYS: N_("seit 1–7 Tagen"),
    OverdueAge.WEEKS: N_("seit 8–30 Tagen"),
    OverdueAge.MONTHS: N_("seit mehr als 30 Tagen"),
}
_SHARES = {
    OverdueAge.DAYS: N_("(1–7 Tage)"),
    OverdueAge.WEEKS: N_("(8–30 Tage)"),
    OverdueAge.MONTHS: N_("(länger)"),
}
_KINDS = {OverdueAge.DAYS: "warning", OverdueAge.WEEKS: "danger", OverdueAge.MONTHS: "danger"}
_INDICATORS = {
    OverdueAge.DAYS: StepIndicator.SOON,
    OverdueAge.WEEKS: StepIndicator.LATE,
    OverdueAge.MONTHS: StepIndicator.FAILED,
}

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class OverdueLine:
    """An overdue step as a row."""

    departure_id: UUID
    href: str
    number: str
    who: str
    title: str
    due: date
    party: str
    since: str
    office: str
    counsellor: str | None


def filter_address(chosen: OverdueFilter, **more: str) -> str:
    """The page with this filter."""
    return address("/ueberfaellig", seit=chosen.age, wer=chosen.party, stelle=chosen.office_id, **more)


def age_tiles(cells: Iterable[OverdueCount], chosen: OverdueFilter) -> list[Tile]:
    """How long: all, and each age; counted within the other filters."""
    fitting = _within(cells, replace(chosen, age=None))
    numbers = _sum(fitting, lambda cell: cell.age)
    everything = Tile(
        number=sum(numbers.values()),
        label=_("überfällige Schritte"),
        href=filter_address(replace(chosen, age=None)),
        current=chosen.age is None,
    )
    return [
        everything,
        *(
            Tile(
                number=numbers[age],
                label=_(text),
                href=filter_address(replace(chosen, age=age)),
                kind=_KINDS[age] if numbers[age] else "neutral",
                current=chosen.age is age,
            )
            for age, text in AGES.items()
        ),
    ]


def party_bars(cells: Iterable[OverdueCount], chosen: OverdueFilter) -> list[Bar]:
    """Who holds it up, the most first."""
    fitting = _within(cells, replace(chosen, party=None))
    return _bars(
        fitting,
        lambda cell: cell.party,
        {party: party_name(party) for party in Party},
        lambda party: filter_address(replace(chosen, party=party)),
    )


def office_bars(cells: Iterable[OverdueCount], chosen: OverdueFilter, names: Mapping[UUID, str]) -> list[Bar]:
    """In which office, the most first."""
    fitting = _within(cells, replace(chosen, office_id=None))
    return _bars(
        fitting,
        lambda cell: cell.office_id,
        names,
        lambda office_id: filter_address(replace(chosen, office_id=office_id)),
    )


def party_name(party: Party) -> str:
    """Whose move it is, as the office says it: the counselling office is "we"."""
    return _("Wir (Beratungsstelle)") if party is Party.COUNSELLOR else label(party)


def _within(cells: Iterable[OverdueCount], chosen: OverdueFilter) -> list[OverdueCount]:
    return [
        cell
        for cell in cells
        if chosen.age in (None, cell.age)
        and chosen.party in (None, cell.party)
        and chosen.office_id in (None, cell.office_id)
    ]


def _sum(cells: Iterable[OverdueCount], key: Callable[[OverdueCount], Key]) -> Counter[Key]:
    numbers: Counter[Key] = Counter()
    for cell in cells:
        numbers[key(cell)] += cell.number
    return numbers


def _bars(
    cells: list[OverdueCount],
    key: Callable[[OverdueCount], Key],
    names: Mapping[Key, str],
    href: Callable[[Key], str],
) -> list[Bar]:
    parts = _sum(cells, lambda cell: (key(cell), cell.age))
    return [
        Bar(
            label=names[each],
            parts=tuple(Part(_INDICATORS[age], parts[each, age], _(text)) for age, text in _SHARES.items()),
            href=href(each),
        )
        for each, _number in _sum(cells, key).most_common()
        if each in names
    ]


def overdue_line(step: OverdueStep, today: date, *, origin: str) -> OverdueLine:
    """Return the row of an overdue step; ``origin`` is the address of the list."""
    return OverdueLine(
        departure_id=step.departure_id,
        href=departure_address(step.departure_id, origin=origin, step=step.key),
        number=step.number,
        who=who(step.applicant, step.persons, step.destination),
        title=step_name(step.process, step.process_version, step.code, step.person),
        due=step.due_on,
        party=label(step.held_up_by),
        since=since(step.since, today),
        office=step.office,
        counsellor=step.counsellor,
    )
