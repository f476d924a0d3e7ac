"""Cases that a list names, as Geleit knows them: what an import compares the list with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.departure import Departure
from domain.enclosures import PersonDetails
from importing.compare import Known
from store.tables import metadata

departure, departure_state, person, note, journal = (
    metadata.tables[name] for name in ("departure", "departure_state", "person", "note", "journal")
)


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A departure with a number of the list, and the office it belongs to."""

    office_id: UUID
    known: Known


async def known_cases(session: AsyncSession, numbers: Iterable[str]) -> dict[str, KnownCase]:
    """The departures of these numbers that may be seen."""
    connection = await session.connection()
    rows = await connection.execute(_CASES, {"numbers": list(numbers)})
    return {
        row.number: KnownCase(
            office_id=row.office_id,
            known=Known(
                departure=Departure.model_validate(row.state),
                persons=tuple(_details(found) for found in row.persons or ()),
                notes=tuple(row.notes or ()),
            ),
        )
        for row in rows
    }


async def carried_out(session: AsyncSession, requests: Mapping[UUID, UUID]) -> set[UUID]:
    """Which of these requests (by the departure they were for) stand in the journal."""
    connection = await session.connection()
    rows = await connection.execute(
        _CARRIED_OUT, {"requests": list(requests.values()), "departures": list(requests)}
    )
    return set(rows.scalars())


def _details(found: Mapping[str, Any]) -> PersonDetails:
    """Names as they were written down, also those that would be refused today."""
    born = found["birth_date"]
    return PersonDetails.model_construct(
        number=found["number"],
        family_name=found["family_name"],
        given_name=found["given_name"],
        birth_date=date.fromisoformat(born) if born else None,
        nationality=found["nationality"],
    )


_PERSON = sa.func.jsonb_build_object(
    *(
        part
        for name in ("number", "family_name", "given_name", "birth_date", "nationality")
        for part in (name, person.c[name])
    ),
    type_=JSONB,
)
_PERSONS = (
    sa.select(sa.func.jsonb_agg(aggregate_order_by(_PERSON, person.c.number), type_=JSONB))
    .where(person.c.departure_id == departure.c.id)
    .scalar_subquery()
)
_NOTES = (
    sa.select(sa.func.array_agg(note.c.text, type_=ARRAY(sa.Text)))
    .where(note.c.departure_id == departure.c.id)
    .scalar_subquery()
)
_CASES = (
    sa.select(
        departure.c.number,
        departure.c.office_id,
        departure_state.c.state,
        _PERSONS.label("persons"),
        _NOTES.label("notes"),
    )
    .join(departure_state, departure_state.c.departure_id == departure.c.id)
    .where(departure.c.number == sa.any_(sa.bindparam("numbers", type_=ARRAY(sa.Text))))
)
_CARRIED_OUT = (
    sa.select(journal.c.request_id)
    .where(
        journal.c.departure_id == sa.any_(sa.bindparam("departures", type_=ARRAY(sa.Uuid))),
        journal.c.request_id == sa.any_(sa.bindparam("requests", type_=ARRAY(sa.Uuid))),
    )
    .distinct()
)
