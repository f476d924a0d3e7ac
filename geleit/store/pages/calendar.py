"""What falls on the days of a month: legal dates, appointments and targets. Reading for the page "Kalender".

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
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.store.directory.own_offices import own_offices
from geleit.store.keyset import Place
from geleit.store.tables import metadata

account, deadline, departure, person, step = (
    metadata.tables[name] for name in ("account", "deadline", "departure", "person", "step")
)


class Sort(StrEnum):
    """What stands on a day, the gravest first; the values stand in addresses."""

    LEGAL = "fristen"
    APPOINTMENT = "termine"
    TARGET = "ziele"


_RANK = {sort: rank for rank, sort in enumerate(Sort)}
_SORTS = tuple(Sort)


@dataclass(frozen=True, slots=True)
class Days:
    """Which days, of whom and what. ``mine`` is the account whose departures and steps alone are shown."""

    first: date
    last: date
    sort: Sort | None = None
    mine: UUID | None = None


class Count(NamedTuple):
    """How many of a sort fall on a day."""

    on: date
    sort: Sort
    number: int


@dataclass(frozen=True, slots=True)
class Dated:
    """One thing on one day. ``code`` is that of the legal date or of the step."""

    on: date
    sort: Sort
    departure_id: UUID
    code: str
    number: str
    applicant: str = ""
    persons: int = 1
    destination: str = ""
    process: str = ""
    process_version: int = 0
    person: str | None = None
    counsellor: str | None = None
    place: Place | None = None


async def counted(session: AsyncSession, days: Days, *, appointments: Sequence[str]) -> list[Count]:
    """How many of each sort fall on each day; ``appointments`` are the codes of steps that are one."""
    connection = await session.connection()
    rows = await connection.execute(_counts(is_mine=days.mine is not None), _parameters(days, appointments))
    return [Count(row.on_day, _SORTS[row.rank], row.number) for row in rows]


async def first_of_each_day(
    session: AsyncSession, days: Days, *, appointments: Sequence[str], limit: int
) -> list[Dated]:
    """The first few of every day, the gravest first."""
    connection = await session.connection()
    statement = _firsts(is_mine=days.mine is not None)
    rows = await connection.execute(statement, _parameters(days, appointments) | {"limit": limit})
    return [_dated(row) for row in rows]


async def listed(
    session: AsyncSession, days: Days, *, appointments: Sequence[str], after: Place | None, limit: int
) -> list[Dated]:
    """The next ones, day by day; one more than the limit where there are more."""
    place = after or Place(date.min)
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


def _parameters(days: Days, appointments: Sequence[str]) -> dict[str, Any]:
    ranks = [_RANK[days.sort]] if days.sort else list(_RANK.values())
    return {
        "first": days.first,
        "last": days.last,
        "mine": days.mine,
        "appointments": list(appointments),
        "ranks": ranks,
    }


def _dated(row: Any) -> Dated:
    return Dated(
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
        counsellor=row.counsellor,
        place=Place(row.on_day, row.departure_id, f"{row.rank} {row.key}"),
    )


# Statements: each office's rows come from its index, see store.own_offices.


@cache
def _entries(*, is_mine: bool) -> CTE:
    """Everything on these days, narrow: what is shown is joined to the few rows of a page afterwards."""
    own = own_offices()
    first, last = bindparam("first", type_=Date), bindparam("last", type_=Date)
    legal = (
        select(
            deadline.c.open_due_on.label("on_day"),
            literal(_RANK[Sort.LEGAL]).label("rank"),
            deadline.c.departure_id,
            sa.cast(deadline.c.kind, String).label("key"),
        )
        .select_from(own.join(deadline, deadline.c.office_id == own.c.id))
        .where(deadline.c.open_due_on.between(first, last))
    )
    appointment = step.c.code == sa.any_(bindparam("appointments", type_=ARRAY(String)))
    steps = (
        select(
            step.c.open_due_on.label("on_day"),
            sa.case((appointment, _RANK[Sort.APPOINTMENT]), else_=_RANK[Sort.TARGET]).label("rank"),
            step.c.departure_id,
            step.c.key,
        )
        .select_from(own.join(step, step.c.office_id == own.c.id))
        .where(step.c.open_due_on.between(first, last))
    )
    if is_mine:
        mine = bindparam("mine", type_=Uuid)
        legal = legal.join(departure, departure.c.id == deadline.c.departure_id).where(
            departure.c.counsellor_id == mine
        )
        steps = steps.where(step.c.responsible_id == mine)
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
    """The chosen rows with what a line about them says."""
    found = (
        chosen.join(departure, departure.c.id == chosen.c.departure_id)
        .outerjoin(step, sa.and_(step.c.departure_id == chosen.c.departure_id, step.c.key == chosen.c.key))
        .outerjoin(account, account.c.id == func.coalesce(step.c.responsible_id, departure.c.counsellor_id))
        .outerjoin(person, sa.and_(person.c.departure_id == departure.c.id, person.c.number == step.c.person))
    )
    return (
        select(
            chosen.c.on_day,
            chosen.c.rank,
            chosen.c.departure_id,
            chosen.c.key,
            func.coalesce(step.c.code, chosen.c.key).label("code"),
            departure.c.number,
            departure.c.applicant,
            departure.c.persons,
            departure.c.destination,
            departure.c.process,
            departure.c.process_version,
            person.c.given_name,
            account.c.name.label("counsellor"),
        )
        .select_from(found)
        .order_by(chosen.c.on_day, chosen.c.rank, chosen.c.departure_id, chosen.c.key)
    )
