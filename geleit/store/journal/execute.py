"""Execute one command: the single place where a departure changes, in one transaction.

Everything is written in one statement, and only if the departure is unchanged since the command was decided.
A caller who already knows its state needs nothing but this statement; otherwise the departure is locked and
read first. The row lock makes one command wait for another; the journal makes a resend harmless.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from geleit.domain.assignment.commands import Reassign
from geleit.domain.dates import today
from geleit.domain.decide import decide
from geleit.domain.departure import Departure
from geleit.domain.enclosure import Enclosure
from geleit.domain.imports.commands import RecordProgress
from geleit.domain.lifecycle.commands.open import OpenDeparture
from geleit.domain.persons.birth_dates import require_plausible_births, with_majorities
from geleit.domain.process import Process
from geleit.domain.refusal import Refusal, no_departure, request_reused
from geleit.domain.registry import AnyCommand, AnyEvent, Entry
from geleit.german.chain import add_explanations
from geleit.processes import find_process, rule_set
from geleit.store.journal import statements
from geleit.store.journal.checks import authority_place, require_counsellor
from geleit.store.journal.entries import Connection, entry_of, new_entries
from geleit.store.journal.requests import is_same_request
from geleit.store.journal.row_changes import changes_of
from geleit.store.journal.write import write_if_unchanged

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

_DROP_ENCLOSURE = (
    "delete from enclosure where departure_id = %s and request_id = %s and digest is not distinct from %s"
)


class ExecuteResult(NamedTuple):
    """The requested entries, in order, and the departure after the last one."""

    entries: tuple[Entry, ...]
    departure: Departure


class EnclosureMissingError(Exception):
    """The enclosure was dropped, because the same request was sent before and refused."""


class _Locked(NamedTuple):
    """The locked departure, and what is known of the request.

    ``entries`` are those that the caller does not know yet, and what the same request did before; ``digest``
    is of that request, ``enclosed`` of the command that the enclosure belongs to.
    """

    departure: Departure | None
    enclosure: Enclosure | None
    enclosed: str | None
    entries: tuple[Entry, ...]
    digest: str | None

    def was_executed(self, command: AnyCommand) -> bool:
        """Tell whether the command was executed before.

        Raise Reused if something else was executed under its request id.
        """
        done = [entry for entry in self.entries if entry.request_id == command.request_id]
        if done and self.departure and not is_same_request(command, done, self.digest):
            # An actor without permission must not learn that somebody else acted.
            command.require_permission(self.departure)
            raise request_reused()
        return bool(done)

    def enclosure_for(self, command: AnyCommand) -> Enclosure | None:
        """Return the enclosure of the command.

        Raise Reused if it is another command's, and EnclosureMissingError if there is none any more.
        """
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
) -> ExecuteResult:
    """Execute the command; return every entry after the ``seq``-th and all of this request, old and new.

    A request that is already in the journal is neither checked nor decided again. ``seen`` is the departure
    as the caller last saw it, which saves time if it is still current. The connection commits by itself.
    Raise Refusal, Conflict, Forbidden, Reused or EnclosureMissingError, and then nothing has changed.
    """
    if seen is not None and seen.version == seq and not _needs_lock(command, seen):
        quick = await _execute_if_unchanged(connection, seen, command, now)
        if quick is not None:
            return quick
    async with connection.transaction():
        return await _execute_locked(connection, departure_id, seq=seq, command=command, now=now)


def _needs_lock(command: AnyCommand, seen: Departure) -> bool:
    """Tell whether something is to be read for the command: an enclosure, a counsellor, an authority."""
    return (
        command.may_have_enclosure
        or isinstance(command, Reassign)
        or command.authority_concerned(seen) is not None
    )


async def _execute_if_unchanged(
    connection: Connection, seen: Departure, command: AnyCommand, now: datetime
) -> ExecuteResult | None:
    """Decide with the state that was seen last.

    Return None, without any change, if the departure has changed since.
    """
    try:
        events = _decide(seen, command, process=_template(seen, command), now=now)
    except Refusal:
        return None  # the refusal may be due to a change meanwhile
    if not events:
        return None
    entries = new_entries(command, events, after=seen.version, now=now)
    rows = changes_of(seen, entries, command=command, enclosure=None, process=_template(seen, command))
    is_written = await write_if_unchanged(connection, rows, command, before=seen)
    return ExecuteResult(entries, rows.after) if is_written else None


def _decide(
    departure: Departure | None, command: AnyCommand, *, process: Process, now: datetime
) -> list[AnyEvent]:
    """Decide the events as they are recorded: those of deadlines with their explanations."""
    rules = rule_set()
    events = decide(departure, command, process=process, rules=rules, now=now)
    return add_explanations(events, departure, rules=rules)


async def _execute_locked(
    connection: Connection, departure_id: UUID, *, seq: int, command: AnyCommand, now: datetime
) -> ExecuteResult:
    found = await _read(connection, departure_id, seq, command)
    if found.departure and found.was_executed(command):
        result = ExecuteResult(found.entries, found.departure)
    else:
        result = await _decide_and_write(connection, found, command, now)
    if result.departure is found.departure:
        # Nothing was written, but the enclosure must not stay.
        await _drop_enclosure(connection, departure_id, command)
    return result


async def _drop_enclosure(connection: Connection, departure_id: UUID, command: AnyCommand) -> bool:
    """Delete the command's own enclosure; tell whether there was one."""
    dropped = await connection.execute(_DROP_ENCLOSURE, (departure_id, command.request_id, command.digest))
    return dropped.rowcount > 0


async def _read(connection: Connection, departure_id: UUID, seq: int, command: AnyCommand) -> _Locked:
    async with connection.pipeline():
        if isinstance(command, OpenDeparture):
            await connection.execute(_CLAIM, (departure_id, command.office_id))
        state = await connection.execute(_LOCK, (departure_id,))
        asked = {"departure": departure_id, "request": command.request_id, "seq": seq}
        read = await connection.execute(_READ, asked)
    snapshot = await state.fetchone()
    rows = await read.fetchall()
    content, enclosed = rows[0][:2]
    return _Locked(
        departure=Departure.model_validate_json(snapshot[0]) if snapshot and snapshot[0] else None,
        enclosure=Enclosure.model_validate_json(content) if content else None,
        enclosed=enclosed,
        entries=tuple(entry_of(row[3:]) for row in rows if row[3] is not None),
        digest=next((row[2] for row in rows if row[5] == command.request_id and row[2]), None),
    )


async def _decide_and_write(
    connection: Connection, found: _Locked, command: AnyCommand, now: datetime
) -> ExecuteResult:
    before = found.departure
    process = _template(before, command)
    enclosure = found.enclosure_for(command)
    require_plausible_births(enclosure, today(now))
    command = with_majorities(command, enclosure, today=today(now))
    if authority_id := command.authority_concerned(before):
        place = await authority_place(connection, authority_id)
        command = command.model_copy(update={"place": place})
    events = _decide(before, command, process=process, now=now)
    if before and not events:
        return ExecuteResult(found.entries, before)
    if before and isinstance(command, Reassign | RecordProgress) and command.counsellor_id:
        await require_counsellor(connection, command.counsellor_id, office_id=before.office_id)
    entries = new_entries(command, events, after=before.version if before else 0, now=now)
    changes = changes_of(before, entries, command=command, enclosure=enclosure, process=process)
    for statement, rows in changes.written_before():
        await connection.execute(statement, (statements.rows_json(rows),))
    is_dropped = await _drop_enclosure(connection, changes.after.departure_id, command)
    if command.is_enclosed and not is_dropped:  # dropped since it was read
        raise EnclosureMissingError(command.request_id)
    if not await write_if_unchanged(connection, changes, command, before=before):
        raise RuntimeError("a departure changed while it was locked")
    return ExecuteResult(found.entries + entries, changes.after)


def _template(departure: Departure | None, command: AnyCommand) -> Process:
    if departure is not None:
        return find_process(departure.process, departure.process_version)
    if isinstance(command, OpenDeparture):
        return find_process(command.process, command.process_version)
    raise no_departure()
