"""One form: the typed values, the sentences about them, and the ids that connect both to the page.

Typed text is kept as it was typed, so that a form given back is never emptier than the one sent.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Protocol, TypeVar

from geleit.domain.numbers import decimal_number, whole_number
from web.ui.filters import datum
from web.ui.forms.dates import parse_date
from web.ui.i18n import N_
from web.ui.i18n import gettext as _

Choice = TypeVar("Choice", bound=StrEnum)
Read = TypeVar("Read")

_CHOOSE = N_("Bitte wählen Sie einen Eintrag aus der Liste.")


class Submitted(Protocol):
    """Protocol of a request's form data (starlette's FormData and QueryParams)."""

    def multi_items(self) -> Iterable[tuple[str, object]]:
        """Return every name with every value, in order."""


class Form:
    """The state of one form on one page."""

    def __init__(
        self, values: Mapping[str, list[str]], *, prefix: str = "", labels: Mapping[str, str] | None = None
    ) -> None:
        self._values = {name: list(typed) for name, typed in values.items()}
        self._labels = dict(labels or {})
        self.errors: dict[str, str] = {}
        self.prefix = prefix

    @classmethod
    def of(cls, submitted: Submitted, *, prefix: str = "", labels: Mapping[str, str] | None = None) -> "Form":
        """Return the form as the browser sent it, without files. The labels are for the error summary."""
        values: dict[str, list[str]] = {}
        for name, value in submitted.multi_items():
            if isinstance(value, str):
                values.setdefault(name, []).append(value)
        return cls(values, prefix=prefix, labels=labels)

    @classmethod
    def start(cls, *, prefix: str = "", **values: str | dt.date | Iterable[str] | None) -> "Form":
        """Return the form as it is first shown, with what is known already."""
        return cls(
            {name: _as_typed(value) for name, value in values.items() if value is not None}, prefix=prefix
        )

    # For templates

    def value(self, name: str) -> str:
        """Return the field's text, as typed."""
        return next(iter(self._values.get(name, [])), "")

    def values(self, name: str) -> list[str]:
        """Return everything chosen in a field that takes several."""
        return self._values.get(name, [])

    def error(self, name: str) -> str | None:
        """Return the sentence about a field, if there is one."""
        return self.errors.get(name)

    def sentences(self) -> list[tuple[str, str]]:
        """Return each wrong field with its sentence, in the order of the page if it named its fields."""
        place = {name: number for number, name in enumerate(self._labels)}
        return sorted(self.errors.items(), key=lambda wrong: place.get(wrong[0], len(place)))

    def label(self, name: str) -> str | None:
        """Return the field's name for the error summary, if the page gave one."""
        return self._labels.get(name)

    def id(self, name: str) -> str:
        """Return the field's id on the page; a prefix tells forms of one page apart."""
        return f"{self.prefix}{name}"

    # For pages

    def fail(self, name: str, sentence: str) -> None:
        """Record what is wrong with a field; the first sentence stays."""
        self.errors.setdefault(name, sentence)

    def text(self, name: str, *, required: bool = True, max_length: int = 200) -> str:
        """Read a text without the spaces around it."""
        typed = self.value(name).strip().replace("\r\n", "\n")
        if required and not typed:
            self.fail(name, _("Bitte füllen Sie dieses Feld aus."))
        elif len(typed) > max_length:
            self.fail(name, _("Höchstens {n} Zeichen; es sind {m}.").format(n=max_length, m=len(typed)))
        elif any(ord(char) < 32 and char not in "\n\t" for char in typed):
            self.fail(name, _("Der Text enthält ein Steuerzeichen. Bitte tippen Sie ihn neu."))
        return typed

    def date(
        self,
        name: str,
        *,
        today: dt.date,
        required: bool = True,
        earliest: dt.date | None = None,
        latest: dt.date | None = None,
    ) -> dt.date | None:
        """Read a day; return None if the field is empty or cannot be read."""
        typed = self.text(name, required=required, max_length=40)
        if not typed or name in self.errors:
            return None
        try:
            day = parse_date(typed, today=today)
        except ValueError as wrong:
            self.fail(name, str(wrong))
            return None
        if latest is not None and day > latest:
            self.fail(name, _("Das Datum darf nicht nach dem {day} liegen.").format(day=datum(latest)))
        if earliest is not None and day < earliest:
            self.fail(name, _("Das Datum darf nicht vor dem {day} liegen.").format(day=datum(earliest)))
        return day

    def choice(self, name: str, kind: type[Choice], *, required: bool = True) -> Choice | None:
        """Read one of the values of an enumeration."""
        return self._read(name, kind, required=required, wrong=_(_CHOOSE))

    def one_of(self, name: str, allowed: Iterable[str], *, required: bool = True) -> str | None:
        """Read one of the values that the page offered."""
        offered = set(allowed)

        def check(typed: str) -> str:
            if typed not in offered:
                raise ValueError(typed)
            return typed

        return self._read(name, check, required=required, wrong=_(_CHOOSE))

    def integer(
        self, name: str, *, required: bool = True, minimum: int | None = None, maximum: int | None = None
    ) -> int | None:
        """Read a whole number."""
        number = self._read(
            name, whole_number, required=required, wrong=_("Bitte schreiben Sie eine ganze Zahl.")
        )
        self._within(name, number, minimum, maximum)
        return number

    def number(
        self, name: str, *, required: bool = True, minimum: int | None = None, maximum: int | None = None
    ) -> float | None:
        """Read a number, ``1,5`` as well as ``1.5``."""
        number = self._read(
            name, decimal_number, required=required, wrong=_("Bitte schreiben Sie eine Zahl.")
        )
        self._within(name, number, minimum, maximum)
        return number

    def _within(self, name: str, number: float | None, minimum: int | None, maximum: int | None) -> None:
        if number is not None and minimum is not None and number < minimum:
            self.fail(name, _("Die Zahl muss mindestens {n} sein.").format(n=minimum))
        if number is not None and maximum is not None and number > maximum:
            self.fail(name, _("Die Zahl darf höchstens {n} sein.").format(n=maximum))

    def flag(self, name: str) -> bool:
        """Tell whether a box is ticked."""
        return self.value(name) not in {"", "0", "nein"}

    def _read(self, name: str, convert: Callable[[str], Read], *, required: bool, wrong: str) -> Read | None:
        typed = self.text(name, required=False)
        if not typed:
            if required:
                self.fail(name, wrong)
            return None
        try:
            return convert(typed)
        except ValueError:
            self.fail(name, wrong)
            return None


def _as_typed(value: str | dt.date | Iterable[str]) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dt.date):
        return [datum(value)]
    return list(value)
