"""One departure with everything its page shows: the state, its persons, its notes, and who is who.

All of it is read under the rights of whoever looks: a departure of another office is not found.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, exists, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.departure import Departure
from geleit.domain.enclosure import PersonDetails
from geleit.domain.model import Value
from geleit.domain.parties import Role
from geleit.store.database import Context, Database
from geleit.store.json_rows import details_of, persons_of, rows_as_json
from geleit.store.look_up import look_up
from geleit.store.tables import metadata

departure, departure_state, note = (
    metadata.tables[name] for name in ("departure", "departure_state", "note")
)
account, account_office, office, authority = (
    metadata.tables[name] for name in ("account", "account_office", "office", "authority")
)


class Colleague(Value):
    """An account of the office. ``takes_work``: departures and steps can be handed to them."""

    id: UUID
    name: str
    role: Role
    active: bool

    @property
    def takes_work(self) -> bool:
        """Only who counsels here today."""
        return self.active and self.role is Role.COUNSELLOR


@dataclass(frozen=True, slots=True)
class Detail:
    """A departure as it stands, with the names that are no part of its state."""

    departure: Departure
    office: str
    authority: str | None
    persons: Mapping[int, PersonDetails]
    colleagues: tuple[Colleague, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A note on the departure (``step`` None) or on one of its steps. ``seq`` is that of its event."""

    seq: int
    step: str | None
    author_id: UUID | None
    at: datetime
    text: str


async def find_departure(session: AsyncSession, departure_id: UUID) -> Detail | None:
    """The departure, or None if there is none that may be seen."""
    connection = await session.connection()
    row = (await connection.execute(_DETAIL, {"departure": departure_id})).one_or_none()
    if row is None:
        return None
    persons = [details_of(found) for found in row.persons or ()]
    return Detail(
        departure=Departure.model_validate(row.state),
        office=row.office,
        authority=row.authority,
        persons={found.number: found for found in persons},
        colleagues=tuple(Colleague.model_validate(found) for found in row.colleagues or ()),
    )


async def office_of(database: Database, context: Context, departure_id: UUID) -> UUID | None:
    """The departure's office, or None if there is no departure that may be seen."""
    found = await look_up(database, context, _OFFICE, {"departure": departure_id})
    return found.office_id if found else None


async def notes_of(session: AsyncSession, departure_id: UUID) -> list[Note]:
    """Every note of a departure, newest first."""
    connection = await session.connection()
    found = await connection.execute(_NOTES, {"departure": departure_id})
    return [Note(row.seq, row.step, row.author_id, row.at, row.text) for row in found]


_THIS: BindParameter[UUID] = bindparam("departure")
_SEES_OFFICE = exists(
    select(account_office.c.account_id)
    .where(account_office.c.account_id == account.c.id)
    .where(account_office.c.office_id == departure.c.office_id)
    .correlate(account, departure)
)
_DETAIL = (
    select(
        departure_state.c.state,
        office.c.name.label("office"),
        authority.c.name.label("authority"),
        persons_of(_THIS).label("persons"),
        rows_as_json(
            account,
            *("id", "name", "role", "active"),
            order="name",
            where=or_(account.c.office_id == departure.c.office_id, _SEES_OFFICE),
        ).label("colleagues"),
    )
    .select_from(
        departure_state.join(departure, departure.c.id == departure_state.c.departure_id)
        .join(office, office.c.id == departure.c.office_id)
        .outerjoin(authority, authority.c.id == departure.c.authority_id)
    )
    .where(departure_state.c.departure_id == _THIS, departure_state.c.state.is_not(None))
)
_OFFICE = select(departure.c.office_id).where(departure.c.id == _THIS)
_NOTES = (
    select(note.c.seq, note.c.step, note.c.author_id, note.c.at, note.c.text)
    .where(note.c.departure_id == _THIS)
    .order_by(note.c.seq.desc())
)
