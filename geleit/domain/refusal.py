"""Refuse a command: with a code for programs and a sentence for people."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Self, TypeAlias

from geleit.domain.texts import _

Detail: TypeAlias = str | int | list[str]
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""Days among the details come in ISO form."""


class Refusal(Exception):  # noqa: N818  # not an error: an answer
    """A command is refused: it makes no sense here, now, or for this actor.

    ``text`` is a German sentence with ``{placeholders}``; ``details`` fill them. The details ``step`` and
    ``steps`` hold step keys: the code that shows the sentence replaces them by titles. Days are in ISO form.
    """

    def __init__(self, code: str, text: str, **details: str | int | date | Iterable[str]) -> None:
        self.code = code
        self.text = text
        self.details: dict[str, Detail] = {name: _plain(value) for name, value in details.items()}
        super().__init__(text)

    def about(self, field: str) -> Self:
        """Return the same refusal with the field of the command that it is about: ``source.dated``."""
        self.details["field"] = field
        return self

    def sentence(self) -> str:
        """Return the filled sentence, if it names no steps that need their titles."""
        return self.text.format(**{name: in_words(detail) for name, detail in self.details.items()})


class Conflict(Refusal):
    """Someone else changed the same thing since the actor looked at it."""


class Reused(Refusal):
    """The request id was used before, with other content or by somebody else. Nothing is executed."""


class Forbidden(Refusal):
    """The actor may not do this at all, whatever the state."""


def no_departure() -> Refusal:
    """Return the refusal for a departure that does not exist or must not be seen: both are worded alike."""
    return Refusal("no_departure", _("Diesen Vorgang gibt es nicht (mehr)."))


def request_reused() -> Reused:
    """Return the refusal of other content under a used request id: "saved" would not be true of it."""
    return Reused(
        "request_reused",
        _(
            "Das wurde schon einmal gesendet, mit anderem Inhalt oder vor einer Aktualisierung von Geleit. "
            "Ihre jetzige Eingabe ist nicht gespeichert. Bitte sehen Sie nach, was schon eingetragen ist, "
            "und speichern Sie sie dann noch einmal."
        ),
    )


def has_left(on: date) -> Refusal:
    """Return the refusal to set or plan something for persons who have left."""
    return Refusal(
        "has_left",
        _(
            "Die Ausreise war am {date}. Danach wird für diese Personen nichts mehr festgelegt oder geplant. "
            "War das falsch, nehmen Sie zuerst die Ausreise zurück."
        ),
        date=on,
    )


def no_name(person: int) -> Refusal:
    """Return the refusal of a person, by number, whose name was not given."""
    return Refusal("no_name", _("Bitte geben Sie an, wie Person {person} heißt."), person=person)


def no_note() -> Refusal:
    """Return the refusal of a note without a text."""
    return Refusal("no_note", _("Bitte schreiben Sie einen Text.")).about("note")


def unknown_counsellor() -> Refusal:
    """Return the refusal of a counsellor who does not work for the office."""
    return Refusal("unknown_counsellor", _("Diese Person berät nicht in dieser Stelle."))


def number_of_other_office(number: str) -> Refusal:
    """Return the refusal of a listed departure whose number another office has."""
    return Refusal(
        "other_office", _("Das Aktenzeichen {number} hat schon eine andere Beratungsstelle."), number=number
    )


def in_words(detail: Detail) -> str:
    """Return a detail as the sentence shows it; days are written as people write them."""
    if isinstance(detail, str) and _DAY.fullmatch(detail):
        with suppress(ValueError):  # typed text may look like a day and be none
            date.fromisoformat(detail)
            return ".".join(reversed(detail.split("-")))
    return ", ".join(detail) if isinstance(detail, list) else str(detail)


def _plain(value: str | int | date | Iterable[str]) -> Detail:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int):
        return value
    return list(value)
