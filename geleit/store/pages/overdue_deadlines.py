"""Read the overdue deadlines that still bind, for the page "Überfällig" and for programs.

Nobody is overdue before the legal end. Dates between their safe date and that end are read by themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
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
from geleit.store.keyset import RowPlace
from geleit.store.lifecycle import DepartureRow
from geleit.store.pages.overdue import OverdueAge, OverdueFilter, age_bounds

EVERYTHING = OverdueFilter()


@dataclass(frozen=True, slots=True)
class OverdueDeadline:
    """A deadline of which at least the safe date has passed.

    ``escalated_on``: the supervisor was alerted on that day.
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
    place: RowPlace


class OverdueDateCount(NamedTuple):
    """The number of overdue deadlines of one office, kind and age."""

    office_id: UUID
    kind: DeadlineKind
    age: OverdueAge
    number: int


async def count_overdue_deadlines(session: AsyncSession, *, today: date) -> list[OverdueDateCount]:
    """Return every combination of office, kind and age that has overdue deadlines, with their number."""
    connection = await session.connection()
    parameters = {"today": today, "week": today - timedelta(days=7), "month": today - timedelta(days=30)}
    return [
        OverdueDateCount(row.office_id, row.kind, OverdueAge(row.age), row.number)
        for row in await connection.execute(_CELLS, parameters)
    ]


async def overdue_deadlines(
    session: AsyncSession,
    chosen: OverdueFilter = EVERYTHING,
    *,
    today: date,
    limit: int,
    after: RowPlace | None = None,
) -> list[OverdueDeadline]:
    """Return the next overdue deadlines, by their safe date, the longest ago first.

    One more than the limit where there are more.
    """
    first, until = age_bounds(chosen.age, today)
    statement = _page(_HAS_PASSED, of_kind=chosen.kind is not None, of_office=chosen.office_id is not None)
    bounds = {"first": first.on, "until": until, "kind": chosen.kind, "office_id": chosen.office_id}
    return await _read(session, statement, bounds, limit=limit, after=after)


async def ending_deadlines(
    session: AsyncSession, chosen: OverdueFilter = EVERYTHING, *, today: date, limit: int
) -> list[OverdueDeadline]:
    """Return the dates whose safe date has passed and whose legal end has not."""
    statement = _page(_IS_ENDING, of_kind=chosen.kind is not None, of_office=chosen.office_id is not None)
    bounds = {"today": today, "kind": chosen.kind, "office_id": chosen.office_id}
    return await _read(session, statement, bounds, limit=limit, after=None)


async def _read(
    session: AsyncSession,
    statement: Select[Any],
    bounds: Mapping[str, Any],
    *,
    limit: int,
    after: RowPlace | None,
) -> list[OverdueDeadline]:
    place = after or RowPlace(date.min)
    connection = await session.connection()
    parameters = {
        **bounds,
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
            escalated_on=row.escalate_on,
            number=row.number,
            applicant=row.applicant,
            persons=row.persons,
            destination=row.destination,
            office=row.office,
            counsellor=row.counsellor,
            place=RowPlace(row.due_on, row.departure_id, row.kind),
        )
        for row in rows
    ]


# Statements: each office's rows come from its index in the right order, see `own_offices`.

_TODAY = bindparam("today", type_=Date)
_END_ON = col(DeadlineRow.end_on)
_HAS_PASSED = and_(
    col(DeadlineRow.open_due_on) <= bindparam("until", type_=Date),
    _END_ON.between(bindparam("first", type_=Date), bindparam("until", type_=Date)),
)
_IS_ENDING = and_(col(DeadlineRow.open_due_on) < _TODAY, _END_ON >= _TODAY)
_PLACE = (col(DeadlineRow.open_due_on), col(DeadlineRow.departure_id), cast(col(DeadlineRow.kind), String))
_AFTER = tuple_(bindparam("on", type_=Date), bindparam("id", type_=Uuid), bindparam("key", type_=String))


@cache
def _page(stands: ColumnElement[bool], *, of_kind: bool, of_office: bool) -> Select[Any]:
    own = own_offices()
    found = (
        select(DeadlineRow)
        .where(col(DeadlineRow.office_id) == own.c.id, stands, tuple_(*_PLACE) > _AFTER)
        .order_by(*_PLACE)
        .limit(bindparam("limit"))
    )
    if of_kind:
        found = found.where(col(DeadlineRow.kind) == bindparam("kind", type_=coded(DeadlineKind)))
    if of_office:
        found = found.where(col(DeadlineRow.office_id) == bindparam("office_id", type_=Uuid))
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


_AGE = case(
    (bindparam("week", type_=Date) <= _END_ON, literal_column(f"'{OverdueAge.DAYS}'")),
    (bindparam("month", type_=Date) <= _END_ON, literal_column(f"'{OverdueAge.WEEKS}'")),
    else_=literal_column(f"'{OverdueAge.MONTHS}'"),
).label("age")
_CELLS: Select[Any] = (
    select(col(DeadlineRow.office_id), col(DeadlineRow.kind), _AGE, func.count().label("number"))
    .where(col(DeadlineRow.open_due_on) < _TODAY, _END_ON < _TODAY)
    .group_by(col(DeadlineRow.office_id), col(DeadlineRow.kind), literal_column("age"))
)
