"""Tables of the journal: events, states of departures, enclosures and keys of histories."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col

from geleit.domain.parties import Role
from geleit.store.base import JSON, MOMENT, ORDERED_JSON, coded
from geleit.store.journal.projection import DepartureChange, JournaledDeparture, Projection, Row, RowChanges


class JournalRow(SQLModel, table=True):
    """Row of one event. Rows are added, never changed; ``body`` is the event.

    The first row of a request has the ``digest`` of its command; older releases stored none.
    """

    __tablename__ = "journal"
    __table_args__ = (sa.Index("ix_journal_request", "departure_id", "request_id"),)

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


ONE_DEPARTURE = "uq_journal_request"
"""An account's request is executed on one departure only. Other accounts' requests are not revealed."""

sa.Index(
    ONE_DEPARTURE,
    col(JournalRow.request_id),
    col(JournalRow.actor_id),
    unique=True,
    postgresql_where=col(JournalRow.digest).is_not(None),
)


class DepartureStateRow(SQLModel, table=True):
    """Row with the departure after its last event. `execute` locks this row."""

    __tablename__ = "departure_state"

    departure_id: UUID = Field(primary_key=True)
    office_id: UUID
    version: int
    state: dict[str, Any] | None = Field(default=None, sa_type=ORDERED_JSON)


class EnclosureRow(SQLModel, table=True):
    """Row with the personal part of a command that is not yet executed; ``digest`` is the command's."""

    __tablename__ = "enclosure"

    departure_id: UUID = Field(primary_key=True)
    request_id: UUID = Field(primary_key=True)
    office_id: UUID
    digest: str | None = None
    content: dict[str, Any] = Field(sa_type=JSON)
    created_at: datetime = Field(
        sa_column=sa.Column(MOMENT, server_default=sa.func.now(), nullable=False, index=True)
    )


class DepartureKeyRow(SQLModel, table=True):
    """Row with the key of a departure's workflow history, wrapped with the master key named ``key_id``."""

    __tablename__ = "departure_key"

    departure_id: UUID = Field(primary_key=True)
    key_id: str
    wrapped: bytes


def _state_rows(source: JournaledDeparture) -> list[Row]:
    departure = source.departure
    return [
        {
            "departure_id": departure.departure_id,
            "office_id": departure.office_id,
            "version": departure.version,
            # Default values are left out: they would be most of the body.
            "state": departure.model_dump(mode="json", exclude_defaults=True),
        }
    ]


def _changed_state(_change: DepartureChange) -> RowChanges:
    """Write nothing: the condition of the guarded statement changes this row."""
    return RowChanges([])


STATE = Projection(DepartureStateRow, rows=_state_rows, changed=_changed_state, is_single=True)
