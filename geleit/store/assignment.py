"""The counsellors of an office, for lists to choose from."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select, true
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.parties import Role
from geleit.store.accounts.rows import AccountRow


@dataclass(frozen=True, slots=True)
class Counsellor:
    """A counsellor of an office."""

    id: UUID
    name: str
    office_id: UUID


async def counsellors(session: AsyncSession, offices: Iterable[UUID]) -> list[Counsellor]:
    """Return the counsellors of these offices who may sign in, by name."""
    connection = await session.connection()
    rows = await connection.execute(_COUNSELLORS, {"offices": list(offices)})
    return [Counsellor(row.id, row.name, row.office_id) for row in rows]


_COUNSELLORS = (
    select(col(AccountRow.id), col(AccountRow.name), col(AccountRow.office_id))
    .where(
        col(AccountRow.office_id) == any_(bindparam("offices", type_=ARRAY(Uuid))),
        col(AccountRow.role) == Role.COUNSELLOR,
        col(AccountRow.active) == true(),
    )
    .order_by(col(AccountRow.name), col(AccountRow.id))
)
