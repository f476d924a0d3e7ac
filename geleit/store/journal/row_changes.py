"""Calculate the rows that a command changes; `execute` writes them."""

from collections.abc import Iterator
from dataclasses import dataclass

from geleit.domain.departure import Departure, apply
from geleit.domain.enclosure import Enclosure
from geleit.domain.message import Command
from geleit.domain.process import Process
from geleit.domain.registry import Entry
from geleit.store.journal.entries import journal_row
from geleit.store.journal.projection import DepartureChange, Projection, Row, RowChanges
from geleit.store.journal.projections import PROJECTIONS
from geleit.store.persons.details import changed_persons


@dataclass(frozen=True)
class CommandChanges:
    """The rows that one command writes: those of the journal, and the changes of the read model by table."""

    after: Departure
    journal: list[Row]
    tables: tuple[tuple[Projection, RowChanges], ...]

    def written_with_guard(self) -> Iterator[tuple[Projection, RowChanges]]:
        """Yield the changes that are part of the guarded statement."""
        return ((table, changes) for table, changes in self.tables if table.own_statement is None)

    def written_before(self) -> Iterator[tuple[str, list[Row]]]:
        """Yield the statements that write the other changes, with their rows."""
        return (
            (table.own_statement, changes.rows)
            for table, changes in self.tables
            if table.own_statement is not None and changes.rows
        )


def changes_of(
    before: Departure | None,
    entries: tuple[Entry, ...],
    *,
    command: Command,
    enclosure: Enclosure | None,
    process: Process,
) -> CommandChanges:
    """Return the rows that differ after these entries. Raise Refusal when a name or note is missing."""
    after = before
    for entry in entries:
        after = apply(after, entry.event, entry.seq)
    if after is None:
        raise ValueError("a departure without events")
    change = DepartureChange(
        before=before,
        after=after,
        entries=entries,
        process=process,
        persons=changed_persons(after, [entry.event for entry in entries], command, enclosure),
        note=enclosure.note if enclosure else None,
    )
    return CommandChanges(
        after=after,
        journal=_journal_rows(entries, command, after),
        tables=tuple((projection, projection.changed(change)) for projection in PROJECTIONS),
    )


def _journal_rows(entries: tuple[Entry, ...], command: Command, departure: Departure) -> list[Row]:
    """Return the rows of the journal; the first one has the digest of the command."""
    first, *others = [journal_row(entry, departure) for entry in entries]
    return [first | {"digest": command.digest}, *others]
