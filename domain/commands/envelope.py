"""What every command has: who asks, seeing which version, and under which request id."""

from uuid import UUID

from domain.model import Value
from domain.parties import Actor


class Command(Value):
    """The envelope of every command.

    ``request_id`` makes a resend harmless; ``expected_version`` is the version the actor saw (None: any);
    ``has_note`` says that a note of the actor's waits in the enclosure, ``is_enclosed`` that anything does.
    ``digest`` tells this content from any other under the same request id (`domain.digests`; None: sent by an
    older release, or by a workflow).
    """

    request_id: UUID
    actor: Actor
    expected_version: int | None = None
    has_note: bool = False
    is_enclosed: bool = False
    digest: str | None = None
