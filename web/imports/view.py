"""The result of an import, in words and numbers."""

from dataclasses import dataclass
from uuid import UUID

from geleit.importing.report import Report, Verdict
from web.ui.filters import zahl
from web.ui.i18n import N_
from web.ui.i18n import gettext as _

_WOULD = {
    Verdict.OPENED: N_("werden neu angelegt"),
    Verdict.CHANGED: N_("werden ergänzt oder berichtigt"),
    Verdict.UNCHANGED: N_("bleiben, wie sie sind"),
}
_WAS = {
    Verdict.OPENED: N_("neu angelegt"),
    Verdict.CHANGED: N_("ergänzt oder berichtigt"),
    Verdict.UNCHANGED: N_("unverändert"),
}


@dataclass(frozen=True, slots=True)
class ImportedDeparture:
    """One departure of the list, with its page if it has one."""

    number: str
    departure_id: UUID | None
    text: str


def counts(report: Report, *, is_preview: bool) -> list[tuple[str, str]]:
    """Return the numbers that show whether the list was understood."""
    words = _WOULD if is_preview else _WAS
    return [
        (_("Vorgänge in der Liste"), zahl(report.departures)),
        (_("Personen"), zahl(report.persons)),
        *((_(text), zahl(report.count(verdict))) for verdict, text in words.items()),
        (_("Zeilen nicht übernommen"), zahl(len(report.refused))),
    ]


def as_lines(report: Report) -> list[ImportedDeparture]:
    """Return the departures that were opened or changed, by number."""
    return [
        ImportedDeparture(result.number, result.departure_id, _(_WAS[result.verdict]))
        for _number, result in sorted(report.results.items())
        if result.verdict in (Verdict.OPENED, Verdict.CHANGED)
    ]
