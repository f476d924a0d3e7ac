"""Search for one departure: by its number, by the office's file number, or by the name of a person.

Names are searched in the dictionary of names (see the migration that creates ``match_names``), which
tolerates typing errors and knows every spelling of an umlaut. It returns ids of names; only the persons of
the own offices can be looked up by them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    SQLColumnExpression,
    String,
    any_,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.store.context import own_offices
from geleit.store.lifecycle import DepartureRow
from geleit.store.pages.departures import ListedDeparture, departures_by_id
from geleit.store.persons.names import search_words, variants
from geleit.store.persons.rows import PersonRow

MOST_WORDS = 4
_AFTER_ALL = "\U0010ffff"
"""A character that sorts after every letter: the end of a range of prefixes."""
_FAR = 1_000


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A departure found by a person's name. ``is_close``: spelled alike, not merely similar."""

    departure: ListedDeparture
    family_name: str
    given_name: str
    is_close: bool


async def find_numbers(
    session: AsyncSession,
    beginning: str,
    *,
    exact: Iterable[str] = (),
    file_number: str | None = None,
    limit: int,
) -> list[ListedDeparture]:
    """Return departures whose number starts so or is in ``exact``; one more than the limit.

    Also those whose office's file number starts with ``file_number``, else with ``beginning``.
    """
    connection = await session.connection()
    parameters = {
        "beginning": beginning,
        "end": beginning + _AFTER_ALL,
        "file_beginning": file_number or beginning,
        "file_end": (file_number or beginning) + _AFTER_ALL,
        "exact": list(exact),
        "limit": limit + 1,
    }
    found = (await connection.execute(_NUMBERS, parameters)).scalars().all()
    return await _in_order(session, found)


async def find_names(session: AsyncSession, text: str, *, limit: int) -> list[NameMatch]:
    """Return the departures of persons with such a name, the nearest first.

    One more than the limit if there are.

    Every word of the text must fit the family name or the given name of the same person.
    """
    words = search_words(text)[:MOST_WORDS]
    if not words:
        return []
    connection = await session.connection()
    names = await connection.execute(
        _names(len(words)), {f"word_{place}": list(forms) for place, forms in enumerate(words)}
    )
    parameters: dict[str, Any] = {f"names_{place}": [] for place in range(len(words))}
    for place, name_id in names:
        parameters[f"names_{place}"].append(name_id)
    rows = (await connection.execute(_persons(len(words)), {**parameters, "limit": limit + 1})).all()
    listed = await departures_by_id(session, [row.departure_id for row in rows])
    return [
        NameMatch(
            departure=listed[row.departure_id],
            family_name=row.family_name,
            given_name=row.given_name,
            is_close=_is_close(words, f"{row.given_name} {row.family_name}"),
        )
        for row in rows
        if row.departure_id in listed
    ]


async def _in_order(session: AsyncSession, departure_ids: Sequence[UUID]) -> list[ListedDeparture]:
    listed = await departures_by_id(session, departure_ids)
    return [listed[departure_id] for departure_id in departure_ids if departure_id in listed]


def _is_close(words: Iterable[Iterable[str]], name: str) -> bool:
    """Tell whether every word begins a part of the name, in any spelling."""
    parts = variants(name)
    return all(any(part.startswith(form) for part in parts for form in forms) for forms in words)


# Statements, one for each number of words


@cache
def _names(words: int) -> Select[Any]:
    """Select the ids of the names near each word, the nearest first."""
    near = [
        select(
            literal(place).label("place"),
            func.match_names(bindparam(f"word_{place}", type_=ARRAY(String))).label("name_id"),
        )
        for place in range(words)
    ]
    found = union_all(*near).subquery()
    return select(found.c.place, found.c.name_id)


@cache
def _persons(words: int) -> Select[Any]:
    """Select the best person of each departure, the departures with the nearest names first."""
    fits: list[ColumnElement[bool]] = []
    rank: ColumnElement[int] = literal_column("0", Integer)
    for place in range(words):
        names = bindparam(f"names_{place}", type_=ARRAY(Integer))
        fits.append(or_(col(PersonRow.name_id) == any_(names), col(PersonRow.given_name_id) == any_(names)))
        rank = rank + func.least(
            _rank(names, col(PersonRow.name_id)), _rank(names, col(PersonRow.given_name_id))
        )
    near = (
        select(
            col(PersonRow.departure_id),
            col(PersonRow.family_name),
            col(PersonRow.given_name),
            rank.label("rank"),
        )
        .where(*fits)
        .ext(distinct_on(col(PersonRow.departure_id)))
        .order_by(col(PersonRow.departure_id), rank, col(PersonRow.number))
        .subquery("near")
    )
    return (
        select(near.c.departure_id, near.c.family_name, near.c.given_name)
        .order_by(near.c.rank, near.c.family_name, near.c.given_name, near.c.departure_id)
        .limit(bindparam("limit"))
    )


def _rank(names: ColumnElement[Any], name_id: SQLColumnExpression[int]) -> ColumnElement[int]:
    return func.coalesce(func.array_position(names, name_id), _FAR)


def _numbers() -> Select[Any]:
    """Select per office: the numbers of an office begin alike and are neighbours in its index."""
    own = own_offices()
    beginning, end = bindparam("beginning", type_=String), bindparam("end", type_=String)
    first = (
        select(col(DepartureRow.id), col(DepartureRow.number))
        .where(col(DepartureRow.office_id) == own.c.id, col(DepartureRow.number).between(beginning, end))
        .order_by(col(DepartureRow.number))
        .limit(bindparam("limit"))
        .lateral("first")
    )
    exact = select(col(DepartureRow.id), col(DepartureRow.number)).where(
        col(DepartureRow.number) == any_(bindparam("exact", type_=ARRAY(String)))
    )
    files = select(col(DepartureRow.id), col(DepartureRow.number)).where(
        col(DepartureRow.office_id).in_(select(own.c.id)),
        col(DepartureRow.file_number).is_not(None),
        col(DepartureRow.file_number).between(
            bindparam("file_beginning", type_=String), bindparam("file_end", type_=String)
        ),
    )
    found = union(select(first).select_from(own.join(first, true())), exact, files).subquery()
    return select(found.c.id).order_by(found.c.number).limit(bindparam("limit"))


_NUMBERS = _numbers()
