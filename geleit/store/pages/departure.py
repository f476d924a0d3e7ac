"""Read one departure with everything that its page shows: the state, its persons and colleagues.

All of it is read with the rights of the reader: a departure of another office is not found.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, exists, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.departure import Departure
from geleit.domain.enclosure import PersonDetails
from geleit.domain.model import Value
from geleit.domain.parties import Role
from geleit.store.accounts.rows import AccountOfficeRow, AccountRow
from geleit.store.directory.rows import AuthorityRow, OfficeRow
from geleit.store.journal.rows import DepartureStateRow
from geleit.store.json_rows import rows_as_json
from geleit.store.lifecycle import DepartureRow
from geleit.store.persons.details import details_of, persons_of


class Colleague(Value):
    """An account of the office. ``takes_work``: departures and steps can be assigned to it."""

    id: UUID
    name: str
    role: Role
    active: bool

    @property
    def takes_work(self) -> bool:
        """Whether the account counsels here today."""
        return self.active and self.role is Role.COUNSELLOR


@dataclass(frozen=True, slots=True)
class DepartureDetail:
    """A departure with the names that are not part of its state."""

    departure: Departure
    office: str
    authority: str | None
    persons: Mapping[int, PersonDetails]
    colleagues: tuple[Colleague, ...]


async def find_departure(session: AsyncSession, departure_id: UUID) -> DepartureDetail | None:
    """Return the departure; None if there is none that the context may see."""
    connection = await session.connection()
    row = (await connection.execute(_DETAIL, {"departure": departure_id})).one_or_none()
    if row is None:
        return None
    persons = [details_of(found) for found in row.persons or ()]
    return DepartureDetail(
        departure=Departure.model_validate(row.state),
        office=row.office,
        authority=row.authority,
        persons={found.number: found for found in persons},
        colleagues=tuple(Colleague.model_validate(found) for found in row.colleagues or ()),
    )


_THIS: BindParameter[UUID] = bindparam("departure")
_SEES_OFFICE = exists(
    select(col(AccountOfficeRow.account_id))
    .where(col(AccountOfficeRow.account_id) == col(AccountRow.id))
    .where(col(AccountOfficeRow.office_id) == col(DepartureRow.office_id))
    .correlate(AccountRow, DepartureRow)
)
_DETAIL = (
    select(
        col(DepartureStateRow.state),
        col(OfficeRow.name).label("office"),
        col(AuthorityRow.name).label("authority"),
        persons_of(_THIS).label("persons"),
        rows_as_json(
            {
                "id": col(AccountRow.id),
                "name": col(AccountRow.name),
                "role": col(AccountRow.role),
                "active": col(AccountRow.active),
            },
            order=col(AccountRow.name),
            where=or_(col(AccountRow.office_id) == col(DepartureRow.office_id), _SEES_OFFICE),
        ).label("colleagues"),
    )
    .select_from(DepartureStateRow)
    .join(DepartureRow, col(DepartureRow.id) == col(DepartureStateRow.departure_id))
    .join(OfficeRow, col(OfficeRow.id) == col(DepartureRow.office_id))
    .outerjoin(AuthorityRow, col(AuthorityRow.id) == col(DepartureRow.authority_id))
    .where(col(DepartureStateRow.departure_id) == _THIS, col(DepartureStateRow.state).is_not(None))
)
