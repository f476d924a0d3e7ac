"""Authorities are told who is overdue by the legal end: the earliest one among the open dates is kept."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_FIRST_END = """
update authority_deadline set first_end_on = (
    select min((told ->> 'end_on')::date)
    from jsonb_array_elements(authority_deadline.deadlines) as listed (told)
    where told ->> 'state' = 'open'
)
"""


@contextmanager
def _rows_in_sight() -> Iterator[None]:
    """Row-level security binds the owner too: for the time of the change it sees the rows it has to fill."""
    op.execute("alter table authority_deadline no force row level security")
    yield
    op.execute("alter table authority_deadline force row level security")


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("authority_deadline", sa.Column("first_end_on", sa.Date(), nullable=True))
    with _rows_in_sight():
        op.execute(_FIRST_END)
    op.create_index(
        "ix_authority_deadline_end",
        "authority_deadline",
        ["authority_id", "first_end_on", "departure_id"],
        postgresql_where=sa.text("first_end_on IS NOT NULL"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_authority_deadline_end", "authority_deadline")
    op.drop_column("authority_deadline", "first_end_on")
