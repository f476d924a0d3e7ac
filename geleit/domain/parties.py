"""The roles of the people who act in Geleit, and the parties a step can wait on."""

from enum import StrEnum
from uuid import UUID

from geleit.domain.model import Value


class Role(StrEnum):
    """The role of an account."""

    COUNSELLOR = "counsellor"
    AUTHORITY = "authority"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"


class Party(StrEnum):
    """A party that a step waits on, or whose turn it is."""

    CLIENT = "client"
    COUNSELLOR = "counsellor"
    AUTHORITY = "authority"
    EMBASSY = "embassy"
    BAMF = "bamf"
    OTHER = "other"


class Actor(Value):
    """The account on whose behalf a command runs. Carries ids only: it travels through Temporal."""

    user_id: UUID | None = None
    role: Role
    office_id: UUID | None = None
    authority_id: UUID | None = None


SYSTEM = Actor(role=Role.SYSTEM)
