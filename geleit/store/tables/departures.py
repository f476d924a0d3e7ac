"""The read model of departures: made from the journal, written only by who carries out commands.

Every table carries ``office_id``, so that the policies need no join. There are no foreign keys between
these tables: they are made anew from the journal, departure by departure, and `verify` compares them with it.
"""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from geleit.domain.calendar import Land
from geleit.domain.deadlines.state import DeadlineKind, DeadlineState
from geleit.domain.departure import DepartureStatus
from geleit.domain.lifecycle.state import PauseReason, StopReason
from geleit.domain.parties import Party
from geleit.domain.persons.state import PersonRole, ResidenceStatus
from geleit.domain.steps.state import StepState
from geleit.store.tables.base import MOMENT, coded

_OPEN = sa.text("open_due_on IS NOT NULL")


class DepartureRow(SQLModel, table=True):
    """A departure as lists show it.

    ``blocker_*`` says what it waits for, ``applicant`` is "Family, Given", ``next_due_on`` is the earliest
    ``open_due_on`` of its steps (the end of time if there is none).
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
    office_id: UUID = Field(foreign_key="office.id")
    authority_id: UUID | None = Field(default=None, foreign_key="authority.id")
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
    updated_at: datetime = Field(sa_type=MOMENT)


class PersonRow(SQLModel, table=True):
    """Who a person of a departure is."""

    __tablename__ = "person"

    departure_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    office_id: UUID
    role: PersonRole = Field(sa_type=coded(PersonRole))
    family_name: str
    given_name: str
    birth_date: date | None = None
    nationality: str | None = None
    name_id: int = Field(foreign_key="name.id", index=True)
    given_name_id: int = Field(foreign_key="name.id", index=True)


class StepRow(SQLModel, table=True):
    """A step of a departure.

    ``open_due_on`` is the day an open step is due (the end of time if it has no target), else null: lists
    of open work compare it, so that even a plan made for any parameter uses the partial indexes.
    ``dormant`` steps belong to a departure that is not open: nobody has to do anything about them.
    ``with_others`` says that somebody was asked, or that an outside body has the turn.
    """

    __tablename__ = "step"
    __table_args__ = (
        sa.Index(
            "ix_step_my_work",
            "responsible_id",
            "with_others",
            "open_due_on",
            "departure_id",
            "key",
            postgresql_include=["office_id"],
            postgresql_where=_OPEN,
        ),
        sa.Index(
            "ix_step_office_work", "office_id", "open_due_on", "departure_id", "key", postgresql_where=_OPEN
        ),
        sa.Index(
            "ix_step_held_up_by",
            "office_id",
            "held_up_by",
            "open_due_on",
            "departure_id",
            "key",
            postgresql_where=_OPEN,
        ),
        {"postgresql_with": {"fillfactor": "85"}},
    )

    departure_id: UUID = Field(primary_key=True)
    key: str = Field(primary_key=True)
    office_id: UUID
    responsible_id: UUID | None = None
    code: str
    stage: str
    person: int | None = None
    position: int
    state: StepState = Field(sa_type=coded(StepState))
    held_up_by: Party = Field(sa_type=coded(Party))
    waiting_on: Party | None = Field(default=None, sa_type=coded(Party))
    since: date | None = None
    ready_on: date | None = None
    started_on: date | None = None
    ended_on: date | None = None
    target_on: date | None = None
    remind_on: date | None = None
    assignee_id: UUID | None = None
    version: int
    dormant: bool
    open_due_on: date | None = Field(
        default=None,
        sa_column=sa.Column(
            sa.Date,
            sa.Computed(
                "case when state in ('ready', 'in_progress', 'waiting') and not dormant"
                " then coalesce(target_on, '9999-12-31'::date) end",
                persisted=True,
            ),
        ),
    )
    with_others: bool = Field(
        default=False,
        sa_column=sa.Column(
            sa.Boolean,
            sa.Computed(
                "state = 'waiting' or held_up_by in ('authority', 'embassy', 'bamf', 'other')", persisted=True
            ),
            nullable=False,
        ),
    )


class DeadlineRow(SQLModel, table=True):
    """A legal date of a departure. A pause does not stop it; the end of the departure does.

    ``due_on`` is the safe date, ``end_on`` the end off weekend and holiday; on ``escalate_on`` the supervisor
    hears of it; on ``follow_up_on`` the answer to a requested extension is looked for.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        sa.Index("ix_deadline_office", "office_id", "open_due_on", "departure_id", postgresql_where=_OPEN),
        sa.Index("ix_deadline_all", "open_due_on", "departure_id", postgresql_where=_OPEN),
    )

    departure_id: UUID = Field(primary_key=True)
    kind: DeadlineKind = Field(sa_column=sa.Column(coded(DeadlineKind), primary_key=True))
    office_id: UUID
    due_on: date
    end_on: date
    remind_on: date
    escalate_on: date | None = None
    follow_up_on: date | None = None
    state: DeadlineState = Field(sa_type=coded(DeadlineState))
    version: int
    dormant: bool
    open_due_on: date | None = Field(
        default=None,
        sa_column=sa.Column(
            sa.Date,
            sa.Computed("case when state = 'open' and not dormant then due_on end", persisted=True),
        ),
    )


class NoteRow(SQLModel, table=True):
    """A note on a departure or one of its steps. ``seq`` is that of its event in the journal."""

    __tablename__ = "note"

    departure_id: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    office_id: UUID
    step: str | None = None
    author_id: UUID | None = None
    at: datetime = Field(sa_type=MOMENT)
    text: str = Field(repr=False)
