"""The truth about departures, what waits to become part of it, and the keys of their histories."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from geleit.domain.parties import Role
from geleit.store.tables.base import JSON, MOMENT, ORDERED_JSON, coded


class JournalRow(SQLModel, table=True):
    """One event of a departure. Rows are added, never changed; ``body`` is the event.

    The first row of a request has the ``digest`` of what was asked; older releases kept none.
    """

    __tablename__ = "journal"
    __table_args__ = (
        sa.Index("ix_journal_request", "departure_id", "request_id"),
        # One request of an account is carried out on one departure. Others' requests do not count: nobody
        # shall learn of them.
        sa.Index(
            "uq_journal_request",
            "request_id",
            "actor_id",
            unique=True,
            postgresql_where=sa.text("digest IS NOT NULL"),
        ),
    )

    departure_id: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    office_id: UUID
    at: datetime = Field(sa_type=MOMENT)
    request_id: UUID
    actor_id: UUID | None = None
    actor_role: Role = Field(sa_type=coded(Role))
    kind: str
    body: dict[str, Any] = Field(sa_type=JSON)
    digest: str | None = None


class DepartureStateRow(SQLModel, table=True):
    """The departure after its last event. Who carries out a command locks this row."""

    __tablename__ = "departure_state"

    departure_id: UUID = Field(primary_key=True)
    office_id: UUID
    version: int
    state: dict[str, Any] | None = Field(default=None, sa_type=ORDERED_JSON)


class EnclosureRow(SQLModel, table=True):
    """The personal part of a command that is not yet carried out; ``digest`` is the command's."""

    __tablename__ = "enclosure"

    departure_id: UUID = Field(primary_key=True)
    request_id: UUID = Field(primary_key=True)
    office_id: UUID
    digest: str | None = None
    content: dict[str, Any] = Field(sa_type=JSON)
    created_at: datetime = Field(
        sa_column=sa.Column(MOMENT, server_default=sa.text("now()"), nullable=False, index=True)
    )


class DepartureKeyRow(SQLModel, table=True):
    """The key of a departure's workflow history, wrapped with the master key named ``key_id``."""

    __tablename__ = "departure_key"

    departure_id: UUID = Field(primary_key=True)
    key_id: str
    wrapped: bytes
