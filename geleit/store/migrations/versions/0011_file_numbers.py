"""Departures keep the number of the office's own file, and are found by it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("departure", sa.Column("file_number", sa.String(), nullable=True))
    op.create_index(
        "ix_departure_file_number",
        "departure",
        ["office_id", "file_number"],
        postgresql_where=sa.text("file_number IS NOT NULL"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_departure_file_number", "departure")
    op.drop_column("departure", "file_number")
