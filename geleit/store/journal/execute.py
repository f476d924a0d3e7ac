"""Carrying out one command: the single place where a departure changes, in one transaction.

Everything is written in one statement, and only if the departure still stands as it was when the command was
decided. Who already knows how it stands needs nothing but this statement; otherwise the departure is locked
and read before. The row makes one command wait for another; the journal makes a resend harmless.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from psycopg.errors import UniqueViolation
from pydantic_core import to_json
from sqlmodel import SQLModel

from geleit.domain.alarms.planning import today
from geleit.domain.commands import AnyCommand, OpenDeparture, Reassign, RecordProgress, has_enclosure
from geleit.domain.decide import decide
from geleit.domain.departure import Departure
from geleit.domain.enclosure import Enclosure
from geleit.domain.events import Entry
from geleit.domain.persons.majority import with_majorities
from geleit.domain.process import Process
from geleit.domain.refusal import Refusal, no_departure, request_reused
from geleit.domain.rules.check import check_actor
from geleit.domain.rules.people import born
from geleit.processes import find_process, lawbook
from geleit.store.journal import statements
from geleit.store.journal.checks import require_counsellor
from geleit.store.journal.entries import Connection, entry_of, new_entries
from geleit.store.journal.projection import Row
from geleit.store.journal.requests import is_same_request
from geleit.store.journal.row_changes import CommandChanges, changes_of
from geleit.store.journal.rows import ONE_DEPARTURE, JournalRow

CHANNEL = "departures"
"""Where every change is announced, as ``{"departure": id, "version": n}``."""

_CLAIM = (
    "insert into departure_state (departure_id, office_id, version) values (%s, %s, 0) on conflict do nothing"
)
_LOCK = "select state::text from departure_state where departure_id = %s for update"
# A statement of its own: it must see what was committed while the lock was waited for.
_READ = """
select enclosure.content::text, enclosure.digest, journal.digest,
    journal.seq, journal.at, journal.request_id, journal.actor_id, journal.actor_role, journal.body::text
from (select %(departure)s::uuid as departure_id, %(request)s::uuid as request_id, %(seq)s::int as seq) asked
left join enclosure on enclosure.request_id = asked.request_id
    and enclosure.departure_id = asked.departure_id
left join journal on journal.departure_id = asked.departure_id
    and (journal.seq > asked.seq or journal.request_id = asked.request_id)
order by journal.seq
"""

# Every other part of the statement hangs on this one: it has no row if the departure has changed since it was
# looked at, or if the request was carried out before.
_UNCHANGED = "unchanged"
_STATE = """
update departure_state set version = %s, state = %s::json
where departure_id = %s and version = %s
    and not exists (select from journal where departure_id = %s and request_id = %s)
returning true as found
"""
_DROP_ENCLOSURE = (
    "delete from enclosure where departure_id = %s and request_id = %s and digest is not distinct from %s"
)
_NOTIFY = f"select pg_notify(%s, %s) from {_UNCHANGED}"  # noqa: S608  # a name of ours


class Executed(NamedTuple):
    """The entries asked for, in order, and the departure after the last one."""

    entries: tuple[Entry, ...]
    departure: Departure


class EnclosureMissingError(Exception):
    """What was enclosed has been taken back: by whoever sent the same request and was refused."""


class _Found(NamedTuple):
    """What the first round trip brought back, with the departure's row locked.

    ``entries`` are those that the caller does not know yet, and what the same request did before;
    ``digest`` is of what that request asked, ``enclosed`` of the command that the enclosure belongs to.
    """

    departure: Departure | None
    enclosure: Enclosure | None
    enclosed: str | None
    entries: tuple[Entry, ...]
    digest: str | None

    def has_done(self, command: AnyCommand) -> bool:
        """The command was carried out before. Raises Reused if its request id was, with something else."""
        done = [entry for entry in self.entries if entry.request_id == command.request_id]
        if done and self.departure and not is_same_request(command, done, self.digest):
            check_actor(self.departure, command)  # who may not act here does not learn that somebody did
            raise request_reused()
        return bool(done)

    def enclosed_for(self, command: AnyCommand) -> Enclosure | None:
        """What is enclosed. Raises Reused if it is another command's, and EnclosureMissingError."""
        if self.enclosure and self.enclosed != command.digest:
            raise request_reused()
        if command.is_enclosed and not self.enclosure:
            raise EnclosureMissingError(command.request_id)
        return self.enclosure


async def execute(
    connection: Connection,
    *,
    departure_id: UUID,
    seq: int,
    command: AnyCommand,
    now: datetime,
    seen: Departure | None = None,
) -> Executed:
    """Carry the command out; answers every entry after the ``seq``-th and all of this request, old and new.

    A request that is already in the journal is neither checked nor decided again. ``seen`` is how the
    caller saw the departure last; it saves time if it still stands so. The connection commits by itself.
    Raises Refusal, Conflict, Forbidden, Reused or EnclosureMissingError, and then nothing has changed.
    """
    if seen is not None and seen.version == seq and not _needs_a_look(command):
        quick = await _if_unchanged(connection, seen, command, now)
        if quick is not None:
            return quick
    async with connection.transaction():
        return await _thoroughly(connection, departure_id, seq=seq, command=command, now=now)


def _needs_a_look(command: AnyCommand) -> bool:
    """Something personal may wait in PostgreSQL for this command, or it names who is to take the work."""
    return has_enclosure(command) or isinstance(command, Reassign)


async def _if_unchanged(
    connection: Connection, seen: Departure, command: AnyCommand, now: datetime
) -> Executed | None:
    """Decide on what was seen last; None, and nothing has happened, unless the departure still stands so."""
    try:
        events = decide(seen, command, process=_template(seen, command), rules=lawbook(), now=now)
    except Refusal:
        return None  # which may be due to what has changed meanwhile
    if not events:
        return None
    entries = new_entries(command, events, after=seen.version, now=now)
    rows = changes_of(seen, entries, command=command, enclosure=None, process=_template(seen, command))
    is_written = await _write(connection, rows, command, before=seen)
    return Executed(entries, rows.after) if is_written else None


async def _thoroughly(
    connection: Connection, departure_id: UUID, *, seq: int, command: AnyCommand, now: datetime
) -> Executed:
    found = await _read(connection, departure_id, seq, command)
    if found.departure and found.has_done(command):
        result = Executed(found.entries, found.departure)
    else:
        result = await _decide_and_write(connection, found, command, now)
    if result.departure is found.departure:
        # Nothing was written, but what was enclosed must not stay.
        await _drop_enclosure(connection, departure_id, command)
    return result


async def _drop_enclosure(connection: Connection, departure_id: UUID, command: AnyCommand) -> bool:
    """Whether the command's own enclosure was still there."""
    dropped = await connection.execute(_DROP_ENCLOSURE, (departure_id, command.request_id, command.digest))
    return dropped.rowcount > 0


async def _read(connection: Connection, departure_id: UUID, seq: int, command: AnyCommand) -> _Found:
    async with connection.pipeline():
        if isinstance(command, OpenDeparture):
            await connection.execute(_CLAIM, (departure_id, command.office_id))
        state = await connection.execute(_LOCK, (departure_id,))
        asked = {"departure": departure_id, "request": command.request_id, "seq": seq}
        read = await connection.execute(_READ, asked)
    snapshot = await state.fetchone()
    rows = await read.fetchall()
    content, enclosed = rows[0][:2]
    return _Found(
        departure=Departure.model_validate_json(snapshot[0]) if snapshot and snapshot[0] else None,
        enclosure=Enclosure.model_validate_json(content) if content else None,
        enclosed=enclosed,
        entries=tuple(entry_of(row[3:]) for row in rows if row[3] is not None),
        digest=next((row[2] for row in rows if row[5] == command.request_id and row[2]), None),
    )


async def _decide_and_write(
    connection: Connection, found: _Found, command: AnyCommand, now: datetime
) -> Executed:
    before = found.departure
    process = _template(before, command)
    enclosure = found.enclosed_for(command)
    born(enclosure, today(now))
    command = with_majorities(command, enclosure, day=today(now))
    events = decide(before, command, process=process, rules=lawbook(), now=now)
    if before and not events:
        return Executed(found.entries, before)
    if before and isinstance(command, Reassign | RecordProgress) and command.counsellor_id:
        await require_counsellor(connection, command.counsellor_id, office_id=before.office_id)
    entries = new_entries(command, events, after=before.version if before else 0, now=now)
    consequences = changes_of(before, entries, command=command, enclosure=enclosure, process=process)
    for statement, rows in consequences.written_before():
        await connection.execute(statement, (statements.rows_json(rows),))
    is_dropped = await _drop_enclosure(connection, consequences.after.departure_id, command)
    if command.is_enclosed and not is_dropped:  # taken back since it was read
        raise EnclosureMissingError(command.request_id)
    if not await _write(connection, consequences, command, before=before):
        raise RuntimeError("a departure changed while it was locked")
    return Executed(found.entries + entries, consequences.after)


def _template(departure: Departure | None, command: AnyCommand) -> Process:
    if departure is not None:
        return find_process(departure.process, departure.process_version)
    if isinstance(command, OpenDeparture):
        return find_process(command.process, command.process_version)
    raise no_departure()


async def _write(
    connection: Connection, rows: CommandChanges, command: AnyCommand, *, before: Departure | None
) -> bool:
    """Write everything but persons. False, and nothing is written, if the departure has changed.

    Raises Reused if the same request of the same account was carried out on another departure.
    """
    after = rows.after
    parts = list(_parts(rows, is_new=before is None))
    state = after.model_dump_json(exclude_defaults=True)
    ids = (after.departure_id, command.request_id)
    values: list[object] = [after.version, state, after.departure_id, before.version if before else 0, *ids]
    values += [value for _, value in parts]
    together = _together(tuple(statement for statement, _ in parts))
    try:
        done = await connection.execute(together, [*values, CHANNEL, _announcement(after)])
    except UniqueViolation as error:
        if error.diag.constraint_name == ONE_DEPARTURE:
            raise request_reused() from error
        raise
    return done.rowcount == 1


def _parts(rows: CommandChanges, *, is_new: bool) -> Iterator[tuple[str, object]]:
    """Yield the statements that hang on the guard, each with its parameter."""
    yield statements.insert(JournalRow, beside=_UNCHANGED), statements.rows_json(rows.journal)
    for table, changes in rows.written_with_guard():
        if table.is_single:
            yield from _single_rows(table.row_class, changes.rows, is_new=is_new)
        elif changes.rows:
            write = statements.insert if table.is_append_only else statements.upsert
            yield write(table.row_class, beside=_UNCHANGED), statements.rows_json(changes.rows)
        if changes.is_withdrawn:
            yield statements.delete(table.row_class, beside=_UNCHANGED), rows.after.departure_id


def _single_rows(row_class: type[SQLModel], rows: list[Row], *, is_new: bool) -> Iterator[tuple[str, object]]:
    for row in rows:
        if is_new:
            yield statements.insert(row_class, beside=_UNCHANGED), statements.rows_json([row])
        else:
            yield statements.update(row_class, frozenset(row), beside=_UNCHANGED), statements.row_json(row)


@cache
def _together(parts: tuple[str, ...]) -> str:
    """One statement instead of many: each costs as much time here as in PostgreSQL."""
    named = "".join(f", part_{number} as ({part})" for number, part in enumerate(parts))
    return f"with {_UNCHANGED} as ({_STATE}){named} {_NOTIFY}"


def _announcement(departure: Departure) -> str:
    """Ids only: whoever may LISTEN reads it."""
    return to_json({"departure": departure.departure_id, "version": departure.version}).decode()
