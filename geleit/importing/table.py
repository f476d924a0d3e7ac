"""A list as a table: a header and numbered rows of cells."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from geleit.domain.texts import _

Cell: TypeAlias = str | date
"""The value of a cell: text without needless spaces, or a date if the spreadsheet stores one."""

MAX_ROWS = 10_000
MAX_COLUMNS = 200


class UnreadableList(ValueError):  # noqa: N818  # describes the file, not the fault
    """The file cannot be read as a list. The message is a German sentence for the person who chose it."""


class InvalidCell(ValueError):  # noqa: N818  # describes the cell, not the fault
    """A cell cannot be read. The message is a German sentence about it."""


# No pydantic here: without it the process that reads a file starts in a third of the time.
@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; `number` is the one the spreadsheet shows at its left (the first row is 1)."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """Return the cell in a column (from 0); an empty text beyond the end of the row."""
        return self.cells[column] if 0 <= column < len(self.cells) else ""


def make_row(number: int, cells: Iterable[Cell]) -> TableRow:
    """Make a row without the empty cells at its end."""
    kept = list(cells)
    while kept and not kept[-1]:
        kept.pop()
    return TableRow(number=number, cells=tuple(kept))


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet. ``unread_below`` is as in `Table`."""

    rows: Sequence[TableRow]
    unread_below: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The header and the rows below it that are not empty."""

    header: tuple[str, ...]
    header_row: int
    rows: tuple[TableRow, ...]
    unread_below: int | None = None
    """The row below which nothing was read, because thousands of empty rows follow."""

    @property
    def width(self) -> int:
        """The number of columns, those without a heading included."""
        return max([len(self.header), *(len(row.cells) for row in self.rows)])


def dump_table(table: Table) -> str:
    """Write the table as lines of JSON: the header with its number, then each row with its own.

    A last line says below which row nothing was read. One line per row, so that parsing a long list never
    blocks other threads for long.
    """
    lines: list[Any] = [[table.header_row, *table.header]]
    lines += ([row.number, *row.cells] for row in table.rows)
    if table.unread_below is not None:
        lines.append({"unread_below": table.unread_below})
    return "\n".join(
        json.dumps(line, ensure_ascii=False, separators=(",", ":"), default=_dump_date) for line in lines
    )


def load_table(text: str) -> Table:
    """Read what `dump_table` wrote. Raise ValueError for anything else."""
    header, *rows = (json.loads(line, object_hook=_load_date) for line in text.split("\n"))
    unread_below = rows.pop()["unread_below"] if rows and isinstance(rows[-1], dict) else None
    return Table(
        header=tuple(header[1:]),
        header_row=header[0],
        rows=tuple(TableRow(number=row[0], cells=tuple(row[1:])) for row in rows),
        unread_below=unread_below,
    )


def _dump_date(cell: date) -> dict[str, str]:
    return {"date": cell.isoformat()}


def _load_date(found: dict[str, Any]) -> date | dict[str, Any]:
    return date.fromisoformat(found["date"]) if "date" in found else found


def too_many_rows() -> UnreadableList:
    """Return the error for a list with too many rows."""
    return UnreadableList(
        _("Die Liste hat mehr als {limit} Zeilen. Bitte teilen Sie sie auf.").format(
            limit=with_dots(MAX_ROWS)
        )
    )


def too_many_columns() -> UnreadableList:
    """Return the error for a list with too many columns."""
    return UnreadableList(
        _("Die Liste hat mehr als {limit} Spalten. Bitte löschen Sie, was nicht zur Liste gehört.").format(
            limit=MAX_COLUMNS
        )
    )


def with_dots(number: int) -> str:
    """Format a number as people in Germany write it: 10.000."""
    return f"{number:,}".replace(",", ".")
