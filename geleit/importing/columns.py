"""Recognise the columns of a list by the headings that offices use."""

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from geleit.domain.texts import _
from geleit.importing.table import UnreadableList
from geleit.importing.text import LOST, agrees, is_damaged, normalize


class ListField(StrEnum):
    """A column that Geleit reads from a list."""

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
    FILE_NUMBER = "file_number"
    PERSON_COUNT = "person_count"


Columns: TypeAlias = Mapping[ListField, int]
"""The index of each field's column, from 0."""

REQUIRED = (ListField.NUMBER, ListField.FAMILY_NAME, ListField.NATIONALITY)

LABELS: dict[ListField, str] = {
    ListField.NUMBER: _("Aktenzeichen"),
    ListField.FAMILY_NAME: _("Familienname"),
    ListField.GIVEN_NAME: _("Vorname"),
    ListField.BIRTH_DATE: _("Geburtsdatum"),
    ListField.NATIONALITY: _("Staatsangehörigkeit"),
    ListField.ROLE: _("Rolle in der Familie"),
    ListField.RESIDENCE_STATUS: _("Aufenthaltsstatus"),
    ListField.DESTINATION: _("Zielland"),
    ListField.AUTHORITY: _("Zuständige Behörde"),
    ListField.CONSENT: _("Einwilligung gegenüber der Behörde"),
    ListField.DEPARTURE_DEADLINE: _("Ausreisefrist"),
    ListField.INTAKE: _("Erstgespräch"),
    ListField.TRAVEL_DOCUMENT: _("Pass"),
    ListField.EMBASSY_APPOINTMENT: _("Botschaftstermin"),
    ListField.FUNDING_APPLICATION: _("Antrag auf Förderung"),
    ListField.FUNDING_DECISION: _("Bewilligung"),
    ListField.FLIGHT: _("Flug"),
    ListField.DEPARTED: _("Ausgereist am"),
    ListField.COUNSELLOR: _("Berater oder Beraterin"),
    ListField.REMARK: _("Bemerkung"),
    ListField.FILE_NUMBER: _("Aktenzeichen der Beratungsstelle"),
    ListField.PERSON_COUNT: _("Anzahl der Personen"),
}

_IN_BRACKETS = re.compile(r"[(\[].*?[)\]]")


@lru_cache(maxsize=1)
def _known_headings() -> dict[str, tuple[ListField, int]]:
    """Return the field of each heading, and the heading's place among those of its field."""
    headings = tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))
    return {
        normalize(heading): (ListField(field), place)
        for field, known in headings.items()
        for place, heading in enumerate(known)
    }


def recognise_columns(header: Sequence[str]) -> dict[ListField, int]:
    """Return the known columns; of several for one field the one whose heading says it most clearly."""
    found: dict[ListField, tuple[int, int]] = {}
    for column, title in enumerate(header):
        recognised = _field_of(title)
        if recognised is not None:
            field, place = recognised
            found[field] = min(found.get(field, (place, column)), (place, column))
    return {field: column for field, (_place, column) in found.items()}


def count_recognised(header: Sequence[str]) -> int:
    """Count the known columns of a possible header."""
    return len(recognise_columns(header))


def _field_of(title: str) -> tuple[ListField, int] | None:
    """Return the field of a heading, with or without what it has in brackets."""
    return _field_named(normalize(title)) or _field_named(normalize(_IN_BRACKETS.sub("", title)))


def _field_named(word: str) -> tuple[ListField, int] | None:
    if not is_damaged(word):
        return _known_headings().get(word)
    # A lost letter may have been an umlaut, which is normalized to two letters.
    fits = [
        found
        for known, found in _known_headings().items()
        if agrees(word, known) or agrees(word.replace(LOST, LOST * 2), known)
    ]
    return min(fits, key=lambda found: found[1]) if len({field for field, _place in fits}) == 1 else None


def missing_columns(columns: Columns) -> tuple[ListField, ...]:
    """Return the required fields that have no column."""
    return tuple(field for field in REQUIRED if field not in columns)


def require_columns(columns: Columns) -> None:
    """Raise UnreadableList if a required column is missing."""
    absent = missing_columns(columns)
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
    words = "\n".join(normalize(title) for title in header)
    return hashlib.sha256(words.encode()).hexdigest()


def column_title(header: Sequence[str], column: int) -> str:
    """Return the heading, or the column's letters where there is none."""
    title = header[column] if column < len(header) else ""
    return title or _("Spalte {letters}").format(letters=column_letters(column))


def column_letters(column: int) -> str:
    """Return the letters that a spreadsheet shows above a column."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
