"""The commands as programs send them: without the envelope, which comes from the token and the headers.

Made from the domain's commands, so that there is one description of what a command is.
"""

from typing import Annotated, Any, Union
from uuid import UUID

from pydantic import Field, create_model

from geleit.domain.alarms.commands import RaiseAlarms
from geleit.domain.deadlines.commands.recompute import RecomputeDeadlines
from geleit.domain.enclosure import Enclosure
from geleit.domain.lifecycle.commands.open import OpenDeparture
from geleit.domain.message import Command
from geleit.domain.parties import Actor
from geleit.domain.registry import COMMANDS, AnyCommand
from web.api.models import Body, Destination, EnclosureIn, Nationality, NoteIn
from web.api.strict import strict

_NOT_FOR_PROGRAMS = (OpenDeparture, RaiseAlarms, RecomputeDeadlines)
"""Commands that the API does not offer: opening has its own endpoint, the others are not for programs."""

_ENVELOPE = frozenset(Command.model_fields)

_KINDS: tuple[type[Command], ...] = tuple(
    kind for kind in Command.by_kind.values() if kind not in _NOT_FOR_PROGRAMS
)


_COUNTRIES: dict[str, Any] = {"destination": Destination | None, "nationality": Nationality | None}
"""Fields whose codes are checked here, as when a departure is opened: the domain takes any code."""


def _without_envelope(kind: type[Command]) -> type[Body]:
    fields: dict[str, Any] = {
        name: (_COUNTRIES.get(name) or strict(field.annotation), field)
        for name, field in kind.model_fields.items()
        if name not in _ENVELOPE
    }
    # ``kind`` tells the commands apart, so it has to be sent.
    fields["kind"] = (fields["kind"][0], ...)
    fields["enclosure"] = (
        (EnclosureIn, Field(EnclosureIn(), description="Notiz und Personen des Befehls."))
        if kind.names_persons
        else (NoteIn, Field(NoteIn(), description="Notiz des Befehls."))
    )
    return create_model(kind.__name__, __base__=Body, __doc__=kind.__doc__, **fields)


COMMAND_BODIES: tuple[type[Body], ...] = tuple(_without_envelope(kind) for kind in _KINDS)

# The union is made at run time: mypy cannot read it, but the description of the interface shows it in full.
CommandBody = Annotated[Union[COMMAND_BODIES], Field(discriminator="kind")]  # type: ignore[valid-type]  # noqa: UP007


def command_of(
    body: Body, *, request_id: UUID, actor: Actor, expected_version: int | None
) -> tuple[AnyCommand, Enclosure]:
    """Return the command of a body, and its enclosure."""
    values = body.model_dump(exclude_defaults=False)
    enclosure = Enclosure.model_validate(values.pop("enclosure"))
    values |= {
        "request_id": request_id,
        "actor": actor,
        "expected_version": expected_version,
        "has_note": bool(enclosure.note),
    }
    return COMMANDS.validate_python(values), enclosure
