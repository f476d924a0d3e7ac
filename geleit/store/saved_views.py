"""Lists with a filter, kept under a name: the table `saved_view`, and what is asked of it.

An address of a list holds filters and codes, never a name of a client.
"""

from collections.abc import Iterable
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import ARRAY, Uuid
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.store.accounts.rows import AccountRow
from geleit.store.base import references


class SavedViewRow(SQLModel, table=True):
    """A list with a filter. Accounts of the offices it is ``shared_with`` see it too."""

    __tablename__ = "saved_view"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key=references(AccountRow), ondelete="CASCADE", index=True)
    shared_with: list[UUID] = Field(sa_column=sa.Column(ARRAY(Uuid), nullable=False))
    name: str
    address: str


async def saved_views(session: AsyncSession, path: str) -> list[SavedViewRow]:
    """Return the views of the list at this path, own and shared, by name."""
    return list((await session.exec(_OF_LIST, params={"path": path, "filtered": f"{path}?%"})).all())


async def all_saved_views(session: AsyncSession) -> list[SavedViewRow]:
    """Return every view one may use, by name."""
    return list((await session.exec(_ALL)).all())


async def save_view(
    session: AsyncSession, account_id: UUID, *, name: str, address: str, shared_with: Iterable[UUID]
) -> None:
    """Keep a list with its filter under a name."""
    session.add(
        SavedViewRow(account_id=account_id, name=name, address=address, shared_with=list(shared_with))
    )
    await session.flush()


async def delete_view(session: AsyncSession, view_id: UUID) -> bool:
    """Delete a view of one's own; return whether there was one."""
    connection = await session.connection()
    return bool((await connection.execute(_DELETE, {"view": view_id})).rowcount)


_ALL = select(SavedViewRow).order_by(col(SavedViewRow.name), col(SavedViewRow.id))
_OF_LIST = _ALL.where(
    sa.or_(
        col(SavedViewRow.address) == sa.bindparam("path"),
        col(SavedViewRow.address).like(sa.bindparam("filtered")),
    )
)
_DELETE = sa.delete(SavedViewRow).where(col(SavedViewRow.id) == sa.bindparam("view"))
