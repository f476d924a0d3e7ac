"""Lists with a filter, kept under a name: one's own, or shared with offices."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# The sub-selects are worked out once per statement, not once per row.
_OWN = "account_id = (select nullif(current_setting('app.account', true), '')::uuid)"
_SHARED = (
    "shared_with && (select string_to_array("
    "nullif(current_setting('app.offices', true), ''), ',')::uuid[])::uuid[]"
)


def upgrade() -> None:
    """Go to this revision. Who shares a view still is the only one who can delete it."""
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("shared_with", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_saved_view_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index(op.f("ix_saved_view_account_id"), "saved_view", ["account_id"])
    op.execute("revoke all on saved_view from public")
    op.execute("alter table saved_view enable row level security")
    op.execute("alter table saved_view force row level security")
    op.execute("grant select, insert, delete on saved_view to geleit_web")
    rows = f"({_OWN}) or ({_SHARED})"
    op.execute(
        f"create policy saved_view_geleit_web on saved_view to geleit_web using ({rows}) with check ({rows})"
    )
    op.execute(
        f"create policy saved_view_own on saved_view as restrictive for delete to geleit_web using ({_OWN})"
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("saved_view")
