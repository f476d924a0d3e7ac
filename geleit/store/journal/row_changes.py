"""What a carried-out command changes in the tables: worked out here, written by `execute`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from geleit.domain.departure import Departure, apply
from geleit.domain.enclosure import Enclosure
from geleit.domain.message import Command
from geleit.domain.notes.events import NoteWritten
from geleit.domain.process import Process
from geleit.domain.refusal import Refusal
from geleit.domain.registry import Entry
from geleit.domain.texts import _
from geleit.store.journal.entries import journal_row
from geleit.store.journal.projection import (
    Row,
    applicant_columns,
    authority_row,
    deadline_rows,
    departure_row,
    note_row,
    step_rows,
)
from geleit.store.persons import APPLICANT, news_of_persons, person_row


@dataclass(frozen=True)
class Consequences:
    """Rows by table. ``departure`` has no applicant columns unless the applicant's name is news.

    ``authority`` is the row that the authority sees, if it is news; ``withdraws_authority`` if there was one
    and must not be any more.
    """

    after: Departure
    journal: list[Row]
    departure: Row
    authority: Row | None
    withdraws_authority: bool
    steps: list[Row] = field(default_factory=list)
    deadlines: list[Row] = field(default_factory=list)
    persons: list[Row] = field(default_factory=list)
    notes: list[Row] = field(default_factory=list)


def work_out(
    before: Departure | None,
    entries: tuple[Entry, ...],
    *,
    command: Command,
    enclosure: Enclosure | None,
    process: Process,
) -> Consequences:
    """The rows that differ after these entries. Raises Refusal when a name or note is missing."""
    after = before
    for entry in entries:
        after = apply(after, entry.event, entry.seq)
    if after is None:
        raise ValueError("a departure without events")
    ids = {"departure_id": after.departure_id, "office_id": after.office_id}
    events = [entry.event for entry in entries]
    details = news_of_persons(after, events, command, enclosure)
    roles = {person.number: person for person in after.persons}
    departure = departure_row(after, entries[-1].at)
    if APPLICANT in details:
        departure |= applicant_columns(details[APPLICANT])
    shown, shows = authority_row(before) if before else None, authority_row(after)
    return Consequences(
        after=after,
        journal=_journal(entries, command, ids),
        departure=departure,
        authority=shows if shows != shown else None,
        withdraws_authority=shows is None and shown is not None,
        steps=_changed_steps(before, after, process),
        deadlines=_changed_deadlines(before, after),
        persons=[person_row(details[number], person=roles[number], **ids) for number in details],
        notes=_notes(entries, enclosure, ids),
    )


def _journal(entries: tuple[Entry, ...], command: Command, ids: Mapping[str, UUID]) -> list[Row]:
    """The rows of the journal; the first one tells what was asked."""
    first, *others = [journal_row(entry, **ids) for entry in entries]
    return [first | {"digest": command.digest}, *others]


def _changed_steps(before: Departure | None, after: Departure, process: Process) -> list[Row]:
    steps = after.steps.values()
    if before and before.status == after.status and before.counsellor_id == after.counsellor_id:
        return step_rows(after, [step for step in steps if step.version > before.version], process)
    # Every step has to be put to rest or woken up, or may be another counsellor's.
    return step_rows(after, steps, process)


def _changed_deadlines(before: Departure | None, after: Departure) -> list[Row]:
    deadlines = after.deadlines.values()
    if before and before.is_live == after.is_live:
        return deadline_rows(after, [date for date in deadlines if date.version > before.version])
    return deadline_rows(after, deadlines)


def _notes(entries: tuple[Entry, ...], enclosure: Enclosure | None, ids: Mapping[str, UUID]) -> list[Row]:
    written = [(entry, entry.event) for entry in entries if isinstance(entry.event, NoteWritten)]
    text = enclosure.note if enclosure else None
    if written and not text:
        raise Refusal("no_note", _("Bitte schreiben Sie einen Text."))
    return [note_row(entry, event, text or "", **ids) for entry, event in written]
