"""Legal dates that have passed and still bind: reading for the page "Überfällig" and for programs."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, String, Uuid, bindparam, cast, func, select, true, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.deadlines.state import DeadlineKind
from geleit.store.directory.own_offices import own_offices
from geleit.store.keyset import Place
from geleit.store.tables import metadata

account, deadline, departure, office = (
    metadata.tables[name] for name in ("account", "deadline", "departure", "office")
)


@dataclass(frozen=True, slots=True)
class Passed:
    """A legal date that has passed. ``escalated_on``: the supervisor has heard of it since then."""

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


async def count_passed(session: AsyncSession, *, today: date) -> dict[DeadlineKind, int]:
    """How many legal dates of each kind have passed."""
    connection = await session.connection()
    rows = await connection.execute(_COUNTS, {"today": today})
    return {row.kind: row.number for row in rows}


async def passed_dates(
    session: AsyncSession,
    *,
    today: date,
    kind: DeadlineKind | None,
    limit: int,
    after: Place | None = None,
) -> list[Passed]:
    """The next legal dates of one kind or of all, those that passed first at the beginning.

    One more than the limit where there are more.
    """
    place = after or Place(date.min)
    connection = await session.connection()
    statement = _PAGE if kind is None else _OF_KIND
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
        Passed(
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


# Statements: each office's rows come from its index in the right order, see store.own_offices.

_HAS_PASSED = deadline.c.open_due_on < bindparam("today", type_=Date)
_PLACE = (deadline.c.open_due_on, deadline.c.departure_id, cast(deadline.c.kind, String))
_AFTER = tuple_(bindparam("on", type_=Date), bindparam("id", type_=Uuid), bindparam("key", type_=String))


def _page(*, of_kind: bool) -> Select[Any]:
    own = own_offices()
    found = (
        select(deadline)
        .where(deadline.c.office_id == own.c.id, _HAS_PASSED, tuple_(*_PLACE) > _AFTER)
        .order_by(*_PLACE)
        .limit(bindparam("limit"))
    )
    if of_kind:
        found = found.where(deadline.c.kind == bindparam("kind", type_=deadline.c.kind.type))
    first = found.lateral("first")
    return (
        select(
            first.c.departure_id,
            first.c.kind,
            first.c.due_on,
            first.c.end_on,
            first.c.escalate_on,
            departure.c.number,
            departure.c.applicant,
            departure.c.persons,
            departure.c.destination,
            office.c.name.label("office"),
            account.c.name.label("counsellor"),
        )
        .select_from(own.join(first, true()))
        .join(departure, departure.c.id == first.c.departure_id)
        .join(office, office.c.id == departure.c.office_id)
        .outerjoin(account, account.c.id == departure.c.counsellor_id)
        .order_by(first.c.open_due_on, first.c.departure_id, cast(first.c.kind, String))
        .limit(bindparam("limit"))
    )


_PAGE, _OF_KIND = _page(of_kind=False), _page(of_kind=True)

_COUNTS: Select[Any] = (
    select(deadline.c.kind, func.count().label("number")).where(_HAS_PASSED).group_by(deadline.c.kind)
)
