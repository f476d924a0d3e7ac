"""Read overdue steps, for how long and whose turn they are, for the page "Überfällig".

Steps are counted by office and by the party whose turn it is, never by the person in charge: Geleit does not
measure staff. "Overdue" is computed from the date when it is read; due today is not overdue.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Date,
    Select,
    String,
    Uuid,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    select,
    true,
    tuple_,
)
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.parties import Party
from geleit.domain.steps.state import StepState
from geleit.store.accounts.rows import AccountRow
from geleit.store.base import coded
from geleit.store.context import own_offices
from geleit.store.directory.rows import OfficeRow
from geleit.store.keyset import RowPlace
from geleit.store.lifecycle import DepartureRow
from geleit.store.persons.rows import PersonRow
from geleit.store.steps import StepRow


class OverdueAge(StrEnum):
    """Days by which a step is overdue: 1 to 7, 8 to 30, more."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


class OverdueCount(NamedTuple):
    """The number of overdue steps of one office, party and age."""

    office_id: UUID
    party: Party
    age: OverdueAge
    number: int


@dataclass(frozen=True, slots=True)
class OverdueFilter:
    """The filter of overdue steps or deadlines; None: no restriction.

    ``party`` is asked of steps alone, ``kind`` of deadlines alone.
    """

    age: OverdueAge | None = None
    party: Party | None = None
    office_id: UUID | None = None
    kind: DeadlineKind | None = None


@dataclass(frozen=True, slots=True)
class OverdueStep:
    """An overdue step, with the columns of its row."""

    departure_id: UUID
    key: str
    code: str
    state: StepState
    held_up_by: Party
    since: date | None
    due_on: date
    number: str
    applicant: str
    persons: int
    destination: str
    process: str
    process_version: int
    office_id: UUID
    office: str
    counsellor: str | None
    person: str | None
    place: RowPlace


async def overdue_steps(
    session: AsyncSession, chosen: OverdueFilter, *, today: date, after: RowPlace | None, limit: int
) -> list[OverdueStep]:
    """Return the next overdue steps, the most overdue first; one more than the limit where there are more."""
    first, until = age_bounds(chosen.age, today)
    place = after if after and after > first else first
    parameters = {
        "on": place.on,
        "id": place.departure_id,
        "key": place.key,
        "until": until,
        "limit": limit + 1,
        "party": chosen.party,
        "office_id": chosen.office_id,
    }
    statement = _page(has_party=chosen.party is not None, has_office=chosen.office_id is not None)
    connection = await session.connection()
    return [_overdue(row) for row in await connection.execute(statement, parameters)]


async def count_overdue_steps(session: AsyncSession, *, today: date) -> list[OverdueCount]:
    """Return every combination of office, party and age that has overdue steps, with their number."""
    connection = await session.connection()
    rows = await connection.execute(
        _CELLS,
        {"today": today, "week": today - timedelta(days=7), "month": today - timedelta(days=30)},
    )
    return [OverdueCount(row.office_id, row.held_up_by, OverdueAge(row.age), row.number) for row in rows]


def age_bounds(age: OverdueAge | None, today: date) -> tuple[RowPlace, date]:
    """Return the first place and the last due day of an age."""
    yesterday, week, month = (today - timedelta(days=days) for days in (1, 8, 31))
    return {
        None: (RowPlace(date.min), yesterday),
        OverdueAge.DAYS: (RowPlace(week + timedelta(days=1)), yesterday),
        OverdueAge.WEEKS: (RowPlace(month + timedelta(days=1)), week),
        OverdueAge.MONTHS: (RowPlace(date.min), month),
    }[age]


def _overdue(row: Any) -> OverdueStep:
    return OverdueStep(
        departure_id=row.departure_id,
        key=row.key,
        code=row.code,
        state=row.state,
        held_up_by=row.held_up_by,
        since=row.since,
        due_on=row.open_due_on,
        number=row.number,
        applicant=row.applicant,
        persons=row.persons,
        destination=row.destination,
        process=row.process,
        process_version=row.process_version,
        office_id=row.office_id,
        office=row.office,
        counsellor=row.counsellor,
        person=row.given_name if row.persons > 1 else None,
        place=RowPlace(row.open_due_on, row.departure_id, row.key),
    )


# Statements: the rows of the page are found by index alone, what is shown is joined to these few afterwards.


_AFTER = tuple_(bindparam("on", type_=Date), bindparam("id", type_=Uuid), bindparam("key", type_=String))


@cache
def _page(*, has_party: bool, has_office: bool) -> Select[*tuple[Any, ...]]:
    own = own_offices()
    place = (col(StepRow.open_due_on), col(StepRow.departure_id), col(StepRow.key))
    found = (
        select(*place)
        .where(
            col(StepRow.office_id) == own.c.id,
            col(StepRow.open_due_on).is_not(None),
            col(StepRow.open_due_on) <= bindparam("until", type_=Date),
            tuple_(*place) > _AFTER,
        )
        .order_by(*place)
        .limit(bindparam("limit"))
    )
    if has_party:
        found = found.where(col(StepRow.held_up_by) == bindparam("party", type_=coded(Party)))
    if has_office:
        found = found.where(col(StepRow.office_id) == bindparam("office_id", type_=Uuid))
    first = found.lateral("first")
    rows = (
        select(first)
        .select_from(own.join(first, true()))
        .order_by(first.c.open_due_on, first.c.departure_id, first.c.key)
        .limit(bindparam("limit"))
        .subquery("page")
    )
    return (
        select(
            col(StepRow.departure_id),
            col(StepRow.key),
            col(StepRow.code),
            col(StepRow.state),
            col(StepRow.held_up_by),
            col(StepRow.since),
            col(StepRow.open_due_on),
            col(DepartureRow.number),
            col(DepartureRow.applicant),
            col(DepartureRow.destination),
            col(DepartureRow.process),
            col(DepartureRow.process_version),
            col(DepartureRow.persons),
            col(OfficeRow.id).label("office_id"),
            col(OfficeRow.name).label("office"),
            col(AccountRow.name).label("counsellor"),
            col(PersonRow.given_name),
        )
        .select_from(rows)
        .join(StepRow, and_(col(StepRow.departure_id) == rows.c.departure_id, col(StepRow.key) == rows.c.key))
        .join(DepartureRow, col(DepartureRow.id) == rows.c.departure_id)
        .join(OfficeRow, col(OfficeRow.id) == col(DepartureRow.office_id))
        .outerjoin(AccountRow, col(AccountRow.id) == col(StepRow.responsible_id))
        .outerjoin(
            PersonRow,
            and_(
                col(PersonRow.departure_id) == rows.c.departure_id,
                col(PersonRow.number) == col(StepRow.person),
            ),
        )
        .order_by(*place)
    )


_AGE = case(
    (col(StepRow.open_due_on) >= bindparam("week", type_=Date), literal_column(f"'{OverdueAge.DAYS}'")),
    (col(StepRow.open_due_on) >= bindparam("month", type_=Date), literal_column(f"'{OverdueAge.WEEKS}'")),
    else_=literal_column(f"'{OverdueAge.MONTHS}'"),
).label("age")

_CELLS: Select[Any] = (
    select(col(StepRow.office_id), col(StepRow.held_up_by), _AGE, func.count().label("number"))
    .where(col(StepRow.open_due_on).is_not(None), col(StepRow.open_due_on) < bindparam("today", type_=Date))
    .group_by(col(StepRow.office_id), col(StepRow.held_up_by), literal_column("age"))
)
