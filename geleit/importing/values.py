"""Single cells that are no dates: what offices write about countries, roles, consent and documents.

Each reader raises Wrong with a German sentence about the cell.
"""

from datetime import date
from enum import StrEnum

from geleit.domain.persons.state import PersonRole, ResidenceStatus
from geleit.domain.texts import _
from geleit.german.words import format_day
from geleit.importing.countries import find_country, similar_country
from geleit.importing.dates import past_date
from geleit.importing.table import Cell, Wrong
from geleit.importing.text import key, one_line

MAX_NAME = 200


class Document(StrEnum):
    """Where a person's travel document is."""

    THERE = "there"
    AT_AUTHORITY = "at_authority"
    APPLIED_FOR = "applied_for"
    MISSING = "missing"


def _words(listed: str) -> frozenset[str]:
    return frozenset(key(word) for word in listed.split(","))


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
    ResidenceStatus.PERMIT: (
        "ae",
        "aufenthaltserlaubnis",
        "aufenthaltstitel",
        "niederlassungserlaubnis",
        "titel",
    ),
}


def text(cell: Cell) -> str:
    """What stands in the cell, on one line."""
    return one_line(format_day(cell) if isinstance(cell, date) else cell)


def name(cell: Cell) -> str:
    """A name, of whatever length a name can have."""
    listed = text(cell)
    if len(listed) > MAX_NAME:
        raise too_long(MAX_NAME)
    return listed


def too_long(limit: int) -> Wrong:
    """The answer to a text that belongs somewhere else."""
    return Wrong(_("Das sind mehr als {limit} Zeichen.").format(limit=f"{limit:,}".replace(",", ".")))


def country(cell: Cell) -> str | None:
    """The code of the country; None for an empty cell and for stateless persons."""
    listed = text(cell)
    if not listed or key(listed) in _NO_COUNTRY:
        return None
    code = find_country(listed)
    if code is None:
        similar = similar_country(listed)
        if similar:
            raise Wrong(
                _("„{listed}“ ist kein Land. Meinen Sie „{similar}“?").format(listed=listed, similar=similar)
            )
        raise Wrong(_("„{listed}“ ist kein Land.").format(listed=listed))
    return code


def role(cell: Cell) -> PersonRole | None:
    """The place in the family; None for an empty cell, and "other" for an aunt."""
    word = key(text(cell))
    return _ROLE_OF.get(word, PersonRole.OTHER) if word else None


def residence_status(cell: Cell) -> ResidenceStatus:
    """The residence status by how its name begins."""
    word = key(text(cell))
    for status, starts in _STATUS_STARTS.items():
        if word.startswith(starts):
            return status
    return ResidenceStatus.OTHER


def consent(cell: Cell, *, today: date) -> bool | date | None:
    """Whether, or since when, the person consents; None where nothing is known yet."""
    listed = text(cell).translate(_TICKS)
    word = key(listed)
    if not word or word in _OPEN:
        return None
    if word in _YES:
        return True
    if word in _NO:
        return False
    if not any(char.isdigit() for char in word):
        raise Wrong(_("„{listed}“ ist weder ja noch nein noch ein Datum.").format(listed=listed))
    return past_date(cell, today=today)


def document(cell: Cell) -> Document:
    """Where the travel document is."""
    listed = text(cell).translate(_TICKS)
    word = key(listed)
    if word in _NO or word in _OPEN or not word:
        return Document.MISSING
    if word in _YES:
        return Document.THERE
    for part, place in _DOCUMENT_PARTS.items():
        if part in word:
            return place
    raise Wrong(
        _("„{listed}“ sagt nicht, wo der Pass ist: ja, nein, beantragt oder liegt bei ABH.").format(
            listed=listed
        )
    )


# In this order: "nicht vorhanden" is not there, "bei der Botschaft beantragt" has been applied for.
_DOCUMENT_PARTS = {
    "nichtvorhanden": Document.MISSING,
    "nichtda": Document.MISSING,
    "verloren": Document.MISSING,
    "abgelaufen": Document.MISSING,
    "fehlt": Document.MISSING,
    "kein": Document.MISSING,
    "ohne": Document.MISSING,
    "beantragt": Document.APPLIED_FOR,
    "botschaft": Document.APPLIED_FOR,
    "konsulat": Document.APPLIED_FOR,
    "inarbeit": Document.APPLIED_FOR,
    "inbearbeitung": Document.APPLIED_FOR,
    "abh": Document.AT_AUTHORITY,
    "behoerde": Document.AT_AUTHORITY,
    "beh?rde": Document.AT_AUTHORITY,
    "bamf": Document.AT_AUTHORITY,
    "verwahr": Document.AT_AUTHORITY,
    "einbehalten": Document.AT_AUTHORITY,
    "hinterlegt": Document.AT_AUTHORITY,
    "vorhanden": Document.THERE,
    "gueltig": Document.THERE,
    "g?ltig": Document.THERE,
    "liegtvor": Document.THERE,
    "pass": Document.THERE,
}
