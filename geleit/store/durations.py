"""How long the steps of an office took: what its forecasts learn from. Days and codes, nobody's name."""

from datetime import date
from uuid import UUID

from dateutil.relativedelta import relativedelta
from sqlalchemy import bindparam, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.outlook.durations import LEARN_MONTHS
from geleit.domain.steps.state import StepState
from geleit.store.tables import metadata

departure, step = (metadata.tables[name] for name in ("departure", "step"))


async def finished_steps(
    session: AsyncSession, *, office_id: UUID, destination: str, today: date
) -> list[tuple[str, int]]:
    """The code of every step that the office finished lately for that country, and the days it took."""
    connection = await session.connection()
    since = today - relativedelta(months=LEARN_MONTHS)
    found = await connection.execute(
        _FINISHED, {"office": office_id, "destination": destination, "since": since}
    )
    return [(row.code, row.days) for row in found]


_BEGAN = func.coalesce(step.c.ready_on, step.c.started_on)
_FINISHED = (
    select(step.c.code, func.greatest(step.c.ended_on - _BEGAN, 0).label("days"))
    .select_from(departure.join(step, step.c.departure_id == departure.c.id))
    .where(departure.c.office_id == bindparam("office"), departure.c.destination == bindparam("destination"))
    .where(step.c.state == StepState.DONE, step.c.ended_on >= bindparam("since"), _BEGAN.is_not(None))
)
