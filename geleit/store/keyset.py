"""Keyset pagination: the place of a list's last row, for an address. Dates, ids and codes, never a name."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

FIRST_ID = UUID(int=0)
NEVER = date(9999, 12, 31)
"""The date of rows without one, which are at the end of a list."""


class RowPlace(NamedTuple):
    """The place of a row in a list sorted by day, then departure, then step."""

    on: date
    departure_id: UUID = FIRST_ID
    key: str = ""

    def pack(self) -> str:
        """Encode the place for an address."""
        plain = json.dumps([self.on.isoformat(), self.departure_id.hex, self.key], separators=(",", ":"))
        return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")

    @classmethod
    def unpack(cls, packed: str | None) -> "RowPlace | None":
        """Decode a place; return None for none or an invalid one."""
        if not packed or len(packed) > 200:
            return None
        try:
            on, departure_id, key = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
            return cls(date.fromisoformat(on), UUID(departure_id), str(key).replace("\x00", ""))
        except (ValueError, TypeError, AttributeError, binascii.Error):
            return None


class HasPlace(Protocol):
    """Protocol of a row that has a place."""

    @property
    def place(self) -> RowPlace:
        """Return its place in the list."""


Row = TypeVar("Row", bound=HasPlace)


def cut_page(found: Sequence[Row], limit: int) -> tuple[Sequence[Row], str | None]:
    """Return the rows of one page, and the packed place it ends at if a row beyond the limit was found."""
    rows = found[:limit]
    return rows, rows[-1].place.pack() if len(found) > limit else None
