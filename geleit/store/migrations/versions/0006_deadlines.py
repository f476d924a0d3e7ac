"""Legal dates with both ends, and for authorities with what they need to act on them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Dates from before there were chains: nothing was counted, so they end on the day they name.
_TOLD = """
update authority_deadline set deadlines = coalesce((
    select jsonb_agg(
        told || jsonb_build_object(
            'end_on', told -> 'due_on', 'version', deadline.version, 'rule', null, 'rule_version', null,
            'sentence', null, 'chain', '[]'::jsonb, 'asked_on', null, 'answer_by', null
        ) order by place
    )
    from jsonb_array_elements(authority_deadline.deadlines) with ordinality as listed (told, place)
    join deadline on deadline.departure_id = authority_deadline.departure_id
        and deadline.kind = told ->> 'kind'
), '[]'::jsonb)
"""
_TOLD_BEFORE = """
update authority_deadline set deadlines = coalesce((
    select jsonb_agg(
        jsonb_build_object('kind', told -> 'kind', 'due_on', told -> 'due_on', 'state', told -> 'state')
        order by place
    )
    from jsonb_array_elements(authority_deadline.deadlines) with ordinality as listed (told, place)
), '[]'::jsonb)
"""


@contextmanager
def _rows_in_sight() -> Iterator[None]:
    """Let the owner see all rows during the change: row-level security applies to it too."""
    tables = ("authority_deadline", "deadline")
    for table in tables:
        op.execute(f"alter table {table} no force row level security")
    yield
    for table in tables:
        op.execute(f"alter table {table} force row level security")


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("deadline", sa.Column("end_on", sa.Date(), nullable=True))
    with _rows_in_sight():
        op.execute("update deadline set end_on = due_on")
        op.execute(_TOLD)
    op.alter_column("deadline", "end_on", nullable=False)
    op.add_column("deadline", sa.Column("escalate_on", sa.Date(), nullable=True))
    op.add_column("deadline", sa.Column("follow_up_on", sa.Date(), nullable=True))
    op.add_column("authority_deadline", sa.Column("answer_by", sa.Date(), nullable=True))
    op.create_index(
        "ix_authority_deadline_asked",
        "authority_deadline",
        ["authority_id", "answer_by", "departure_id"],
        postgresql_where=sa.text("answer_by IS NOT NULL"),
    )


def downgrade() -> None:
    """Go back."""
    with _rows_in_sight():
        op.execute(_TOLD_BEFORE)
    op.drop_index("ix_authority_deadline_asked", "authority_deadline")
    op.drop_column("authority_deadline", "answer_by")
    op.drop_column("deadline", "follow_up_on")
    op.drop_column("deadline", "escalate_on")
    op.drop_column("deadline", "end_on")
