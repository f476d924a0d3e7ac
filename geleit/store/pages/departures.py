"""Read the departures of the own offices, filtered and sorted, for the page "Vorgänge".

A statement is built once for each combination of filters. It finds the page's departures by index and joins
the columns to show to these few afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    Date,
    Select,
    SQLColumnExpression,
    String,
    Uuid,
    any_,
    bindparam,
    func,
    literal_column,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Mapped
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.departure import DepartureStatus
from geleit.domain.lifecycle.state import PauseReason, StopReason
from geleit.domain.parties import Party
from geleit.store.accounts.rows import AccountRow
from geleit.store.context import own_offices
from geleit.store.keyset import RowPlace
from geleit.store.lifecycle import DepartureRow

CAP = 1000


class DepartureSort(StrEnum):
    """In which order: what is due next, by number, the newest first."""

    DUE = "due"
    NUMBER = "number"
    OPENED = "opened"


@dataclass(frozen=True, slots=True)
class DepartureFilter:
    """The filter of the list; None: no restriction. Nothing here is personal.

    ``has_nobody``: no counsellor is in charge, so that they are in nobody's tasks.
    """

    status: DepartureStatus | None = None
    office_id: UUID | None = None
    counsellor_id: UUID | None = None
    has_nobody: bool | None = None
    destination: str | None = None
    stage: str | None = None
    blocker_party: Party | None = None

    def chosen(self) -> dict[str, Any]:
        """Return the filters in use, by column."""
        return {
            field.name: value for field in fields(self) if (value := getattr(self, field.name)) is not None
        }


@dataclass(frozen=True, slots=True)
class ListedDeparture:
    """A departure with the columns of its row in the list."""

    id: UUID
    number: str
    office_id: UUID
    applicant: str
    persons: int
    destination: str
    process: str
    process_version: int
    status: DepartureStatus
    opened_on: date
    ended_on: date | None
    counsellor: str | None
    blocker_step: str | None
    blocker_party: Party | None
    blocker_since: date | None
    stop_reason: StopReason | None
    pause_reason: PauseReason | None
    review_on: date | None
    place: RowPlace


async def find_departures(
    session: AsyncSession, chosen: DepartureFilter, *, sort: DepartureSort, after: RowPlace | None, limit: int
) -> list[ListedDeparture]:
    """Return the next departures in that order; one more than the limit where there are more."""
    parameters = {**chosen.chosen(), "limit": limit + 1}
    if after:
        parameters |= {"on": after.on, "id": after.departure_id, "key": after.key}
    statement = _page(frozenset(chosen.chosen()), sort=sort, goes_on=after is not None)
    connection = await session.connection()
    return [_listed(row, sort) for row in await connection.execute(statement, parameters)]


async def departures_by_id(
    session: AsyncSession, departure_ids: Sequence[UUID]
) -> dict[UUID, ListedDeparture]:
    """Return these departures, if the context may see them."""
    connection = await session.connection()
    rows = await connection.execute(_BY_ID, {"ids": list(departure_ids)})
    return {row.id: _listed(row, DepartureSort.DUE) for row in rows}


async def count_departures(session: AsyncSession, chosen: DepartureFilter) -> int:
    """Return how many departures the filter finds, at most CAP + 1."""
    connection = await session.connection()
    statement = _count(frozenset(chosen.chosen()))
    found: int = (await connection.execute(statement, chosen.chosen())).scalar_one()
    return found


def _listed(row: Any, sort: DepartureSort) -> ListedDeparture:
    place = {
        DepartureSort.DUE: RowPlace(row.next_due_on, row.id),
        DepartureSort.NUMBER: RowPlace(date.min, key=row.number),
        DepartureSort.OPENED: RowPlace(row.opened_on, row.id),
    }[sort]
    values = {
        field.name: getattr(row, field.name) for field in fields(ListedDeparture) if field.name != "place"
    }
    return ListedDeparture(**values, place=place)


# Statements


def _conditions(chosen: frozenset[str]) -> list[ColumnElement[bool]]:
    conditions = [_CONDITIONS[name] for name in sorted(chosen - {"has_nobody"})]
    return [*conditions, col(DepartureRow.counsellor_id).is_(None)] if "has_nobody" in chosen else conditions


_CONDITIONS = {
    "status": col(DepartureRow.status) == bindparam("status"),
    "office_id": col(DepartureRow.office_id) == bindparam("office_id"),
    "counsellor_id": col(DepartureRow.counsellor_id) == bindparam("counsellor_id"),
    "destination": col(DepartureRow.destination) == bindparam("destination"),
    "stage": col(DepartureRow.stage) == bindparam("stage"),
    "blocker_party": col(DepartureRow.blocker_party) == bindparam("blocker_party"),
}
"""The conditions, by name of the filter."""


@cache
def _page(chosen: frozenset[str], *, sort: DepartureSort, goes_on: bool) -> Select[Any]:
    """Select the first rows of each office, of these the first ones, and join the columns to show."""
    order = _ORDERS[sort]
    own, status = own_offices(), _STATUSES.alias("each")
    by_status = sort is DepartureSort.DUE and "status" not in chosen
    found = (
        select(_ID_COLUMN, order.column)
        .where(col(DepartureRow.office_id) == own.c.id, *_conditions(chosen))
        .order_by(*order.by(order.column, _ID_COLUMN))
        .limit(bindparam("limit"))
    )
    if by_status:
        found = found.where(col(DepartureRow.status) == status.c.code)
    if goes_on:
        found = found.where(order.goes_on)
    first = found.lateral("first")
    id_, column = first.c
    offices = own.join(status, true()) if by_status else own
    rows = (
        select(first.c.id)
        .select_from(offices.join(first, true()))
        .order_by(*order.by(column, id_))
        .limit(bindparam("limit"))
        .subquery("page")
    )
    return (
        select(*_SHOWN)
        .select_from(rows)
        .join(DepartureRow, col(DepartureRow.id) == rows.c.id)
        .outerjoin(AccountRow, col(AccountRow.id) == col(DepartureRow.counsellor_id))
        .order_by(*order.by(order.column, _ID_COLUMN))
    )


@cache
def _count(chosen: frozenset[str]) -> Select[Any]:
    inside = (
        select(literal_column("1"))
        .select_from(DepartureRow)
        .where(*_conditions(chosen))
        .limit(CAP + 1)
        .subquery()
    )
    return select(func.count()).select_from(inside)


_STATUSES = select(
    func.unnest(array([literal_column(f"'{status}'") for status in DepartureStatus])).label("code")
).subquery()
"""The index that is sorted by the next due date begins with office and status."""


@dataclass(frozen=True)
class _Order:
    """The column by which a list is sorted, its place in the parameters, and whether the id has to follow."""

    column: Mapped[Any]
    place: BindParameter[Any]
    has_id: bool = True
    is_down: bool = False

    def by(
        self, column: SQLColumnExpression[Any], id_: SQLColumnExpression[Any]
    ) -> list[SQLColumnExpression[Any]]:
        """Return the sort keys for these columns."""
        columns = (column, id_) if self.has_id else (column,)
        return [each.desc() if self.is_down else each for each in columns]

    @property
    def goes_on(self) -> ColumnElement[bool]:
        """The condition for the rows after the place in the parameters."""
        here = tuple_(self.column, _ID_COLUMN) if self.has_id else tuple_(self.column)
        place = tuple_(self.place, bindparam("id", type_=Uuid)) if self.has_id else tuple_(self.place)
        return here < place if self.is_down else here > place


_ID_COLUMN = col(DepartureRow.id)
_ORDERS = {
    DepartureSort.DUE: _Order(col(DepartureRow.next_due_on), bindparam("on", type_=Date)),
    DepartureSort.NUMBER: _Order(col(DepartureRow.number), bindparam("key", type_=String), has_id=False),
    DepartureSort.OPENED: _Order(col(DepartureRow.opened_on), bindparam("on", type_=Date), is_down=True),
}

_SHOWN: tuple[Any, ...] = (
    col(DepartureRow.id),
    col(DepartureRow.number),
    col(DepartureRow.office_id),
    col(DepartureRow.applicant),
    col(DepartureRow.persons),
    col(DepartureRow.destination),
    col(DepartureRow.process),
    col(DepartureRow.process_version),
    col(DepartureRow.status),
    col(DepartureRow.opened_on),
    col(DepartureRow.ended_on),
    col(AccountRow.name).label("counsellor"),
    col(DepartureRow.blocker_step),
    col(DepartureRow.blocker_party),
    col(DepartureRow.blocker_since),
    col(DepartureRow.stop_reason),
    col(DepartureRow.pause_reason),
    col(DepartureRow.review_on),
    col(DepartureRow.next_due_on),
)

_BY_ID: Select[Any] = (
    select(*_SHOWN)
    .select_from(DepartureRow)
    .outerjoin(AccountRow, col(AccountRow.id) == col(DepartureRow.counsellor_id))
    .where(col(DepartureRow.id) == any_(bindparam("ids", type_=ARRAY(Uuid))))
)
