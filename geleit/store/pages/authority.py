"""Read the deadline status of departures as the authority in charge may see it, for the page "Fristen".

There is one table to read, in the authority's own database role. A row is there only while the client's
consent holds; names, notes and counselling are not in it.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    SQLColumnExpression,
    String,
    Uuid,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.calendar import Commune, Land
from geleit.domain.deadlines.chain import DeadlineState
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import DepartureStatus
from geleit.store.deadlines import AuthorityDeadlineRow
from geleit.store.keyset import NEVER, RowPlace

CAP = 1000


class DeadlineSpan(StrEnum):
    """Distance of the next date: a week is the next 7 days, a month the next 30.

    Overdue counts from the legal end. What lies between the safe date and the end belongs to the next days.
    """

    ALL = "all"
    EXTENSION_REQUESTED = "extension_requested"
    OVERDUE = "overdue"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class AuthorityDeadline:
    """One deadline of a departure, with its explanation.

    ``due_on`` is the safe date, ``raw_end`` the end by counting, ``end_on`` the end after weekend and
    holiday. ``chain`` holds every entry with its day, ``sentence`` is the one of the current date, ``land``
    and ``commune`` are those whose holidays count. ``answer_by`` is set while an extension is requested.
    """

    kind: DeadlineKind
    due_on: date
    end_on: date
    raw_end: date
    state: DeadlineState
    version: int
    rule: str | None
    rule_version: int | None
    sentence: str | None
    land: Land | None
    commune: Commune | None
    chain: tuple[tuple[date, str], ...]
    asked_on: date | None
    answer_by: date | None


@dataclass(frozen=True, slots=True)
class AuthorityDeparture:
    """A departure as the authority sees it."""

    departure_id: UUID
    number: str
    status: DepartureStatus
    milestone: str | None
    milestone_on: date | None
    next_kind: DeadlineKind | None
    next_on: date | None
    deadlines: tuple[AuthorityDeadline, ...]
    answer_by: date | None
    place: RowPlace


async def authority_departures(
    session: AsyncSession, *, today: date, span: DeadlineSpan, after: RowPlace | None, limit: int
) -> list[AuthorityDeparture]:
    """Return the next departures, most urgent first; one more than the limit where there are more."""
    first, until = _bounds(span, today)
    place = after if after and after > first else first
    connection = await session.connection()
    rows = await connection.execute(
        _PAGES[span],
        {"on": place.on, "id": place.departure_id, "until": until, "today": today, "limit": limit + 1},
    )
    return [_watched(row) for row in rows]


async def authority_departure(session: AsyncSession, departure_id: UUID) -> AuthorityDeparture | None:
    """Return one departure; None if there is none that the authority may see."""
    connection = await session.connection()
    row = (await connection.execute(_ONE, {"id": departure_id})).first()
    return _watched(row) if row else None


async def authority_numbers(session: AsyncSession, typed: str, *, limit: int) -> list[AuthorityDeparture]:
    """Return the departures whose number begins or ends so, by number; one more than the limit."""
    literal = re.sub(r"([\\%_])", r"\\\1", typed)
    parameters = {"begins": f"{literal}%", "ends": f"%{literal}", "limit": limit + 1}
    connection = await session.connection()
    return [_watched(row) for row in await connection.execute(_NUMBERS, parameters)]


async def count_authority_departures(session: AsyncSession, *, today: date) -> dict[DeadlineSpan, int]:
    """Return how many departures fall into each span, at most CAP + 1."""
    parameters: dict[str, Any] = {"today": today}
    for span in DeadlineSpan:
        first, until = _bounds(span, today)
        parameters |= {f"{span.name}_on": first.on, f"{span.name}_until": until}
    connection = await session.connection()
    row = (await connection.execute(_COUNTS, parameters)).one()
    return {span: getattr(row, span.name) for span in DeadlineSpan}


def _bounds(span: DeadlineSpan, today: date) -> tuple[RowPlace, date]:
    """Return the first place and the last day of a span. Due today is not overdue.

    Departures without an open deadline are a thousand years later in the list, in no span.
    """
    return {
        DeadlineSpan.ALL: (RowPlace(date.min), NEVER),
        DeadlineSpan.EXTENSION_REQUESTED: (RowPlace(date.min), NEVER),
        DeadlineSpan.OVERDUE: (RowPlace(date.min), today - timedelta(days=1)),
        DeadlineSpan.WEEK: (RowPlace(date.min), today + timedelta(days=7)),
        DeadlineSpan.MONTH: (RowPlace(date.min), today + timedelta(days=30)),
    }[span]


def _watched(row: Any) -> AuthorityDeparture:
    return AuthorityDeparture(
        departure_id=row.departure_id,
        number=row.number,
        status=row.status,
        milestone=row.milestone_code,
        milestone_on=row.milestone_on,
        next_kind=row.next_deadline_kind,
        next_on=row.next_deadline_on,
        deadlines=tuple(sorted(map(_legal_date, row.deadlines), key=lambda deadline: deadline.due_on)),
        answer_by=row.answer_by,
        place=RowPlace(row.place_on, row.departure_id),
    )


def _legal_date(stored: dict[str, Any]) -> AuthorityDeadline:
    return AuthorityDeadline(
        kind=DeadlineKind(stored["kind"]),
        due_on=date.fromisoformat(stored["due_on"]),
        end_on=date.fromisoformat(stored["end_on"]),
        # Rows from before these were kept are without them until their departure changes. The safe date was
        # then the end by counting.
        raw_end=_day(stored.get("raw_end")) or date.fromisoformat(stored["due_on"]),
        state=DeadlineState(stored["state"]),
        version=stored["version"],
        rule=stored["rule"],
        rule_version=stored["rule_version"],
        sentence=stored["sentence"],
        land=Land(stored["land"]) if stored.get("land") else None,
        commune=Commune(stored["commune"]) if stored.get("commune") else None,
        chain=tuple((date.fromisoformat(link["on"]), link["sentence"]) for link in stored["chain"]),
        asked_on=_day(stored["asked_on"]),
        answer_by=_day(stored["answer_by"]),
    )


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


# Statements. Row-level security limits them to the authority's own rows.


def _place_on(span: DeadlineSpan) -> SQLColumnExpression[Any]:
    """Return the day by which a span is sorted.

    Requests by the day on which their answer is due, what is overdue by its legal end.
    """
    days = {
        DeadlineSpan.EXTENSION_REQUESTED: col(AuthorityDeadlineRow.answer_by),
        DeadlineSpan.OVERDUE: col(AuthorityDeadlineRow.first_end_on),
    }
    return days.get(span, col(AuthorityDeadlineRow.sort_on))


def _is_ahead(span: DeadlineSpan) -> ColumnElement[bool]:
    """Return the condition that keeps what is overdue out of the spans of the days to come."""
    if span in (DeadlineSpan.WEEK, DeadlineSpan.MONTH):
        return col(AuthorityDeadlineRow.first_end_on) >= bindparam("today", type_=Date)
    return true()


def _count(span: DeadlineSpan) -> ColumnElement[int]:
    inside = (
        select(literal_column("1"))
        .select_from(AuthorityDeadlineRow)
        .where(
            _place_on(span).between(
                bindparam(f"{span.name}_on", type_=Date), bindparam(f"{span.name}_until", type_=Date)
            ),
            _is_ahead(span),
        )
        .limit(CAP + 1)
        .subquery()
    )
    return select(func.count()).select_from(inside).scalar_subquery().label(span.name)


_COUNTS = select(*(_count(span) for span in DeadlineSpan))

_COLUMNS = (
    col(AuthorityDeadlineRow.departure_id),
    col(AuthorityDeadlineRow.number),
    col(AuthorityDeadlineRow.status),
    col(AuthorityDeadlineRow.milestone_code),
    col(AuthorityDeadlineRow.milestone_on),
    col(AuthorityDeadlineRow.next_deadline_kind),
    col(AuthorityDeadlineRow.next_deadline_on),
    col(AuthorityDeadlineRow.deadlines),
    col(AuthorityDeadlineRow.answer_by),
)


def _page(span: DeadlineSpan) -> Select[Any]:
    on = _place_on(span)
    return (
        select(*_COLUMNS, on.label("place_on"))
        .where(
            tuple_(on, col(AuthorityDeadlineRow.departure_id))
            > tuple_(bindparam("on", type_=Date), bindparam("id", type_=Uuid)),
            on <= bindparam("until", type_=Date),
            _is_ahead(span),
        )
        .order_by(on, col(AuthorityDeadlineRow.departure_id))
        .limit(bindparam("limit"))
    )


_PAGES = {span: _page(span) for span in DeadlineSpan}

_NUMBERS: Select[Any] = (
    select(*_COLUMNS, col(AuthorityDeadlineRow.sort_on).label("place_on"))
    .where(
        or_(
            col(AuthorityDeadlineRow.number).like(bindparam("begins", type_=String)),
            col(AuthorityDeadlineRow.number).like(bindparam("ends", type_=String)),
        )
    )
    .order_by(col(AuthorityDeadlineRow.number))
    .limit(bindparam("limit"))
)

_ONE: Select[Any] = select(*_COLUMNS, col(AuthorityDeadlineRow.sort_on).label("place_on")).where(
    col(AuthorityDeadlineRow.departure_id) == bindparam("id", type_=Uuid)
)
