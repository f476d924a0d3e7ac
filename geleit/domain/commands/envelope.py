"""What every command has: who asks, seeing which version, and under which request id."""

from typing import ClassVar
from uuid import UUID

from geleit.domain.model import Value
from geleit.domain.parties import Actor, Role

OFFICE = frozenset({Role.COUNSELLOR, Role.SUPERVISOR, Role.SYSTEM})
"""Whoever acts for the counselling office, and Geleit itself."""
OFFICE_AND_AUTHORITY = OFFICE | {Role.AUTHORITY}


class Command(Value):
    """The envelope of every command.

    ``request_id`` makes a resend harmless; ``expected_version`` is the version the actor saw (None: any);
    ``has_note`` says that a note of the actor's waits in the enclosure, ``is_enclosed`` that anything does.
    ``digest`` tells this content from any other under the same request id (`geleit.domain.digest`); it is
    None if an older release or a workflow sent the command.
    """

    allowed_to: ClassVar[frozenset[Role]] = OFFICE
    """The roles that may give the command."""

    request_id: UUID
    actor: Actor
    expected_version: int | None = None
    has_note: bool = False
    is_enclosed: bool = False
    digest: str | None = None
