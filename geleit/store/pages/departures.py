"""The departures of the offices one may see, filtered and sorted: reading for the page "Vorgänge".

A statement is built once for each combination of filters. It finds the page's departures by index and joins
what is shown to these few afterwards.
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
    ColumnElement,
    Date,
    FromClause,
    Select,
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
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.departure import DepartureStatus
from geleit.domain.lifecycle.state import PauseReason, StopReason
from geleit.domain.parties import Party
from geleit.store.directory.own_offices import own_offices
from geleit.store.keyset import Place
from geleit.store.tables import metadata

account, departure = (metadata.tables[name] for name in ("account", "departure"))

CAP = 1000


class Sort(StrEnum):
    """In which order; the values stand in addresses."""

    DUE = "faellig"
    NUMBER = "nummer"
    OPENED = "neueste"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which departures to list; None leaves a question open. Nothing here is personal.

    ``has_nobody``: no counsellor is in charge, so that they stand in nobody's tasks.
    """

    status: DepartureStatus | None = None
    office_id: UUID | None = None
    counsellor_id: UUID | None = None
    has_nobody: bool | None = None
    destination: str | None = None
    stage: str | None = None
    blocker_party: Party | None = None

    def chosen(self) -> dict[str, Any]:
        """The filters in use, by column."""
        return {
            field.name: value for field in fields(self) if (value := getattr(self, field.name)) is not None
        }


@dataclass(frozen=True, slots=True)
class Listed:
    """A departure with what a row about it shows."""

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
    place: Place


async def departures(
    session: AsyncSession, chosen: Filter, *, sort: Sort, after: Place | None, limit: int
) -> list[Listed]:
    """The next departures in that order; one more than the limit where there are more."""
    parameters = {**chosen.chosen(), "limit": limit + 1}
    if after:
        parameters |= {"on": after.on, "id": after.departure_id, "key": after.key}
    statement = _page(frozenset(chosen.chosen()), sort=sort, goes_on=after is not None)
    connection = await session.connection()
    return [_listed(row, sort) for row in await connection.execute(statement, parameters)]


async def departures_by_id(session: AsyncSession, departure_ids: Sequence[UUID]) -> dict[UUID, Listed]:
    """These departures, as far as one may see them."""
    connection = await session.connection()
    rows = await connection.execute(_BY_ID, {"ids": list(departure_ids)})
    return {row.id: _listed(row, Sort.DUE) for row in rows}


async def count_departures(session: AsyncSession, chosen: Filter) -> int:
    """How many departures the filter finds, at most CAP + 1."""
    connection = await session.connection()
    statement = _count(frozenset(chosen.chosen()))
    found: int = (await connection.execute(statement, chosen.chosen())).scalar_one()
    return found


def _listed(row: Any, sort: Sort) -> Listed:
    place = {
        Sort.DUE: Place(row.next_due_on, row.id),
        Sort.NUMBER: Place(date.min, key=row.number),
        Sort.OPENED: Place(row.opened_on, row.id),
    }[sort]
    values = {field.name: getattr(row, field.name) for field in fields(Listed) if field.name != "place"}
    return Listed(**values, place=place)


# Statements


def _conditions(chosen: frozenset[str]) -> list[ColumnElement[bool]]:
    conditions = [
        departure.c[name] == bindparam(name, type_=departure.c[name].type)
        for name in sorted(chosen - {"has_nobody"})
    ]
    return [*conditions, departure.c.counsellor_id.is_(None)] if "has_nobody" in chosen else conditions


@cache
def _page(chosen: frozenset[str], *, sort: Sort, goes_on: bool) -> Select[Any]:
    """The first rows of each office, of these the first, and to these what is shown."""
    order = _ORDERS[sort]
    own, status = own_offices(), _STATUSES.alias("each")
    by_status = sort is Sort.DUE and "status" not in chosen
    found = (
        select(departure.c.id, *(departure.c[name] for name in order.names if name != "id"))
        .where(departure.c.office_id == own.c.id, *_conditions(chosen))
        .order_by(*order.of(departure))
        .limit(bindparam("limit"))
    )
    if by_status:
        found = found.where(departure.c.status == status.c.code)
    if goes_on:
        found = found.where(order.goes_on)
    first = found.lateral("first")
    offices = own.join(status, true()) if by_status else own
    rows = (
        select(first.c.id)
        .select_from(offices.join(first, true()))
        .order_by(*order.of(first))
        .limit(bindparam("limit"))
        .subquery("page")
    )
    return (
        select(*_SHOWN)
        .select_from(rows)
        .join(departure, departure.c.id == rows.c.id)
        .outerjoin(account, account.c.id == departure.c.counsellor_id)
        .order_by(*order.of(departure))
    )


@cache
def _count(chosen: frozenset[str]) -> Select[Any]:
    inside = (
        select(literal_column("1"))
        .select_from(departure)
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
    """The columns by which a list is sorted, all up or all down."""

    names: tuple[str, ...]
    is_down: bool = False

    def of(self, table: FromClause) -> list[ColumnElement[Any]]:
        """What to sort by, in this table."""
        return [table.c[name].desc() if self.is_down else table.c[name] for name in self.names]

    @property
    def goes_on(self) -> ColumnElement[bool]:
        """What comes after the place in the parameters."""
        here = tuple_(*(departure.c[name] for name in self.names))
        place = tuple_(*(_PLACE[name] for name in self.names))
        return here < place if self.is_down else here > place


_PLACE = {
    "next_due_on": bindparam("on", type_=Date),
    "opened_on": bindparam("on", type_=Date),
    "number": bindparam("key", type_=String),
    "id": bindparam("id", type_=Uuid),
}

_ORDERS = {
    Sort.DUE: _Order(("next_due_on", "id")),
    Sort.NUMBER: _Order(("number",)),
    Sort.OPENED: _Order(("opened_on", "id"), is_down=True),
}

_SHOWN = (
    departure.c.id,
    departure.c.number,
    departure.c.office_id,
    departure.c.applicant,
    departure.c.persons,
    departure.c.destination,
    departure.c.process,
    departure.c.process_version,
    departure.c.status,
    departure.c.opened_on,
    departure.c.ended_on,
    account.c.name.label("counsellor"),
    departure.c.blocker_step,
    departure.c.blocker_party,
    departure.c.blocker_since,
    departure.c.stop_reason,
    departure.c.pause_reason,
    departure.c.review_on,
    departure.c.next_due_on,
)

_BY_ID: Select[Any] = (
    select(*_SHOWN)
    .select_from(departure)
    .outerjoin(account, account.c.id == departure.c.counsellor_id)
    .where(departure.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))))
)
