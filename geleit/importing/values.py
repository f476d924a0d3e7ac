"""Read cells about countries, roles, consent and documents.

Each reader raises InvalidCell with a German sentence about the cell.
"""

from datetime import date
from enum import StrEnum

from geleit.domain.persons.state import PersonRole, ResidenceStatus
from geleit.domain.texts import _
from geleit.german.words import format_day
from geleit.importing.countries import find_country, similar_country
from geleit.importing.dates import read_past_date
from geleit.importing.table import Cell, InvalidCell
from geleit.importing.text import normalize, one_line

MAX_NAME = 200


class DocumentStatus(StrEnum):
    """The state of a person's travel document."""

    THERE = "there"
    AT_AUTHORITY = "at_authority"
    APPLIED_FOR = "applied_for"
    MISSING = "missing"


def _words(listed: str) -> frozenset[str]:
    return frozenset(normalize(word) for word in listed.split(","))


_YES = _words("ja, j, x, yes, y, wahr, true, ok, 1, erteilt, liegt vor, vorhanden, unterschrieben, erledigt")
_NO = _words("nein, n, no, falsch, false, 0, nicht erteilt, verweigert, abgelehnt, widerrufen, keine")
_OPEN = _words("offen, ausstehend, angefragt, folgt, fehlt, noch nicht, unklar, ?, k. A., keine Angabe")
_NO_COUNTRY = _words("staatenlos, ungeklärt, unbekannt, ohne, keine, staatenlos/ungeklärt, ?, k. A.")
_TICKS = str.maketrans({"✓": "x", "✔": "x", "☑": "x", "√": "x"})

_ROLES = {
    PersonRole.APPLICANT: _words(
        "Antragsteller/in, Antragsteller, Antragstellerin, Antragstellende, Antragstellende Person, AS, ASt, "
        "Hauptperson, Haushaltsvorstand, Klient, Klientin, Klient/in, Hauptantragsteller, "
        "Hauptantragstellerin"
    ),
    PersonRole.SPOUSE: _words(
        "Ehepartner/in, Ehepartner, Ehepartnerin, Ehegatte, Ehegattin, Ehefrau, Ehemann, Frau, Mann, "
        "Partner, Partnerin, Partner/in, Lebenspartner, Lebenspartnerin, Lebenspartner/in, Lebensgefährtin, "
        "Lebensgefährte, Gattin, Gatte"
    ),
    PersonRole.CHILD: _words(
        "Kind, Sohn, Tochter, Stiefkind, Stiefsohn, Stieftochter, Baby, Säugling, Pflegekind"
    ),
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words}

_STATUS_STARTS = {
    ResidenceStatus.DUTY_TO_LEAVE: ("ausreisepfl", "vollziehbar", "vollzausreise"),
    ResidenceStatus.DULDUNG: ("duldung", "geduldet", "60a"),
    ResidenceStatus.GESTATTUNG: (
        "gestatt",
        "aufenthaltsgestattung",
        "asylbewerber",
        "asylverfahren",
        "55asylg",
    ),
    ResidenceStatus.RESIDENCE_PERMIT: (
        "ae",
        "aufenthaltserlaubnis",
        "aufenthaltstitel",
        "niederlassungserlaubnis",
        "titel",
    ),
}


def read_text(cell: Cell) -> str:
    """Return the cell's text on one line."""
    return one_line(format_day(cell) if isinstance(cell, date) else cell)


def read_name(cell: Cell) -> str:
    """Read a name of at most MAX_NAME characters."""
    listed = read_text(cell)
    if len(listed) > MAX_NAME:
        raise too_long(MAX_NAME)
    return listed


def too_long(limit: int) -> InvalidCell:
    """Return the error for a text that is too long."""
    return InvalidCell(_("Das sind mehr als {limit} Zeichen.").format(limit=f"{limit:,}".replace(",", ".")))


def read_country(cell: Cell) -> str | None:
    """Read a country's code; None for an empty cell and for stateless persons."""
    listed = read_text(cell)
    if not listed or normalize(listed) in _NO_COUNTRY:
        return None
    code = find_country(listed)
    if code is None:
        similar = similar_country(listed)
        if similar:
            raise InvalidCell(
                _("„{listed}“ ist kein Land. Meinen Sie „{similar}“?").format(listed=listed, similar=similar)
            )
        raise InvalidCell(_("„{listed}“ ist kein Land.").format(listed=listed))
    return code


def read_role(cell: Cell) -> PersonRole | None:
    """Read the role in the family; None for an empty cell, OTHER for an unknown word."""
    word = normalize(read_text(cell))
    return _ROLE_OF.get(word, PersonRole.OTHER) if word else None


def read_residence_status(cell: Cell) -> ResidenceStatus:
    """Read the residence status by the beginning of its name; OTHER for an unknown one."""
    word = normalize(read_text(cell))
    for status, starts in _STATUS_STARTS.items():
        if word.startswith(starts):
            return status
    return ResidenceStatus.OTHER


def read_consent(cell: Cell, *, today: date) -> bool | date | None:
    """Read whether, or since when, the person consents; None if nothing is known yet."""
    listed = read_text(cell).translate(_TICKS)
    word = normalize(listed)
    if not word or word in _OPEN:
        return None
    if word in _YES:
        return True
    if word in _NO:
        return False
    if not any(char.isdigit() for char in word):
        raise InvalidCell(_("„{listed}“ ist weder ja noch nein noch ein Datum.").format(listed=listed))
    return read_past_date(cell, today=today)


def read_document(cell: Cell) -> DocumentStatus:
    """Read the state of the travel document."""
    listed = read_text(cell).translate(_TICKS)
    word = normalize(listed)
    if word in _NO or word in _OPEN or not word:
        return DocumentStatus.MISSING
    if word in _YES:
        return DocumentStatus.THERE
    for part, place in _DOCUMENT_PARTS.items():
        if part in word:
            return place
    raise InvalidCell(
        _("„{listed}“ sagt nicht, wo der Pass ist: ja, nein, beantragt oder liegt bei ABH.").format(
            listed=listed
        )
    )


# The order matters: "nicht vorhanden" contains "vorhanden", "bei der Botschaft beantragt" names both.
_DOCUMENT_PARTS = {
    "nichtvorhanden": DocumentStatus.MISSING,
    "nichtda": DocumentStatus.MISSING,
    "verloren": DocumentStatus.MISSING,
    "abgelaufen": DocumentStatus.MISSING,
    "fehlt": DocumentStatus.MISSING,
    "kein": DocumentStatus.MISSING,
    "ohne": DocumentStatus.MISSING,
    "beantragt": DocumentStatus.APPLIED_FOR,
    "botschaft": DocumentStatus.APPLIED_FOR,
    "konsulat": DocumentStatus.APPLIED_FOR,
    "inarbeit": DocumentStatus.APPLIED_FOR,
    "inbearbeitung": DocumentStatus.APPLIED_FOR,
    "abh": DocumentStatus.AT_AUTHORITY,
    "behoerde": DocumentStatus.AT_AUTHORITY,
    "beh?rde": DocumentStatus.AT_AUTHORITY,
    "bamf": DocumentStatus.AT_AUTHORITY,
    "verwahr": DocumentStatus.AT_AUTHORITY,
    "einbehalten": DocumentStatus.AT_AUTHORITY,
    "hinterlegt": DocumentStatus.AT_AUTHORITY,
    "vorhanden": DocumentStatus.THERE,
    "gueltig": DocumentStatus.THERE,
    "g?ltig": DocumentStatus.THERE,
    "liegtvor": DocumentStatus.THERE,
    "pass": DocumentStatus.THERE,
}
