"""Functions for the rows of several lists: names of steps, addresses with filters, counts."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from starlette.requests import Request

from geleit.domain.parties import Party
from geleit.domain.steps.state import StepState
from geleit.processes import find_process
from geleit.store.assignment import Counsellor
from web.ui.filters import datum, seit, zahl
from web.ui.i18n import gettext as _
from web.ui.i18n import ngettext
from web.ui.labels import country, label
from web.ui.pagination import ALL

CAP = 1000
"""The limit of counting."""


def step_name(
    process: str, version: int, code: str, person: str | None = None, *, state: StepState | None = None
) -> str:
    """Return ``Reisedokument beschaffen (Elif)``; of a failed step, the question how to go on."""
    title = _(find_process(process, version).step(code).title)
    name = f"{title} ({person})" if person else title
    return (
        _("Wie geht es weiter? Gescheitert: {step}").format(step=name) if state is StepState.FAILED else name
    )


def is_appointment(process: str, version: int, code: str) -> bool:
    """Return whether such a step takes place on a fixed day."""
    return find_process(process, version).step(code).appointment


def appointment_on(day: date) -> str:
    """Return ``Termin am 10.12.2026``."""
    return _("Termin am {day}").format(day=datum(day))


def turn(held_up_by: Party, state: StepState | None = None) -> str:
    """Return ``Wartet auf: BAMF`` or ``Am Zug: Beratungsstelle``."""
    party = label(held_up_by)
    if state is StepState.WAITING:
        return _("Wartet auf: {party}").format(party=party)
    return _("Am Zug: {party}").format(party=party)


def since(day: date | None, today: date) -> str:
    """Return ``Seit 23 Tagen``; empty if it is not known."""
    return seit(day, today) if day else ""


def who(applicant: str, persons: int, destination: str) -> str:
    """Return ``Haddad, Yousef · 3 Personen · Syrien``."""
    family = ngettext("{n} Person", "{n} Personen", persons).format(n=zahl(persons)) if persons > 1 else ""
    return " · ".join(part for part in (applicant, family, country(destination)) if part)


def capped_number(count: int) -> str:
    """Return ``57``, or ``1.000+`` where counting has stopped."""
    return f"{zahl(CAP)}+" if count > CAP else zahl(count)


def address(path: str, **parameters: str | UUID | None) -> str:
    """Return the path with the parameters that are set."""
    query = urlencode({name: str(value) for name, value in parameters.items() if value})
    return f"{path}?{query}" if query else path


class ExportAddresses(NamedTuple):
    """The addresses of a list as files and for paper, with the filter that is set."""

    csv: str
    xlsx: str
    print: str


_SCREEN_PARAMETERS = frozenset({"ab", "auswahl", "druck", "zeilen"})
"""Parameters that say which rows are on the screen, and are no filter."""


def export_addresses(request: Request) -> ExportAddresses:
    """Return the addresses of this list as files and for paper."""
    path = request.url.path
    kept = filter_parameters(request)
    return ExportAddresses(
        csv=address(f"{path}/liste.csv", **kept),
        xlsx=address(f"{path}/liste.xlsx", **kept),
        print=address(path, **kept | {"zeilen": ALL, "druck": "1"}),
    )


def filter_parameters(request: Request) -> dict[str, str]:
    """Return the parameters of the address that filter the list, without those about the screen."""
    return {
        name: value
        for name, value in request.query_params.items()
        if value and name not in _SCREEN_PARAMETERS and not name.startswith("zeilen-")
    }


class ListedPlace(NamedTuple):
    """A row of a list: its departure, and the step it is about if it is about one."""

    departure_id: UUID
    step: str = ""


def departure_address(departure_id: UUID, *, origin: str = "", step: str = "") -> str:
    """Return the address of a departure's page, at a step if one is named. ``origin``: the list it is in."""
    place = f"#schritt-{step}" if step else ""
    return address(f"/vorgaenge/{departure_id}", von=origin) + place


def colleague_options(
    colleagues: Iterable[Counsellor], offices: Mapping[UUID, str]
) -> list[tuple[UUID, str]]:
    """Return the counsellors as options; with the name of their office if there are several ``offices``."""
    if len(offices) < 2:
        return [(each.id, each.name) for each in colleagues]
    return [(each.id, f"{each.name} ({offices[each.office_id]})") for each in colleagues]
