"""Read what falls on the days of a month, for the page "Kalender": deadlines, appointments, targets.

Counsellors and supervisors see the open ones of their offices; for authorities see
`geleit.store.pages.authority_calendar`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ARRAY, CTE, Date, Select, String, Uuid, bindparam, func, literal, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.steps.state import StepState
from geleit.store.accounts.rows import AccountRow
from geleit.store.context import own_offices
from geleit.store.deadlines import DeadlineRow
from geleit.store.keyset import RowPlace
from geleit.store.lifecycle import DepartureRow
from geleit.store.persons.rows import PersonRow
from geleit.store.steps import StepRow


class EntryKind(StrEnum):
    """Kinds of entries on a day, the most serious first."""

    LEGAL = "legal"
    APPOINTMENT = "appointment"
    TARGET = "target"


_RANK = {sort: rank for rank, sort in enumerate(EntryKind)}
_SORTS = tuple(EntryKind)


@dataclass(frozen=True, slots=True)
class CalendarFilter:
    """The filter of the calendar. ``mine`` is the account whose departures and steps alone are shown."""

    first: date
    last: date
    sort: EntryKind | None = None
    mine: UUID | None = None


class DayCount(NamedTuple):
    """The number of entries of a kind on a day."""

    on: date
    sort: EntryKind
    number: int


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One entry on one day. ``code`` is that of the deadline or of the step."""

    on: date
    sort: EntryKind
    departure_id: UUID
    code: str
    number: str
    applicant: str = ""
    persons: int = 1
    destination: str = ""
    process: str = ""
    process_version: int = 0
    person: str | None = None
    state: StepState | None = None
    counsellor: str | None = None
    place: RowPlace | None = None


async def count_entries(
    session: AsyncSession, days: CalendarFilter, *, appointments: Sequence[str]
) -> list[DayCount]:
    """Return the number of entries per day and kind; ``appointments`` are the codes of appointment steps."""
    connection = await session.connection()
    rows = await connection.execute(_counts(is_mine=days.mine is not None), _parameters(days, appointments))
    return [DayCount(row.on_day, _SORTS[row.rank], row.number) for row in rows]


async def first_entries(
    session: AsyncSession, days: CalendarFilter, *, appointments: Sequence[str], limit: int
) -> list[CalendarEntry]:
    """Return the first few entries of every day, the gravest first."""
    connection = await session.connection()
    statement = _firsts(is_mine=days.mine is not None)
    rows = await connection.execute(statement, _parameters(days, appointments) | {"limit": limit})
    return [_dated(row) for row in rows]


async def calendar_entries(
    session: AsyncSession,
    days: CalendarFilter,
    *,
    appointments: Sequence[str],
    after: RowPlace | None,
    limit: int,
) -> list[CalendarEntry]:
    """Return the next entries, day by day; one more than the limit where there are more."""
    place = after or RowPlace(date.min)
    rank, _space, key = place.key.partition(" ")
    parameters = _parameters(days, appointments) | {
        "on": place.on,
        "after_rank": int(rank) if rank.isdecimal() and len(rank) == 1 else 0,
        "id": place.departure_id,
        "key": key,
        "limit": limit + 1,
    }
    connection = await session.connection()
    return [_dated(row) for row in await connection.execute(_page(is_mine=days.mine is not None), parameters)]


def _parameters(days: CalendarFilter, appointments: Sequence[str]) -> dict[str, Any]:
    ranks = [_RANK[days.sort]] if days.sort else list(_RANK.values())
    return {
        "first": days.first,
        "last": days.last,
        "mine": days.mine,
        "appointments": list(appointments),
        "ranks": ranks,
    }


def _dated(row: Any) -> CalendarEntry:
    return CalendarEntry(
        on=row.on_day,
        sort=_SORTS[row.rank],
        departure_id=row.departure_id,
        code=row.code,
        number=row.number,
        applicant=row.applicant,
        persons=row.persons,
        destination=row.destination,
        process=row.process,
        process_version=row.process_version,
        person=row.given_name if row.persons > 1 else None,
        state=row.state,
        counsellor=row.counsellor,
        place=RowPlace(row.on_day, row.departure_id, f"{row.rank} {row.key}"),
    )


# Statements: each office's rows come from its index, see `own_offices`.


@cache
def _entries(*, is_mine: bool) -> CTE:
    """Select the keys of all entries on these days; the columns to show are joined per page afterwards."""
    own = own_offices()
    first, last = bindparam("first", type_=Date), bindparam("last", type_=Date)
    legal: Select[*tuple[Any, ...]] = (
        select(
            col(DeadlineRow.open_due_on).label("on_day"),
            literal(_RANK[EntryKind.LEGAL]).label("rank"),
            col(DeadlineRow.departure_id),
            sa.cast(col(DeadlineRow.kind), String).label("key"),
        )
        .select_from(own)
        .join(DeadlineRow, col(DeadlineRow.office_id) == own.c.id)
        .where(col(DeadlineRow.open_due_on).between(first, last))
    )
    # What failed has no day of its own any more, but one by which the office decides how to go on.
    appointment = sa.and_(
        col(StepRow.code) == sa.any_(bindparam("appointments", type_=ARRAY(String))),
        col(StepRow.decide_by).is_(None),
    )
    steps = (
        select(
            col(StepRow.open_due_on).label("on_day"),
            sa.case((appointment, _RANK[EntryKind.APPOINTMENT]), else_=_RANK[EntryKind.TARGET]).label("rank"),
            col(StepRow.departure_id),
            col(StepRow.key),
        )
        .select_from(own)
        .join(StepRow, col(StepRow.office_id) == own.c.id)
        .where(col(StepRow.open_due_on).between(first, last))
    )
    if is_mine:
        mine = bindparam("mine", type_=Uuid)
        legal = legal.join(DepartureRow, col(DepartureRow.id) == col(DeadlineRow.departure_id)).where(
            col(DepartureRow.counsellor_id) == mine
        )
        steps = steps.where(col(StepRow.responsible_id) == mine)
    return sa.union_all(legal, steps).cte("entries")


def _wanted(entries: CTE) -> sa.ColumnElement[bool]:
    return entries.c.rank == sa.any_(bindparam("ranks", type_=ARRAY(sa.Integer)))


@cache
def _counts(*, is_mine: bool) -> Select[Any]:
    entries = _entries(is_mine=is_mine)
    return select(entries.c.on_day, entries.c.rank, func.count().label("number")).group_by(
        entries.c.on_day, entries.c.rank
    )


@cache
def _firsts(*, is_mine: bool) -> Select[Any]:
    entries = _entries(is_mine=is_mine)
    order = (entries.c.rank, entries.c.departure_id, entries.c.key)
    place = func.row_number().over(partition_by=entries.c.on_day, order_by=order).label("place")
    numbered = select(entries, place).where(_wanted(entries)).subquery()
    chosen = select(numbered).where(numbered.c.place <= bindparam("limit")).subquery("chosen")
    return _shown(chosen)


@cache
def _page(*, is_mine: bool) -> Select[Any]:
    entries = _entries(is_mine=is_mine)
    order = (entries.c.on_day, entries.c.rank, entries.c.departure_id, entries.c.key)
    chosen = (
        select(entries)
        .where(
            _wanted(entries),
            sa.tuple_(*order)
            > sa.tuple_(
                bindparam("on", type_=Date),
                bindparam("after_rank", type_=sa.Integer),
                bindparam("id", type_=Uuid),
                bindparam("key", type_=String),
            ),
        )
        .order_by(*order)
        .limit(bindparam("limit"))
        .subquery("chosen")
    )
    return _shown(chosen)


def _shown(chosen: sa.Subquery) -> Select[Any]:
    """Join the columns to show to the chosen rows."""
    return (
        select(
            chosen.c.on_day,
            chosen.c.rank,
            chosen.c.departure_id,
            chosen.c.key,
            func.coalesce(col(StepRow.code), chosen.c.key).label("code"),
            col(DepartureRow.number),
            col(DepartureRow.applicant),
            col(DepartureRow.persons),
            col(DepartureRow.destination),
            col(DepartureRow.process),
            col(DepartureRow.process_version),
            col(PersonRow.given_name),
            col(StepRow.state),
            col(AccountRow.name).label("counsellor"),
        )
        .select_from(chosen)
        .join(DepartureRow, col(DepartureRow.id) == chosen.c.departure_id)
        .outerjoin(
            StepRow,
            sa.and_(col(StepRow.departure_id) == chosen.c.departure_id, col(StepRow.key) == chosen.c.key),
        )
        .outerjoin(
            AccountRow,
            col(AccountRow.id) == func.coalesce(col(StepRow.responsible_id), col(DepartureRow.counsellor_id)),
        )
        .outerjoin(
            PersonRow,
            sa.and_(
                col(PersonRow.departure_id) == col(DepartureRow.id),
                col(PersonRow.number) == col(StepRow.person),
            ),
        )
        .order_by(chosen.c.on_day, chosen.c.rank, chosen.c.departure_id, chosen.c.key)
    )
