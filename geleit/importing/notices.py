"""Tell the office, before it imports a list, how the list is understood and what of it is not read."""

from collections import Counter
from collections.abc import Iterator, Mapping
from uuid import UUID

from geleit.domain.texts import _
from geleit.importing.naming import find_authority, find_counsellor, has_same_name
from geleit.importing.plan import Plan


def notices(
    plan: Plan, *, counsellors: Mapping[UUID, str], authorities: Mapping[UUID, str]
) -> tuple[str, ...]:
    """Return German sentences that the office should read before it imports the list."""
    return (
        *plan.notices,
        *_about_counsellors(plan, counsellors),
        *_about_authorities(plan, authorities),
        *_about_damaged_names(plan),
    )


def _about_counsellors(plan: Plan, counsellors: Mapping[UUID, str]) -> Iterator[str]:
    nobodys = Counter(
        departure.counsellor
        for departure in plan.departures
        if departure.counsellor and not find_counsellor(departure.counsellor, counsellors)
    )
    if nobodys:
        names = ", ".join(f"{name} ({count})" for name, count in sorted(nobodys.items()))
        yield _(
            "Kein Konto in dieser Beratungsstelle: {names}. Ihre Vorgänge haben noch keine Zuständigen."
        ).format(names=names)


def _about_authorities(plan: Plan, authorities: Mapping[UUID, str]) -> Iterator[str]:
    """Say which authorities are new, and which known one is meant by a short name."""
    listed = sorted({departure.authority for departure in plan.departures if departure.authority})
    found = {name: find_authority(name, authorities) for name in listed}
    new = [name for name, authority_id in found.items() if authority_id is None]
    if new:
        yield _("In Geleit neu: {names}.").format(names=", ".join(new))
    short = {
        name: authorities[authority_id]
        for name, authority_id in found.items()
        if authority_id is not None and not has_same_name(name, authorities[authority_id])
    }
    if short:
        names = ", ".join(f"„{name}“ ist {meant}" for name, meant in short.items())
        yield _("Behörden, die in Geleit anders heißen: {names}.").format(names=names)


def _about_damaged_names(plan: Plan) -> Iterator[str]:
    damaged = sum(departure.has_damaged_names for departure in plan.departures)
    if damaged:
        yield _(
            "Vorgänge mit verlorenen Buchstaben in Namen („?“): {names}. Eine XLSX-Datei ergänzt sie."
        ).format(names=damaged)
