"""Notes on a departure and its steps: their texts are stored here and nowhere else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import Field, SQLModel, col
from sqlmodel.ext.asyncio.session import AsyncSession

from geleit.domain.departure import Departure
from geleit.domain.notes.events import NoteWritten
from geleit.domain.refusal import no_note
from geleit.domain.registry import Entry
from geleit.store.base import MOMENT
from geleit.store.journal.projection import DepartureChange, JournaledDeparture, Projection, Row, RowChanges


class NoteRow(SQLModel, table=True):
    """Row of a note on a departure or one of its steps. ``seq`` is that of its event in the journal."""

    __tablename__ = "note"

    departure_id: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    office_id: UUID
    step: str | None = None
    author_id: UUID | None = None
    at: datetime = Field(sa_type=MOMENT)
    text: str = Field(repr=False)


@dataclass(frozen=True, slots=True)
class Note:
    """A note on the departure (``step`` None) or on one of its steps. ``seq`` is that of its event."""

    seq: int
    step: str | None
    author_id: UUID | None
    at: datetime
    text: str


async def notes_of(session: AsyncSession, departure_id: UUID) -> list[Note]:
    """Return every note of a departure, newest first."""
    connection = await session.connection()
    found = await connection.execute(_NOTES, {"departure": departure_id})
    return [Note(row.seq, row.step, row.author_id, row.at, row.text) for row in found]


_NOTES = (
    select(col(NoteRow.seq), col(NoteRow.step), col(NoteRow.author_id), col(NoteRow.at), col(NoteRow.text))
    .where(col(NoteRow.departure_id) == bindparam("departure"))
    .order_by(col(NoteRow.seq).desc())
)


# The projection


def _rows(source: JournaledDeparture) -> list[Row]:
    return _note_rows(source.departure, source.entries, source.notes)


def _changed(change: DepartureChange) -> RowChanges:
    written = [entry for entry in change.entries if isinstance(entry.event, NoteWritten)]
    if written and not change.note:
        raise no_note()
    texts = {entry.seq: change.note for entry in written if change.note}
    return RowChanges(_note_rows(change.after, written, texts))


def _note_rows(departure: Departure, entries: Sequence[Entry], texts: Mapping[int, str]) -> list[Row]:
    return [
        _row(departure, entry, entry.event, texts.get(entry.seq))
        for entry in entries
        if isinstance(entry.event, NoteWritten)
    ]


def _row(departure: Departure, entry: Entry, event: NoteWritten, text: str | None) -> Row:
    """Return the row of a note; only its key if its text is not known."""
    key: dict[str, Any] = {"departure_id": departure.departure_id, "seq": entry.seq}
    if text is None:
        return key
    return key | {
        "office_id": departure.office_id,
        "step": event.step,
        "author_id": entry.actor_id,
        "at": entry.at,
        "text": text,
    }


PROJECTION = Projection(NoteRow, rows=_rows, changed=_changed, is_append_only=True, is_rebuilt=False)
