"""Find the key of a workflow's payloads: a departure's own, which can be deleted, or a derived one.

A departure's key is stored in PostgreSQL, wrapped with the master key, which is in a file. Workflows that are
no departures (an import, the nightly maintenance) hold nothing personal; their keys are derived from the
master key, so that nothing needs to be stored. The same holds for invented ids: answering them leaves no
trace.
"""

from collections import OrderedDict
from typing import Protocol
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from geleit.temporal.contracts.departure import departure_of

_KEY_BYTES = 32
_CACHED_KEYS = 20_000


class KeySource(Protocol):
    """The store of the departures' keys."""

    async def find(self, departure_id: UUID) -> bytes | None:
        """Return the departure's key; None if it has none."""


class KeyRing:
    """A cache of the keys used by this process: a payload must not cost a query to PostgreSQL."""

    def __init__(self, master: bytes, departures: KeySource) -> None:
        self._master = master
        self._departures = departures
        self._keys: OrderedDict[str, AESGCM] = OrderedDict()

    async def key_of(self, workflow_id: str) -> AESGCM:
        """Return the key of this workflow. Raise what `DepartureKeys.find` raises."""
        kept = self._keys.get(workflow_id)
        if kept is not None:
            return kept
        departure_id = departure_of(workflow_id)
        found = await self._departures.find(departure_id) if departure_id else None
        key = AESGCM(found or derive_key(self._master, workflow_id))
        # A departure without a key may get one later, so the derived key is not cached.
        if found or not departure_id:
            self._keys[workflow_id] = key
            if len(self._keys) > _CACHED_KEYS:
                self._keys.popitem(last=False)
        return key


def derive_key(master: bytes, purpose: str) -> bytes:
    """Return a key for one purpose, a workflow's id or another: always the same for a master key."""
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=purpose.encode()).derive(master)
