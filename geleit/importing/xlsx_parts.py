"""Unpack the parts of an XLSX file that a list needs, within bounds, into a workbook that is safe to read.

An XLSX file is a zip archive of XML parts. Sizes that the archive claims are not trusted: parts are unpacked
piece by piece, their elements are counted on the way, and the first one too many ends it.
"""

import io
import zipfile
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from geleit.domain.texts import _
from geleit.importing.table import UnreadableList
from geleit.importing.xlsx_elements import Cells, Elements, ListEndedError, Relations, Sheets, Strings, Styles
from geleit.importing.xlsx_limits import (
    MAX_BYTES_BELOW,
    MAX_PARTS,
    MAX_SHEETS,
    MAX_UNPACKED,
    Counts,
    too_much,
)

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
    """A workbook with the counted parts only, and the names of its sheets."""

    content: bytes
    sheets: tuple[str, ...]
    unread_below: dict[str, int]
    """The last row that is read of sheets that go on after thousands of empty rows."""


def counted_workbook(content: bytes) -> Workbook:
    """Unpack and count the parts that a list needs.

    Raise UnreadableList, or what zipfile, zlib and expat raise for a damaged file.
    """
    with zipfile.ZipFile(io.BytesIO(_require_few_parts(content))) as archive:
        return _Unpacker(archive).workbook()


def _require_few_parts(content: bytes) -> bytes:
    """Raise UnreadableList for too many parts, before zipfile makes an object of each."""
    if content.count(_ENTRY) > MAX_PARTS:
        raise too_much(_("mehr als {limit} Teile"), MAX_PARTS)
    return content


class _Unpacker:
    """Unpacker of the parts of one archive; the limits hold for all of them together."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.lower(): name for name in archive.namelist()}
        self._left = MAX_UNPACKED
        self._counts = Counts()

    def workbook(self) -> Workbook:
        if _WORKBOOK not in self._names:
            raise UnreadableList(
                _("Das ist keine Excel-Tabelle. Bitte wählen Sie die Liste als XLSX- oder CSV-Datei.")
            )
        sheets, relations = Sheets(self._counts), Relations(self._counts)
        parts = {
            _WORKBOOK: self._unpack(_WORKBOOK, sheets),
            _RELATIONS: self._unpack(_RELATIONS, relations),
        }
        targets: dict[str, str] = {}
        for name, relation in sheets.found[:MAX_SHEETS]:
            target = relations.targets.get(relation)
            if target is not None and target not in targets.values():
                targets[name] = target
        strings = Strings(self._counts)
        for name, counting in (("xl/sharedStrings.xml", strings), ("xl/styles.xml", Styles(self._counts))):
            if name.lower() in self._names:
                parts[name] = self._unpack(name, counting)
        unread_below: dict[str, int] = {}
        for name, target in targets.items():
            cells = Cells(self._counts, strings.lengths)
            parts[target] = self._unpack(target, cells)
            if cells.unread_below is not None:
                unread_below[name] = cells.unread_below
        return Workbook(content=_pack(parts), sheets=tuple(targets), unread_below=unread_below)

    def _unpack(self, name: str, counting: Elements) -> bytes:
        """Unpack one part. Raise UnreadableList if there is too much of anything."""
        info = self._archive.getinfo(self._names[name.lower()])
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile("not a compression that Excel uses")
        unpacked = bytearray()
        parser = counting.parser = expat.ParserCreate()
        parser.StartElementHandler = counting.start
        parser.StartDoctypeDeclHandler = _forbid_doctype
        parser.buffer_text = True
        if isinstance(counting, Cells | Strings):
            parser.CharacterDataHandler = counting.text
        try:
            with self._archive.open(info) as part:
                while counting.ended_at is None and (chunk := part.read(_CHUNK)):
                    unpacked += chunk
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise too_much(_("entpackt mehr als {limit} MB"), MAX_UNPACKED // 1024 // 1024)
                    parser.Parse(chunk)
                    counting.require_within_limits(len(unpacked))
                if counting.ended_at is not None:
                    _look_below(part, counting)
            if counting.ended_at is None:
                parser.Parse(b"", True)
        except ListEndedError:
            pass
        if counting.ended_at is not None:
            del unpacked[counting.ended_at :]
            unpacked += counting.closing()
        return counting.repaired(unpacked)


def _look_below(part: IO[bytes], counting: Elements) -> None:
    """Look for a content below the end of a list, within bounds. Raise ListEndedError if there is one."""
    for _chunk in range(MAX_BYTES_BELOW // _CHUNK):
        chunk = part.read(_CHUNK)
        if not chunk:
            return
        try:
            counting.parser.Parse(chunk)
        except expat.ExpatError:
            return  # nobody reads on from here
    counting.give_up_below()


def _forbid_doctype(*_declaration: object) -> None:
    """Raise UnreadableList: no program writes a DOCTYPE, and its entities can grow without end."""
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
