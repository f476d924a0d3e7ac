"""Whose turn a step is: whatever is not the office's own is with others, and when to ask them again."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_OPEN = sa.text("open_due_on IS NOT NULL")


def _move_turn(expression: str) -> None:
    """Work the column out anew: until PostgreSQL 17 its expression cannot be changed in place."""
    op.drop_index("ix_step_my_work", "step")
    op.drop_column("step", "with_others")
    op.add_column(
        "step",
        sa.Column("with_others", sa.Boolean(), sa.Computed(expression, persisted=True), nullable=False),
    )
    op.create_index(
        "ix_step_my_work",
        "step",
        ["responsible_id", "with_others", "open_due_on", "departure_id", "key"],
        postgresql_include=["office_id"],
        postgresql_where=_OPEN,
    )


def upgrade() -> None:
    """Go to this revision."""
    _move_turn("state = 'waiting' or held_up_by <> 'counsellor'")
    op.add_column(
        "step",
        sa.Column(
            "ask_again_on",
            sa.Date(),
            sa.Computed(
                "case when state in ('ready', 'in_progress', 'waiting') and not dormant"
                " then coalesce(remind_on, target_on + 1, '9999-12-31'::date) end",
                persisted=True,
            ),
            nullable=True,
        ),
    )
    op.create_index(
        "ix_step_ask_again",
        "step",
        ["responsible_id", "ask_again_on", "departure_id", "key"],
        postgresql_include=["office_id"],
        postgresql_where=sa.text("open_due_on IS NOT NULL AND with_others"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_step_ask_again", "step")
    op.drop_column("step", "ask_again_on")
    _move_turn("state = 'waiting' or held_up_by in ('authority', 'embassy', 'bamf', 'other')")
