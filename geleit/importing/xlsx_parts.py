"""The parts of an XLSX file that a list is read from, unpacked within bounds and counted.

An XLSX file is a zip archive of XML parts. What the archive says of their sizes is not believed: parts are
unpacked piece by piece, their elements are counted as they come, and the first one too many ends it. What is
left is a workbook that no reader can choke on.
"""

import io
import posixpath
import zipfile
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from xml.parsers import expat

from geleit.domain.texts import _
from geleit.importing.table import (
    MAX_COLUMNS,
    MAX_ROWS,
    UnreadableList,
    too_many_columns,
    too_many_rows,
    with_dots,
)

MAX_UNPACKED = 64 * 1024 * 1024
"""Bytes. A list of 10,000 rows unpacks to about 20 MB; a file made to choke readers unpacks to gigabytes."""
MAX_PARTS = 1_000
MAX_SHEETS = 20
MAX_CELLS = 500_000
"""With a format or a content, in all sheets: 10,000 rows of 50 columns."""
MAX_ELEMENTS = 4 * MAX_CELLS
MAX_TEXT = 20_000_000
"""Characters in cells that share their texts: a workbook has a long text once, and shows it everywhere."""
MAX_FORMATS = 65_490
"""Excel itself has no more."""
MAX_EMPTY_ROWS = 5_000
"""After a million formatted, empty rows nothing is looked for: the list has ended long ago."""
MAX_ELEMENT = 1024 * 1024
"""Bytes from one element to the next. In a cell of Excel there is room for 32,767 characters."""

_EXCEL_COLUMNS = 16_384
_CHUNK = 64 * 1024
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_ENTRY = b"PK\x01\x02"
_ROOT_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>'
)
_CONTENT_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook of the counted parts alone, and the names of its sheets."""

    content: bytes
    sheets: tuple[str, ...]


def counted_workbook(content: bytes) -> Workbook:
    """Unpack and count what a list is read from. Raise UnreadableList, or what a damaged file makes
    zipfile, zlib and expat raise.
    """
    with zipfile.ZipFile(io.BytesIO(_with_few_parts(content))) as archive:
        return _Unpacking(archive).workbook()


def _with_few_parts(content: bytes) -> bytes:
    """Look before zipfile makes an object of every entry."""
    if content.count(_ENTRY) > MAX_PARTS:
        raise _too_much(_("mehr als {limit} Teile"), MAX_PARTS)
    return content


class _ListEndedError(Exception):
    """Nothing but empty rows has come for long."""


class _Unpacking:
    """Takes the parts out of one archive; what may be unpacked and counted is for all of them together."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.lower(): name for name in archive.namelist()}
        self._left = MAX_UNPACKED
        self._counts = _Counts()

    def workbook(self) -> Workbook:
        if _WORKBOOK not in self._names:
            raise UnreadableList(
                _("Das ist keine Excel-Tabelle. Bitte wählen Sie die Liste als XLSX- oder CSV-Datei.")
            )
        sheets, relations = _Sheets(self._counts), _Relations(self._counts)
        parts = {
            _WORKBOOK: self._unpack(_WORKBOOK, sheets),
            _RELATIONS: self._unpack(_RELATIONS, relations),
        }
        targets: dict[str, str] = {}
        for name, relation in sheets.found[:MAX_SHEETS]:
            target = relations.targets.get(relation)
            if target is not None and target not in targets.values():
                targets[name] = target
        strings = _Strings(self._counts)
        for name, counting in (("xl/sharedStrings.xml", strings), ("xl/styles.xml", _Styles(self._counts))):
            if name.lower() in self._names:
                parts[name] = self._unpack(name, counting)
        for target in targets.values():
            parts[target] = self._unpack(target, _Cells(self._counts, strings.lengths))
        return Workbook(content=_pack(parts), sheets=tuple(targets))

    def _unpack(self, name: str, counting: "_Elements") -> bytes:
        """Raise UnreadableList when there is too much of anything."""
        info = self._archive.getinfo(self._names[name.lower()])
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile("Excel packs in no such way")
        unpacked = bytearray()
        parser = counting.parser = expat.ParserCreate()
        parser.StartElementHandler = counting.start
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.buffer_text = True
        if isinstance(counting, _Cells | _Strings):
            parser.CharacterDataHandler = counting.text
        try:
            with self._archive.open(info) as part:
                while chunk := part.read(_CHUNK):
                    unpacked += chunk
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise _too_much(_("entpackt mehr als {limit} MB"), MAX_UNPACKED // 1024 // 1024)
                    parser.Parse(chunk)
                    counting.check(len(unpacked))
            parser.Parse(b"", True)
        except _ListEndedError:
            del unpacked[parser.CurrentByteIndex :]
            unpacked += counting.closing()
        return counting.mended(unpacked)


class _Counts:
    """How much has come so far. Compared with what may come after every chunk, not with every element."""

    def __init__(self) -> None:
        self.elements = 0
        self.cells = 0
        self.text = 0

    def check(self) -> None:
        """Raise UnreadableList when there is too much."""
        if self.elements > MAX_ELEMENTS:
            raise _too_much(_("mehr als {limit} Angaben"), MAX_ELEMENTS)
        if self.cells > MAX_CELLS:
            raise _too_much(_("mehr als {limit} Zellen, leere mit Format mitgezählt"), MAX_CELLS)
        if self.text > MAX_TEXT:
            raise _too_much(_("mehr als {limit} Zeichen"), MAX_TEXT)


class _Elements:
    """Counts the elements of a part."""

    parser: expat.XMLParserType

    def __init__(self, counts: _Counts) -> None:
        self.counts = counts
        self._seen = (0, 0)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Count an element. Raise UnreadableList when there are too many of its kind."""
        self.counts.elements += 1
        self.element(_local(name), attributes)

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Look at one, by its name without a prefix."""

    def check(self, length: int) -> None:
        """Refuse too many elements, and a single text or attribute of megabytes. Raise UnreadableList."""
        self.counts.check()
        elements, before = self._seen
        if elements != self.counts.elements:
            self._seen = (self.counts.elements, length)
        elif length - before > MAX_ELEMENT:
            raise _too_much(_("eine Angabe von mehr als {limit} MB"), MAX_ELEMENT // 1024 // 1024)

    def closing(self) -> bytes:
        """What ends the part if it is cut here."""
        return b""

    def mended(self, part: bytearray) -> bytes:
        """Return the part as a reader is to have it."""
        return bytes(part)


class _Sheets(_Elements):
    """The sheets of the workbook, in the order of their tabs: name and id of their relation."""

    def __init__(self, counts: _Counts) -> None:
        super().__init__(counts)
        self.found: list[tuple[str, str]] = []

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Take a sheet down."""
        if name == "sheet" and "name" in attributes:
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.found.append((attributes["name"], relation))


class _Relations(_Elements):
    """In which parts the worksheets are."""

    def __init__(self, counts: _Counts) -> None:
        super().__init__(counts)
        self.targets: dict[str, str] = {}

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Take a worksheet down."""
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            path = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            self.targets[attributes.get("Id", "")] = path.lstrip("/")


class _Strings(_Elements):
    """The texts that cells share: how long each is."""

    def __init__(self, counts: _Counts) -> None:
        super().__init__(counts)
        self.lengths = array("L")

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Count a text."""
        if name == "si":
            self.lengths.append(0)
            if len(self.lengths) > MAX_CELLS:
                raise _too_much(_("mehr als {limit} Texte"), MAX_CELLS)

    def text(self, text: str) -> None:
        """Measure a text."""
        if self.lengths:
            self.lengths[-1] += len(text)


class _Styles(_Elements):
    """The formats of cells."""

    def __init__(self, counts: _Counts) -> None:
        super().__init__(counts)
        self._formats = 0

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Count a format."""
        if name == "xf":
            self._formats += 1
            if self._formats > MAX_FORMATS:
                raise _too_much(_("mehr als {limit} Formate"), MAX_FORMATS)


class _Cells(_Elements):
    """The rows and cells of one sheet, and how far from the corner something stands in them."""

    def __init__(self, counts: _Counts, lengths: Sequence[int]) -> None:
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
            self._check_place()
            if self._kind == "e":
                self._errors.append(self.parser.CurrentByteIndex)
        elif local == "row":
            self._begin_row(attributes.get("r"))
        elif local in {"sheetData", "worksheet"}:
            self._open[local] = name

    def text(self, text: str) -> None:
        """Note that something stands in the row. Raise UnreadableList when that is one row too many."""
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
        """Return the ends of what is open at the beginning of a row."""
        return "".join(f"</{self._open[local]}>" for local in ("sheetData", "worksheet")).encode()

    def mended(self, part: bytearray) -> bytes:
        """Call every error of a formula by a name that calamine knows: another is the end for it."""
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
            raise _ListEndedError

    def _check_place(self) -> None:
        """Find a cell where no list has one: readers make room for everything before it."""
        column, reference = self._column, self._reference
        if reference:
            if not reference.endswith(self._row_text):
                raise ValueError("a cell stands in another row than it says")
            column = _number_of(reference[: -len(self._row_text)])
        if column > MAX_COLUMNS:
            raise too_many_columns()


@lru_cache(maxsize=MAX_COLUMNS)
def _number_of(letters: str) -> int:
    """Return the column that a spreadsheet calls so, counted from 1. Raise ValueError."""
    if not (letters.isascii() and letters.isalpha()):
        raise ValueError("no column is called so")
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _local(name: str) -> str:
    """Return the name without a prefix."""
    return name.rpartition(":")[2]


def _refuse_doctype(*_declaration: object) -> None:
    """No program writes one; its entities can be made to grow without end."""
    raise UnreadableList(
        _(
            "Die Excel-Datei enthält eine Angabe, die dort nicht hingehört (DOCTYPE). "
            "Bitte speichern Sie sie in Excel neu."
        )
    )


def _pack(parts: dict[str, bytes]) -> bytes:
    """Return a workbook of these parts and nothing else."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("[Content_Types].xml", _CONTENT_TYPES)
        archive.writestr("_rels/.rels", _ROOT_RELATIONS)
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def _too_much(what: str, limit: int) -> UnreadableList:
    sentence = _("Die Excel-Datei ist zu groß: {what}. Bitte kopieren Sie nur die Liste in eine neue Datei.")
    return UnreadableList(sentence.format(what=what.format(limit=with_dots(limit))))
