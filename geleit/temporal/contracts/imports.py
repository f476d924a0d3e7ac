"""Names and types of the import's workflow. Ids, counts and days only: the list stays in PostgreSQL."""

from datetime import date
from uuid import UUID

from geleit.domain.model import Value

IMPORT = "Import"
BEGIN_IMPORT = "begin_import"
IMPORT_CHUNK = "import_chunk"
FINISH_IMPORT = "finish_import"

CHUNK = 10
"""Departures carried out by one activity: what a killed worker's successor looks at again."""


def import_workflow_id(run_id: UUID) -> str:
    """The id of an import's workflow."""
    return f"import-{run_id}"


class ImportList(Value):
    """Import a list as of a day; ``position`` departures of it have been dealt with."""

    run_id: UUID
    on: date
    total: int | None = None
    position: int = 0


class ImportChunk(Value):
    """Deal with the departures from ``position`` on."""

    run_id: UUID
    on: date
    position: int
    size: int = CHUNK
