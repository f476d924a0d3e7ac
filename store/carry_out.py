"""Carrying out one command: the single place where a departure changes, in one transaction.

Two round trips, each a pipeline: the first locks the departure and reads what the decision needs, the second
writes everything and commits. The row lock makes one command wait for another; the journal makes a resend
harmless.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pydantic_core import to_json

from domain.alarms import today
from domain.commands import AnyCommand, OpenDeparture
from domain.decide import decide
from domain.departure import Departure
from domain.enclosures import Enclosure
from domain.events import Entry
from domain.majority import with_majorities
from domain.process import Process
from domain.refusals import Refusal
from domain.texts import _
from processes import find_process, lawbook
from store import persons, statements
from store.consequences import Consequences, work_out
from store.journal import OF_DEPARTURE, OF_REQUEST, Connection, entry_of, new_entries
from store.projection import Row

CHANNEL = "departures"
"""Where every change is announced, as ``{"departure": id, "version": n, "actor": account id or null}``."""

_CLAIM = (
    "insert into departure_state (departure_id, office_id, version) values (%s, %s, 0) on conflict do nothing"
)
_LOCK = "select state::text from departure_state where departure_id = %s for update"
_ENCLOSURE = "select content::text from enclosure where request_id = %s and departure_id = %s"

_JOURNAL = statements.insert("journal")
_STATE = "update departure_state set version = %s, state = %s::json where departure_id = %s"
_OPEN = statements.insert("departure")
_DEPARTURE = statements.update("departure", without=())
_DEPARTURE_BUT_APPLICANT = statements.update("departure", without=("applicant", "sort_key"))
_STEPS = statements.upsert("step")
_DEADLINES = statements.upsert("deadline")
_NOTES = statements.insert("note")
_AUTHORITY = statements.upsert("authority_deadline")
_NO_AUTHORITY = "delete from authority_deadline where departure_id = %s"
_DROP_ENCLOSURE = "delete from enclosure where request_id = %s"
_NOTIFY = "select pg_notify(%s, %s)"


class CarriedOut(NamedTuple):
    """The entries asked for, in order, and the departure after the last one."""

    entries: tuple[Entry, ...]
    departure: Departure


class _Found(NamedTuple):
    """What the first round trip brought back, with the departure's row locked.

    ``already`` is what the same request did before, ``later`` what the caller does not know yet.
    """

    departure: Departure | None
    enclosure: Enclosure | None
    already: tuple[Entry, ...]
    later: tuple[Entry, ...]


async def carry_out(
    connection: Connection, *, departure_id: UUID, seq: int, command: AnyCommand, now: datetime
) -> CarriedOut:
    """Carry the command out; answers every entry after the ``seq``-th and all of this request, old and new.

    A request id that is already in the journal is neither checked nor decided again. Raises Refusal, Conflict
    or Forbidden, and then nothing has changed.
    """
    try:
        found = await _read(connection, departure_id, seq, command)
        if found.departure and found.already:
            result = CarriedOut(_merged(found), found.departure)
        else:
            result = await _decide_and_write(connection, found, command, now)
        if result.departure is found.departure:
            # Nothing was written, but what was enclosed must not stay.
            await connection.execute(_DROP_ENCLOSURE, (command.request_id,))
            await connection.commit()
    except BaseException:
        if not connection.closed:
            await connection.rollback()
        raise
    return result


async def _read(connection: Connection, departure_id: UUID, seq: int, command: AnyCommand) -> _Found:
    async with connection.pipeline():
        if isinstance(command, OpenDeparture):
            await connection.execute(_CLAIM, (departure_id, command.office_id))
        state = await connection.execute(_LOCK, (departure_id,))
        enclosure = await connection.execute(_ENCLOSURE, (command.request_id, departure_id))
        already = await connection.execute(OF_REQUEST, (departure_id, command.request_id))
        later = await connection.execute(OF_DEPARTURE, (departure_id, seq))
    snapshot = await state.fetchone()
    content = await enclosure.fetchone()
    return _Found(
        departure=Departure.model_validate_json(snapshot[0]) if snapshot and snapshot[0] else None,
        enclosure=Enclosure.model_validate_json(content[0]) if content else None,
        already=tuple([entry_of(row) async for row in already]),
        later=tuple([entry_of(row) async for row in later]),
    )


def _merged(found: _Found) -> tuple[Entry, ...]:
    entries = {entry.seq: entry for entry in (*found.already, *found.later)}
    return tuple(entries[seq] for seq in sorted(entries))


async def _decide_and_write(
    connection: Connection, found: _Found, command: AnyCommand, now: datetime
) -> CarriedOut:
    before = found.departure
    process = _template(before, command)
    command = with_majorities(command, found.enclosure, day=today(now))
    events = decide(before, command, process=process, rules=lawbook(), now=now)
    if before and not events:
        return CarriedOut(found.later, before)
    entries = new_entries(command, events, after=before.version if before else 0, now=now)
    consequences = work_out(before, entries, command=command, enclosure=found.enclosure, process=process)
    await _write(connection, consequences, command, is_new=before is None)
    return CarriedOut(found.later + entries, consequences.after)


def _template(departure: Departure | None, command: AnyCommand) -> Process:
    if departure is not None:
        return find_process(departure.process, departure.process_version)
    if isinstance(command, OpenDeparture):
        return find_process(command.process, command.process_version)
    raise Refusal("no_departure", _("Diesen Vorgang gibt es nicht (mehr)."))


async def _write(connection: Connection, rows: Consequences, command: AnyCommand, *, is_new: bool) -> None:
    after = rows.after
    async with connection.pipeline():
        await _put(connection, _JOURNAL, rows.journal)
        state = after.model_dump_json(exclude_defaults=True)
        await connection.execute(_STATE, (after.version, state, after.departure_id))
        if is_new:
            await _put(connection, _OPEN, [rows.departure])
        elif "applicant" in rows.departure:
            await _put(connection, _DEPARTURE, [rows.departure])
        else:
            await _put(connection, _DEPARTURE_BUT_APPLICANT, [rows.departure])
        await _put(connection, _STEPS, rows.steps)
        await _put(connection, _DEADLINES, rows.deadlines)
        await _put(connection, persons.UPSERT, rows.persons)
        await _put(connection, _NOTES, rows.notes)
        if rows.authority:
            await _put(connection, _AUTHORITY, [rows.authority])
        else:
            await connection.execute(_NO_AUTHORITY, (after.departure_id,))
        await connection.execute(_DROP_ENCLOSURE, (command.request_id,))
        await connection.execute(_NOTIFY, (CHANNEL, _announcement(after, command)))
        await connection.commit()


async def _put(connection: Connection, statement: str, rows: list[Row]) -> None:
    if rows:
        await connection.execute(statement, (statements.rows_json(rows),))


def _announcement(departure: Departure, command: AnyCommand) -> str:
    """Ids only: whoever may LISTEN reads it."""
    return to_json(
        {
            "departure": departure.departure_id,
            "version": departure.version,
            "actor": command.actor.user_id,
        }
    ).decode()
