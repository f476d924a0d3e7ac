"""Find or create the key of each departure, which encrypts its workflow's history.

It is stored wrapped with the master key (AES key wrap, RFC 3394); the master key is in a file outside the
database. Deleting the row of a departure makes its history unreadable for ever. The row has no foreign key to
the departure: the key is needed before the departure's first row is written.
"""

import hashlib
import secrets
from uuid import UUID

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from geleit.settings import Settings
from geleit.store.database import Database, Zone

_KEY_BYTES = 32
_FIND = "select key_id, wrapped from departure_key where departure_id = %s"
_ADD = (
    "insert into departure_key (departure_id, key_id, wrapped) values (%s, %s, %s)"
    " on conflict (departure_id) do nothing"
)


class UnknownKeyError(Exception):
    """The departure has no key, or one that was wrapped with another master key."""


class DepartureKeys:
    """Store of the departures' keys, with the rights of ``zone``: web and worker have them."""

    def __init__(self, database: Database, master: bytes, *, zone: Zone = Zone.WORKER) -> None:
        self._database = database
        self._master = master
        self._zone = zone
        self.key_id = hashlib.sha256(b"geleit master key" + master).hexdigest()[:16]

    async def find(self, departure_id: UUID) -> bytes | None:
        """Return the departure's key; None if it has none. Raise UnknownKeyError if it cannot be read."""
        async with self._database.plain(self._zone) as connection:
            row = await (await connection.execute(_FIND, (departure_id,))).fetchone()
        return self._unwrap(*row) if row else None

    async def get(self, departure_id: UUID) -> bytes:
        """Return the departure's key, created at the first call. Raise UnknownKeyError if unreadable."""
        found = await self.find(departure_id)
        if found is None:
            wrapped = aes_key_wrap(self._master, secrets.token_bytes(_KEY_BYTES))
            async with self._database.plain(self._zone) as connection:
                await connection.execute(_ADD, (departure_id, self.key_id, wrapped))
            # Another process may have been faster: the key in the table counts.
            found = await self.find(departure_id)
        if found is None:
            raise UnknownKeyError(f"the key of departure {departure_id} was deleted")
        return found

    def _unwrap(self, key_id: str, wrapped: bytes) -> bytes:
        if key_id != self.key_id:
            raise UnknownKeyError(f"the key was wrapped with the master key {key_id}, not {self.key_id}")
        try:
            return aes_key_unwrap(self._master, wrapped)
        except InvalidUnwrap as error:
            raise UnknownKeyError("the wrapped key is damaged") from error


def master_key(settings: Settings) -> bytes:
    """Read the master key from its file. Raise FileNotFoundError if there is none."""
    return settings.key_file.read_bytes()
