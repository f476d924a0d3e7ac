"""The values of residence status, ways of counting and kinds of dates are English words."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Journals keep the words they were written with. The state beside them is compared with what they say now.
_RENAMED = {
    "residence_status": {
        "ausreisepflichtig": "duty_to_leave",
        "aufenthaltserlaubnis": "residence_permit",
        "sonstiges": "other",
    },
    "count": {
        "kalendertage": "calendar_days",
        "arbeitstage": "working_days",
        "werktage": "working_days_with_saturdays",
    },
    "commune": {"katholisch": "catholic"},
    "kind": {
        "FRIST": "period",
        "TERMIN": "appointment",
        "FIXED_DEADLINE": "fixed_deadline",
        "VALIDITY": "validity",
        "WINDOW": "window",
        "TARGET": "target",
        "FORECAST": "forecast",
    },
}
_COLUMN = sa.text("update departure set residence_status = :after where residence_status = :before")


@contextmanager
def _rows_in_sight() -> Iterator[None]:
    """Row-level security binds the owner too: for the time of the change it sees what it has to change."""
    tables = ("departure", "departure_state")
    for table in tables:
        op.execute(f"alter table {table} no force row level security")
    yield
    for table in tables:
        op.execute(f"alter table {table} force row level security")


def _rename(renamed: dict[str, dict[str, str]]) -> None:
    for before, after in renamed["residence_status"].items():
        op.execute(_COLUMN.bindparams(before=before, after=after))
    op.execute(_state_renamed(renamed))


def _state_renamed(renamed: dict[str, dict[str, str]]) -> sa.TextClause:
    """Make the statement that renames the values in every state, each row written once.

    The column is json, which keeps the order of its keys: it is changed as text, and holds no free text in
    which a key with its value could be quoted.
    """
    patterns = {
        rf'("{key}"\s*:\s*)"{before}"': rf'\1"{after}"'
        for key, values in renamed.items()
        for before, after in values.items()
    }
    changed, values = "state::text", {"any": "|".join(patterns)}
    for n, (pattern, replacement) in enumerate(patterns.items()):
        changed = f"regexp_replace({changed}, :pattern_{n}, :replacement_{n}, 'g')"
        values |= {f"pattern_{n}": pattern, f"replacement_{n}": replacement}
    statement = f"update departure_state set state = ({changed})::json where state::text ~ :any"  # noqa: S608
    return sa.text(statement).bindparams(**values)


def upgrade() -> None:
    """Go to this revision."""
    with _rows_in_sight():
        _rename(_RENAMED)


def downgrade() -> None:
    """Go back. The release before cannot read journals in which there are words of this one."""
    with _rows_in_sight():
        _rename({key: {after: before for before, after in each.items()} for key, each in _RENAMED.items()})
