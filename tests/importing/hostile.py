"""Lists made to exhaust memory and time of their reader. Small as files; built when a test needs them."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator
from itertools import repeat

MEGABYTE = 1024 * 1024
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADER = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Aktenzeichen</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>Name</t></is></c></row>'
)

Pieces = Iterable[str]


def workbook(
    rows: Pieces = (),
    *,
    before: str = "",
    prolog: str = "",
    after: str = "",
    strings: Pieces | None = None,
    styles: Pieces | None = None,
    sheets: int = 1,
) -> bytes:
    """Return an XLSX file with this between the tags; pieces are packed one by one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        names = "".join(f'<sheet name="T{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, sheets + 1))
        relations = "".join(
            f'<Relationship Id="r{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, sheets + 1)
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{names}</sheets></workbook>',
        )
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{relations}</Relationships>")
        for n in range(1, sheets + 1):
            begin = f'{prolog}<worksheet xmlns="{_MAIN}">{before}<sheetData>'
            _write(archive, f"xl/worksheets/sheet{n}.xml", begin, rows, f"</sheetData>{after}</worksheet>")
        if strings is not None:
            _write(archive, "xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}">', strings, "</sst>")
        if styles is not None:
            _write(
                archive,
                "xl/styles.xml",
                f'<styleSheet xmlns="{_MAIN}"><cellXfs>',
                styles,
                "</cellXfs></styleSheet>",
            )
    return out.getvalue()


def _write(archive: zipfile.ZipFile, name: str, begin: str, pieces: Pieces, end: str) -> None:
    with archive.open(name, "w") as part:
        part.write(begin.encode())
        for piece in pieces:
            part.write(piece.encode())
        part.write(end.encode())


def _times(count: int, text: str, *, concurrency: int = 10_000) -> Iterator[str]:
    return repeat(text * concurrency, count // concurrency)


def _row_of(count: int, cell: str) -> str:
    return f"<row>{cell * count}</row>"


def _one_row(count: int, cell: str) -> bytes:
    return workbook(("<row>", *_times(count, cell), "</row>"))


def _lying(content: bytes, size: int) -> bytes:
    """Change the unpacked size of the archive's sheet wherever it is stated."""
    out = bytearray(content)
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = 0
        while (start := out.find(signature, start)) >= 0:
            name_at = start + (30 if at == 22 else 46)
            if out[name_at:].startswith(b"xl/worksheets"):
                out[start + at : start + at + 4] = struct.pack("<I", size)
            start += 4
    return bytes(out)


def _overlapping() -> bytes:
    """Let every entry of the directory name the same bytes."""
    out = bytearray(_one_row(1_000_000, "<c/>"))
    start, first = 0, None
    while (start := out.find(b"PK\x01\x02", start)) >= 0:
        offset = out[start + 42 : start + 46]
        first = first or offset
        out[start + 42 : start + 46] = first
        start += 4
    return bytes(out)


def _many_entries() -> bytes:
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a") as archive:
        for n in range(20_000):
            archive.writestr(f"xl/media/{n}", b"")
    return out.getvalue()


def _nested() -> bytes:
    inner = workbook((HEADER,))
    for _ in range(5):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("liste.xlsx", inner)
        inner = out.getvalue()
    return inner


def _laughs() -> str:
    entities = "".join(f'<!ENTITY a{n} "' + f"&a{n - 1};" * 10 + '">' for n in range(1, 10))
    return f'<!DOCTYPE lolz [<!ENTITY a0 "lol">{entities}]>'


_LAUGHING_CELL = '<row><c t="inlineStr"><is><t>&a9;</t></is></c></row>'

_COLUMNS = "mehr als 200 Spalten"
_ROWS = "mehr als 10.000 Zeilen"
_NO_LIST = "Darin steht keine Liste"
_ONE_VALUE = "eine Angabe von mehr als 1 MB"
_DAMAGED = "Die Excel-Datei ist beschädigt"
_PARTS = "mehr als 1.000 Teile"
_QUOTE = "Ein Anführungszeichen wird nicht geschlossen"

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "25 million empty cells in one row": (lambda: _one_row(25_000_000, "<c/>"), _COLUMNS),
    "200,000 columns": (lambda: _one_row(200_000, "<c><v>1</v></c>"), _COLUMNS),
    "2.8 million texts in their cells": (
        lambda: workbook(
            _times(20_000, _row_of(140, '<c t="inlineStr"><is><t>x</t></is></c>'), concurrency=100)
        ),
        "mehr als 500.000 Zellen",
    ),
    "six million shared texts": (
        lambda: workbook((HEADER,), strings=_times(6_000_000, "<si><t/></si>")),
        "mehr als 500.000 Texte",
    ),
    "a million empty rows": (lambda: workbook(_times(1_000_000, '<row s="1"/>')), _NO_LIST),
    "a million rows": (lambda: workbook(_times(1_000_000, "<row><c><v>1</v></c></row>")), _ROWS),
    "300,000 formats": (
        lambda: workbook((HEADER,), styles=_times(300_000, "<xf/>")),
        "mehr als 65.490 Formate",
    ),
    "more unpacked than any list": (
        lambda: workbook((HEADER, *_times(150_000_000, " ", concurrency=MEGABYTE))),
        _ONE_VALUE,
    ),
    "comments of 100 MB": (
        lambda: workbook((HEADER, *_times(800_000, "<a/><!--" + "c" * 100 + "-->", concurrency=1000))),
        "entpackt mehr als 64 MB",
    ),
    "a size that is a lie, too small": (lambda: _lying(_one_row(1_000_000, "<a/>"), 100), _DAMAGED),
    "a size that is a lie, too large": (lambda: _lying(_one_row(1_000_000, "<a/>"), 0xFFFFFFF0), _NO_LIST),
    "entries that overlap": (_overlapping, _DAMAGED),
    "20,000 entries": (_many_entries, _PARTS),
    "archives in archives": (_nested, "keine Excel-Tabelle"),
    "a billion laughs": (lambda: workbook((_LAUGHING_CELL,), prolog=_laughs()), "DOCTYPE"),
    "one attribute of 50 MB": (
        lambda: workbook(('<row a="', *_times(50_000_000, "x", concurrency=MEGABYTE), '"/>')),
        _ONE_VALUE,
    ),
    "one text of 50 MB": (
        lambda: workbook(
            ('<row><c t="str"><v>', *_times(50_000_000, "x", concurrency=MEGABYTE), "</v></c></row>")
        ),
        _ONE_VALUE,
    ),
    "one text of 32,000 letters in 400,000 cells": (
        lambda: workbook(
            _times(4_000, _row_of(100, '<c t="s"><v>0</v></c>'), concurrency=100),
            strings=("<si><t>", "ü" * 32_000, "</t></si>"),
        ),
        "mehr als 20.000.000 Zeichen",
    ),
    "three million elements in one another": (
        lambda: workbook(_times(3_000_000, "<a>")),
        "mehr als 2.000.000 Angaben",
    ),
    "thousands of sheets": (lambda: workbook((HEADER,), sheets=3_000), _PARTS),
    "nine hundred sheets without a list": (lambda: workbook((HEADER,), sheets=900), _NO_LIST),
    "a far corner": (
        lambda: workbook((HEADER, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
        _NO_LIST,
    ),
    "a far column": (
        lambda: workbook((HEADER, '<row r="2"><c r="AAAAAAAAA2"><v>1</v></c></row>')),
        _COLUMNS,
    ),
    "a cell in another row than its own": (
        lambda: workbook((HEADER, '<row r="2"><c r="A1048576"><v>1</v></c></row>')),
        _DAMAGED,
    ),
    "everything merged, and a size that is none": (
        lambda: workbook(
            (HEADER,),
            before='<dimension ref="A1:XFD1048576"/>',
            after="<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 200_000 + "</mergeCells>",
        ),
        _NO_LIST,
    ),
    "a CSV of 20 million separators": (lambda: b";" * (20 * MEGABYTE), _COLUMNS),
    "a CSV of one line of 20 MB": (lambda: b"Aktenzeichen;Name\n" + b"x" * (19 * MEGABYTE), _QUOTE),
    "a CSV of ten million rows": (lambda: b"a\n" * (10 * MEGABYTE), _ROWS),
    "a CSV with a million cells of two lines each": (lambda: b'"\n";' * MEGABYTE, _COLUMNS),
    "a CSV with a quote that never closes": (
        lambda: b'Aktenzeichen;Name\n1;"Ali\n' + b"2;Kaya\n" * (2 * MEGABYTE),
        _QUOTE,
    ),
    "a CSV with NULs": (lambda: b"Aktenzeichen;Name\n1;\x00\n" + bytes(19 * MEGABYTE), "keine Tabelle"),
}
"""What it is -> how to make it, and words of the sentence that answers it."""
