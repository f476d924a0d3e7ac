"""Carrying out one command: the single place where a departure changes, in one transaction.

Two round trips, each a pipeline: the first locks the departure and reads what the decision needs, the second
writes everything and commits. The row lock makes one command wait for another; the journal makes a resend
harmless.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pydantic_core import to_json

from domain.commands import AnyCommand, OpenDeparture
from domain.decide import decide
from domain.departure import Departure
from domain.enclosures import Enclosure
from domain.events import Entry
from domain.process import Process
from domain.refusals import Refusal
from domain.texts import _
from processes import find_process
from store import persons, statements
from store.changes import Changes, work_out
from store.journal import Connection, entry_of, new_entries
from store.projection import Row

CHANNEL = "departures"
"""Where every change is announced, as ``{"departure": id, "version": n, "actor": account id or null}``."""

_CLAIM = (
    "insert into departure_state (departure_id, office_id, version) values (%s, %s, 0) on conflict do nothing"
)
_LOCK = "select state::text from departure_state where departure_id = %s for update"
_ENCLOSURE = "select content::text from enclosure where request_id = %s and departure_id = %s"
_ENTRIES = (
    "select seq, at, request_id, actor_id, actor_role, body::text from journal"
    " where departure_id = %s and (seq > %s or request_id = %s) order by seq"
)

_JOURNAL = statements.insert("journal")
_STATE = "update departure_state set version = %s, state = %s::jsonb where departure_id = %s"
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


@dataclass(frozen=True)
class _Found:
    """What the first round trip brought back, with the departure's row locked."""

    departure: Departure | None
    enclosure: Enclosure | None
    entries: tuple[Entry, ...]


class CarriedOut(NamedTuple):
    """The departure as it stands, and the entries that the caller has not seen or asked about."""

    departure: Departure
    entries: tuple[Entry, ...]


async def carry_out(
    connection: Connection, *, departure_id: UUID, seq: int, command: AnyCommand, now: datetime
) -> CarriedOut:
    """Carry the command out and answer with every entry after the ``seq``-th, old and new.

    A request id that is already in the journal changes nothing and is answered with what it did. Raises
    Refusal, Conflict or Forbidden, and then nothing has changed.
    """
    try:
        found = await _read(connection, departure_id, seq, command)
        before = found.departure
        if before and any(entry.request_id == command.request_id for entry in found.entries):
            done = CarriedOut(before, found.entries)
        else:
            done = await _decide_and_write(connection, found, command, now)
        if done.departure is before:
            await connection.execute(_DROP_ENCLOSURE, (command.request_id,))
            await connection.commit()
    except BaseException:
        if not connection.closed:
            await connection.rollback()
        raise
    return done


async def _read(connection: Connection, departure_id: UUID, seq: int, command: AnyCommand) -> _Found:
    async with connection.pipeline():
        if isinstance(command, OpenDeparture):
            await connection.execute(_CLAIM, (departure_id, command.office_id))
        state = await connection.execute(_LOCK, (departure_id,))
        enclosure = await connection.execute(_ENCLOSURE, (command.request_id, departure_id))
        entries = await connection.execute(_ENTRIES, (departure_id, seq, command.request_id))
    snapshot = await state.fetchone()
    content = await enclosure.fetchone()
    return _Found(
        departure=Departure.model_validate_json(snapshot[0]) if snapshot and snapshot[0] else None,
        enclosure=Enclosure.model_validate_json(content[0]) if content else None,
        entries=tuple([entry_of(row) async for row in entries]),
    )


async def _decide_and_write(
    connection: Connection, found: _Found, command: AnyCommand, now: datetime
) -> CarriedOut:
    before = found.departure
    process = _template(before, command)
    events = decide(before, command, process=process, now=now)
    if not events and before is not None:
        return CarriedOut(before, found.entries)
    entries = new_entries(command, events, after=before.version if before else 0, now=now)
    changes = work_out(before, entries, command=command, enclosure=found.enclosure, process=process)
    await _write(connection, changes, command, is_new=before is None)
    return CarriedOut(changes.after, found.entries + entries)


def _template(departure: Departure | None, command: AnyCommand) -> Process:
    if departure is not None:
        return find_process(departure.process, departure.process_version)
    if isinstance(command, OpenDeparture):
        return find_process(command.process, command.process_version)
    raise Refusal("no_departure", _("Diesen Vorgang gibt es nicht (mehr)."))


async def _write(connection: Connection, changes: Changes, command: AnyCommand, *, is_new: bool) -> None:
    after = changes.after
    async with connection.pipeline():
        await _put(connection, _JOURNAL, changes.journal)
        state = after.model_dump_json(exclude_defaults=True)
        await connection.execute(_STATE, (after.version, state, after.departure_id))
        if is_new:
            await _put(connection, _OPEN, [changes.departure])
        elif "applicant" in changes.departure:
            await _put(connection, _DEPARTURE, [changes.departure])
        else:
            await _put(connection, _DEPARTURE_BUT_APPLICANT, [changes.departure])
        await _put(connection, _STEPS, changes.steps)
        await _put(connection, _DEADLINES, changes.deadlines)
        await _put(connection, persons.UPSERT, changes.persons)
        await _put(connection, _NOTES, changes.notes)
        if changes.authority:
            await _put(connection, _AUTHORITY, [changes.authority])
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
