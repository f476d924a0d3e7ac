"""The departures that a list names, as stored: an import compares the list with them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.departure import Departure
from geleit.importing.compare import Known
from geleit.store.journal.rows import DepartureStateRow, JournalRow
from geleit.store.lifecycle import DepartureRow
from geleit.store.notes import NoteRow
from geleit.store.persons.details import details_of, persons_of


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A departure whose number is in the list, and the office it belongs to."""

    office_id: UUID
    known: Known


async def known_cases(session: AsyncSession, numbers: Iterable[str]) -> dict[str, KnownCase]:
    """Return the departures of these numbers that the context may see."""
    connection = await session.connection()
    rows = await connection.execute(_CASES, {"numbers": list(numbers)})
    return {
        row.number: KnownCase(
            office_id=row.office_id,
            known=Known(
                departure=Departure.model_validate(row.state),
                persons=tuple(details_of(found) for found in row.persons or ()),
                notes=tuple(row.notes or ()),
            ),
        )
        for row in rows
    }


async def executed_requests(
    session: AsyncSession, *, departures: Collection[UUID], requests: Collection[UUID]
) -> set[UUID]:
    """Return which of these requests the journals of these departures have."""
    connection = await session.connection()
    rows = await connection.execute(_EXECUTED, {"requests": list(requests), "departures": list(departures)})
    return set(rows.scalars())


_NOTES = (
    sa.select(sa.func.array_agg(col(NoteRow.text), type_=ARRAY(sa.Text)))
    .where(col(NoteRow.departure_id) == col(DepartureRow.id))
    .scalar_subquery()
)
_CASES = (
    sa.select(
        col(DepartureRow.number),
        col(DepartureRow.office_id),
        col(DepartureStateRow.state),
        persons_of(col(DepartureRow.id)).label("persons"),
        _NOTES.label("notes"),
    )
    .join(DepartureStateRow, col(DepartureStateRow.departure_id) == col(DepartureRow.id))
    .where(col(DepartureRow.number) == sa.any_(sa.bindparam("numbers", type_=ARRAY(sa.Text))))
)
_EXECUTED = (
    sa.select(col(JournalRow.request_id))
    .where(
        col(JournalRow.departure_id) == sa.any_(sa.bindparam("departures", type_=ARRAY(sa.Uuid))),
        col(JournalRow.request_id) == sa.any_(sa.bindparam("requests", type_=ARRAY(sa.Uuid))),
    )
    .distinct()
)
