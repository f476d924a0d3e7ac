"""A list as a spreadsheet shows it: a header and numbered rows of cells."""

from collections.abc import Iterable
from datetime import date
from typing import TypeAlias

from domain.model import Value
from domain.texts import _

Cell: TypeAlias = str | date
"""What stands in a cell: text without needless spaces, or a day if the spreadsheet knows it as one."""

MAX_ROWS = 10_000
MAX_COLUMNS = 200


class UnreadableList(ValueError):  # noqa: N818  # named for what the person did
    """The file cannot be read as a list. The message is a German sentence for the person who chose it."""


class Wrong(ValueError):  # noqa: N818  # an answer about a cell
    """What stands in a cell cannot be read. The message is a German sentence about the cell."""


class TableRow(Value):
    """One row; ``number`` is the one the spreadsheet shows at its left (the first row is 1)."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """What stands in that column (from 0); an empty text beyond the end of the row."""
        return self.cells[column] if 0 <= column < len(self.cells) else ""


def make_row(number: int, cells: Iterable[Cell]) -> TableRow:
    """A row without the empty cells at its end."""
    kept = list(cells)
    while kept and not kept[-1]:
        kept.pop()
    return TableRow(number=number, cells=tuple(kept))


class Table(Value):
    """The header and the rows below it that are not empty."""

    header: tuple[str, ...]
    header_row: int
    rows: tuple[TableRow, ...]


def too_many_rows() -> UnreadableList:
    """The list is longer than anybody's list; reading on would only keep everyone waiting."""
    limit = f"{MAX_ROWS:,}".replace(",", ".")
    return UnreadableList(
        _("Die Liste hat mehr als {limit} Zeilen. Bitte teilen Sie sie auf.").format(limit=limit)
    )
