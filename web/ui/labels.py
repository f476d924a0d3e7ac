"""The German words for every value of the domain that a person may see.

Names of countries come from Unicode's data (by Babel), the titles of steps from the process template.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from babel import Locale

from geleit.domain.alarms.state import AlarmKind
from geleit.domain.calendar import Commune, Land
from geleit.domain.deadlines.calculator import ExtendFrom, ServiceMethod
from geleit.domain.deadlines.chain import DeadlineState, SourceDocument
from geleit.domain.deadlines.periods import Unit
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import DepartureStatus
from geleit.domain.lifecycle.state import PauseReason, StopReason
from geleit.domain.parties import Party, Role
from geleit.domain.persons.state import PersonRole, ResidenceStatus
from geleit.domain.steps.state import StepState
from geleit.domain.travel_documents.state import TravelDocumentKind
from geleit.german.chain import DOCUMENTS
from web.ui.i18n import N_, current_language, gettext

Choice = TypeVar("Choice", bound=StrEnum)

STEP_STATES: Mapping[StepState, str] = {
    StepState.NOT_READY: N_("Noch nicht möglich"),
    StepState.READY: N_("Jetzt möglich"),
    StepState.IN_PROGRESS: N_("In Arbeit"),
    StepState.WAITING: N_("Wartet"),
    StepState.DONE: N_("Erledigt"),
    StepState.NOT_REQUIRED: N_("Nicht nötig"),
    StepState.FAILED: N_("Gescheitert"),
    StepState.CANCELLED: N_("Entfallen"),
}

PARTIES: Mapping[Party, str] = {
    Party.CLIENT: N_("Klientin/Klient"),
    Party.COUNSELLOR: N_("Beratungsstelle"),
    Party.AUTHORITY: N_("Behörde"),
    Party.EMBASSY: N_("Botschaft/Konsulat"),
    Party.BAMF: N_("BAMF"),
    Party.OTHER: N_("andere Stelle"),
}

ROLES: Mapping[Role, str] = {
    Role.COUNSELLOR: N_("Beratung"),
    Role.AUTHORITY: N_("Behörde"),
    Role.SUPERVISOR: N_("Leitung"),
    Role.SYSTEM: N_("Geleit"),
}

STATUSES: Mapping[DepartureStatus, str] = {
    DepartureStatus.OPEN: N_("Läuft"),
    DepartureStatus.PAUSED: N_("Ruht"),
    DepartureStatus.STOPPED: N_("Abgebrochen"),
    DepartureStatus.CLOSED: N_("Abgeschlossen"),
}

STOP_REASONS: Mapping[StopReason, str] = {
    StopReason.DECIDED_TO_STAY: N_("Entscheidung zu bleiben"),
    StopReason.CONTACT_LOST: N_("Kontakt abgebrochen"),
    StopReason.OTHER_LEGAL_PATH: N_("Anderer rechtlicher Weg"),
    StopReason.NO_TRAVEL_DOCUMENT: N_("Kein Reisedokument zu bekommen"),
    StopReason.FUNDING_REFUSED: N_("Förderung abgelehnt"),
    StopReason.FORCED_RETURN: N_("Abschiebung"),
    StopReason.MEDICAL: N_("Gesundheitliche Gründe"),
    StopReason.MOVED: N_("Umzug in eine andere Zuständigkeit"),
    StopReason.DEATH: N_("Todesfall"),
}

PAUSE_REASONS: Mapping[PauseReason, str] = {
    PauseReason.MEDICAL: N_("Gesundheitliche Gründe"),
    PauseReason.COURT: N_("Laufendes Gerichtsverfahren"),
    PauseReason.COUNTRY_SUSPENDED: N_("Ausreise in das Land zurzeit ausgesetzt"),
    PauseReason.CLIENT_WISH: N_("Wunsch der Klientin oder des Klienten"),
    PauseReason.FAMILY: N_("Familiäre Gründe"),
    PauseReason.OTHER: N_("Anderer Grund"),
}

DEADLINES: Mapping[DeadlineKind, str] = {
    DeadlineKind.DEPARTURE: N_("Ausreisefrist"),
    DeadlineKind.GUEB: N_("Grenzübertrittsbescheinigung gültig bis"),
    DeadlineKind.DULDUNG: N_("Duldung gültig bis"),
    DeadlineKind.SUIT: N_("Klage oder Widerspruch"),
    DeadlineKind.URGENT_APPLICATION: N_("Eilantrag"),
    DeadlineKind.DUBLIN_TRANSFER: N_("Überstellungsfrist"),
    DeadlineKind.MEDIF: N_("MEDIF bei der Fluggesellschaft"),
    DeadlineKind.RIAT_CHARTER_REQUEST: N_("Anmeldung eines Charterflugs (RIAT)"),
    DeadlineKind.RIAT_RETROACTIVE: N_("Antwort auf einen nachträglichen Fall (RIAT)"),
    DeadlineKind.RIAT_DEPARTURE_QUESTION: N_("Frage nach der Ausreise (RIAT)"),
    DeadlineKind.REIMBURSEMENT: N_("Erstattungsantrag"),
    DeadlineKind.SECOND_PAYMENT: N_("Zweite Starthilfe"),
    DeadlineKind.EURP_ARRIVAL_PACKAGE: N_("Ankunftspaket (EURP)"),
    DeadlineKind.EURP_REINTEGRATION: N_("Reintegrationshilfe (EURP)"),
}

SERVICES: Mapping[ServiceMethod, str] = {
    ServiceMethod.POST: N_("mit einfacher Post"),
    ServiceMethod.DOCUMENT: N_("im gelben Umschlag (Postzustellungsurkunde)"),
    ServiceMethod.RECEPTION_CENTRE: N_("über die Aufnahmeeinrichtung, nicht ausgehändigt"),
    ServiceMethod.UNDELIVERABLE: N_("unter der letzten Anschrift nicht zustellbar (§ 10 Abs. 2 AsylG)"),
}

DEADLINE_STATES: Mapping[DeadlineState, str] = {
    DeadlineState.OPEN: N_("Läuft"),
    DeadlineState.INTERRUPTED: N_("Unterbrochen"),
    DeadlineState.MET: N_("Gewahrt"),
    DeadlineState.MISSED: N_("Nicht gewahrt"),
    DeadlineState.WITHDRAWN: N_("Aufgehoben"),
}

RESIDENCE: Mapping[ResidenceStatus, str] = {
    ResidenceStatus.DUTY_TO_LEAVE: N_("Ausreisepflichtig"),
    ResidenceStatus.DULDUNG: N_("Duldung"),
    ResidenceStatus.GESTATTUNG: N_("Aufenthaltsgestattung"),
    ResidenceStatus.RESIDENCE_PERMIT: N_("Aufenthaltserlaubnis"),
    ResidenceStatus.OTHER: N_("Sonstiges"),
}

PERSON_ROLES: Mapping[PersonRole, str] = {
    PersonRole.APPLICANT: N_("Antragstellerin/Antragsteller"),
    PersonRole.SPOUSE: N_("Ehe- oder Lebenspartner/in"),
    PersonRole.CHILD: N_("Kind"),
    PersonRole.OTHER: N_("Andere Person"),
}

ALARMS: Mapping[AlarmKind, str] = {
    AlarmKind.TARGET_NEAR: N_("Zieldatum rückt näher"),
    AlarmKind.TARGET_PASSED: N_("Zieldatum überschritten"),
    AlarmKind.DEADLINE_NEAR: N_("Frist rückt näher"),
    AlarmKind.DEADLINE_PASSED: N_("Datum der Frist vorbei"),
    AlarmKind.REVIEW_DUE: N_("Ruhender Vorgang: Überprüfung fällig"),
    AlarmKind.FOLLOW_UP_DUE: N_("Wiedervorlage fällig"),
    AlarmKind.TARGET_ESCALATED: N_("Zieldatum überschritten, der Leitung gemeldet"),
    AlarmKind.DEADLINE_ESCALATED: N_("Frist überfällig, der Leitung gemeldet"),
    AlarmKind.COMES_OF_AGE: N_("Eine Person wird volljährig"),
}

UNITS: Mapping[Unit, str] = {
    Unit.DAYS: N_("Tage"),
    Unit.WEEKS: N_("Wochen"),
    Unit.HALF_MONTHS: N_("halbe Monate"),
    Unit.MONTHS: N_("Monate"),
    Unit.YEARS: N_("Jahre"),
}

EXTENSIONS: Mapping[ExtendFrom, str] = {
    ExtendFrom.ROLLED: N_("ab dem verschobenen Ende"),
    ExtendFrom.RAW: N_("ab dem rechnerischen Ende"),
}

COMMUNES: Mapping[Commune, str] = {
    Commune.AUGSBURG: "Augsburg",
    Commune.CATHOLIC: N_("überwiegend katholische Gemeinde"),
}

TRAVEL_DOCUMENTS: Mapping[TravelDocumentKind, str] = {kind: kind.label for kind in TravelDocumentKind}
LAENDER: Mapping[Land, str] = {land: land.label for land in Land}
"""Both are named in the domain, whose refusals use the same words."""

_WORDS: Mapping[type[StrEnum], Mapping[Any, str]] = {
    StepState: STEP_STATES,
    Party: PARTIES,
    Role: ROLES,
    DepartureStatus: STATUSES,
    StopReason: STOP_REASONS,
    PauseReason: PAUSE_REASONS,
    DeadlineKind: DEADLINES,
    DeadlineState: DEADLINE_STATES,
    ServiceMethod: SERVICES,
    ResidenceStatus: RESIDENCE,
    PersonRole: PERSON_ROLES,
    AlarmKind: ALARMS,
    Unit: UNITS,
    ExtendFrom: EXTENSIONS,
    Commune: COMMUNES,
    TravelDocumentKind: TRAVEL_DOCUMENTS,
    SourceDocument: DOCUMENTS,
    Land: LAENDER,
}


def label(value: StrEnum) -> str:
    """Return the German word for a value of any enumeration of the domain. Raise KeyError for another one."""
    return gettext(_WORDS[type(value)][value])


def options(kind: type[Choice], *, without: Iterable[Choice] = ()) -> list[tuple[str, str]]:
    """Return the values of an enumeration with their words, in the order of the domain."""
    left_out = set(without)
    return [(value.value, label(value)) for value in kind if value not in left_out]


# Unicode's list of territories also has regions, reservations and uninhabited places, which are no countries.
# fmt: off
_NO_COUNTRY = frozenset({
    "AC", "AQ", "BV", "CP", "CQ", "DG", "EA", "EU", "EZ", "GS", "HM", "IC", "IO", "QO", "TA", "TF", "UM",
    "UN", "XA", "XB", "ZZ",
})
# fmt: on
_STATELESS = "XX"
"""Code of machine-readable travel documents (ICAO Doc 9303: XXA) shortened: stateless or not yet known."""


@lru_cache(maxsize=8)
def _countries(language: str) -> Mapping[str, str]:
    names = Locale.parse(language).territories
    found = {
        code: str(name)
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
    }
    return dict(sorted(found.items(), key=lambda item: _sort_key(item[1])))


def _sort_key(name: str) -> str:
    """Return a key that sorts Ägypten with A, as a German reader expects (DIN 5007)."""
    return name.lower().translate(str.maketrans("äöüßåéç", "aousaec"))


def country(code: str | None) -> str:
    """Return the name of a country; its code if there is none, a dash if it is not known."""
    if code is None:
        return "–"
    if code == _STATELESS:
        return gettext("staatenlos oder ungeklärt")
    return _countries(_base_language()).get(code, code)


def countries() -> list[tuple[str, str]]:
    """Return every country with its name, in German alphabetical order: possible destinations."""
    return [(code, name) for code, name in _countries(_base_language()).items() if code != "DE"]


def nationalities() -> list[tuple[str, str]]:
    """Return every country a person may be a national of, and an entry for none."""
    return [*countries(), (_STATELESS, country(_STATELESS))]


def _base_language() -> str:
    return current_language().partition("_")[0]
