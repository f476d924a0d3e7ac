"""Find counsellors and authorities as lists name them: in full, with lost letters, or "J. Weiß"."""

from collections import Counter
from collections.abc import Callable, Mapping
from uuid import UUID

from geleit.domain.texts import _
from geleit.importing.plan import Plan
from geleit.importing.text import agrees, normalize


def find_authority(listed: str | None, names: Mapping[UUID, str]) -> UUID | None:
    """Return the authority of that name, or None."""
    return _only(listed, names, _is_called)


def find_counsellor(listed: str | None, names: Mapping[UUID, str]) -> UUID | None:
    """Return the account that is meant; None if nobody or several may be."""
    return _only(listed, names, _is_called) or _only(listed, names, _may_be_called)


def other_authority(listed: str | None, authority_id: UUID | None, names: Mapping[UUID, str]) -> str | None:
    """Return the name of the responsible authority if the list names another one."""
    here = names.get(authority_id) if authority_id else None
    return here if listed and here and not _is_called(listed, here) else None


def notices(
    plan: Plan, *, counsellors: Mapping[UUID, str], authorities: Mapping[UUID, str]
) -> tuple[str, ...]:
    """Return German sentences that the office should read before it imports the list."""
    nobodys = Counter(
        departure.counsellor
        for departure in plan.departures
        if departure.counsellor and not find_counsellor(departure.counsellor, counsellors)
    )
    new = {
        departure.authority
        for departure in plan.departures
        if departure.authority and not find_authority(departure.authority, authorities)
    }
    damaged = sum(departure.has_damaged_names for departure in plan.departures)
    told = [
        (
            _("Kein Konto in dieser Beratungsstelle: {names}. Ihre Vorgänge haben noch keine Zuständigen."),
            [f"{name} ({count})" for name, count in sorted(nobodys.items())],
        ),
        (_("In Geleit neu: {names}."), sorted(new)),
        (
            _("Vorgänge mit verlorenen Buchstaben in Namen („?“): {names}. Eine XLSX-Datei ergänzt sie."),
            [str(damaged)] if damaged else [],
        ),
    ]
    return tuple(sentence.format(names=", ".join(names)) for sentence, names in told if names)


def _only(listed: str | None, names: Mapping[UUID, str], fits: Callable[[str, str], bool]) -> UUID | None:
    found = [number for number, name in names.items() if listed and fits(listed, name)]
    return found[0] if len(found) == 1 else None


def _is_called(listed: str, name: str) -> bool:
    return agrees(normalize(listed), normalize(name))


def _may_be_called(listed: str, name: str) -> bool:
    """Tell whether the family name is the same and the given names begin like the listed ones."""
    *given, family = listed.split() or [""]
    *known_given, known_family = name.split() or [""]
    if not given or len(given) > len(known_given) or not agrees(normalize(family), normalize(known_family)):
        return False
    return all(
        normalize(known).startswith(normalize(short))
        for short, known in zip(given, known_given, strict=False)
    )
