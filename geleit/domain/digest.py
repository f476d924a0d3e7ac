"""Distinguish a request that is sent again from another one with the same request id."""

import json
from hashlib import sha256
from typing import Any

from pydantic_core import to_jsonable_python

from geleit.domain.enclosure import Enclosure
from geleit.domain.message import Command
from geleit.domain.persons.commands import AddPerson
from geleit.domain.renamed_enum import RenamedEnum

_LENGTH = 32
"""Hexadecimal digits, 128 bits: no two requests meet by accident; forging one deceives only the forger."""

_NOT_COMPARED = {"digest", "is_enclosed", "kind", "expected_version", "number", "process", "process_version"}
"""Fields that differ between two sendings of one request: the number of a departure is drawn anew, and the
departure may have been read again in between."""


def digest_of(command: Command, enclosure: Enclosure | None) -> str:
    """Return the digest of a request: command, actor, request id and enclosure.

    Fields that have their default are left out, and values that were renamed count by their first name: a
    release that adds or renames one still recognises what was sent before it.
    """
    said = {
        "kind": command.kind,
        "command": to_jsonable_python(
            _first_named(command.model_dump(exclude_defaults=True, exclude=_NOT_COMPARED))
        ),
        "enclosure": _personal(command, enclosure) if enclosure else {},
    }
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()[:_LENGTH]


def _first_named(value: object) -> object:
    """Return what a command says, with the values of enumerations that the first release gave them."""
    match value:
        case RenamedEnum():
            return (value.value, *value.former_values)[-1]
        case dict():
            return {name: _first_named(each) for name, each in value.items()}
        case list() | tuple():
            return [_first_named(each) for each in value]
        case _:
            return value


def _personal(command: Command, enclosure: Enclosure) -> dict[str, Any]:
    # The page only guesses the number of a person who joins.
    unsaid = {"persons": {"__all__": {"number"}}} if isinstance(command, AddPerson) else None
    return enclosure.model_dump(mode="json", exclude_defaults=True, exclude=unsaid)
