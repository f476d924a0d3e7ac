"""Departures as their journals made them, with the requests last carried out: what a workflow begins with."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.departure import Departure

_RECENT = 200
_FIRST = UUID(int=0)
_COLUMNS = f"""
    select state::text, array(
        select request_id from journal where journal.departure_id = departure_state.departure_id
        group by request_id order by max(seq) desc limit {_RECENT}
    )
    from departure_state
"""  # noqa: S608  # our own number
_ONE = sa.text(f"{_COLUMNS} where departure_id = :departure_id and state is not null")
_PAGE = sa.text(
    f"{_COLUMNS} where departure_id > :after and state is not null order by departure_id limit :size"
)
# Only those whose dates still bind: dormant departures have none.
_WITH_OPEN_DATES = sa.text(
    "select state::text from departure_state where departure_id > :after and state is not null and exists ("
    "select from deadline where deadline.departure_id = departure_state.departure_id"
    " and open_due_on is not null) order by departure_id limit :size"
)
_VERSIONS = sa.text("select departure_id, version from departure_state where state is not null")
_VERSIONS_SINCE = sa.text(
    "select departure_id, version from departure_state where departure_id in"
    " (select id from departure where updated_at > :since order by updated_at desc limit :at_most)"
)
_VERSIONS_OF = sa.text(
    "select departure_id, version from departure_state"
    " where departure_id = any(:departure_ids) and state is not null"
)
_COUNT = sa.text("select count(*) from departure_state where state is not null")
_OFFICE = sa.text("select office_id from departure_state where departure_id = :departure_id")


class DepartureSnapshot(NamedTuple):
    """A departure, and the request ids last carried out, oldest first."""

    departure: Departure
    recent: tuple[UUID, ...]


async def find(session: AsyncSession, departure_id: UUID) -> DepartureSnapshot | None:
    """The departure; None if there is none, or if it is not for these eyes."""
    connection = await session.connection()
    row = (await connection.execute(_ONE, {"departure_id": departure_id})).first()
    return _found(row) if row else None


async def pages(session: AsyncSession, *, size: int) -> AsyncIterator[list[DepartureSnapshot]]:
    """Every departure, `size` at a time, in the order of their ids."""
    connection = await session.connection()
    after = _FIRST
    while rows := (await connection.execute(_PAGE, {"after": after, "size": size})).all():
        page = [_found(row) for row in rows]
        yield page
        after = page[-1].departure.departure_id


async def with_open_dates(session: AsyncSession, *, after: UUID = _FIRST, size: int) -> list[Departure]:
    """The next live departures that have an open legal date, in the order of their ids."""
    connection = await session.connection()
    rows = await connection.execute(_WITH_OPEN_DATES, {"after": after, "size": size})
    return [Departure.model_validate_json(row[0]) for row in rows]


async def versions(session: AsyncSession) -> dict[UUID, int]:
    """The version at which every departure stands."""
    connection = await session.connection()
    rows = await connection.execute(_VERSIONS)
    return {row[0]: row[1] for row in rows}


async def versions_since(session: AsyncSession, since: datetime, *, at_most: int) -> dict[UUID, int]:
    """Return the version of the departures that were changed last, since then."""
    connection = await session.connection()
    rows = await connection.execute(_VERSIONS_SINCE, {"since": since, "at_most": at_most})
    return {row[0]: row[1] for row in rows}


async def versions_of(session: AsyncSession, departure_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return the version at which each of these departures stands."""
    connection = await session.connection()
    rows = await connection.execute(_VERSIONS_OF, {"departure_ids": list(departure_ids)})
    return {row[0]: row[1] for row in rows}


async def count(session: AsyncSession) -> int:
    """Return how many departures there are."""
    connection = await session.connection()
    number: int = (await connection.execute(_COUNT)).scalar_one()
    return number


async def office_of(session: AsyncSession, departure_id: UUID) -> UUID | None:
    """The office a departure belongs to; None if there is none."""
    connection = await session.connection()
    row = (await connection.execute(_OFFICE, {"departure_id": departure_id})).first()
    return row[0] if row else None


def _found(row: sa.Row[str, list[UUID]]) -> DepartureSnapshot:
    return DepartureSnapshot(Departure.model_validate_json(row[0]), tuple(reversed(row[1])))
