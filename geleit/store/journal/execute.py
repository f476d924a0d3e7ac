"""Carrying out one command: the single place where a departure changes, in one transaction.

Everything is written in one statement, and only if the departure still stands as it was when the command was
decided. Who already knows how it stands needs nothing but this statement; otherwise the departure is locked
and read before. The row makes one command wait for another; the journal makes a resend harmless.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from psycopg.errors import UniqueViolation
from pydantic_core import to_json

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
from geleit.domain.registry import AnyCommand, Entry
from geleit.processes import find_process, rule_set
from geleit.store import assignment, persons
from geleit.store.journal import statements
from geleit.store.journal.entries import Connection, entry_of, new_entries
from geleit.store.journal.projection import Row
from geleit.store.journal.requests import is_same_request
from geleit.store.journal.row_changes import Consequences, work_out

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
_JOURNAL = statements.insert("journal", beside=_UNCHANGED)
_OPEN = statements.insert("departure", beside=_UNCHANGED)
_DEPARTURE = statements.update("departure", beside=_UNCHANGED)
_DEPARTURE_BUT_APPLICANT = statements.update(
    "departure", without=("applicant", "sort_key"), beside=_UNCHANGED
)
_STEPS = statements.upsert("step", beside=_UNCHANGED)
_DEADLINES = statements.upsert("deadline", beside=_UNCHANGED)
_NOTES = statements.insert("note", beside=_UNCHANGED)
_AUTHORITY = statements.upsert("authority_deadline", beside=_UNCHANGED)
_NO_AUTHORITY = f"delete from authority_deadline using {_UNCHANGED} where departure_id = %s"  # noqa: S608  # a name of ours
_DROP_ENCLOSURE = (
    "delete from enclosure where departure_id = %s and request_id = %s and digest is not distinct from %s"
)
_ONE_DEPARTURE = "uq_journal_request"
_NOTIFY = f"select pg_notify(%s, %s) from {_UNCHANGED}"  # noqa: S608  # a name of ours


class CarriedOut(NamedTuple):
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
            # Whoever may not act here does not learn that somebody did.
            command.require_permission(self.departure)
            raise request_reused()
        return bool(done)

    def enclosed_for(self, command: AnyCommand) -> Enclosure | None:
        """What is enclosed. Raises Reused if it is another command's, and EnclosureMissingError."""
        if self.enclosure and self.enclosed != command.digest:
            raise request_reused()
        if command.is_enclosed and not self.enclosure:
            raise EnclosureMissingError(command.request_id)
        return self.enclosure


async def carry_out(
    connection: Connection,
    *,
    departure_id: UUID,
    seq: int,
    command: AnyCommand,
    now: datetime,
    seen: Departure | None = None,
) -> CarriedOut:
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
    return command.may_have_enclosure or isinstance(command, Reassign)


async def _if_unchanged(
    connection: Connection, seen: Departure, command: AnyCommand, now: datetime
) -> CarriedOut | None:
    """Decide on what was seen last; None, and nothing has happened, unless the departure still stands so."""
    try:
        events = decide(seen, command, process=_template(seen, command), rules=rule_set(), now=now)
    except Refusal:
        return None  # which may be due to what has changed meanwhile
    if not events:
        return None
    entries = new_entries(command, events, after=seen.version, now=now)
    rows = work_out(seen, entries, command=command, enclosure=None, process=_template(seen, command))
    is_written = await _write(connection, rows, command, before=seen)
    return CarriedOut(entries, rows.after) if is_written else None


async def _thoroughly(
    connection: Connection, departure_id: UUID, *, seq: int, command: AnyCommand, now: datetime
) -> CarriedOut:
    found = await _read(connection, departure_id, seq, command)
    if found.departure and found.has_done(command):
        result = CarriedOut(found.entries, found.departure)
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
) -> CarriedOut:
    before = found.departure
    process = _template(before, command)
    enclosure = found.enclosed_for(command)
    require_plausible_births(enclosure, today(now))
    command = with_majorities(command, enclosure, day=today(now))
    events = decide(before, command, process=process, rules=rule_set(), now=now)
    if before and not events:
        return CarriedOut(found.entries, before)
    if before and isinstance(command, Reassign | RecordProgress) and command.counsellor_id:
        await assignment.check_counsels(connection, command.counsellor_id, office_id=before.office_id)
    entries = new_entries(command, events, after=before.version if before else 0, now=now)
    consequences = work_out(before, entries, command=command, enclosure=enclosure, process=process)
    for statement, persons_rows in _given(persons.UPSERT, consequences.persons):
        await connection.execute(statement, persons_rows)
    is_dropped = await _drop_enclosure(connection, consequences.after.departure_id, command)
    if command.is_enclosed and not is_dropped:  # taken back since it was read
        raise EnclosureMissingError(command.request_id)
    if not await _write(connection, consequences, command, before=before):
        raise RuntimeError("a departure changed while it was locked")
    return CarriedOut(found.entries + entries, consequences.after)


def _template(departure: Departure | None, command: AnyCommand) -> Process:
    if departure is not None:
        return find_process(departure.process, departure.process_version)
    if isinstance(command, OpenDeparture):
        return find_process(command.process, command.process_version)
    raise no_departure()


async def _write(
    connection: Connection, rows: Consequences, command: AnyCommand, *, before: Departure | None
) -> bool:
    """Write everything but persons. False, and nothing is written, if the departure has changed.

    Raises Reused if the same request of the same account was carried out on another departure.
    """
    after = rows.after
    parts: list[tuple[str, Sequence[object]]] = [
        *_given(_JOURNAL, rows.journal),
        _departure(rows, is_new=before is None),
        *_given(_STEPS, rows.steps),
        *_given(_DEADLINES, rows.deadlines),
        *_given(_NOTES, rows.notes),
        *_given(_AUTHORITY, [rows.authority] if rows.authority else []),
    ]
    if rows.withdraws_authority:
        parts.append((_NO_AUTHORITY, (after.departure_id,)))
    state = after.model_dump_json(exclude_defaults=True)
    ids = (after.departure_id, command.request_id)
    values: list[object] = [after.version, state, after.departure_id, before.version if before else 0, *ids]
    values += [value for _, values in parts for value in values]
    together = _together(tuple(statement for statement, _ in parts))
    try:
        done = await connection.execute(together, [*values, CHANNEL, _announcement(after)])
    except UniqueViolation as error:
        if error.diag.constraint_name == _ONE_DEPARTURE:
            raise request_reused() from error
        raise
    return done.rowcount == 1


def _departure(rows: Consequences, *, is_new: bool) -> tuple[str, Sequence[object]]:
    if is_new:
        return _OPEN, (statements.rows_json([rows.departure]),)
    statement = _DEPARTURE if "applicant" in rows.departure else _DEPARTURE_BUT_APPLICANT
    return statement, (statements.row_json(rows.departure),)


def _given(statement: str, rows: list[Row]) -> Iterator[tuple[str, Sequence[object]]]:
    """The statement with its parameter, if there is anything to write."""
    if rows:
        yield statement, (statements.rows_json(rows),)


@cache
def _together(parts: tuple[str, ...]) -> str:
    """One statement instead of many: each costs as much time here as in PostgreSQL."""
    named = "".join(f", part_{number} as ({part})" for number, part in enumerate(parts))
    return f"with {_UNCHANGED} as ({_STATE}){named} {_NOTIFY}"


def _announcement(departure: Departure) -> str:
    """Ids only: whoever may LISTEN reads it."""
    return to_json({"departure": departure.departure_id, "version": departure.version}).decode()
