"""The navigation of each role: the pages they come for, the most used one first."""

from geleit.domain.parties import Role
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.rendering import NavItem, SearchBox

_CALENDAR = ("/kalender", N_("Kalender"))
_CALCULATOR = ("/fristenrechner", N_("Fristenrechner"))

_PAGES: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.COUNSELLOR: (
        ("/aufgaben", N_("Meine Aufgaben")),
        ("/vorgaenge", N_("Vorgänge")),
        ("/vorgaenge/neu", N_("Vorgang anlegen")),
        ("/importe", N_("Import")),
        _CALENDAR,
        _CALCULATOR,
    ),
    Role.AUTHORITY: (("/fristen", N_("Fristen")), _CALENDAR, _CALCULATOR),
    Role.SUPERVISOR: (
        ("/ueberfaellig", N_("Überfällig")),
        ("/aufgaben", N_("Aufgaben")),
        ("/vorgaenge", N_("Vorgänge")),
        ("/vorgaenge/neu", N_("Vorgang anlegen")),
        ("/importe", N_("Import")),
        _CALENDAR,
        _CALCULATOR,
    ),
}


_OF_OFFICES = ("/vorgaenge/suche", N_("Name oder Nummer"), N_("Name, Nummer"))
_SEARCHES: dict[Role, tuple[str, str, str]] = {
    Role.COUNSELLOR: _OF_OFFICES,
    Role.AUTHORITY: ("/fristen/suche", N_("Nummer des Vorgangs"), N_("Nummer")),
    Role.SUPERVISOR: _OF_OFFICES,
}


def home_of(role: Role) -> str:
    """Return the start page of a role."""
    return _PAGES[role][0][0]


def navigation(role: Role, path: str) -> tuple[NavItem, ...]:
    """Return the entries of a role; the one of this path, or the nearest above it, is the current one."""
    pages = _PAGES.get(role, ())
    here = max((href for href, _label in pages if _is_within(path, href)), key=len, default=None)
    return tuple(NavItem(href=href, label=_(text), current=href == here) for href, text in pages)


def search_box(role: Role) -> SearchBox | None:
    """Return the search of a role; authorities know numbers and no names."""
    found = _SEARCHES.get(role)
    return SearchBox(action=found[0], label=_(found[1]), hint=_(found[2])) if found else None


def _is_within(path: str, href: str) -> bool:
    return path == href or path.startswith(f"{href}/")
