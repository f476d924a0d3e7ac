"""Read the legal dates that have passed and still bind, for the page "Überfällig" and for programs.

Nobody is overdue before the legal end. Dates between their safe date and that end are read by themselves.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    Uuid,
    and_,
    bindparam,
    cast,
    func,
    select,
    true,
    tuple_,
)
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.deadlines.state import DeadlineKind
from geleit.store.accounts.rows import AccountRow
from geleit.store.base import coded
from geleit.store.context import own_offices
from geleit.store.deadlines import DeadlineRow
from geleit.store.directory.rows import OfficeRow
from geleit.store.keyset import Place
from geleit.store.lifecycle import DepartureRow


@dataclass(frozen=True, slots=True)
class OverdueDeadline:
    """A legal date of which at least the safe date has passed.

    ``escalated_on``: the supervisor has heard of it since then.
    """

    departure_id: UUID
    kind: DeadlineKind
    due_on: date
    end_on: date
    escalated_on: date | None
    number: str
    applicant: str
    persons: int
    destination: str
    office: str
    counsellor: str | None
    place: Place


async def count_overdue_deadlines(session: AsyncSession, *, today: date) -> dict[DeadlineKind, int]:
    """Return how many legal ends of each kind have passed."""
    connection = await session.connection()
    rows = await connection.execute(_COUNTS, {"today": today})
    return {row.kind: row.number for row in rows}


async def overdue_deadlines(
    session: AsyncSession,
    *,
    today: date,
    kind: DeadlineKind | None,
    limit: int,
    after: Place | None = None,
) -> list[OverdueDeadline]:
    """Return the next dates of one kind or of all whose legal end has passed, the longest ago first.

    One more than the limit where there are more.
    """
    statement = _PAGE if kind is None else _OF_KIND
    return await _read(session, statement, today=today, kind=kind, limit=limit, after=after)


async def ending_deadlines(session: AsyncSession, *, today: date, limit: int) -> list[OverdueDeadline]:
    """Return the dates whose safe date has passed and whose legal end has not."""
    return await _read(session, _ENDING, today=today, kind=None, limit=limit, after=None)


async def _read(
    session: AsyncSession,
    statement: Select[Any],
    *,
    today: date,
    kind: DeadlineKind | None,
    limit: int,
    after: Place | None,
) -> list[OverdueDeadline]:
    place = after or Place(date.min)
    connection = await session.connection()
    parameters = {
        "today": today,
        "kind": kind,
        "limit": limit + 1,
        "on": place.on,
        "id": place.departure_id,
        "key": place.key,
    }
    rows = await connection.execute(statement, parameters)
    return [
        OverdueDeadline(
            departure_id=row.departure_id,
            kind=row.kind,
            due_on=row.due_on,
            end_on=row.end_on,
            escalated_on=row.escalate_on if row.escalate_on and row.escalate_on <= today else None,
            number=row.number,
            applicant=row.applicant,
            persons=row.persons,
            destination=row.destination,
            office=row.office,
            counsellor=row.counsellor,
            place=Place(row.due_on, row.departure_id, row.kind),
        )
        for row in rows
    ]


# Statements: each office's rows come from its index in the right order, see `own_offices`.

_TODAY = bindparam("today", type_=Date)
_SAFE_DATE_HAS_PASSED = col(DeadlineRow.open_due_on) < _TODAY
_HAS_PASSED = and_(_SAFE_DATE_HAS_PASSED, col(DeadlineRow.end_on) < _TODAY)
_IS_ENDING = and_(_SAFE_DATE_HAS_PASSED, col(DeadlineRow.end_on) >= _TODAY)
_PLACE = (col(DeadlineRow.open_due_on), col(DeadlineRow.departure_id), cast(col(DeadlineRow.kind), String))
_AFTER = tuple_(bindparam("on", type_=Date), bindparam("id", type_=Uuid), bindparam("key", type_=String))


def _page(stands: ColumnElement[bool], *, of_kind: bool = False) -> Select[Any]:
    own = own_offices()
    found = (
        select(DeadlineRow)
        .where(col(DeadlineRow.office_id) == own.c.id, stands, tuple_(*_PLACE) > _AFTER)
        .order_by(*_PLACE)
        .limit(bindparam("limit"))
    )
    if of_kind:
        found = found.where(col(DeadlineRow.kind) == bindparam("kind", type_=coded(DeadlineKind)))
    first = found.lateral("first")
    return (
        select(
            first.c.departure_id,
            first.c.kind,
            first.c.due_on,
            first.c.end_on,
            first.c.escalate_on,
            col(DepartureRow.number),
            col(DepartureRow.applicant),
            col(DepartureRow.persons),
            col(DepartureRow.destination),
            col(OfficeRow.name).label("office"),
            col(AccountRow.name).label("counsellor"),
        )
        .select_from(own.join(first, true()))
        .join(DepartureRow, col(DepartureRow.id) == first.c.departure_id)
        .join(OfficeRow, col(OfficeRow.id) == col(DepartureRow.office_id))
        .outerjoin(AccountRow, col(AccountRow.id) == col(DepartureRow.counsellor_id))
        .order_by(first.c.open_due_on, first.c.departure_id, cast(first.c.kind, String))
        .limit(bindparam("limit"))
    )


_PAGE, _OF_KIND, _ENDING = _page(_HAS_PASSED), _page(_HAS_PASSED, of_kind=True), _page(_IS_ENDING)

_COUNTS = (
    select(col(DeadlineRow.kind), func.count().label("number"))
    .where(_HAS_PASSED)
    .group_by(col(DeadlineRow.kind))
)
