"""Who takes work in the offices one may see: to choose from in lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, bindparam, select, true
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.parties import Role
from store.tables import metadata

account, office = metadata.tables["account"], metadata.tables["office"]


@dataclass(frozen=True, slots=True)
class Colleague:
    """A counsellor of an office."""

    id: UUID
    name: str
    office_id: UUID


@dataclass(frozen=True, slots=True)
class Office:
    """An office and the letters its numbers begin with."""

    id: UUID
    name: str
    prefix: str


async def counsellors(session: AsyncSession, offices: Iterable[UUID]) -> list[Colleague]:
    """The counsellors of these offices who may sign in, by name."""
    connection = await session.connection()
    rows = await connection.execute(_COUNSELLORS, {"offices": list(offices)})
    return [Colleague(*row) for row in rows]


async def offices_of(session: AsyncSession, offices: Iterable[UUID]) -> list[Office]:
    """These offices, by name."""
    connection = await session.connection()
    rows = await connection.execute(_OFFICES, {"offices": list(offices)})
    return [Office(*row) for row in rows]


_THESE = bindparam("offices", type_=ARRAY(Uuid))

_COUNSELLORS: Select[Any] = (
    select(account.c.id, account.c.name, account.c.office_id)
    .where(
        account.c.office_id == any_(_THESE),
        account.c.role == Role.COUNSELLOR,
        account.c.active == true(),
    )
    .order_by(account.c.name, account.c.id)
)

_OFFICES: Select[Any] = (
    select(office.c.id, office.c.name, office.c.prefix)
    .where(office.c.id == any_(_THESE))
    .order_by(office.c.name)
)
