"""Names and types of the import's workflow. Ids, counts and days only: the list stays in PostgreSQL."""

from datetime import date
from uuid import UUID

from geleit.domain.model import Value

IMPORT = "Import"
BEGIN_IMPORT = "begin_import"
IMPORT_CHUNK = "import_chunk"
FINISH_IMPORT = "finish_import"

CHUNK = 10
"""Departures imported by one activity: what is repeated after a worker was killed."""


def import_workflow_id(run_id: UUID) -> str:
    """Return the id of an import's workflow."""
    return f"import-{run_id}"


class ImportList(Value, extra="forbid"):
    """The argument of an import: `on` is its day, `position` departures of the list have been imported.

    Nothing else may be parsed as one: a chunk from a history would begin in the middle.
    """

    run_id: UUID
    on: date
    total: int | None = None
    position: int = 0


class ImportChunk(Value, extra="forbid"):
    """The input of one chunk: `size` departures from `position` on."""

    run_id: UUID
    on: date
    position: int
    size: int = CHUNK
