"""Which column of a list holds what: recognised by the words offices use, correctable by a person."""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from geleit.domain.texts import _
from geleit.importing.table import MAX_COLUMNS, UnreadableList
from geleit.importing.text import LOST, agrees, is_damaged, key


class Field(StrEnum):
    """What Geleit takes from a list."""

    NUMBER = "number"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    BIRTH_DATE = "birth_date"
    NATIONALITY = "nationality"
    ROLE = "role"
    RESIDENCE_STATUS = "residence_status"
    DESTINATION = "destination"
    AUTHORITY = "authority"
    CONSENT = "consent"
    DEPARTURE_DEADLINE = "departure_deadline"
    INTAKE = "intake"
    TRAVEL_DOCUMENT = "travel_document"
    EMBASSY_APPOINTMENT = "embassy_appointment"
    FUNDING_APPLICATION = "funding_application"
    FUNDING_DECISION = "funding_decision"
    FLIGHT = "flight"
    DEPARTED = "departed"
    COUNSELLOR = "counsellor"
    REMARK = "remark"


Columns: TypeAlias = Mapping[Field, int]
"""For each field the column that holds it, counted from 0."""

REQUIRED = (Field.NUMBER, Field.FAMILY_NAME, Field.NATIONALITY)

LABELS: dict[Field, str] = {
    Field.NUMBER: _("Aktenzeichen"),
    Field.FAMILY_NAME: _("Familienname"),
    Field.GIVEN_NAME: _("Vorname"),
    Field.BIRTH_DATE: _("Geburtsdatum"),
    Field.NATIONALITY: _("Staatsangehörigkeit"),
    Field.ROLE: _("Rolle in der Familie"),
    Field.RESIDENCE_STATUS: _("Aufenthaltsstatus"),
    Field.DESTINATION: _("Zielland"),
    Field.AUTHORITY: _("Zuständige Behörde"),
    Field.CONSENT: _("Einwilligung gegenüber der Behörde"),
    Field.DEPARTURE_DEADLINE: _("Ausreisefrist"),
    Field.INTAKE: _("Erstgespräch"),
    Field.TRAVEL_DOCUMENT: _("Pass"),
    Field.EMBASSY_APPOINTMENT: _("Botschaftstermin"),
    Field.FUNDING_APPLICATION: _("Antrag auf Förderung"),
    Field.FUNDING_DECISION: _("Bewilligung"),
    Field.FLIGHT: _("Flug"),
    Field.DEPARTED: _("Ausgereist am"),
    Field.COUNSELLOR: _("Berater oder Beraterin"),
    Field.REMARK: _("Bemerkung"),
}


@lru_cache(maxsize=1)
def _known_headings() -> dict[str, Field]:
    headings = tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))
    return {key(heading): Field(field) for field, known in headings.items() for heading in known}


def recognise(header: Sequence[str]) -> dict[Field, int]:
    """Return the columns we know; of two that could hold the same the first."""
    found: dict[Field, int] = {}
    for column, title in enumerate(header):
        field = _field_of(title)
        if field is not None:
            found.setdefault(field, column)
    return found


def count_recognised(header: Sequence[str]) -> int:
    """How many columns of what may be a header we know."""
    return len(recognise(header))


def _field_of(title: str) -> Field | None:
    word = key(title)
    if not is_damaged(word):
        return _known_headings().get(word)
    # A letter that got lost may have been an umlaut, which counts as two.
    fits = {
        field
        for known, field in _known_headings().items()
        if agrees(word, known) or agrees(word.replace(LOST, LOST * 2), known)
    }
    return fits.pop() if len(fits) == 1 else None


def missing(columns: Columns) -> tuple[Field, ...]:
    """Return the fields without which no departure can be opened."""
    return tuple(field for field in REQUIRED if field not in columns)


def require(columns: Columns) -> None:
    """Raise UnreadableList when a column is missing that nothing can be read without."""
    absent = missing(columns)
    if absent:
        names = ", ".join(f"„{LABELS[field]}“" for field in absent)
        sentence = (
            _("In der Liste fehlt eine Spalte: {names}. Steht die Überschrift in der ersten Zeile?")
            if len(absent) == 1
            else _("In der Liste fehlen Spalten: {names}. Stehen die Überschriften in der ersten Zeile?")
        )
        raise UnreadableList(sentence.format(names=names))


def fingerprint(header: Sequence[str]) -> str:
    """Return a digest of the headings in order: what a person corrected once holds for the next list."""
    words = "\n".join(key(title) for title in header)
    return hashlib.sha256(words.encode()).hexdigest()


def column_title(header: Sequence[str], column: int) -> str:
    """Return the heading, or the column's letters where there is none."""
    title = header[column] if column < len(header) else ""
    return title or _("Spalte {letters}").format(letters=_letters(column))


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def from_stored(stored: Mapping[str, int], header: Sequence[str]) -> dict[Field, int]:
    """Columns as a person chose them; what does not fit this list is left out."""
    width = min(len(header), MAX_COLUMNS)
    return {
        Field(name): column for name, column in stored.items() if name in set(Field) and 0 <= column < width
    }
