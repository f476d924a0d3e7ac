"""German words for days, lengths, places and people, as the domain's sentences use them."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

from geleit.domain.calendar import Calendar
from geleit.domain.deadlines.periods import Count, Period, Unit

Names: TypeAlias = Mapping[int, str]
"""What persons are called on a page, by their number; names are handed in and never kept."""

NOBODY: Names = MappingProxyType({})
"""No names: persons are called by their number."""

_UNITS = {
    Unit.DAYS: ("Tag", "Tage"),
    Unit.WEEKS: ("Woche", "Wochen"),
    Unit.HALF_MONTHS: ("halber Monat", "halbe Monate"),
    Unit.MONTHS: ("Monat", "Monate"),
    Unit.YEARS: ("Jahr", "Jahre"),
}
_COUNTED = {Count.ARBEITSTAGE: ("Arbeitstag", "Arbeitstage"), Count.WERKTAGE: ("Werktag", "Werktage")}


def german(day: date) -> str:
    """``03.04.2026``."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def length(period: Period) -> str:
    """``30 Tage``, ``1 Woche``, ``5 Arbeitstage``, ``1½ Monate``."""
    if period.unit is Unit.HALF_MONTHS and period.amount > 1:
        months, half = divmod(period.amount, 2)
        return f"{months}{'½' * half} {unit_name(Unit.MONTHS, period.count, one=period.amount == 2)}"
    return f"{period.amount} {unit_name(period.unit, period.count, one=period.amount == 1)}"


def unit_name(unit: Unit, count: Count, *, one: bool = False) -> str:
    """The unit's name in the plural, or in the singular."""
    names = _UNITS[unit]
    if unit is Unit.DAYS:
        names = _COUNTED.get(count, names)
    return names[0] if one else names[1]


def place(calendar: Calendar) -> str:
    """The Land and, where it has holidays of its own, the commune."""
    commune = f", {calendar.commune}" if calendar.commune else ""
    return calendar.land.label + commune


def listed(words: Sequence[str]) -> str:
    """``a, b und c``."""
    return " und ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def whose(person: int | None, names: Names) -> str:
    """The bracket that says whose something is: `` (Person 2)``; empty for what concerns everybody."""
    return "" if person is None else f" ({called(person, names)})"


def called(person: int, names: Names) -> str:
    """What a person is called: the name, or the number."""
    return names.get(person, f"Person {person}")
