"""Read the states of departures and the requests executed last, for their workflows."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Row, Text, Uuid, any_, bindparam, cast, exists, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.departure import Departure
from geleit.store.deadlines import DeadlineRow
from geleit.store.journal.rows import DepartureStateRow, JournalRow
from geleit.store.lifecycle import DepartureRow

_RECENT = 200
_FIRST = UUID(int=0)


class DepartureSnapshot(NamedTuple):
    """A departure, and the request ids last executed, oldest first."""

    departure: Departure
    recent: tuple[UUID, ...]


async def find(session: AsyncSession, departure_id: UUID) -> DepartureSnapshot | None:
    """Return the departure; None if there is none that the context may see."""
    connection = await session.connection()
    row = (await connection.execute(_ONE, {"departure_id": departure_id})).first()
    return _found(row) if row else None


async def pages(session: AsyncSession, *, size: int) -> AsyncIterator[list[DepartureSnapshot]]:
    """Yield every departure, `size` at a time, in the order of their ids."""
    connection = await session.connection()
    after = _FIRST
    while rows := (await connection.execute(_PAGE, {"after": after, "size": size})).all():
        page = [_found(row) for row in rows]
        yield page
        after = page[-1].departure.departure_id


async def with_open_dates(session: AsyncSession, *, after: UUID = _FIRST, size: int) -> list[Departure]:
    """Return the next live departures that have an open deadline, in the order of their ids."""
    connection = await session.connection()
    rows = await connection.execute(_WITH_OPEN_DATES, {"after": after, "size": size})
    return [Departure.model_validate_json(row[0]) for row in rows]


async def versions(session: AsyncSession) -> dict[UUID, int]:
    """Return the version of every departure."""
    connection = await session.connection()
    rows = await connection.execute(_VERSIONS)
    return {row[0]: row[1] for row in rows}


async def versions_since(session: AsyncSession, since: datetime, *, at_most: int) -> dict[UUID, int]:
    """Return the versions of the departures changed since then, the latest ``at_most`` of them."""
    connection = await session.connection()
    rows = await connection.execute(_VERSIONS_SINCE, {"since": since, "at_most": at_most})
    return {row[0]: row[1] for row in rows}


async def versions_of(session: AsyncSession, departure_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return the version of each of these departures."""
    connection = await session.connection()
    rows = await connection.execute(_VERSIONS_OF, {"departure_ids": list(departure_ids)})
    return {row[0]: row[1] for row in rows}


async def count(session: AsyncSession) -> int:
    """Return how many departures there are."""
    connection = await session.connection()
    number: int = (await connection.execute(_COUNT)).scalar_one()
    return number


async def office_of(session: AsyncSession, departure_id: UUID) -> UUID | None:
    """Return the office of a departure; None if there is none."""
    connection = await session.connection()
    row = (await connection.execute(_OFFICE, {"departure_id": departure_id})).first()
    return row[0] if row else None


def _found(row: Row[Any, Any]) -> DepartureSnapshot:
    return DepartureSnapshot(Departure.model_validate_json(row[0]), tuple(reversed(row[1])))


_departure_id = col(DepartureStateRow.departure_id)
_IS_OPENED = col(DepartureStateRow.state).is_not(None)
_STATE = cast(col(DepartureStateRow.state), Text)
_REQUESTS = (
    select(col(JournalRow.request_id))
    .where(col(JournalRow.departure_id) == _departure_id)
    .group_by(col(JournalRow.request_id))
    .order_by(func.max(col(JournalRow.seq)).desc())
    .limit(_RECENT)
    .scalar_subquery()
)
_SNAPSHOT = select(_STATE, func.array(_REQUESTS)).where(_IS_OPENED)
_ONE = _SNAPSHOT.where(_departure_id == bindparam("departure_id"))
_SIZE = bindparam("size", type_=Integer)
_PAGE = _SNAPSHOT.where(_departure_id > bindparam("after")).order_by(_departure_id).limit(_SIZE)
# Only those whose dates still bind: dormant departures have none.
_HAS_OPEN_DATE = exists().where(
    col(DeadlineRow.departure_id) == _departure_id, col(DeadlineRow.open_due_on).is_not(None)
)
_WITH_OPEN_DATES = (
    select(_STATE)
    .where(_departure_id > bindparam("after"), _IS_OPENED, _HAS_OPEN_DATE)
    .order_by(_departure_id)
    .limit(_SIZE)
)
_LATEST = (
    select(col(DepartureRow.id))
    .where(col(DepartureRow.updated_at) > bindparam("since"))
    .order_by(col(DepartureRow.updated_at).desc())
    .limit(bindparam("at_most", type_=Integer))
)
_EVERY_VERSION = select(_departure_id, col(DepartureStateRow.version))
_VERSIONS = _EVERY_VERSION.where(_IS_OPENED)
_VERSIONS_SINCE = _EVERY_VERSION.where(_departure_id.in_(_LATEST))
_VERSIONS_OF = _VERSIONS.where(_departure_id == any_(bindparam("departure_ids", type_=ARRAY(Uuid))))
_COUNT = select(func.count()).select_from(DepartureStateRow).where(_IS_OPENED)
_OFFICE = select(col(DepartureStateRow.office_id)).where(_departure_id == bindparam("departure_id"))
