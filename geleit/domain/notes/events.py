"""A note was written."""

from typing import Literal

from geleit.domain.departure import Departure
from geleit.domain.message import Event


class NoteWritten(Event):
    """Event of a new note; its text is personal and lives in PostgreSQL alone."""

    kind: Literal["note_written"] = "note_written"
    step: str | None = None

    def apply(self, departure: Departure, seq: int) -> Departure:
        return departure.replace(version=seq)
