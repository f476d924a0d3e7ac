"""The kinds of field that the forms of a departure are made of: how each is shown, filled and read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from web.departure.situation import Situation
from web.ui import labels
from web.ui.forms import Form, read_country
from web.ui.i18n import N_
from web.ui.i18n import gettext as _

Options = list[tuple[str, str]]
NOTE_LENGTH = 10_000


class Kind(StrEnum):
    """How a field looks."""

    DAY = "day"
    TEXT = "text"
    AREA = "area"
    SELECT = "select"
    CHECKS = "checks"
    HIDDEN = "hidden"


def _nothing(situation: Situation) -> None:
    return None


def _no_options(situation: Situation) -> Options:
    return []


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in the form, its label, and how to read it into a value."""

    name: str
    label: str
    kind: Kind
    read: Callable[[Form, Situation], Any]
    hint: str = ""
    required: bool = True
    is_note: bool = False
    options: Callable[[Situation], Options] = _no_options
    initial: Callable[[Situation], str | date | Iterable[str] | None] = _nothing
    empty: str = ""

    def shown(self, form: Form, situation: Situation) -> str:
        """What stands in the field, in words: for the comparison after a conflict."""
        words = dict(self.options(situation))
        return ", ".join(words.get(typed, typed) for typed in form.values(self.name) if typed.strip())


def day(
    name: str,
    label: str,
    *,
    hint: str = "",
    required: bool = True,
    initial: Callable[[Situation], date | None] = _nothing,
) -> Field:
    """A date; what it may be decides the domain."""
    return Field(
        name,
        label,
        Kind.DAY,
        read=lambda form, at: form.date(name, today=at.today, required=required),
        hint=hint,
        required=required,
        initial=initial,
    )


AHEAD = N_("Zum Beispiel „+14“ für in 14 Tagen")
"""The hint of a day that lies ahead."""


def today(situation: Situation) -> date:
    """Most things are written down on the day they happen."""
    return situation.today


def text(name: str, label: str, *, hint: str = "", required: bool = True) -> Field:
    """One line."""

    def read(form: Form, at: Situation) -> str:
        typed = form.text(name, required=required)
        if "\n" in typed or "\t" in typed:
            form.fail(name, _("Bitte schreiben Sie das in eine Zeile."))
        return typed

    return Field(name, label, Kind.TEXT, read, hint, required)


def country(
    name: str, label: str, offered: Callable[[], Options], *, initial: Callable[[Situation], str]
) -> Field:
    """A country, typed by its name: a page that shows the form does not carry the list of all countries."""
    return Field(
        name,
        label,
        Kind.TEXT,
        read=lambda form, at: read_country(form, name, offered()),
        hint=N_("Name des Landes, zum Beispiel „Türkei“"),
        initial=lambda at: labels.country(initial(at)),
    )


def note() -> Field:
    """A remark that may be left out."""
    return _writing("notiz", N_("Notiz"), required=False)


def note_text() -> Field:
    """The note itself."""
    return _writing("notiz", N_("Notiz"), hint=N_("Sehen kann sie nur Ihre Beratungsstelle."))


def reason(hint: str = "") -> Field:
    """Why: asked for wherever something does not go its usual way."""
    return _writing("grund", N_("Grund"), hint=hint)


def _writing(name: str, label: str, *, hint: str = "", required: bool = True) -> Field:
    return Field(
        name,
        label,
        Kind.AREA,
        lambda form, at: form.text(name, required=required, max_length=NOTE_LENGTH),
        hint,
        required,
        is_note=True,
    )


def choice(
    name: str,
    label: str,
    kind: type[StrEnum],
    *,
    without: Iterable[StrEnum] = (),
    initial: Callable[[Situation], str | None] = _nothing,
    empty: str = N_("Bitte wählen"),
) -> Field:
    """One value of an enumeration of the domain."""
    left_out = frozenset(without)
    return Field(
        name,
        label,
        Kind.SELECT,
        read=lambda form, at: form.choice(name, kind),
        options=lambda at: labels.options(kind, without=left_out),
        initial=initial,
        empty=empty,
    )


def offered(
    name: str,
    label: str,
    options: Callable[[Situation], Options],
    *,
    read: Callable[[str], Any] = str,
    required: bool = True,
    initial: Callable[[Situation], str | None] = _nothing,
    kind: Kind = Kind.SELECT,
    empty: str = N_("Bitte wählen"),
) -> Field:
    """One of the values that this departure offers: its persons, the colleagues."""

    def reading(form: Form, at: Situation) -> Any:
        found = form.one_of(name, [value for value, _words in options(at)], required=required)
        return read(found) if found is not None else None

    return Field(name, label, kind, reading, required=required, options=options, initial=initial, empty=empty)


def person(*, label: str = N_("Person"), kind: Kind = Kind.SELECT) -> Field:
    """One of the persons who leave."""
    return offered("person", label, _persons, read=int, initial=_only_person, kind=kind)


def _persons(situation: Situation) -> Options:
    return [
        (str(person.number), situation.names.person(person.number) or "")
        for person in situation.departure.persons
    ]


def _only_person(situation: Situation) -> str | None:
    return "1" if len(situation.departure.persons) == 1 else None


def colleague() -> Field:
    """A counsellor of the office."""
    return offered("wer", N_("Zuständig"), _colleagues, read=UUID, initial=_responsible)


def _colleagues(situation: Situation) -> Options:
    return [(str(account_id), name) for account_id, name in situation.names.colleagues]


def _responsible(situation: Situation) -> str | None:
    assigned = situation.step.assignee_id if situation.step else None
    found = assigned or situation.departure.counsellor_id
    return str(found) if found else None


def followers() -> Field:
    """What came after a step and may be taken back with it."""
    name = "auch"

    def options(at: Situation) -> Options:
        later = at.departure.begun_after(at.key)
        return [(key, _follower(at, key)) for key in later]

    def read(form: Form, at: Situation) -> tuple[str, ...]:
        known = {key for key, _words in options(at)}
        ticked = tuple(form.values(name))
        if not known.issuperset(ticked):
            form.fail(name, _("Bitte wählen Sie nur Schritte aus der Liste."))
        return ticked

    return Field(
        name,
        N_("Was davon soll mit zurückgenommen werden?"),
        Kind.CHECKS,
        read,
        hint=N_("Das alles kam danach. Was Sie nicht ankreuzen, bleibt, wie es ist."),
        required=False,
        options=options,
    )


def _follower(situation: Situation, key: str) -> str:
    step = situation.departure.steps[key]
    return _("{step}: {state}").format(
        step=situation.names.step(step, situation.process), state=labels.label(step.state)
    )
