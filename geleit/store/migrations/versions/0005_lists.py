"""Indexes for the work lists: with whom a step lies comes before its date; what no list reads goes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_OPEN = sa.text("open_due_on IS NOT NULL")


def upgrade() -> None:
    """Go to this revision."""
    op.add_column(
        "step",
        sa.Column(
            "with_others",
            sa.Boolean(),
            sa.Computed(
                "state = 'waiting' or held_up_by in ('authority', 'embassy', 'bamf', 'other')", persisted=True
            ),
            nullable=False,
        ),
    )
    op.drop_index("ix_departure_names", "departure")
    op.drop_index("ix_departure_status_names", "departure")
    op.drop_index("ix_departure_counsellor", "departure")
    op.drop_index("ix_step_my_work", "step")
    op.drop_index("ix_step_all_work", "step")
    op.create_index(
        "ix_step_my_work",
        "step",
        ["responsible_id", "with_others", "open_due_on", "departure_id", "key"],
        postgresql_include=["office_id"],
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_step_my_work", "step")
    op.create_index(
        "ix_step_all_work", "step", ["open_due_on", "departure_id", "key"], postgresql_where=_OPEN
    )
    op.create_index(
        "ix_step_my_work",
        "step",
        ["responsible_id", "open_due_on", "departure_id", "key"],
        postgresql_where=_OPEN,
    )
    op.drop_column("step", "with_others")
    op.create_index("ix_departure_counsellor", "departure", ["counsellor_id", "status", "sort_key", "id"])
    op.create_index("ix_departure_status_names", "departure", ["office_id", "status", "sort_key", "id"])
    op.create_index("ix_departure_names", "departure", ["office_id", "sort_key", "id"])
