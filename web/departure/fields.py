"""The kinds of field in the forms of a departure: how each is shown, filled and read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID

from geleit.domain.lifecycle.state import MAX_FILE_NUMBER
from geleit.domain.parties import Role
from web.departure.situation import DeadlineSituation, Situation
from web.ui import labels
from web.ui.forms import Form, read_country
from web.ui.i18n import N_
from web.ui.i18n import gettext as _

At_contra = TypeVar("At_contra", bound=DeadlineSituation, contravariant=True)
Options = list[tuple[str, str]]
NOTE = "note"
NOTE_LENGTH = 10_000


class Kind(StrEnum):
    """The look of a field."""

    DAY = "day"
    TEXT = "text"
    AREA = "area"
    SELECT = "select"
    CHECKS = "checks"
    HIDDEN = "hidden"


def _nothing(situation: object) -> None:
    return None


def _no_options(situation: object) -> Options:
    return []


@dataclass(frozen=True, slots=True)
class Field(Generic[At_contra]):
    """One field of a form. Its ``name`` is that of the command's field, if it fills one by itself.

    ``is_internal``: only the counselling office fills it in, ``is_of_authority``: only an authority.
    ``one_of`` says in place of "optional" among which fields one has to be filled in.
    """

    name: str
    label: str
    kind: Kind
    read: Callable[[Form, At_contra], Any]
    hint: str = ""
    required: bool = True
    options: Callable[[At_contra], Options] = _no_options
    initial: Callable[[At_contra], str | date | Iterable[str] | None] = _nothing
    empty: str = ""
    is_internal: bool = False
    is_of_authority: bool = False
    one_of: str = ""

    def is_for(self, role: Role) -> bool:
        """Tell whether the role fills it in."""
        return not (self.is_internal if role is Role.AUTHORITY else self.is_of_authority)

    def shown(self, form: Form, situation: At_contra) -> str:
        """Return the field's value in words, for the comparison after a conflict."""
        words = dict(self.options(situation))
        return ", ".join(words.get(typed, typed) for typed in form.values(self.name) if typed.strip())


def day(
    name: str,
    label: str,
    *,
    hint: str = "",
    required: bool = True,
    past: bool = False,
    initial: Callable[[At_contra], date | None] = _nothing,
    one_of: str = "",
) -> Field[At_contra]:
    """Make a field for a day. The domain checks the day; ``past``: it must not be in the future."""
    return Field(
        name,
        label,
        Kind.DAY,
        read=lambda form, at: form.date(
            name, today=at.today, required=required, latest=at.today if past else None
        ),
        hint=hint,
        required=required,
        initial=initial,
        one_of=one_of,
    )


AHEAD = N_("Zum Beispiel „+14“ für in 14 Tagen")
"""The hint of a field for a future day."""


def today(situation: DeadlineSituation) -> date:
    """Return today: most things are recorded on the day they happen."""
    return situation.today


def authority_in_charge(situation: Situation) -> str | None:
    """Return the authority in charge, as a field has it."""
    authority_id = situation.departure.authority_id
    return str(authority_id) if authority_id else None


def authority_shown(
    initial: Callable[[Situation], str | None] = authority_in_charge,
) -> Field[Situation]:
    """Make a field that keeps which authority the page has named: a consent is given to no other."""

    def read(form: Form, at: Situation) -> UUID | None:
        try:
            return UUID(form.text("authority_id", required=False))
        except ValueError:
            return None

    return Field("authority_id", N_("Zuständige Behörde"), Kind.HIDDEN, read, required=False, initial=initial)


def file_number(name: str, label: str, *, hint: str, initial: Callable[[Situation], str]) -> Field[Situation]:
    """Make a field for the number of a file; left empty, nothing changes."""

    def read(form: Form, at: Situation) -> str | None:
        return " ".join(form.text(name, required=False, max_length=MAX_FILE_NUMBER).split()) or None

    return Field(name, label, Kind.TEXT, read, hint, required=False, initial=initial)


def text(name: str, label: str, *, hint: str = "", required: bool = True) -> Field[DeadlineSituation]:
    """Make a field for one line of text."""

    def read(form: Form, at: DeadlineSituation) -> str:
        typed = form.text(name, required=required)
        if "\n" in typed or "\t" in typed:
            form.fail(name, _("Bitte schreiben Sie das in eine Zeile."))
        return typed

    return Field(name, label, Kind.TEXT, read, hint, required)


def country(
    name: str, label: str, offered: Callable[[], Options], *, initial: Callable[[Situation], str]
) -> Field[Situation]:
    """Make a field for a country, typed by its name: the page does not hold the list of all countries."""
    return Field(
        name,
        label,
        Kind.TEXT,
        read=lambda form, at: read_country(form, name, offered()),
        hint=N_("Name des Landes, zum Beispiel „Türkei“"),
        initial=lambda at: labels.country(initial(at)),
    )


def note() -> Field[DeadlineSituation]:
    """Make a field for an optional remark."""
    return _note(N_("Notiz"), required=False, is_internal=True)


def note_text() -> Field[DeadlineSituation]:
    """Make a field for the note itself."""
    return _note(N_("Notiz"), hint=N_("Sehen kann sie nur Ihre Beratungsstelle."), is_internal=True)


def reason(hint: str = "") -> Field[DeadlineSituation]:
    """Make a field for the reason of an exception."""
    return _note(N_("Grund"), hint=hint)


def reason_of_authority(hint: str = "") -> Field[DeadlineSituation]:
    """Make a field for why an authority decides so. The office, which records it, may not know."""
    return replace(reason(hint), is_of_authority=True)


def _note(
    label: str, *, hint: str = "", required: bool = True, is_internal: bool = False
) -> Field[DeadlineSituation]:
    return Field(
        NOTE,
        label,
        Kind.AREA,
        lambda form, at: form.text(NOTE, required=required, max_length=NOTE_LENGTH),
        hint,
        required,
        is_internal=is_internal,
    )


def choice(
    name: str,
    label: str,
    kind: type[StrEnum],
    *,
    without: Iterable[StrEnum] = (),
    initial: Callable[[At_contra], str | None] = _nothing,
    empty: str = N_("Bitte wählen"),
) -> Field[At_contra]:
    """Make a field for one value of an enumeration of the domain."""
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
    options: Callable[[At_contra], Options],
    *,
    read: Callable[[str], Any] = str,
    required: bool = True,
    initial: Callable[[At_contra], str | None] = _nothing,
    kind: Kind = Kind.SELECT,
    empty: str = N_("Bitte wählen"),
) -> Field[At_contra]:
    """Make a field for a choice that depends on the departure: its persons, the colleagues."""

    def reading(form: Form, at: At_contra) -> Any:
        found = form.one_of(name, [value for value, _words in options(at)], required=required)
        return read(found) if found is not None else None

    return Field(name, label, kind, reading, required=required, options=options, initial=initial, empty=empty)


def person(
    *,
    label: str = N_("Person"),
    required: bool = True,
    kind: Kind = Kind.SELECT,
    empty: str = N_("Bitte wählen"),
) -> Field[Situation]:
    """Make a field for one of the persons of the departure."""
    return offered(
        "person",
        label,
        person_options,
        read=int,
        required=required,
        initial=_only_person,
        kind=kind,
        empty=empty,
    )


def person_options(situation: Situation) -> Options:
    """Return the persons of the departure, by number."""
    return [
        (str(person.number), situation.names.person(person.number) or "")
        for person in situation.departure.persons
    ]


def _only_person(situation: Situation) -> str | None:
    return "1" if len(situation.departure.persons) == 1 else None
