"""Tokens with which programs use the JSON interface in the name of an account."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Create the table; the web may only look tokens up, the operator creates and withdraws them."""
    op.create_table(
        "api_token",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_api_token_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_api_token")),
    )
    op.create_index(op.f("ix_api_token_account_id"), "api_token", ["account_id"])
    op.execute("revoke all on api_token from public")
    op.execute("alter table api_token enable row level security")
    op.execute("alter table api_token force row level security")
    for role, privileges in (("geleit_web", "select"), ("geleit_worker", "select, insert, delete")):
        op.execute(f"grant {privileges} on api_token to {role}")
        op.execute(f"create policy api_token_{role} on api_token to {role} using (true) with check (true)")


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("api_token")
