"""Write a length of time as refusals show it: ``30 Tage``, ``5 Arbeitstage``, ``1½ Monate``."""

from geleit.domain.deadlines.periods import Count, Period, Unit

_UNITS = {
    Unit.DAYS: ("Tag", "Tage"),
    Unit.WEEKS: ("Woche", "Wochen"),
    Unit.HALF_MONTHS: ("halber Monat", "halbe Monate"),
    Unit.MONTHS: ("Monat", "Monate"),
    Unit.YEARS: ("Jahr", "Jahre"),
}
_COUNTED = {
    Count.WORKING_DAYS: ("Arbeitstag", "Arbeitstage"),
    Count.WORKING_DAYS_WITH_SATURDAYS: ("Werktag", "Werktage"),
}


def format_length(period: Period) -> str:
    """Return the length in German: ``30 Tage``, ``1 Woche``, ``5 Arbeitstage``, ``1½ Monate``."""
    if period.unit is Unit.HALF_MONTHS and period.amount > 1:
        months, half = divmod(period.amount, 2)
        return f"{months}{'½' * half} {unit_name(Unit.MONTHS, period.count, one=period.amount == 2)}"
    return f"{period.amount} {unit_name(period.unit, period.count, one=period.amount == 1)}"


def unit_name(unit: Unit, count: Count, *, one: bool = False) -> str:
    """Return the unit's name in the plural, or in the singular."""
    names = _UNITS[unit]
    if unit is Unit.DAYS:
        names = _COUNTED.get(count, names)
    return names[0] if one else names[1]
