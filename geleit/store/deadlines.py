"""Deadlines: the tables `deadline` and `authority_deadline`, and their projections."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col

from geleit.domain.deadlines.chain import DeadlineState
from geleit.domain.deadlines.state import SHOWN_TO_AUTHORITIES, Deadline, DeadlineKind
from geleit.domain.departure import Departure, DepartureStatus
from geleit.domain.steps.waiting import next_milestone
from geleit.store.base import JSON, coded
from geleit.store.journal.projection import DepartureChange, JournaledDeparture, Projection, Row, RowChanges


class DeadlineRow(SQLModel, table=True):
    """Row of a deadline. A pause does not stop it; the end of the departure does.

    ``due_on`` is the safe date, ``end_on`` the end after weekend and holiday; on ``escalate_on`` the
    supervisor is alerted; on ``follow_up_on`` the answer to a requested extension is due.
    """

    __tablename__ = "deadline"

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


_PLACE = (col(DeadlineRow.open_due_on), col(DeadlineRow.departure_id))
_IS_OPEN = col(DeadlineRow.open_due_on).is_not(None)

sa.Index("ix_deadline_office", col(DeadlineRow.office_id), *_PLACE, postgresql_where=_IS_OPEN)
sa.Index("ix_deadline_all", *_PLACE, postgresql_where=_IS_OPEN)


class AuthorityDeadlineRow(SQLModel, table=True):
    """Row of what an authority may know of a departure: its deadlines and its next milestone.

    A row is there only while the client's consent holds (Art. 6 (1) a DSGVO).

    ``deadlines`` is a list of ``{kind, due_on, end_on, raw_end, state, version, rule, rule_version, sentence,
    land, commune, chain, asked_on, answer_by}``: each deadline, why it is this one, with whose holidays it
    was counted, and since when an extension is asked for.

    ``answer_by`` is the first day on which the answer to such a request is due. ``first_end_on`` is the
    earliest legal end among the open dates: nobody is overdue before it has passed. ``sort_on``: deadlines
    come first, by their safe date; departures without one follow a thousand years later, by the next
    milestone.
    """

    __tablename__ = "authority_deadline"
    __table_args__ = (sa.Index("ix_authority_deadline_list", "authority_id", "sort_on", "departure_id"),)

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
    first_end_on: date | None = None
    sort_on: date = Field(
        sa_column=sa.Column(
            sa.Date,
            sa.Computed(
                "coalesce(next_deadline_on, milestone_on + 365250, '9999-12-31'::date)", persisted=True
            ),
            nullable=False,
        )
    )


sa.Index(
    "ix_authority_deadline_asked",
    col(AuthorityDeadlineRow.authority_id),
    col(AuthorityDeadlineRow.answer_by),
    col(AuthorityDeadlineRow.departure_id),
    postgresql_where=col(AuthorityDeadlineRow.answer_by).is_not(None),
)
sa.Index(
    "ix_authority_deadline_end",
    col(AuthorityDeadlineRow.authority_id),
    col(AuthorityDeadlineRow.first_end_on),
    col(AuthorityDeadlineRow.departure_id),
    postgresql_where=col(AuthorityDeadlineRow.first_end_on).is_not(None),
)


# The projection of the office's table


def _rows(source: JournaledDeparture) -> list[Row]:
    return _deadline_rows(source.departure, source.departure.deadlines.values())


def _changed(change: DepartureChange) -> RowChanges:
    before, after = change.before, change.after
    deadlines: Iterable[Deadline] = after.deadlines.values()
    # Otherwise every date becomes dormant or active again.
    if before and before.is_live == after.is_live:
        deadlines = [deadline for deadline in deadlines if deadline.version > before.version]
    return RowChanges(_deadline_rows(after, deadlines))


def _deadline_rows(departure: Departure, deadlines: Iterable[Deadline]) -> list[Row]:
    return [
        {
            "departure_id": departure.departure_id,
            "kind": deadline.kind,
            "office_id": departure.office_id,
            "due_on": deadline.due_on,
            "end_on": deadline.end_on,
            "remind_on": deadline.remind_on,
            "escalate_on": deadline.escalate_on,
            "follow_up_on": deadline.follow_up_on if deadline.is_open else None,
            "state": deadline.state,
            "version": deadline.version,
            "dormant": not departure.is_live,
        }
        for deadline in deadlines
    ]


PROJECTION = Projection(DeadlineRow, rows=_rows, changed=_changed)


# The projection of the authority's table


def _authority_rows(source: JournaledDeparture) -> list[Row]:
    row = _authority_row(source.departure)
    return [row] if row else []


def _changed_for_authority(change: DepartureChange) -> RowChanges:
    before = _authority_row(change.before) if change.before else None
    after = _authority_row(change.after)
    return RowChanges(
        [after] if after and after != before else [],
        is_withdrawn=before is not None and after is None,
    )


def _authority_row(departure: Departure) -> Row | None:
    """Return what the authority may know; None without the client's consent, and once the departure is over.

    The authority does not learn here that somebody stays: a departure that ends leaves its list.
    """
    if not departure.consent or departure.authority_id is None or not departure.is_live:
        return None
    milestone = next_milestone(departure)
    shown = [found for kind, found in departure.deadlines.items() if kind in SHOWN_TO_AUTHORITIES]
    deadlines = sorted(shown, key=lambda deadline: (deadline.due_on, deadline.kind))
    binding = [deadline for deadline in deadlines if deadline.is_open]
    requests = [deadline.follow_up_on for deadline in binding]
    ahead = next(iter(binding), None)
    return {
        "departure_id": departure.departure_id,
        "authority_id": departure.authority_id,
        "number": departure.number,
        "status": departure.status,
        "milestone_code": milestone.code if milestone else None,
        "milestone_on": milestone.target_on if milestone else None,
        "deadlines": [_deadline_status(deadline) for deadline in deadlines],
        "next_deadline_kind": ahead.kind if ahead else None,
        "next_deadline_on": ahead.due_on if ahead else None,
        "answer_by": min((day for day in requests if day), default=None),
        "first_end_on": min((deadline.end_on for deadline in binding), default=None),
    }


def _deadline_status(deadline: Deadline) -> dict[str, Any]:
    """Return one deadline as the authority knows it: its own decisions and how they were counted, no names.

    A date from before there were chains has no rule and no sentence.
    """
    record = deadline.record if deadline.links else None
    request = record.request if record else None
    return {
        "kind": deadline.kind,
        "due_on": deadline.due_on.isoformat(),
        "end_on": deadline.end_on.isoformat(),
        "raw_end": record.raw_end.isoformat() if record else None,
        "state": deadline.state,
        "version": deadline.version,
        "rule": record.rule if record else None,
        "rule_version": record.rule_version if record else None,
        "sentence": record.sentence if record else None,
        "land": record.calendar.land if record else None,
        "commune": record.calendar.commune if record else None,
        "chain": [{"on": link.on.isoformat(), "sentence": link.sentence} for link in deadline.links],
        "asked_on": request.on.isoformat() if request else None,
        "answer_by": request.follow_up_on.isoformat() if request and request.follow_up_on else None,
    }


AUTHORITY_PROJECTION = Projection(AuthorityDeadlineRow, rows=_authority_rows, changed=_changed_for_authority)
