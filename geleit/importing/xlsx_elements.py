"""Count the elements of an XLSX file's parts while they are parsed: one class for each kind of part."""

import posixpath
import re
from array import array
from collections.abc import Sequence
from functools import lru_cache
from xml.parsers import expat

from geleit.domain.texts import _
from geleit.importing.table import MAX_COLUMNS, MAX_ROWS, too_many_columns, too_many_rows
from geleit.importing.xlsx_limits import (
    MAX_CELLS,
    MAX_ELEMENT,
    MAX_ELEMENTS_BELOW,
    MAX_EMPTY_ROWS,
    MAX_FORMATS,
    Counts,
    too_much,
)

_EXCEL_COLUMNS = 16_384
_LAST_DAY = 2_958_465
"""The number of 31.12.9999, the last day that Excel knows."""
_NUMBERS = frozenset({None, "n"})
_TAG_NAME = re.compile(rb"<[^\s/>]+")
_AS_NUMBER = re.compile(rb"""\st\s*=\s*(?:"n"|'n')""")


class ListEndedError(Exception):
    """The list has ended: there were MAX_EMPTY_ROWS empty rows, and no need to look further."""


class Elements:
    """Counter of a part's elements."""

    parser: expat.XMLParserType
    ended_at: int | None = None
    """The byte at which the list has ended, if too many empty rows follow."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self._seen = (0, 0)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Count an element. Raise UnreadableList if there are too many of its kind."""
        self.counts.elements += 1
        self.element(_local(name), attributes)

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Handle an element; `name` has no prefix."""

    def require_within_limits(self, length: int) -> None:
        """Raise UnreadableList for too many elements, or for a text or attribute of megabytes."""
        self.counts.require_within_limits()
        elements, before = self._seen
        if elements != self.counts.elements:
            self._seen = (self.counts.elements, length)
        elif length - before > MAX_ELEMENT:
            raise too_much(_("eine Angabe von mehr als {limit} MB"), MAX_ELEMENT // 1024 // 1024)

    def give_up_below(self) -> None:
        """Record that nobody looked at all that stands below the end of the list."""

    def closing(self) -> bytes:
        """Return the closing tags if the part is cut here."""
        return b""

    def repaired(self, part: bytearray) -> bytes:
        """Return the part as calamine can read it."""
        return bytes(part)


class Sheets(Elements):
    """The sheets of the workbook, in the order of their tabs: name and id of their relation."""

    def __init__(self, counts: Counts) -> None:
        super().__init__(counts)
        self.found: list[tuple[str, str]] = []

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Record a sheet."""
        if name == "sheet" and "name" in attributes:
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.found.append((attributes["name"], relation))


class Relations(Elements):
    """The names of the worksheets' parts, by relation id."""

    def __init__(self, counts: Counts) -> None:
        super().__init__(counts)
        self.targets: dict[str, str] = {}

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Record a worksheet."""
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            path = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            self.targets[attributes.get("Id", "")] = path.lstrip("/")


class Strings(Elements):
    """The lengths of the texts that cells share."""

    def __init__(self, counts: Counts) -> None:
        super().__init__(counts)
        self.lengths = array("L")

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Count a text."""
        if name == "si":
            self.lengths.append(0)
            if len(self.lengths) > MAX_CELLS:
                raise too_much(_("mehr als {limit} Texte"), MAX_CELLS)

    def text(self, text: str) -> None:
        """Add to the length of the current text."""
        if self.lengths:
            self.lengths[-1] += len(text)


class Styles(Elements):
    """The formats of cells."""

    def __init__(self, counts: Counts) -> None:
        super().__init__(counts)
        self._formats = 0

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Count a format."""
        if name == "xf":
            self._formats += 1
            if self._formats > MAX_FORMATS:
                raise too_much(_("mehr als {limit} Formate"), MAX_FORMATS)


class Cells(Elements):
    """The rows and cells of one sheet, and how far they reach."""

    def __init__(self, counts: Counts, lengths: Sequence[int]) -> None:
        super().__init__(counts)
        self._lengths = lengths
        self._kind: str | None = None
        self._errors: list[int] = []
        self._open: dict[str, str] = {}
        self._absurd: list[int] = []
        self._cell_at = 0
        self._style: str | None = None
        self._number = ""
        self._last_filled = 0
        self._left_below = MAX_ELEMENTS_BELOW
        self.unread_below: int | None = None
        """The last row of the list, if something stands below the empty rows, or may."""
        self._row = 0
        self._row_text = ""
        self._column = 0
        self._reference: str | None = None
        self._filled = 0
        self._is_filled = False
        self._in_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Count a cell or row. Called a million times: the frequent ones come first."""
        if self.ended_at is not None:
            self._look_below(name)
            return
        self.counts.elements += 1
        self._in_value = False
        local = name if ":" not in name else _local(name)
        if local == "c":
            self.counts.cells += 1
            self._column += 1
            self._reference = attributes.get("r")
            self._kind = attributes.get("t")
            self._style = attributes.get("s")
            self._cell_at = self.parser.CurrentByteIndex
            self._number = ""
            if self._column > _EXCEL_COLUMNS:
                raise too_many_columns()
        elif local in {"v", "t", "is"}:
            self._in_value = True
            self._require_place()
            if self._kind == "e":
                self._errors.append(self.parser.CurrentByteIndex)
        elif local == "row":
            self._begin_row(attributes.get("r"))
        elif local in {"sheetData", "worksheet"}:
            self._open[local] = name

    def text(self, text: str) -> None:
        """Count a row with a content. Raise UnreadableList if it is one too many."""
        if not self._in_value:
            return
        if self.ended_at is not None:
            if text.strip():
                self.unread_below = self._last_filled
                raise ListEndedError
            return
        if self._kind == "s":
            self.counts.text += self._lengths[int(text)]
        elif self._style is not None and self._kind in _NUMBERS:
            self._look_at_number(text)
        if not self._is_filled and text.strip():
            self._is_filled = True
            self._filled += 1
            self._last_filled = self._row
            if self._filled > MAX_ROWS:
                raise too_many_rows()

    def give_up_below(self) -> None:
        """Record that something may stand below the end of the list."""
        self.unread_below = self._last_filled

    def closing(self) -> bytes:
        """Return the closing tags of what is open at the beginning of a row."""
        return "".join(f"</{self._open[local]}>" for local in ("sheetData", "worksheet")).encode()

    def repaired(self, part: bytearray) -> bytes:
        """Replace what calamine fails on: errors that it does not know, and numbers that are no dates."""
        pieces: list[bytes] = []
        end = 0
        absurd = set(self._absurd)
        for element in sorted((*self._errors, *absurd)):
            begin = part.index(b">", element) + 1
            if element in absurd:
                tag = _AS_NUMBER.sub(b"", bytes(part[element:begin]))
                pieces += bytes(part[end:element]), _TAG_NAME.sub(rb'\g<0> t="str"', tag, count=1)
                end = begin
            else:
                pieces += bytes(part[end:begin]), b"#N/A"
                end = part.index(b"<", begin)
        return b"".join((*pieces, part[end:]))

    def _look_at_number(self, text: str) -> None:
        """Note a number that is no day or time of Excel's calendar. Its format may say that it is one."""
        self._number += text
        try:
            is_day = 0 <= float(self._number) <= _LAST_DAY
        except ValueError:
            return
        if not is_day and (not self._absurd or self._absurd[-1] != self._cell_at):
            self._absurd.append(self._cell_at)

    def _look_below(self, name: str) -> None:
        """Look for a content below the empty rows. Raise ListEndedError after a while."""
        self._left_below -= 1
        if self._left_below < 0:
            self.give_up_below()
            raise ListEndedError
        self._in_value = _local(name) in {"v", "t", "is"}

    def _begin_row(self, number: str | None) -> None:
        self._row = int(number) if number else self._row + 1
        self._row_text = str(self._row)
        self._column = 0
        self._is_filled = False
        if self._row - self._filled > MAX_EMPTY_ROWS:
            self.ended_at = self.parser.CurrentByteIndex

    def _require_place(self) -> None:
        """Raise UnreadableList for a cell too far right: readers allocate everything before it.

        Raise ValueError if its reference names another row.
        """
        column, reference = self._column, self._reference
        if reference:
            if not reference.endswith(self._row_text):
                raise ValueError("a cell's reference names another row")
            column = _number_of(reference[: -len(self._row_text)])
        if column > MAX_COLUMNS:
            raise too_many_columns()


@lru_cache(maxsize=MAX_COLUMNS)
def _number_of(letters: str) -> int:
    """Return the number of a column, from 1, by its letters. Raise ValueError for anything else."""
    if not (letters.isascii() and letters.isalpha()):
        raise ValueError("not the letters of a column")
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]
