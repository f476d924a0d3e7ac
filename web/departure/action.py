"""What can be done on a departure's page: an action is its words, its fields, and the command they make."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias, TypedDict
from uuid import UUID

from geleit.domain.enclosure import Enclosure, PersonDetails
from geleit.domain.parties import Actor
from geleit.domain.registry import AnyCommand
from web.departure.fields import Field, Kind
from web.departure.situation import Situation
from web.ui.forms import Form
from web.ui.i18n import gettext

ABOUT_THE_DATE = frozenset({"in_future", "not_in_future", "implausible", "before_needed"})
ABOUT_THE_NOTE = frozenset({"no_reason", "no_note"})
"""Codes of refusals that one field is to blame for."""

Values: TypeAlias = Mapping[str, Any]


class Envelope(TypedDict):
    """What every command carries."""

    request_id: UUID
    actor: Actor
    expected_version: int | None
    has_note: bool


def _always(situation: Situation) -> bool:
    return True


def _nobody(situation: Situation, values: Values) -> tuple[PersonDetails, ...]:
    return ()


def _no_words(situation: Situation, values: Values) -> dict[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. ``slug`` ends its address; ``possible`` says when the page offers it; ``is_row`` is
    the one that stands open in a single row, because it is what people come for. ``faults`` names the field
    to blame for a refusal of this code.

    Whether it may really be done decides the domain: what the page offers is only a courtesy.
    """

    slug: str
    title: str
    button: str
    command: Callable[[Envelope, Situation, Values], AnyCommand]
    fields: tuple[Field, ...] = ()
    possible: Callable[[Situation], bool] = _always
    hint: str = ""
    said: str = "saved"
    words: Callable[[Situation, Values], dict[str, str]] = _no_words
    encloses: Callable[[Situation, Values], tuple[PersonDetails, ...]] = _nobody
    fill: Callable[[Situation, str], dict[str, str]] | None = None
    is_row: bool = False
    faults: Mapping[str, str] = field(default_factory=dict)

    def start(
        self,
        situation: Situation,
        *,
        prefix: str = "",
        subject: str = "",
        given: Mapping[str, str] = MappingProxyType({}),
    ) -> Form:
        """The form as it is first shown. ``subject`` names what it is about: a person, a legal date;
        ``given`` is what the address wants to see in fields of days and choices.
        """
        values = {each.name: each.initial(situation) for each in self.fields}
        if self.fill and subject:
            values |= self.fill(situation, subject)
        values |= {
            each.name: given[each.name]
            for each in self.fields
            if each.kind in (Kind.DAY, Kind.SELECT) and given.get(each.name)
        }
        return Form.start(prefix=prefix, **values)

    def read(self, form: Form, situation: Situation) -> dict[str, Any]:
        """What was typed, as values; whatever cannot be read is noted in ``form.errors``."""
        return {each.name: each.read(form, situation) for each in self.fields}

    def written(self, values: Values) -> str | None:
        """The note or reason among the values."""
        return next((values[each.name] or None for each in self.fields if each.is_note), None)

    def make(
        self, situation: Situation, values: Values, *, request_id: UUID, actor: Actor, version: int | None
    ) -> tuple[AnyCommand, Enclosure]:
        """The command, and the personal part that goes its own way."""
        note = self.written(values)
        envelope = Envelope(
            request_id=request_id, actor=actor, expected_version=version, has_note=note is not None
        )
        enclosure = Enclosure(note=note, persons=self.encloses(situation, values))
        return self.command(envelope, situation, values), enclosure

    def labels(self) -> dict[str, str]:
        """The names of its fields, for the summary of what is wrong."""
        return {each.name: gettext(each.label) for each in self.fields}

    def field_at_fault(self, code: str) -> str:
        """The field that a refusal of the domain is about; empty if about none in particular."""
        if code in self.faults:
            return self.faults[code]
        if code in ABOUT_THE_DATE:
            return next((each.name for each in self.fields if each.kind is Kind.DAY), "")
        if code in ABOUT_THE_NOTE:
            return next((each.name for each in self.fields if each.is_note), "")
        return ""

    @property
    def heading(self) -> str:
        """What the form is called."""
        return gettext(self.title)

    @property
    def label(self) -> str:
        """What its button says."""
        return gettext(self.button)

    @property
    def explanation(self) -> str:
        """What it means, in a sentence; empty when the title says it all."""
        return gettext(self.hint) if self.hint else ""
