"""Read the steps that can be done now, and by whom, for the page "Meine Aufgaben".

The statements are built once. Each takes one list's next rows from an index first and joins the columns to
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
    SQLColumnExpression,
    String,
    Uuid,
    and_,
    bindparam,
    case,
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
from geleit.store.keyset import NEVER, RowPlace
from geleit.store.lifecycle import DepartureRow
from geleit.store.persons.rows import PersonRow
from geleit.store.steps import StepRow

CAP = 1000
"""The limit of counting: "1000+" says as much as the exact number, at a fixed cost."""


class WorkList(StrEnum):
    """Whose turn it is, and whether one has to ask again."""

    MINE = "mine"
    FOLLOW_UP = "follow_up"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Task:
    """An open step with the columns of its row. ``person`` is the one of several that it is about.

    ``responsible_id`` is who does it: the account it was given to, else the departure's counsellor.
    """

    work_list: WorkList
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
    responsible_id: UUID | None
    place: RowPlace


async def tasks(
    session: AsyncSession, counsellor: UUID, *, today: date, limits: Mapping[WorkList, int]
) -> list[Task]:
    """Return the first tasks of each list, most urgent first; one more than the limit if there are."""
    found = {f"{each}_limit": limits[each] + 1 for each in WorkList}
    for each, (first, until) in _bounds(today).items():
        found |= _from(each, first, until)
    return await _read(session, _FIRST_PAGES, {"counsellor": counsellor, **found})


async def more_tasks(
    session: AsyncSession,
    counsellor: UUID,
    *,
    today: date,
    work_list: WorkList,
    after: RowPlace | None,
    limit: int,
) -> list[Task]:
    """Return the tasks of one list after a place; one more than the limit where there are more."""
    first, until = _bounds(today)[work_list]
    place = after if after and after > first else first
    parameters = {
        "counsellor": counsellor,
        f"{work_list}_limit": limit + 1,
        **_from(work_list, place, until),
    }
    return await _read(session, _NEXT_PAGES[work_list], parameters)


async def find_task(session: AsyncSession, departure_id: UUID, key: str) -> Task | None:
    """Return one step as a task, whatever its state; None if the context may not see it."""
    connection = await session.connection()
    parameters = {"departure_id": departure_id, "key": key}
    row = (await connection.execute(_ONE, parameters)).one_or_none()
    return _task(row) if row else None


async def count_tasks(session: AsyncSession, counsellor: UUID, *, today: date) -> dict[WorkList, int]:
    """Return how many tasks each list has, at most CAP + 1."""
    parameters: dict[str, Any] = {"counsellor": counsellor}
    for each, (first, until) in _bounds(today).items():
        parameters |= {f"{each}_on": first.on, f"{each}_until": until}
    connection = await session.connection()
    row = (await connection.execute(_COUNTS, parameters)).one()
    return {each: getattr(row, each) for each in WorkList}


def _bounds(today: date) -> dict[WorkList, tuple[RowPlace, date]]:
    """Return the first place and the last day of each list."""
    return {
        WorkList.MINE: (RowPlace(date.min), NEVER),
        WorkList.FOLLOW_UP: (RowPlace(date.min), today),
        WorkList.RUNNING: (RowPlace(today + timedelta(days=1)), NEVER),
    }


def _from(work_list: WorkList, place: RowPlace, until: date) -> dict[str, Any]:
    return {
        f"{work_list}_on": place.on,
        f"{work_list}_id": place.departure_id,
        f"{work_list}_key": place.key,
        f"{work_list}_until": until,
    }


async def _read(session: AsyncSession, statement: Select[Any], parameters: dict[str, Any]) -> list[Task]:
    connection = await session.connection()
    return [_task(row) for row in await connection.execute(statement, parameters)]


def _task(row: Any) -> Task:
    return Task(
        work_list=WorkList(row.work_list),
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
        responsible_id=row.responsible_id,
        place=RowPlace(row.place_on or NEVER, row.departure_id, row.key),
    )


# Statements


def _place_on(work_list: WorkList) -> SQLColumnExpression[Any]:
    """Return the day by which a list is sorted: own work by its target, the others' by when to ask again."""
    return col(StepRow.open_due_on) if work_list is WorkList.MINE else col(StepRow.ask_again_on)


def _until(work_list: WorkList) -> ColumnElement[bool]:
    """Return the condition for a counsellor's tasks in this list, without its beginning."""
    return and_(
        col(StepRow.responsible_id) == bindparam("counsellor", type_=Uuid),
        col(StepRow.with_others) == (false() if work_list is WorkList.MINE else true()),
        col(StepRow.open_due_on).is_not(None),
        _place_on(work_list) <= bindparam(f"{work_list}_until", type_=Date),
    )


def _page(work_list: WorkList) -> FromClause:
    """Select the keys of the list's next tasks."""
    place = (_place_on(work_list), col(StepRow.departure_id), col(StepRow.key))
    after = tuple_(
        bindparam(f"{work_list}_on", type_=Date),
        bindparam(f"{work_list}_id", type_=Uuid),
        bindparam(f"{work_list}_key", type_=String),
    )
    return (
        select(
            literal_column(f"'{work_list}'").label("work_list"),
            _place_on(work_list).label("place_on"),
            col(StepRow.departure_id),
            col(StepRow.key),
        )
        .where(_until(work_list), tuple_(*place) > after)
        .order_by(*place)
        .limit(bindparam(f"{work_list}_limit"))
        .subquery("page")
    )


def _joined(found: FromClause) -> Select[Any]:
    return (
        select(
            found.c.work_list,
            found.c.place_on,
            col(StepRow.departure_id),
            col(StepRow.key),
            col(StepRow.code),
            col(StepRow.state),
            col(StepRow.held_up_by),
            col(StepRow.since),
            func.coalesce(col(StepRow.decide_by), col(StepRow.target_on)).label("target_on"),
            col(StepRow.responsible_id),
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
        .order_by(found.c.place_on, col(StepRow.departure_id), col(StepRow.key))
    )


def _count(work_list: WorkList) -> ColumnElement[int]:
    inside = (
        select(literal_column("1").label("one"))
        .select_from(StepRow)
        .where(_until(work_list), _place_on(work_list) >= bindparam(f"{work_list}_on", type_=Date))
        .limit(CAP + 1)
        .subquery()
    )
    return select(func.count()).select_from(inside).scalar_subquery().label(work_list.value)


_ONE = _joined(
    select(
        case(
            (col(StepRow.with_others), literal_column(f"'{WorkList.RUNNING}'")),
            else_=literal_column(f"'{WorkList.MINE}'"),
        ).label("work_list"),
        col(StepRow.open_due_on).label("place_on"),
        col(StepRow.departure_id),
        col(StepRow.key),
    )
    .where(
        col(StepRow.departure_id) == bindparam("departure_id", type_=Uuid),
        col(StepRow.key) == bindparam("key", type_=String),
    )
    .subquery("page")
)
_NEXT_PAGES = {each: _joined(_page(each)) for each in WorkList}
_FIRST_PAGES = _joined(union_all(*(select(_page(each)) for each in WorkList)).subquery("pages"))
_COUNTS = select(*(_count(each) for each in WorkList))
