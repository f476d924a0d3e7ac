"""Departures as lists show them: the table `departure`, its projection and its queries."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.calendar import Land
from geleit.domain.departure import Departure, DepartureStatus
from geleit.domain.enclosure import PersonDetails
from geleit.domain.lifecycle.state import PauseReason, StopReason
from geleit.domain.parties import Party
from geleit.domain.persons.state import ResidenceStatus
from geleit.domain.steps.waiting import move_due_on, next_move
from geleit.store.base import MOMENT, coded, references
from geleit.store.context import Context
from geleit.store.database import Database
from geleit.store.directory.rows import AuthorityRow, OfficeRow
from geleit.store.journal.projection import DepartureChange, JournaledDeparture, Projection, Row, RowChanges
from geleit.store.look_up import look_up
from geleit.store.persons.names import sort_key

APPLICANT = 1
"""The number of the applicant, after whom a departure is named."""


class DepartureRow(SQLModel, table=True):
    """Row of a departure as lists show it.

    ``blocker_*`` is the step that is due first, and whose turn it is; ``next_due_on`` is its day (the end of
    time if there is none). ``applicant`` is "Family, Given".

    Like every table of the read model it has no foreign keys to the others: they are made anew from the
    journal, departure by departure. Each has ``office_id``, so that the policies need no join.
    """

    __tablename__ = "departure"
    __table_args__ = (
        sa.Index("ix_departure_due", "office_id", "status", "next_due_on", "id"),
        sa.Index("ix_departure_counsellor_due", "counsellor_id", "status", "next_due_on", "id"),
        sa.Index("ix_departure_opened", "office_id", "opened_on", "id"),
        sa.Index("ix_departure_number", "office_id", "number"),
        {"postgresql_with": {"fillfactor": "85"}},
    )

    id: UUID = Field(primary_key=True)
    number: str = Field(unique=True)
    office_id: UUID = Field(foreign_key=references(OfficeRow))
    authority_id: UUID | None = Field(default=None, foreign_key=references(AuthorityRow))
    counsellor_id: UUID | None = None
    destination: str
    nationality: str
    residence_status: ResidenceStatus = Field(sa_type=coded(ResidenceStatus))
    land: Land = Field(sa_type=coded(Land))
    process: str
    process_version: int
    status: DepartureStatus = Field(sa_type=coded(DepartureStatus))
    version: int
    opened_on: date
    ended_on: date | None = None
    persons: int
    applicant: str
    sort_key: str
    consent: bool
    stage: str
    blocker_step: str | None = None
    blocker_party: Party | None = Field(default=None, sa_type=coded(Party))
    blocker_since: date | None = None
    stop_reason: StopReason | None = Field(default=None, sa_type=coded(StopReason))
    pause_reason: PauseReason | None = Field(default=None, sa_type=coded(PauseReason))
    review_on: date | None = None
    next_due_on: date
    file_number: str | None = None
    updated_at: datetime = Field(sa_type=MOMENT)


sa.Index(
    "ix_departure_file_number",
    col(DepartureRow.office_id),
    col(DepartureRow.file_number),
    postgresql_where=col(DepartureRow.file_number).is_not(None),
)


async def version_of(session: AsyncSession, departure_id: UUID) -> int | None:
    """Return the version of the departure; None if the context may not see it."""
    connection = await session.connection()
    version: int | None = await connection.scalar(_VERSION, {"departure": departure_id})
    return version


async def office_of(database: Database, context: Context, departure_id: UUID) -> UUID | None:
    """Return the departure's office; None if there is no departure that the context may see."""
    found = await look_up(database, context, _OFFICE, {"departure": departure_id})
    return found.office_id if found else None


_THIS = col(DepartureRow.id) == sa.bindparam("departure")
_VERSION = sa.select(col(DepartureRow.version)).where(_THIS)
_OFFICE = sa.select(col(DepartureRow.office_id)).where(_THIS)


# The projection

_COPIED = (
    "number",
    "office_id",
    "authority_id",
    "counsellor_id",
    "destination",
    "nationality",
    "residence_status",
    "land",
    "process",
    "process_version",
    "status",
    "version",
    "opened_on",
    "ended_on",
    "consent",
    "stop_reason",
    "pause_reason",
    "review_on",
    "file_number",
)


def _rows(source: JournaledDeparture) -> list[Row]:
    applicant = source.persons.get(APPLICANT)
    name = _applicant_columns(applicant) if applicant else {"applicant": "", "sort_key": ""}
    return [_departure_row(source.departure, source.entries[-1].at) | name]


def _changed(change: DepartureChange) -> RowChanges:
    row = _departure_row(change.after, change.entries[-1].at)
    if applicant := change.persons.get(APPLICANT):
        row |= _applicant_columns(applicant)
    return RowChanges([row])


def _departure_row(departure: Departure, at: datetime) -> Row:
    """Return the row without its applicant. ``at`` is the time of the departure's last event."""
    row: Row = {column: getattr(departure, column) for column in _COPIED}
    move = next_move(departure)
    row["id"] = departure.departure_id
    row["persons"] = len(departure.persons)
    row["stage"] = move.stage if move else _stage(departure)
    row["blocker_step"] = move.key if move else None
    row["blocker_party"] = move.held_up_by if move else None
    row["blocker_since"] = move.turn_since if move else None
    row["next_due_on"] = (move_due_on(move) if move else None) or date.max
    row["updated_at"] = at
    return row


def _applicant_columns(applicant: PersonDetails) -> Row:
    """Return the name of the departure in lists, and its sort key."""
    return {
        "applicant": f"{applicant.family_name}, {applicant.given_name}",
        "sort_key": sort_key(applicant.family_name, applicant.given_name),
    }


def _stage(departure: Departure) -> str:
    """Return the stage of the first step that is not settled, for a departure that waits for nobody."""
    steps = departure.steps.values()
    unsettled = next((step for step in steps if not step.is_settled), None)
    return (unsettled or list(steps)[-1]).stage


PROJECTION = Projection(DepartureRow, rows=_rows, changed=_changed, is_single=True)
