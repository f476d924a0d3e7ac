"""Telling a request that is sent again from another one under the same request id."""

import json
from hashlib import sha256
from typing import Any

from geleit.domain.enclosure import Enclosure
from geleit.domain.message import Command
from geleit.domain.persons.commands import AddPerson

_LENGTH = 32
"""Hexadecimal digits: 128 bits. No accident meets them twice; who forges them deceives only themselves."""

_NOT_SAID = {"digest", "is_enclosed", "kind", "expected_version", "number", "process", "process_version"}
"""What a sender does not say, or not alike with every sending: the number of a departure is drawn anew, and
whoever has read the departure again in between has seen a newer version."""


def digest_of(command: Command, enclosure: Enclosure | None) -> str:
    """Return the digest of what is asked, by whom, under which request id, and of the personal part.

    Fields that have their default are left out: a release that adds one still recognises what was sent
    before it.
    """
    said = {
        "kind": command.kind,
        "command": command.model_dump(mode="json", exclude_defaults=True, exclude=_NOT_SAID),
        "enclosure": _personal(command, enclosure) if enclosure else {},
    }
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()[:_LENGTH]


def _personal(command: Command, enclosure: Enclosure) -> dict[str, Any]:
    # Which number somebody who joins will get is not for the sender to say: the page only guesses it.
    unsaid = {"persons": {"__all__": {"number"}}} if isinstance(command, AddPerson) else None
    return enclosure.model_dump(mode="json", exclude_defaults=True, exclude=unsaid)
