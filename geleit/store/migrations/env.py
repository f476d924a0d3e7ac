"""Run migrations on the connection that `geleit.store.migrate` hands over, in one transaction."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.sql.sqltypes import AutoString

from geleit.store.schema import metadata


def run_migrations() -> None:
    """Run all pending migrations, in one transaction: all succeed or none does."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        render_item=_plain_text,
    )
    with context.begin_transaction():
        context.run_migrations()


def _plain_text(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Render codes as plain text: a migration does not repeat the members of an enumeration."""
    if kind == "type" and isinstance(item, sa.String | AutoString):
        return f"sa.String({item.length or ''})"
    if kind == "type" and isinstance(item, JSONB):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return "postgresql.JSONB()"
    return False


run_migrations()
