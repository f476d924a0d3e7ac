"""Read a CSV or XLSX file into a table, whatever program wrote it."""

from collections.abc import Iterable, Sequence

from geleit.domain.texts import _
from geleit.importing.columns import count_recognised
from geleit.importing.csv_list import csv_rows
from geleit.importing.table import Sheet, Table, TableRow, UnreadableList
from geleit.importing.xlsx_list import xlsx_sheets

MAX_BYTES = 20 * 1024 * 1024

HEADER_WITHIN = 15
"""Some offices put a title above the header: it is searched in that many rows that are not empty."""

_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_FILES = {
    b"%PDF": _("Das ist eine PDF-Datei, keine Tabelle. Bitte wählen Sie die Liste als XLSX oder CSV."),
    b"\x89PNG": _("Das ist ein Bild, keine Tabelle. Bitte wählen Sie die Liste als XLSX oder CSV."),
    b"\xff\xd8\xff": _("Das ist ein Bild, keine Tabelle. Bitte wählen Sie die Liste als XLSX oder CSV."),
    b"GIF8": _("Das ist ein Bild, keine Tabelle. Bitte wählen Sie die Liste als XLSX oder CSV."),
    _OLD_EXCEL: _(
        "Das ist eine Excel-Datei im alten Format oder mit Kennwort. "
        "Bitte speichern Sie die Liste in Excel als „Excel-Arbeitsmappe (*.xlsx)“ ohne Kennwort."
    ),
}


def read_table(content: bytes) -> Table:
    """Read a CSV or XLSX file. Raise UnreadableList for any other bytes.

    Files from outside are read in a process of their own, see `geleit.importing.reader`.
    """
    if len(content) > MAX_BYTES:
        raise too_large()
    if not content.strip():
        raise UnreadableList(_("Die Datei ist leer."))
    for start, sentence in _OTHER_FILES.items():
        if content.startswith(start):
            raise UnreadableList(sentence)
    if _OPEN_DOCUMENT in content[:200]:
        raise UnreadableList(
            _(
                "Das ist eine Datei von LibreOffice oder OpenOffice (ODS). Bitte speichern Sie die Liste "
                "dort mit „Speichern unter“ als „Excel 2007–365 (.xlsx)“."
            )
        )
    if content.startswith(_ZIP):
        return _best_table(xlsx_sheets(content))
    return _best_table([Sheet(csv_rows(content))])


def too_large() -> UnreadableList:
    """Return the error for a file that is larger than any list."""
    limit = MAX_BYTES // 1024 // 1024
    return UnreadableList(_("Die Datei ist größer als {limit} MB.").format(limit=limit))


def _best_table(sheets: Iterable[Sheet]) -> Table:
    """Return the sheet with most known columns; of equals the first. Raise UnreadableList without any."""
    found: list[tuple[int, Table]] = []
    for sheet in sheets:
        filled = [row for row in sheet.rows if row.cells]
        scored = _table(filled, sheet.unread_below) if filled else None
        if scored and scored[1].rows:
            found.append(scored)
    if not found:
        raise UnreadableList(
            _("Darin steht keine Liste: Es braucht eine Zeile mit Überschriften und Zeilen darunter.")
        )
    return max(found, key=lambda scored: scored[0])[1]


def _table(rows: Sequence[TableRow], unread_below: int | None) -> tuple[int, Table]:
    """Find the header: the row with most known columns, else the first. Return their number and the table."""
    scores = [count_recognised(_header(row)) for row in rows[:HEADER_WITHIN]]
    best = max(range(len(scores)), key=lambda index: (scores[index], -index))
    table = Table(
        header=_header(rows[best]),
        header_row=rows[best].number,
        rows=tuple(rows[best + 1 :]),
        unread_below=unread_below,
    )
    return scores[best], table


def _header(row: TableRow) -> tuple[str, ...]:
    return tuple(str(cell) for cell in row.cells)
