"""Where the key of each departure's workflow history is kept: wrapped, so that the table alone reads nothing.

Whoever deletes a departure's row makes its history unreadable for ever. There is no tie to the departure's
other rows: the key is needed before the first of them is written.
"""

from uuid import UUID

from store.journal import Connection

_FIND = "select key_id, wrapped from departure_key where departure_id = %s"
_ADD = (
    "insert into departure_key (departure_id, key_id, wrapped) values (%s, %s, %s)"
    " on conflict (departure_id) do nothing"
)
_ERASE = "delete from departure_key where departure_id = %s"


async def find(connection: Connection, departure_id: UUID) -> tuple[str, bytes] | None:
    """The id of the master key and the wrapped key; None if the departure has none (any more)."""
    return await (await connection.execute(_FIND, (departure_id,))).fetchone()


async def put(connection: Connection, departure_id: UUID, key_id: str, wrapped: bytes) -> tuple[str, bytes]:
    """Keep the key unless the departure has one already; answers the one it has."""
    await connection.execute(_ADD, (departure_id, key_id, wrapped))
    return await find(connection, departure_id) or (key_id, wrapped)


async def erase(connection: Connection, departure_id: UUID) -> bool:
    """Delete the key; answers whether there was one. Worker's role only."""
    return (await connection.execute(_ERASE, (departure_id,))).rowcount > 0
