"""Read the steps that can be done now, and by whom, for the page "Meine Aufgaben".

The statements are built once. Each takes one group's next rows from an index first and joins the columns to
show to these few rows afterwards, so that they cost the same for a hundred departures and for a million.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Select,
    String,
    Uuid,
    and_,
    bindparam,
    false,
    func,
    literal_column,
    select,
    true,
    tuple_,
    union_all,
)
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.parties import Party
from geleit.domain.steps.state import StepState
from geleit.store.keyset import NEVER, Place
from geleit.store.lifecycle import DepartureRow
from geleit.store.persons.rows import PersonRow
from geleit.store.steps import StepRow

SOON_DAYS = 7
CAP = 1000
"""The limit of counting: "1000+" says as much as the exact number, at a fixed cost."""


class TaskUrgency(StrEnum):
    """Urgency of a task."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Task:
    """An open step with the columns of its row. ``person`` is the one of several that it is about."""

    group: TaskUrgency
    departure_id: UUID
    key: str
    code: str
    state: StepState
    held_up_by: Party
    since: date | None
    target_on: date | None
    number: str
    applicant: str
    persons: int
    destination: str
    process: str
    process_version: int
    version: int
    person: str | None
    place: Place


async def tasks(
    session: AsyncSession, counsellor: UUID, *, today: date, limits: Mapping[TaskUrgency, int]
) -> list[Task]:
    """Return the first tasks of each group, most urgent first; one more than the limit if there are."""
    bounds = _bounds(today)
    found = {f"{group}_limit": limits[group] + 1 for group in TaskUrgency}
    for group, (first, until) in bounds.items():
        found |= _from(group, first, until)
    return await _read(session, _FIRST_PAGES, {"counsellor": counsellor, **found})


async def more_tasks(
    session: AsyncSession,
    counsellor: UUID,
    *,
    today: date,
    group: TaskUrgency,
    after: Place | None,
    limit: int,
) -> list[Task]:
    """Return the tasks of one group after a place; one more than the limit where there are more."""
    first, until = _bounds(today)[group]
    place = after if after and after > first else first
    parameters = {"counsellor": counsellor, f"{group}_limit": limit + 1, **_from(group, place, until)}
    return await _read(session, _NEXT_PAGES[group], parameters)


async def find_task(session: AsyncSession, departure_id: UUID, key: str) -> Task | None:
    """Return one step as a task, whatever its state; None if the context may not see it."""
    connection = await session.connection()
    parameters = {"departure_id": departure_id, "key": key}
    row = (await connection.execute(_ONE, parameters)).one_or_none()
    return _task(row) if row else None


async def count_tasks(session: AsyncSession, counsellor: UUID, *, today: date) -> dict[TaskUrgency, int]:
    """Return how many tasks each group has, at most CAP + 1."""
    parameters: dict[str, Any] = {"counsellor": counsellor}
    for group, (first, until) in _bounds(today).items():
        parameters |= {f"{group}_on": first.on, f"{group}_until": until}
    connection = await session.connection()
    row = (await connection.execute(_COUNTS, parameters)).one()
    return {group: getattr(row, group) for group in TaskUrgency}


def _bounds(today: date) -> dict[TaskUrgency, tuple[Place, date]]:
    """Return the first place and the last day of each group. Due today is not overdue."""
    soon = today + timedelta(days=SOON_DAYS)
    return {
        TaskUrgency.OVERDUE: (Place(date.min), today - timedelta(days=1)),
        TaskUrgency.SOON: (Place(today), soon),
        TaskUrgency.LATER: (Place(soon + timedelta(days=1)), NEVER),
        TaskUrgency.WAITING: (Place(today), NEVER),
    }


def _from(group: TaskUrgency, place: Place, until: date) -> dict[str, Any]:
    return {
        f"{group}_on": place.on,
        f"{group}_id": place.departure_id,
        f"{group}_key": place.key,
        f"{group}_until": until,
    }


async def _read(session: AsyncSession, statement: Select[Any], parameters: dict[str, Any]) -> list[Task]:
    connection = await session.connection()
    return [_task(row) for row in await connection.execute(statement, parameters)]


def _task(row: Any) -> Task:
    return Task(
        group=TaskUrgency(row.group),
        departure_id=row.departure_id,
        key=row.key,
        code=row.code,
        state=row.state,
        held_up_by=row.held_up_by,
        since=row.since,
        target_on=row.target_on,
        number=row.number,
        applicant=row.applicant,
        persons=row.persons,
        destination=row.destination,
        process=row.process,
        process_version=row.process_version,
        version=row.version,
        person=row.given_name if row.persons > 1 else None,
        place=Place(row.open_due_on or NEVER, row.departure_id, row.key),
    )


# Statements


_WITH_OTHERS = {
    TaskUrgency.OVERDUE: (False, True),
    TaskUrgency.SOON: (False,),
    TaskUrgency.LATER: (False,),
    TaskUrgency.WAITING: (True,),
}
"""Overdue steps are listed whoever has the turn. The index needs one value at a time."""


def _until(group: TaskUrgency, *, with_others: bool) -> ColumnElement[bool]:
    """Return the condition for a counsellor's tasks in this group, without its beginning."""
    return and_(
        col(StepRow.responsible_id) == bindparam("counsellor", type_=Uuid),
        col(StepRow.with_others) == (true() if with_others else false()),
        col(StepRow.open_due_on).is_not(None),
        col(StepRow.open_due_on) <= bindparam(f"{group}_until", type_=Date),
    )


def _page(group: TaskUrgency) -> FromClause:
    """Select the keys of the group's next tasks."""
    place = (col(StepRow.open_due_on), col(StepRow.departure_id), col(StepRow.key))
    after = tuple_(
        bindparam(f"{group}_on", type_=Date),
        bindparam(f"{group}_id", type_=Uuid),
        bindparam(f"{group}_key", type_=String),
    )
    parts = [
        select(*place)
        .where(_until(group, with_others=each), tuple_(*place) > after)
        .order_by(*place)
        .limit(bindparam(f"{group}_limit"))
        .subquery()
        for each in _WITH_OTHERS[group]
    ]
    found = union_all(*map(select, parts)).subquery()
    return (
        select(literal_column(f"'{group}'").label("group"), found.c.departure_id, found.c.key)
        .order_by(found.c.open_due_on, found.c.departure_id, found.c.key)
        .limit(bindparam(f"{group}_limit"))
        .subquery("page")
    )


def _joined(found: FromClause) -> Select[Any]:
    return (
        select(
            found.c.group,
            col(StepRow.departure_id),
            col(StepRow.key),
            col(StepRow.code),
            col(StepRow.state),
            col(StepRow.held_up_by),
            col(StepRow.since),
            func.coalesce(col(StepRow.decide_by), col(StepRow.target_on)).label("target_on"),
            col(StepRow.open_due_on),
            col(DepartureRow.number),
            col(DepartureRow.applicant),
            col(DepartureRow.destination),
            col(DepartureRow.process),
            col(DepartureRow.process_version),
            col(DepartureRow.persons),
            col(DepartureRow.version),
            col(PersonRow.given_name),
        )
        .select_from(found)
        .join(
            StepRow, and_(col(StepRow.departure_id) == found.c.departure_id, col(StepRow.key) == found.c.key)
        )
        .join(DepartureRow, col(DepartureRow.id) == found.c.departure_id)
        .outerjoin(
            PersonRow,
            and_(
                col(PersonRow.departure_id) == found.c.departure_id,
                col(PersonRow.number) == col(StepRow.person),
            ),
        )
        .order_by(col(StepRow.open_due_on), col(StepRow.departure_id), col(StepRow.key))
    )


def _count(group: TaskUrgency) -> ColumnElement[int]:
    begins = col(StepRow.open_due_on) >= bindparam(f"{group}_on", type_=Date)
    parts = [
        select(literal_column("1").label("one"))
        .select_from(StepRow)
        .where(_until(group, with_others=each), begins)
        .limit(CAP + 1)
        .subquery()
        for each in _WITH_OTHERS[group]
    ]
    inside = union_all(*map(select, parts)).limit(CAP + 1).subquery()
    return select(func.count()).select_from(inside).scalar_subquery().label(group.value)


_ONE = _joined(
    select(
        literal_column(f"'{TaskUrgency.SOON}'").label("group"), col(StepRow.departure_id), col(StepRow.key)
    )
    .where(
        col(StepRow.departure_id) == bindparam("departure_id", type_=Uuid),
        col(StepRow.key) == bindparam("key", type_=String),
    )
    .subquery("page")
)
_NEXT_PAGES = {group: _joined(_page(group)) for group in TaskUrgency}
_FIRST_PAGES = _joined(union_all(*(select(_page(group)) for group in TaskUrgency)).subquery("pages"))
_COUNTS = select(*(_count(group) for group in TaskUrgency))
