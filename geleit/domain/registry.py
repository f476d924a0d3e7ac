"""All commands and events, and the types by which pydantic and OpenAPI read them.

Importing this module loads the messages of every subject; they register themselves by their ``kind``.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import reduce
from importlib import import_module
from importlib.util import find_spec
from operator import or_
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Annotated, TypeAlias
from uuid import UUID

from pydantic import Field, TypeAdapter

from geleit.domain.message import Command, Event
from geleit.domain.model import QUIET, Value
from geleit.domain.parties import Role
from geleit.domain.subjects import SUBJECTS


def _message_modules() -> Iterator[str]:
    """Yield ``events`` and ``commands`` of each subject, and the modules of those that are packages."""
    for subject in SUBJECTS:
        if find_spec(f"geleit.domain.{subject}") is None:
            continue
        for name in (f"geleit.domain.{subject}.events", f"geleit.domain.{subject}.commands"):
            spec = find_spec(name)
            if spec is None:
                continue
            yield name
            for module in iter_modules(spec.submodule_search_locations or ()):
                yield f"{name}.{module.name}"


for _name in _message_modules():
    import_module(_name)

if TYPE_CHECKING:
    AnyCommand: TypeAlias = Command
    AnyEvent: TypeAlias = Event
else:
    AnyCommand = Annotated[reduce(or_, Command.by_kind.values()), Field(discriminator="kind")]
    AnyEvent = Annotated[reduce(or_, Event.by_kind.values()), Field(discriminator="kind")]

COMMANDS: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand, config=QUIET)
EVENTS: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent, config=QUIET)


class Entry(Value):
    """An entry of the journal: the ``seq``-th event of its departure, with actor, time and request."""

    seq: int
    at: datetime
    request_id: UUID
    actor_id: UUID | None
    actor_role: Role
    event: AnyEvent
