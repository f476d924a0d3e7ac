"""Legal dates that have passed, as the page "Überfällig" shows them: by kind, the longest overdue first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from geleit.domain.deadlines.state import DeadlineKind
from geleit.store.pages.overdue_deadlines import OverdueDeadline
from web.ui.i18n import gettext as _
from web.ui.labels import label
from web.ui.lists import address, departure_address, who


@dataclass(frozen=True, slots=True)
class PassedLine:
    """One legal date as a row. ``end`` is set where it lies after the safe date."""

    href: str
    number: str
    who: str
    kind: str
    due: date
    end: date | None
    escalated_on: date | None
    office: str
    counsellor: str


@dataclass(frozen=True, slots=True)
class KindChip:
    """A kind with how many have passed; ``current``: only these are shown, and the link shows all again."""

    label: str
    number: int
    href: str
    current: bool


def passed_line(found: OverdueDeadline) -> PassedLine:
    """The row of a legal date."""
    return PassedLine(
        href=departure_address(found.departure_id, origin="/ueberfaellig"),
        number=found.number,
        who=who(found.applicant, found.persons, found.destination),
        kind=label(found.kind),
        due=found.due_on,
        end=found.end_on if found.end_on != found.due_on else None,
        escalated_on=found.escalated_on,
        office=found.office,
        counsellor=found.counsellor or _("niemand"),
    )


def kind_chips(counts: Mapping[DeadlineKind, int], chosen: DeadlineKind | None) -> list[KindChip]:
    """The kinds to choose from, in the order of the domain."""
    return [
        KindChip(
            label=label(kind),
            number=counts[kind],
            href=dates_address(None if kind is chosen else kind),
            current=kind is chosen,
        )
        for kind in DeadlineKind
        if counts.get(kind)
    ]


def dates_address(kind: DeadlineKind | None, after: str | None = None) -> str:
    """The page with the legal dates of one kind or of all, from a place on."""
    return address("/ueberfaellig", frist=kind, **{"frist-ab": after})
