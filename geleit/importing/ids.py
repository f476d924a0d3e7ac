"""The ids of an import: always the same, and known to nobody without its key.

Temporal shows ids to whoever reaches it. Made of the case number alone they would give it away to anybody who
tries numbers, and whoever knew the number could take the id of a departure before it is opened.
"""

import hmac
from dataclasses import dataclass
from uuid import UUID, uuid5


@dataclass(frozen=True, slots=True)
class ImportIds:
    """The ids of one import. ``key`` is the secret from which they are derived."""

    key: bytes
    run_id: UUID

    def departure_id(self, number: str) -> UUID:
        """Return the id of the departure that the import opens under a case number."""
        return self._derive(f"departure {number}")

    def request_id(self, number: str) -> UUID:
        """Return the request id for a case number: the same however often it is sent."""
        return self._derive(f"request {number}")

    def former_departure_id(self, number: str) -> UUID:
        """Return the id under release 0.1, for imports that were under way when it was replaced."""
        return uuid5(self.run_id, f"departure {number}")

    def former_request_id(self, number: str) -> UUID:
        """Return the request id under release 0.1."""
        return uuid5(self.run_id, number)

    def _derive(self, named: str) -> UUID:
        digest = hmac.digest(self.key, f"{self.run_id} {named}".encode(), "sha256")
        return UUID(bytes=digest[:16], version=4)
