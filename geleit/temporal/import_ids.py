"""The ids of an import are derived from the master key."""

from uuid import UUID

from geleit.importing.ids import ImportIds
from geleit.temporal.keys import derive_key


def import_ids(master: bytes, run_id: UUID) -> ImportIds:
    """Return the ids of an import."""
    return ImportIds(derive_key(master, "ids of imports"), run_id)
