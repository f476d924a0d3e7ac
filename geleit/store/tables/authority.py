"""What an authority may know: the status layer of the departures whose client consents to it."""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import DepartureStatus
from geleit.store.tables.base import JSON, coded

# Legal dates come first; who has none follows a thousand years later, by the next milestone.
SORT_ON = "coalesce(next_deadline_on, milestone_on + 365250, '9999-12-31'::date)"


class AuthorityDeadlineRow(SQLModel, table=True):
    """Legal dates and next milestone. Exists only while the consent holds (Art. 6 (1) a DSGVO).

    ``deadlines`` is a list of ``{kind, due_on, end_on, state, version, rule, rule_version, sentence, chain,
    asked_on, answer_by}``: each legal date, why it is this one, and since when an extension is asked for.
    ``answer_by`` is the first day on which the answer to such a request is looked for.
    """

    __tablename__ = "authority_deadline"
    __table_args__ = (
        sa.Index("ix_authority_deadline_list", "authority_id", "sort_on", "departure_id"),
        sa.Index(
            "ix_authority_deadline_asked",
            "authority_id",
            "answer_by",
            "departure_id",
            postgresql_where=sa.text("answer_by IS NOT NULL"),
        ),
    )

    departure_id: UUID = Field(primary_key=True)
    authority_id: UUID
    number: str
    status: DepartureStatus = Field(sa_type=coded(DepartureStatus))
    milestone_code: str | None = None
    milestone_on: date | None = None
    deadlines: list[dict[str, Any]] = Field(sa_type=JSON)
    next_deadline_kind: DeadlineKind | None = Field(default=None, sa_type=coded(DeadlineKind))
    next_deadline_on: date | None = None
    answer_by: date | None = None
    sort_on: date = Field(
        sa_column=sa.Column(
            sa.Date,
            sa.Computed(SORT_ON, persisted=True),
            nullable=False,
        )
    )
