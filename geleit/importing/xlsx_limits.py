"""The limits of an XLSX file's content, counted over all of its parts."""

from geleit.domain.texts import _
from geleit.importing.table import UnreadableList, with_dots

MAX_UNPACKED = 64 * 1024 * 1024
"""Bytes. A list of 10,000 rows unpacks to about 20 MB, a zip bomb to gigabytes."""
MAX_PARTS = 1_000
MAX_SHEETS = 20
MAX_CELLS = 500_000
"""Cells with a format or a content, in all sheets: 10,000 rows of 50 columns."""
MAX_ELEMENTS = 4 * MAX_CELLS
MAX_TEXT = 20_000_000
"""Characters in cells that share their texts: a workbook stores a text once and may show it everywhere."""
MAX_FORMATS = 65_490
"""Excel's own limit."""
MAX_EMPTY_ROWS = 5_000
"""Formatted rows without a content; after so many the list has ended."""
MAX_ELEMENTS_BELOW = 1_000_000
"""Elements below those rows in which a content is looked for."""
MAX_BYTES_BELOW = 16 * 1024 * 1024
MAX_ELEMENT = 1024 * 1024
"""Bytes from one element to the next. A cell of Excel holds at most 32,767 characters."""


class Counts:
    """Totals so far, compared with the limits after every chunk, not after every element."""

    def __init__(self) -> None:
        self.elements = 0
        self.cells = 0
        self.text = 0

    def require_within_limits(self) -> None:
        """Raise UnreadableList if there is too much."""
        if self.elements > MAX_ELEMENTS:
            raise too_much(_("mehr als {limit} Angaben"), MAX_ELEMENTS)
        if self.cells > MAX_CELLS:
            raise too_much(_("mehr als {limit} Zellen, leere mit Format mitgezählt"), MAX_CELLS)
        if self.text > MAX_TEXT:
            raise too_much(_("mehr als {limit} Zeichen"), MAX_TEXT)


def too_much(what: str, limit: int) -> UnreadableList:
    sentence = _("Die Excel-Datei ist zu groß: {what}. Bitte kopieren Sie nur die Liste in eine neue Datei.")
    return UnreadableList(sentence.format(what=what.format(limit=with_dots(limit))))
