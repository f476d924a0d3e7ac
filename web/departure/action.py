"""An action on a departure: its wording, the fields of its form, and the command they make."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from string import Formatter
from types import MappingProxyType
from typing import Any, Generic, TypeAlias
from uuid import UUID

from geleit.domain.enclosure import Enclosure, PersonDetails
from geleit.domain.message import Command, Event
from geleit.domain.parties import Actor, Role
from geleit.domain.registry import COMMANDS, AnyCommand
from web.departure.fields import NOTE, At_contra, Field, Kind
from web.ui.filters import datum
from web.ui.flash import Sentence
from web.ui.forms import Form
from web.ui.i18n import N_, gettext
from web.ui.lists import address

Values: TypeAlias = Mapping[str, Any]


class About(Enum):
    """The kind of thing that an action is about."""

    DEPARTURE = auto()
    STEP = auto()
    DEADLINE = auto()
    PERSON = auto()
    DOCUMENT = auto()


class Placement(Enum):
    """The way the page offers an action.

    ``ROW`` is a form in a single row, for what people come for. ``FOLD`` is beside it, ``MORE`` in the menu
    of rarer actions; the forms of both on a step are loaded on demand. ``LINK`` leads to a page of its own,
    because the form is too long for the departure's page.
    """

    ROW = auto()
    FOLD = auto()
    MORE = auto()
    LINK = auto()


@dataclass(frozen=True, slots=True)
class Wording:
    """The names of an action for one kind of account. ``slug`` ends its address, ``link`` leads there.

    ``done`` is the sentence said afterwards where it is not the action's own: it names ``{number}``,
    ``{deadline}`` and ``{day}``, for who has many departures in front of them.
    """

    slug: str
    title: str
    button: str
    hint: str = ""
    link: str = ""
    done: str = ""

    @property
    def heading(self) -> str:
        """The heading of the form."""
        return gettext(self.title)

    @property
    def label(self) -> str:
        """The label of the button."""
        return gettext(self.button)

    @property
    def link_label(self) -> str:
        """The text of a link to the form."""
        return gettext(self.link or self.button)

    @property
    def explanation(self) -> str:
        """The meaning of the action in a sentence; empty if the title says it all."""
        return gettext(self.hint) if self.hint else ""


def _always(situation: object) -> bool:
    return True


def _about_any(situation: object, subject: str) -> bool:
    return True


def _nobody(situation: object, values: Values) -> tuple[PersonDetails, ...]:
    return ()


def _nothing_more(situation: object, values: Values) -> Mapping[str, Any]:
    return {}


def _nothing_known(situation: object, subject: str) -> dict[str, str]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Action(Generic[At_contra]):
    """An action: a form that makes a command.

    ``fields`` with the names of the command's fields fill them; ``derive`` makes the fields that take more
    than that. ``success`` is the sentence shown afterwards: it may name the step and the days that were
    typed, never a person. ``possible`` says when the page offers the action, ``possible_for`` for which
    deadline; whether it is allowed is decided by the domain. ``fill`` fills the form with what is known of
    the person, document or date that it is about. ``takes_back`` are the events that it undoes: after them a
    button for this is shown for a while.
    """

    command: type[Command]
    wording: Wording
    for_authority: Wording | None = None
    success: str = N_("Gespeichert.")
    fields: tuple[Field[At_contra], ...] = ()
    about: About = About.DEPARTURE
    placement: Placement = Placement.FOLD
    possible: Callable[[At_contra], bool] = _always
    possible_for: Callable[[At_contra, str], bool] = _about_any
    fill: Callable[[At_contra, str], dict[str, str]] = _nothing_known
    derive: Callable[[At_contra, Values], Mapping[str, Any]] = _nothing_more
    persons: Callable[[At_contra, Values], tuple[PersonDetails, ...]] = _nobody
    takes_back: tuple[type[Event], ...] = ()
    sentence: Sentence = field(init=False)
    sentence_for_authority: Sentence | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Register the sentences of success, so that the next page can show them."""
        object.__setattr__(self, "sentence", Sentence(self.success))
        if self.for_authority and self.for_authority.done:
            object.__setattr__(self, "sentence_for_authority", Sentence(self.for_authority.done))

    def wording_for(self, role: Role) -> Wording:
        """Return the wording for this role."""
        return self.for_authority if role is Role.AUTHORITY and self.for_authority else self.wording

    def fields_for(self, role: Role) -> tuple[Field[At_contra], ...]:
        """Return the fields that this role fills in."""
        return tuple(each for each in self.fields if each.is_for(role))

    def start(
        self,
        situation: At_contra,
        *,
        prefix: str = "",
        subject: str = "",
        given: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> Form:
        """Return the form as it is first shown.

        ``subject`` names what it is about: a person, a deadline; ``given`` are values from the address for
        fields of days and choices.
        """
        fields = self.fields_for(situation.role)
        values = {each.name: each.initial(situation) for each in fields}
        if subject:
            values |= self.fill(situation, subject)
        values |= {
            each.name: given[each.name]
            for each in fields
            if each.kind in (Kind.DAY, Kind.SELECT, Kind.CHECKS) and any(given.get(each.name, ()))
        }
        return Form.start(prefix=prefix, **values)

    def read(self, form: Form, situation: At_contra) -> dict[str, Any]:
        """Return the typed values; errors are recorded in ``form.errors``."""
        return {each.name: each.read(form, situation) for each in self.fields_for(situation.role)}

    def build(
        self, situation: At_contra, values: Values, *, request_id: UUID, actor: Actor, version: int | None
    ) -> tuple[AnyCommand, Enclosure]:
        """Return the command and its enclosure. May raise Refusal.

        Empty fields get the command's own defaults.
        """
        note = values.get(NOTE) or None
        known = self.command.model_fields
        arguments = {name: value for name, value in values.items() if name in known and value is not None}
        if self.about is About.STEP:
            arguments["step"] = situation.step_key
        command = self.command(
            request_id=request_id,
            actor=actor,
            expected_version=version,
            has_note=note is not None,
            **arguments | dict(self.derive(situation, values)),
        )
        return COMMANDS.validate_python(command), Enclosure(
            note=note, persons=self.persons(situation, values)
        )

    def said(self, values: Values, *, step: str = "") -> dict[str, str]:
        """Return the values for the sentence of success: ``step`` and days.

        The sentence is stored in a cookie, where no person's name may be. Raise TypeError for anything but
        days.
        """
        names = [name for _text, name, _spec, _conversion in Formatter().parse(self.success) if name]
        return {name: step if name == "step" else _day(values[name]) for name in names}

    def labels(self, role: Role = Role.COUNSELLOR) -> dict[str, str]:
        """Return the names of the fields of this role, for the error summary."""
        return {each.name: gettext(each.label) for each in self.fields_for(role)}

    def field_at_fault(self, field: str) -> str:
        """Return the form's field for a refusal about a field of the command; empty if there is none.

        What the form asks for in parts, such as a length in ``period_amount`` and ``period_unit``, has its
        sentence at the first one.
        """
        name = field.replace(".", "_")
        names = [each.name for each in self.fields]
        if not name or name in names:
            return name
        return next((each for each in names if each.startswith(f"{name}_")), "")

    def address(self, situation: At_contra) -> str:
        """Return the address of the form."""
        return f"{situation.address}/{self.wording_for(situation.role).slug}"

    def address_about(self, situation: At_contra, subject: str | int) -> str:
        """Return the address of the form about a person, a document or a deadline."""
        return f"{self.address(situation)}?zu={subject}"

    def address_under(self, base: str, *, about: str | int | None = None, **given: str) -> str:
        """Return the address of the counsellor's form under that of the departure or step.

        ``about`` is what the form is about, ``given`` fills fields in.
        """
        subject = str(about) if about is not None else None
        return address(f"{base}/{self.wording.slug}", zu=subject, **given)


def by_slug(
    actions: Collection[Action[At_contra]], role: Role = Role.COUNSELLOR
) -> dict[str, Action[At_contra]]:
    """Return the actions that the role may do, by slug."""
    return {each.wording_for(role).slug: each for each in actions if role in each.command.allowed_to}


def _day(value: object) -> str:
    if not isinstance(value, date):
        raise TypeError("a sentence of success names steps and days only")
    return datum(value)
