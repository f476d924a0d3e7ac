"""The numbers of departures: KI-2026-0417 is the 417th that the office KI opened in 2026."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.store.directory.rows import NumberCounterRow, OfficeRow

_NEXT = (
    insert(NumberCounterRow)
    .values(office_id=sa.bindparam("office_id"), year=sa.bindparam("year"), last=1)
    .on_conflict_do_update(
        index_elements=[col(NumberCounterRow.office_id), col(NumberCounterRow.year)],
        set_={"last": col(NumberCounterRow.last) + 1},
    )
    .returning(col(NumberCounterRow.last))
)


async def next_number(session: AsyncSession, office: OfficeRow, year: int) -> str:
    """Return the next number of the office and year. It is lost if its departure is not opened after all."""
    connection = await session.connection()
    last = (await connection.execute(_NEXT, {"office_id": office.id, "year": year})).scalar_one()
    return format_number(office.prefix, year, last)


def format_number(prefix: str, year: int, count: int) -> str:
    """Format the number as people read it."""
    return f"{prefix}-{year}-{count:04}"
