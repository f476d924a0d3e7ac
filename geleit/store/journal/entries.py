"""The journal: the events of each departure, in order. Everything else is made from it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from geleit.domain.departure import Departure
from geleit.domain.message import Command
from geleit.domain.registry import EVENTS, AnyEvent, Entry
from geleit.store.journal.projection import Row

Connection: TypeAlias = AsyncConnection[Any]

_OF_MANY = (
    "select departure_id, seq, at, request_id, actor_id, actor_role, body::text from journal"
    " where departure_id = any(%s) order by departure_id, seq"
)
FIRST = UUID(int=0)
_DEPARTURES_AFTER = (
    "select distinct departure_id from journal where departure_id > %s order by departure_id limit %s"
)


async def departures_after(connection: Connection, after: UUID, limit: int) -> list[UUID]:
    """Return the next departures with a journal, in the order of their ids."""
    return [found async for (found,) in await connection.execute(_DEPARTURES_AFTER, (after, limit))]


async def journals_of(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, list[Entry]]:
    """Return the whole journals of these departures."""
    journals: dict[UUID, list[Entry]] = {departure_id: [] for departure_id in ids}
    async for departure_id, *row in await connection.execute(_OF_MANY, (list(ids),)):
        journals[departure_id].append(entry_of(row))
    return journals


def entry_of(row: TupleRow | Sequence[Any]) -> Entry:
    """Return the entry in a row of seq, at, request_id, actor_id, actor_role and body."""
    seq, at, request_id, actor_id, actor_role, body = row
    event = EVENTS.validate_json(body)
    return Entry(seq=seq, at=at, request_id=request_id, actor_id=actor_id, actor_role=actor_role, event=event)


def new_entries(
    command: Command, events: Sequence[AnyEvent], *, after: int, now: datetime
) -> tuple[Entry, ...]:
    """Return the entries for the command's events, which follow the ``after``-th."""
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


def journal_row(entry: Entry, departure: Departure) -> Row:
    """Return the row that holds an entry."""
    return {
        "departure_id": departure.departure_id,
        "seq": entry.seq,
        "office_id": departure.office_id,
        "at": entry.at,
        "request_id": entry.request_id,
        "actor_id": entry.actor_id,
        "actor_role": entry.actor_role,
        "kind": entry.event.kind,
        "body": entry.event,
    }
