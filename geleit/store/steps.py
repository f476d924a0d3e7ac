"""Steps of departures: the table `step`, its projection, and queries of lists and forecasts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta
from sqlalchemy import ARRAY, Uuid, any_, bindparam, func, select
from sqlmodel import Field, SQLModel, col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.departure import Departure, DepartureStatus
from geleit.domain.outlook.learning import LEARN_MONTHS, Observation
from geleit.domain.parties import Party
from geleit.domain.process import Process
from geleit.domain.steps.state import Step, StepState
from geleit.store.base import coded
from geleit.store.journal.projection import DepartureChange, JournaledDeparture, Projection, Row, RowChanges
from geleit.store.lifecycle import DepartureRow
from geleit.store.persons.rows import PersonRow


class StepRow(SQLModel, table=True):
    """Row of a step.

    ``open_due_on`` is the day an open step is due (the end of time if it has no target), else null: lists
    of open work compare it, so that even a plan made for any parameter uses the partial indexes.
    ``decide_by`` is set for a failed step: by then the office decides how to go on, which is open work too.
    ``dormant`` steps belong to a departure that is not open: nobody has to do anything about them.
    ``with_others`` says that somebody was asked, or that anybody but the counselling office has the turn;
    ``ask_again_on`` is the day from which one asks them again: the reminder, or else the day after the
    target.
    """

    __tablename__ = "step"
    __table_args__ = ({"postgresql_with": {"fillfactor": "85"}},)

    departure_id: UUID = Field(primary_key=True)
    key: str = Field(primary_key=True)
    office_id: UUID
    responsible_id: UUID | None = None
    code: str
    stage: str
    person: int | None = None
    position: int
    state: StepState = Field(sa_type=coded(StepState))
    held_up_by: Party = Field(sa_type=coded(Party))
    waiting_on: Party | None = Field(default=None, sa_type=coded(Party))
    since: date | None = None
    ready_on: date | None = None
    started_on: date | None = None
    ended_on: date | None = None
    target_on: date | None = None
    remind_on: date | None = None
    decide_by: date | None = None
    assignee_id: UUID | None = None
    version: int
    dormant: bool
    open_due_on: date | None = Field(
        default=None,
        sa_column=sa.Column(
            sa.Date,
            sa.Computed(
                "case when dormant then null"
                " when state in ('ready', 'in_progress', 'waiting')"
                " then coalesce(target_on, '9999-12-31'::date)"
                " when state = 'failed' then decide_by end",
                persisted=True,
            ),
        ),
    )
    with_others: bool = Field(
        default=False,
        sa_column=sa.Column(
            sa.Boolean,
            sa.Computed("state = 'waiting' or held_up_by <> 'counsellor'", persisted=True),
            nullable=False,
        ),
    )
    ask_again_on: date | None = Field(
        default=None,
        sa_column=sa.Column(
            sa.Date,
            sa.Computed(
                "case when state in ('ready', 'in_progress', 'waiting') and not dormant"
                " then coalesce(remind_on, target_on + 1, '9999-12-31'::date) end",
                persisted=True,
            ),
        ),
    )


_PLACE = (col(StepRow.open_due_on), col(StepRow.departure_id), col(StepRow.key))
_IS_OPEN = col(StepRow.open_due_on).is_not(None)

sa.Index(
    "ix_step_my_work",
    col(StepRow.responsible_id),
    col(StepRow.with_others),
    *_PLACE,
    postgresql_include=["office_id"],
    postgresql_where=_IS_OPEN,
)
sa.Index(
    "ix_step_ask_again",
    col(StepRow.responsible_id),
    col(StepRow.ask_again_on),
    col(StepRow.departure_id),
    col(StepRow.key),
    postgresql_include=["office_id"],
    postgresql_where=sa.and_(_IS_OPEN, col(StepRow.with_others)),
)
sa.Index("ix_step_office_work", col(StepRow.office_id), *_PLACE, postgresql_where=_IS_OPEN)
sa.Index(
    "ix_step_held_up_by",
    col(StepRow.office_id),
    col(StepRow.held_up_by),
    *_PLACE,
    postgresql_where=_IS_OPEN,
)


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as a list needs it. ``due_on`` is set only for steps that are somebody's next move."""

    key: str
    code: str
    stage: str
    state: StepState
    target_on: date | None
    due_on: date | None
    person: str | None
    held_up_by: Party
    since: date | None


async def steps_of(session: AsyncSession, departure_ids: Sequence[UUID]) -> dict[UUID, list[StepLine]]:
    """Return the steps of these departures in the order of the plan."""
    found: dict[UUID, list[StepLine]] = {departure_id: [] for departure_id in departure_ids}
    if found:
        connection = await session.connection()
        for row in await connection.execute(_STEPS, {"ids": list(departure_ids)}):
            departure_id, *values = row
            found[departure_id].append(StepLine(*values))
    return found


async def observed_steps(
    session: AsyncSession, *, office_id: UUID, destination: str, today: date
) -> list[Observation]:
    """Return how long the steps were seen to take that the office lately had under way for that country.

    Those that are still open, were given up or belong to a departure that has ended count for as long as they
    were seen. Forecasts learn from it. Days and codes, nobody's name.
    """
    connection = await session.connection()
    since = today - relativedelta(months=LEARN_MONTHS)
    found = await connection.execute(
        _OBSERVED, {"office": office_id, "destination": destination, "since": since, "today": today}
    )
    return [Observation(*row) for row in found]


_STEPS = (
    select(
        col(StepRow.departure_id),
        col(StepRow.key),
        col(StepRow.code),
        col(StepRow.stage),
        col(StepRow.state),
        func.coalesce(col(StepRow.decide_by), col(StepRow.target_on)),
        col(StepRow.open_due_on),
        col(PersonRow.given_name),
        col(StepRow.held_up_by),
        col(StepRow.since),
    )
    .select_from(StepRow)
    .outerjoin(
        PersonRow,
        sa.and_(
            col(PersonRow.departure_id) == col(StepRow.departure_id),
            col(PersonRow.number) == col(StepRow.person),
        ),
    )
    .where(col(StepRow.departure_id) == any_(bindparam("ids", type_=ARRAY(Uuid))))
    .order_by(col(StepRow.departure_id), col(StepRow.position))
)
_TODAY, _SINCE = bindparam("today", type_=sa.Date), bindparam("since", type_=sa.Date)
_BEGAN = func.least(col(StepRow.ready_on), col(StepRow.started_on))
_SEEN_UNTIL = func.coalesce(
    col(StepRow.ended_on), col(DepartureRow.ended_on), bindparam("today", type_=sa.Date)
)
_DAYS = func.greatest(_SEEN_UNTIL - _BEGAN, 0)
_FINISHED = col(StepRow.state) == StepState.DONE
# A step that was under way before the months that are looked at is known only from then on (left truncation).
_ENTERED = func.least(func.greatest(_SINCE - _BEGAN, 0), _DAYS)
_OBSERVED = (
    select(col(StepRow.code), _DAYS, _FINISHED, _ENTERED, func.count())
    .select_from(DepartureRow)
    .join(StepRow, col(StepRow.departure_id) == col(DepartureRow.id))
    .where(col(DepartureRow.office_id) == bindparam("office"))
    .where(col(DepartureRow.destination) == bindparam("destination"))
    .where(
        col(StepRow.state) != StepState.NOT_READY,
        _BEGAN.is_not(None),
        _SINCE <= _SEEN_UNTIL,
    )
    .group_by(col(StepRow.code), _DAYS, _FINISHED, _ENTERED)
)


# The projection


def _rows(source: JournaledDeparture) -> list[Row]:
    return _step_rows(source.departure, source.departure.steps.values(), source.process)


def _changed(change: DepartureChange) -> RowChanges:
    before, after = change.before, change.after
    steps: Iterable[Step] = after.steps.values()
    # Otherwise every step becomes dormant or active again, or may be another counsellor's task.
    if before and before.status == after.status and before.counsellor_id == after.counsellor_id:
        steps = [step for step in steps if step.version > before.version]
    return RowChanges(_step_rows(after, steps, change.process))


def _step_rows(departure: Departure, steps: Iterable[Step], process: Process) -> list[Row]:
    order = {template.code: place for place, template in enumerate(process.steps)}
    return [_step_row(departure, step, order) for step in steps]


def _step_row(departure: Departure, step: Step, order: dict[str, int]) -> Row:
    return {
        "departure_id": departure.departure_id,
        "key": step.key,
        "office_id": departure.office_id,
        "responsible_id": _responsible_id(departure, step),
        "code": step.code,
        "stage": step.stage,
        "person": step.person,
        "position": _position(step, order),
        "state": step.state,
        "held_up_by": step.held_up_by,
        "waiting_on": step.waiting_on,
        "since": _since(step),
        "ready_on": step.ready_on,
        "started_on": step.started_on,
        "ended_on": step.ended_on,
        "target_on": step.target_on,
        "remind_on": step.remind_on,
        "decide_by": step.decision_due_on,
        "assignee_id": step.assignee_id,
        "version": step.version,
        "dormant": departure.status is not DepartureStatus.OPEN,
    }


def _responsible_id(departure: Departure, step: Step) -> UUID | None:
    """Return the account whose task the step is: its assignee, else the departure's counsellor."""
    return step.assignee_id or departure.counsellor_id


def _position(step: Step, order: dict[str, int]) -> int:
    """Return the sort key: place in the template, person, occurrence. Later steps do not change it."""
    last = step.key.rpartition("-")[2]
    occurrence = int(last) if last.isdigit() else 0
    return order[step.code] * 100_000 + (step.person or 0) * 1_000 + occurrence


def _since(step: Step) -> date | None:
    """Return the day since which the step is in its state, or in the hands of whoever has the turn."""
    return step.ended_on or step.turn_since


PROJECTION = Projection(StepRow, rows=_rows, changed=_changed)
