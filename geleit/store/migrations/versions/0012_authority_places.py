"""An authority may sit in a commune with holidays of its own."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("authority", sa.Column("commune", sa.String(40), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("authority", "commune")
