"""The journal: what happened to each departure, in order. Everything else is made from it."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from domain.commands import Command
from domain.events import EVENTS, AnyEvent, Entry
from store.projection import Row

Connection: TypeAlias = AsyncConnection[Any]

OF_DEPARTURE = (
    "select seq, at, request_id, actor_id, actor_role, body::text from journal"
    " where departure_id = %s and seq > %s order by seq"
)
OF_REQUEST = (
    "select seq, at, request_id, actor_id, actor_role, body::text from journal"
    " where departure_id = %s and request_id = %s order by seq"
)
_RECENT_REQUESTS = (
    "select request_id from journal where departure_id = %s"
    " group by request_id order by max(seq) desc limit %s"
)
_OF_MANY = (
    "select departure_id, seq, at, request_id, actor_id, actor_role, body::text from journal"
    " where departure_id = any(%s) order by departure_id, seq"
)
FIRST = UUID(int=0)
_DEPARTURES_AFTER = (
    "select departure_id from departure_state where departure_id > %s order by departure_id limit %s"
)


async def entries_after(connection: Connection, departure_id: UUID, seq: int = 0) -> tuple[Entry, ...]:
    """The entries of a departure after the seq-th; empty if there is no such departure."""
    cursor = await connection.execute(OF_DEPARTURE, (departure_id, seq))
    return tuple([entry_of(row) async for row in cursor])


async def of_request(connection: Connection, departure_id: UUID, request_id: UUID) -> tuple[Entry, ...]:
    """What one request did; empty if it was never carried out."""
    cursor = await connection.execute(OF_REQUEST, (departure_id, request_id))
    return tuple([entry_of(row) async for row in cursor])


async def recent_requests(connection: Connection, departure_id: UUID, limit: int) -> tuple[UUID, ...]:
    """The request ids last carried out, oldest first."""
    cursor = await connection.execute(_RECENT_REQUESTS, (departure_id, limit))
    return tuple(reversed([request_id async for (request_id,) in cursor]))


async def batches(
    connection: Connection, size: int, *, after: UUID = FIRST
) -> AsyncIterator[dict[UUID, tuple[Entry, ...]]]:
    """Every departure with its whole journal, ``size`` departures at a time, in the order of their ids."""
    while True:
        found = await (await connection.execute(_DEPARTURES_AFTER, (after, size))).fetchall()
        ids = [departure_id for (departure_id,) in found]
        if not ids:
            return
        journals: dict[UUID, list[Entry]] = {departure_id: [] for departure_id in ids}
        async for departure_id, *row in await connection.execute(_OF_MANY, (ids,)):
            journals[departure_id].append(entry_of(row))
        yield {departure_id: tuple(entries) for departure_id, entries in journals.items()}
        after = ids[-1]


def entry_of(row: TupleRow | Sequence[Any]) -> Entry:
    """The entry in a row of `OF_DEPARTURE` or `OF_REQUEST`."""
    seq, at, request_id, actor_id, actor_role, body = row
    event = EVENTS.validate_json(body)
    return Entry(seq=seq, at=at, request_id=request_id, actor_id=actor_id, actor_role=actor_role, event=event)


def new_entries(
    command: Command, events: Sequence[AnyEvent], *, after: int, now: datetime
) -> tuple[Entry, ...]:
    """The entries that follow the ``after``-th when the command's events are written down."""
    actor = command.actor
    return tuple(
        Entry(
            seq=seq,
            at=now,
            request_id=command.request_id,
            actor_id=actor.user_id,
            actor_role=actor.role,
            event=event,
        )
        for seq, event in enumerate(events, start=after + 1)
    )


def journal_row(entry: Entry, *, departure_id: UUID, office_id: UUID) -> Row:
    """The row an entry is kept in."""
    return {
        "departure_id": departure_id,
        "seq": entry.seq,
        "office_id": office_id,
        "at": entry.at,
        "request_id": entry.request_id,
        "actor_id": entry.actor_id,
        "actor_role": entry.actor_role,
        "kind": entry.event.kind,
        "body": entry.event,
    }
