"""Read cells about countries, roles, consent and documents.

Each reader raises InvalidCell with a German sentence about the cell.
"""

import re
from datetime import date
from enum import StrEnum

from geleit.domain.lifecycle.state import MAX_FILE_NUMBER
from geleit.domain.persons.state import PersonRole, ResidenceStatus
from geleit.domain.texts import _
from geleit.german.words import format_day
from geleit.importing.countries import find_country, similar_country
from geleit.importing.dates import read_case_date, read_past_date
from geleit.importing.table import Cell, InvalidCell
from geleit.importing.text import normalize, one_line, says_nothing

MAX_NAME = 200
MAX_PERSONS = 60
"""No family is larger: a number shared by half the list is no case number."""


class DocumentStatus(StrEnum):
    """The state of a person's travel document."""

    THERE = "there"
    AT_AUTHORITY = "at_authority"
    APPLIED_FOR = "applied_for"
    MISSING = "missing"


def _words(listed: str) -> frozenset[str]:
    return frozenset(normalize(word) for word in listed.split(","))


_YES = _words(
    "ja, j, x, xx, yes, y, wahr, true, ok, 1, erteilt, liegt vor, vorhanden, vorh., unterschrieben, "
    "unterschr., erledigt, erl., erhalten"
)
_HAPPENED = _YES | _words("gestellt, beantragt, bewilligt, gebucht, erfolgt, stattgefunden")
_NO = _words("nein, n, no, falsch, false, 0, nicht erteilt, verweigert, abgelehnt, widerrufen, keine")
_OPEN = _words("offen, ausstehend, angefragt, folgt, fehlt, noch nicht, unklar, in Klärung")
_NO_COUNTRY = _words("staatenlos, ungeklärt, ohne, keine, staatenlos/ungeklärt")
_TICKS = str.maketrans({"✓": "x", "✔": "x", "☑": "x", "√": "x"})

_ROLES = {
    PersonRole.APPLICANT: _words(
        "Antragsteller/in, Antragsteller, Antragstellerin, Antragstellende, Antragstellende Person, AS, ASt, "
        "Hauptperson, HP, Haushaltsvorstand, HHV, HV, Familienoberhaupt, Klient, Klientin, Klient/in, "
        "Hauptantragsteller, Hauptantragstellerin, Hauptantragsteller/in, Antragst., Bezugsperson, selbst"
    ),
    PersonRole.SPOUSE: _words(
        "Ehepartner/in, Ehepartner, Ehepartnerin, Ehegatte, Ehegattin, Ehefrau, Ehemann, Frau, Mann, "
        "Partner, Partnerin, Partner/in, Lebenspartner, Lebenspartnerin, Lebenspartner/in, Lebensgefährtin, "
        "Lebensgefährte, Gattin, Gatte, EF, EM, Ehefr., Ehem., Eheg."
    ),
    PersonRole.CHILD: _words(
        "Kind, Sohn, Tochter, Stiefkind, Stiefsohn, Stieftochter, Baby, Säugling, Pflegekind, "
        "Ki, K, Kd., T, S, Kind 1, Kind 2, Kind 3, Kind 4, Kind 5, Kind 6"
    ),
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words}

_STATUS_STARTS = {
    ResidenceStatus.DUTY_TO_LEAVE: (
        "ausreisepfl",
        "ausrpfl",
        "vollziehbar",
        "vollz",
        "grenzuebertritt",
        "gueb",
    ),
    ResidenceStatus.DULDUNG: ("duldung", "geduldet", "duld", "60a"),
    ResidenceStatus.GESTATTUNG: (
        "gestatt",
        "aufenthaltsgestattung",
        "aufgest",
        "asylbewerber",
        "asylverfahren",
        "ankunftsnachweis",
        "55asyl",
    ),
    ResidenceStatus.RESIDENCE_PERMIT: (
        "aufenthaltserlaubnis",
        "aufenthaltserl",
        "aufenthaltstitel",
        "niederlassungserlaubnis",
        "titel",
    ),
}
_STATUS_ABBREVIATIONS = {
    "ae": ResidenceStatus.RESIDENCE_PERMIT,
    "ne": ResidenceStatus.RESIDENCE_PERMIT,
    "at": ResidenceStatus.RESIDENCE_PERMIT,
    "ag": ResidenceStatus.GESTATTUNG,
    "gest": ResidenceStatus.GESTATTUNG,
    "buema": ResidenceStatus.GESTATTUNG,
    "akn": ResidenceStatus.GESTATTUNG,
    "dul": ResidenceStatus.DULDUNG,
    "du": ResidenceStatus.DULDUNG,
    "vap": ResidenceStatus.DUTY_TO_LEAVE,
    "vah": ResidenceStatus.DUTY_TO_LEAVE,
}
"""Abbreviations of the status, alone or before more words: "AE § 25 Abs. 5"."""
_FIRST_LETTERS = re.compile(r"[^\W\d_]+")


def read_text(cell: Cell) -> str:
    """Return the cell's text on one line."""
    return one_line(format_day(cell) if isinstance(cell, date) else cell)


def read_optional(cell: Cell) -> str:
    """Read a name of at most MAX_NAME characters; empty also for "-" and the like."""
    return "" if says_nothing(read_text(cell)) else read_name(cell)


def read_file_number(cell: Cell) -> str | None:
    """Read the number of the office's own file; None for an empty cell."""
    listed = read_optional(cell)
    if len(listed) > MAX_FILE_NUMBER:
        raise too_long(MAX_FILE_NUMBER)
    return listed or None


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
    if says_nothing(listed) or normalize(listed) in _NO_COUNTRY:
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
    listed = read_text(cell)
    return None if says_nothing(listed) else _ROLE_OF.get(normalize(listed), PersonRole.OTHER)


def read_residence_status(cell: Cell) -> ResidenceStatus:
    """Read the residence status by how it begins, or by its abbreviation; OTHER for an unknown one."""
    return find_residence_status(cell) or ResidenceStatus.OTHER


def find_residence_status(cell: Cell) -> ResidenceStatus | None:
    """Return the residence status that the cell names; None for an empty cell or an unknown word."""
    listed = read_text(cell)
    word = normalize(listed)
    for status, starts in _STATUS_STARTS.items():
        if word.startswith(starts):
            return status
    letters = _FIRST_LETTERS.search(listed)
    return _STATUS_ABBREVIATIONS.get(normalize(letters[0])) if letters else None


def read_consent(cell: Cell, *, today: date) -> bool | date | None:
    """Read whether, or since when, the person consents; None if nothing is known yet."""
    listed = read_text(cell).translate(_TICKS)
    word = normalize(listed)
    if says_nothing(listed) or word in _OPEN:
        return None
    if word in _YES:
        return True
    if word in _NO:
        return False
    if not any(char.isdigit() for char in word):
        raise InvalidCell(_("„{listed}“ ist weder ja noch nein noch ein Datum.").format(listed=listed))
    return read_past_date(cell if isinstance(cell, date) else _GIVEN.sub("", listed), today=today)


_GIVEN = re.compile(r"^(?:erteilt|unterschr(?:ieben|\.)),?\s+(?:am\s+)?", re.IGNORECASE)


def read_happened(cell: Cell, *, today: date) -> bool | date | None:
    """Read whether something has happened, or on which day; None if it has not, or nothing is known."""
    word = normalize(read_text(cell).translate(_TICKS))
    return True if word in _HAPPENED else read_past_date(cell, today=today)


def read_planned(cell: Cell, *, today: date) -> bool | date | None:
    """Read the day for which something is planned, or true without a day; None if nothing is known."""
    word = normalize(read_text(cell).translate(_TICKS))
    return True if word in _HAPPENED else read_case_date(cell, today=today)


def read_document(cell: Cell, *, today: date) -> DocumentStatus:
    """Read the state of the travel document; a day is the one until which it is valid."""
    listed = read_text(cell).translate(_TICKS)
    word = normalize(listed)
    if word in _NO or word in _OPEN or says_nothing(listed):
        return DocumentStatus.MISSING
    if word in _APPLIED:
        return DocumentStatus.APPLIED_FOR
    if word in _YES:
        return DocumentStatus.THERE
    valid_until = _VALID_UNTIL.fullmatch(listed)
    if valid_until and (day := read_case_date(valid_until[2], today=today)):
        if day >= today:
            return DocumentStatus.THERE
        if valid_until[1]:
            return DocumentStatus.MISSING
    for part, place in _DOCUMENT_PARTS.items():
        if part in word:
            return place
    raise InvalidCell(
        _("„{listed}“ sagt nicht, wo der Pass ist: ja, nein, beantragt oder liegt bei ABH.").format(
            listed=listed
        )
    )


_APPLIED = _words("beantragt, gestellt")
_VALID_UNTIL = re.compile(
    r"(?:ja,?\s+)?((?:(?:gültig|gült\.|gueltig|gilt|abgelaufen)\s+)?(?:bis|am|seit)\s+)?"
    r"([0-9][0-9.\-/ ]{4,9})",
    re.IGNORECASE,
)

# The order matters: "nicht vorhanden" contains "vorhanden", "bei der Botschaft beantragt" names both.
_DOCUMENT_PARTS = {
    "nichtvorh": DocumentStatus.MISSING,
    "nichtda": DocumentStatus.MISSING,
    "verloren": DocumentStatus.MISSING,
    "abgel": DocumentStatus.MISSING,
    "fehlt": DocumentStatus.MISSING,
    "kein": DocumentStatus.MISSING,
    "ohne": DocumentStatus.MISSING,
    "beantr": DocumentStatus.APPLIED_FOR,
    "bestellt": DocumentStatus.APPLIED_FOR,
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
    "vorh": DocumentStatus.THERE,
    "original": DocumentStatus.THERE,
    "guelt": DocumentStatus.THERE,
    "g?ltig": DocumentStatus.THERE,
    "liegtvor": DocumentStatus.THERE,
    "pass": DocumentStatus.THERE,
}


def read_person_count(cell: Cell) -> tuple[int, int] | None:
    """Read how many adults and children a case has; None for an empty cell.

    "4", "4 Personen", "2 Erw., 2 Kinder", "2+2", "5 (davon 3 Kinder)", "Einzelperson".
    """
    listed = read_text(cell)
    if says_nothing(listed):
        return None
    word = normalize(listed)
    if word in _COUNT_WORDS:
        return _COUNT_WORDS[word], 0
    parts = [(int(number), normalize(unit)) for number, unit in _COUNTS.findall(listed)]
    children = sum(number for number, unit in parts if unit.startswith(_CHILDREN))
    if len(parts) == 1 or "davon" in word or "dav" in word:
        total = parts[0][0]
    elif len(parts) > 1 and all(
        unit.startswith((*_CHILDREN, *_ADULTS)) or "+" in listed for _n, unit in parts
    ):
        total = sum(number for number, _unit in parts)
    else:
        total = 0
    if not 0 < total <= MAX_PERSONS or children > total:
        raise InvalidCell(_("„{listed}“ ist keine Anzahl von Personen.").format(listed=listed))
    return total - children, children


_COUNT_WORDS = {
    "einzelperson": 1,
    "allein": 1,
    "alleinstehend": 1,
    "alleinreisend": 1,
    "ehepaar": 2,
    "paar": 2,
}
_COUNTS = re.compile(r"([0-9]{1,3})\s*([^\W\d_]*)")
_CHILDREN = ("ki", "mdj", "minderj")
_ADULTS = ("erw",)
