"""Counselling offices and authorities."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, Uuid, any_, bindparam, union
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.calendar import Land
from geleit.store.directory.rows import AuthorityRow, OfficeRow

_BY_ID = (
    select(OfficeRow)
    .where(col(OfficeRow.id) == any_(bindparam("ids", type_=ARRAY(Uuid))))
    .order_by(col(OfficeRow.name))
)


async def create_office(session: AsyncSession, *, name: str, land: Land, prefix: str) -> OfficeRow:
    """Create an office. ``prefix`` begins the numbers of its departures. Worker's role only."""
    office = OfficeRow(name=name, land=land, prefix=prefix)
    session.add(office)
    await session.flush()
    return office


async def find_office(session: AsyncSession, office_id: UUID) -> OfficeRow | None:
    """Return the office of that id."""
    return await session.get(OfficeRow, office_id)


async def all_offices(session: AsyncSession) -> list[OfficeRow]:
    """Return every office, by name."""
    return list((await session.exec(select(OfficeRow).order_by(col(OfficeRow.name)))).all())


async def offices_by_id(session: AsyncSession, ids: Iterable[UUID]) -> list[OfficeRow]:
    """Return the offices of these ids, by name."""
    return list((await session.exec(_BY_ID, params={"ids": list(ids)})).all())


async def find_authority(session: AsyncSession, authority_id: UUID) -> AuthorityRow | None:
    """Return the authority of that id."""
    return await session.get(AuthorityRow, authority_id)


async def all_authorities(session: AsyncSession) -> list[AuthorityRow]:
    """Return every authority, by name."""
    return list((await session.exec(select(AuthorityRow).order_by(col(AuthorityRow.name)))).all())


async def authority_by_name(session: AsyncSession, name: str, *, land: Land) -> AuthorityRow:
    """Return the authority of that name; create it, in this Land, if there is none."""
    name = " ".join(name.split())
    by_name = select(AuthorityRow).where(AuthorityRow.name == name)
    found = (await session.exec(by_name)).one_or_none()
    if found is None:
        make = insert(AuthorityRow).values(id=uuid4(), name=name, land=land).on_conflict_do_nothing()
        await (await session.connection()).execute(make)
        found = (await session.exec(by_name)).one()
    return found


async def lands(
    session: AsyncSession, *, offices: Iterable[UUID], authority_id: UUID | None
) -> tuple[Land, ...]:
    """Return the Länder whose holidays count for these offices or this authority."""
    places = union(
        select(OfficeRow.land).where(col(OfficeRow.id).in_(list(offices))),
        select(AuthorityRow.land).where(col(AuthorityRow.id) == authority_id),
    )
    connection = await session.connection()
    return tuple(sorted({Land(land) for land in await connection.scalars(places)}))
