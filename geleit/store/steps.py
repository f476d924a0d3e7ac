"""The steps of the departures in a list: for their progress and what comes next in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, and_, any_, bindparam, select
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.steps.state import StepState
from geleit.store.tables import metadata

person, step = (metadata.tables[name] for name in ("person", "step"))


@dataclass(frozen=True, slots=True)
class StepLine:
    """What a list needs to know of a step. ``due_on`` is set for open steps only."""

    key: str
    code: str
    stage: str
    state: StepState
    target_on: date | None
    due_on: date | None
    person: str | None


async def steps_of(session: AsyncSession, departure_ids: Sequence[UUID]) -> dict[UUID, list[StepLine]]:
    """The steps of these departures in the order of the plan, for progress and next action."""
    found: dict[UUID, list[StepLine]] = {departure_id: [] for departure_id in departure_ids}
    if found:
        connection = await session.connection()
        for departure_id, *line in await connection.execute(_STEPS, {"ids": list(departure_ids)}):
            found[departure_id].append(StepLine(*line))
    return found


_STEPS: Select[Any] = (
    select(
        step.c.departure_id,
        step.c.key,
        step.c.code,
        step.c.stage,
        step.c.state,
        step.c.target_on,
        step.c.open_due_on,
        person.c.given_name,
    )
    .select_from(step)
    .outerjoin(person, and_(person.c.departure_id == step.c.departure_id, person.c.number == step.c.person))
    .where(step.c.departure_id == any_(bindparam("ids", type_=ARRAY(Uuid))))
    .order_by(step.c.departure_id, step.c.position)
)
