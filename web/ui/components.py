"""Values that macros take: columns, tiles, entries of a history; in templates ``column(...)`` etc."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; ``sort`` is "ascending" or "descending" when the rows are sorted by it."""

    label: str
    numeric: bool = False
    sort_href: str | None = None
    sort: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Tile:
    """A number with a link; ``kind`` is danger, warning, success, info or neutral."""

    number: int
    label: str
    href: str
    kind: str = "neutral"
    current: bool = False


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One entry of a history: when, what, who, and a remark in small print."""

    on: date | datetime
    text: str
    who: str | None = None
    remark: str | None = None


COMPONENTS = {"column": Column, "tile": Tile, "history_entry": HistoryEntry}
