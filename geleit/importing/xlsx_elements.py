"""Count the elements of an XLSX file's parts while they are parsed: one class for each kind of part."""

import posixpath
from array import array
from collections.abc import Sequence
from functools import lru_cache
from xml.parsers import expat

from geleit.domain.texts import _
from geleit.importing.table import MAX_COLUMNS, MAX_ROWS, too_many_columns, too_many_rows
from geleit.importing.xlsx_limits import (
    MAX_CELLS,
    MAX_ELEMENT,
    MAX_EMPTY_ROWS,
    MAX_FORMATS,
    Counts,
    too_much,
)

_EXCEL_COLUMNS = 16_384


class ListEndedError(Exception):
    """The list has ended: there were MAX_EMPTY_ROWS empty rows."""


class Elements:
    """Counter of a part's elements."""

    parser: expat.XMLParserType

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
        self._row = 0
        self._row_text = ""
        self._column = 0
        self._reference: str | None = None
        self._filled = 0
        self._is_filled = False
        self._in_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Count a cell or row. Called a million times: the frequent ones come first."""
        self.counts.elements += 1
        self._in_value = False
        local = name if ":" not in name else _local(name)
        if local == "c":
            self.counts.cells += 1
            self._column += 1
            self._reference = attributes.get("r")
            self._kind = attributes.get("t")
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
        if self._kind == "s":
            self.counts.text += self._lengths[int(text)]
        if not self._is_filled and text.strip():
            self._is_filled = True
            self._filled += 1
            if self._filled > MAX_ROWS:
                raise too_many_rows()

    def closing(self) -> bytes:
        """Return the closing tags of what is open at the beginning of a row."""
        return "".join(f"</{self._open[local]}>" for local in ("sheetData", "worksheet")).encode()

    def repaired(self, part: bytearray) -> bytes:
        """Replace every formula's error by one that calamine knows: it fails on others."""
        pieces: list[bytes] = []
        end = 0
        for element in self._errors:
            begin = part.index(b">", element) + 1
            pieces += bytes(part[end:begin]), b"#N/A"
            end = part.index(b"<", begin)
        return b"".join((*pieces, part[end:]))

    def _begin_row(self, number: str | None) -> None:
        self._row = int(number) if number else self._row + 1
        self._row_text = str(self._row)
        self._column = 0
        self._is_filled = False
        if self._row - self._filled > MAX_EMPTY_ROWS:
            raise ListEndedError

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
