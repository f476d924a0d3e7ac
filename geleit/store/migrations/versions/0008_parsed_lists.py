"""Store the table of an uploaded list, not the file, so that no file is read twice."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Lists that came to nothing were kept by mistake. The others keep their file: workers read it once more.
_DROP_FILES = "update import_run set content = '' where state = 'failed' and content <> ''"
_END_WITHOUT_FILE = sa.text(
    "update import_run set state = 'failed', finished_at = now(), report = jsonb_build_object("
    "'departures', 0, 'persons', 0, 'notices', jsonb_build_array(cast(:notice as text))"
    ") where state in ('read', 'ready', 'running') and content = ''"
)
_NOTICE = (
    "Geleit wurde auf einen früheren Stand gebracht. Bitte wählen Sie die Datei noch einmal aus: "
    "Was schon übernommen ist, bleibt dabei, wie es ist."
)


@contextmanager
def _rows_in_sight() -> Iterator[None]:
    """Let the owner see all rows during the change: row-level security applies to it too."""
    op.execute("alter table import_run no force row level security")
    yield
    op.execute("alter table import_run force row level security")


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("import_run", sa.Column("parsed", sa.String(), nullable=False, server_default=""))
    with _rows_in_sight():
        op.execute(_DROP_FILES)


def downgrade() -> None:
    """Go back."""
    with _rows_in_sight():
        op.execute(_END_WITHOUT_FILE.bindparams(notice=_NOTICE))
    op.drop_column("import_run", "parsed")
