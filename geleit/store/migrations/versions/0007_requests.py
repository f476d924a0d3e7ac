"""Distinguish requests by their content: a digest in journal and enclosure, and one text per departure."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# The journal has taken them over: what is left is nobody's any more.
_FORGET_SETTLED = """
delete from enclosure where exists (
    select from journal
    where journal.departure_id = enclosure.departure_id and journal.request_id = enclosure.request_id
)
"""
# The release before knows one text to a request: the latest.
_FORGET_OLDER = """
delete from enclosure older using enclosure newer
where older.request_id = newer.request_id
    and (older.created_at, older.departure_id) < (newer.created_at, newer.departure_id)
"""


@contextmanager
def _rows_in_sight() -> Iterator[None]:
    """Let the owner see all rows during the change: row-level security applies to it too."""
    tables = ("enclosure", "journal")
    for table in tables:
        op.execute(f"alter table {table} no force row level security")
    yield
    for table in tables:
        op.execute(f"alter table {table} force row level security")


def upgrade() -> None:
    """Go to this revision. Rights are those of the tables; the new columns need none of their own."""
    with _rows_in_sight():
        op.execute(_FORGET_SETTLED)
    op.drop_constraint("pk_enclosure", "enclosure")
    op.create_primary_key("pk_enclosure", "enclosure", ["departure_id", "request_id"])
    op.add_column("enclosure", sa.Column("digest", sa.String(), nullable=True))
    # Null for what is there: nobody can tell any more what exactly was asked.
    op.add_column("journal", sa.Column("digest", sa.String(), nullable=True))
    op.create_index(
        "uq_journal_request",
        "journal",
        ["request_id", "actor_id"],
        unique=True,
        postgresql_where=sa.text("digest IS NOT NULL"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("uq_journal_request", "journal")
    op.drop_column("journal", "digest")
    op.drop_column("enclosure", "digest")
    with _rows_in_sight():
        op.execute(_FORGET_OLDER)
    op.drop_constraint("pk_enclosure", "enclosure")
    op.create_primary_key("pk_enclosure", "enclosure", ["request_id"])
