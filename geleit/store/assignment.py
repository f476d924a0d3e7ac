"""Who takes work in an office: to choose from in lists, and checked before it is handed over."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, bindparam, select, true
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.parties import Role
from geleit.domain.refusal import Refusal
from geleit.domain.texts import _
from geleit.store.journal.entries import Connection
from geleit.store.tables import metadata

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


async def check_counsels(connection: Connection, account_id: UUID, *, office_id: UUID) -> None:
    """Whoever takes work counsels in that office today. Raises Refusal."""
    found = await connection.execute(_COUNSELS, {"account": account_id, "office": office_id})
    if await found.fetchone() is None:
        raise Refusal("unknown_counsellor", _("Diese Person berät nicht in dieser Stelle."))


_COUNSELS = f"""
select from account
where id = %(account)s and active and role = '{Role.COUNSELLOR}'
    and (office_id = %(office)s or exists (
        select from account_office where account_id = account.id and account_office.office_id = %(office)s
    ))
"""  # noqa: S608  # a constant of ours

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
