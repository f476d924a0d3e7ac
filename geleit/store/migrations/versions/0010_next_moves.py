"""A failed step is open work until somebody decides how to go on; a departure's row speaks of one step."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_OPEN = sa.text("open_due_on IS NOT NULL")
_BEFORE = (
    "case when state in ('ready', 'in_progress', 'waiting') and not dormant"
    " then coalesce(target_on, '9999-12-31'::date) end"
)
_AFTER = (
    "case when dormant then null"
    " when state in ('ready', 'in_progress', 'waiting') then coalesce(target_on, '9999-12-31'::date)"
    " when state = 'failed' then decide_by end"
)
# An appointment that failed asks for nothing: its key has one part more, the number of the occurrence.
_FAILED = """
update step set decide_by = ended_on + 7, held_up_by = 'counsellor'
where state = 'failed' and key in (code, code || '-' || person)
"""
_FIRST_MOVE = """
update departure set
    blocker_step = move.key, blocker_party = move.held_up_by, blocker_since = move.since,
    stage = move.stage, next_due_on = move.open_due_on
from (
    select distinct on (departure_id) departure_id, key, held_up_by, since, stage, open_due_on
    from step where open_due_on is not null
    order by departure_id, open_due_on, key collate "C"
) move
where move.departure_id = departure.id
"""


@contextmanager
def _rows_in_sight() -> Iterator[None]:
    """Row-level security binds the owner too: for the time of the change it sees what it has to change."""
    tables = ("departure", "step")
    for table in tables:
        op.execute(f"alter table {table} no force row level security")
    yield
    for table in tables:
        op.execute(f"alter table {table} force row level security")


def _set_open_due_on(expression: str) -> None:
    """Replace the generated column, and the indexes that go with it."""
    op.drop_column("step", "open_due_on")
    op.add_column("step", sa.Column("open_due_on", sa.Date(), sa.Computed(expression, persisted=True)))
    place = ["open_due_on", "departure_id", "key"]
    op.create_index(
        "ix_step_my_work",
        "step",
        ["responsible_id", "with_others", *place],
        postgresql_include=["office_id"],
        postgresql_where=_OPEN,
    )
    op.create_index("ix_step_office_work", "step", ["office_id", *place], postgresql_where=_OPEN)
    op.create_index("ix_step_held_up_by", "step", ["office_id", "held_up_by", *place], postgresql_where=_OPEN)


def upgrade() -> None:
    """Go to this revision. Who took up what again is in the journals alone: `geleit rebuild` adds it."""
    op.add_column("step", sa.Column("decide_by", sa.Date(), nullable=True))
    with _rows_in_sight():
        op.execute(_FAILED)
        _set_open_due_on(_AFTER)
        op.execute(_FIRST_MOVE)


def downgrade() -> None:
    """Go back."""
    with _rows_in_sight():
        _set_open_due_on(_BEFORE)
    op.drop_column("step", "decide_by")
