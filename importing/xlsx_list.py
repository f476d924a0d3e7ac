"""Rows of an XLSX file. What Excel knows as a date stays a date; formulas count with their last value."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime

import openpyxl
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from domain.texts import _
from importing.table import MAX_COLUMNS, MAX_ROWS, Cell, TableRow, UnreadableList, make_row, too_many_rows
from importing.text import clean

MAX_UNPACKED = 120_000_000
"""Bytes. A list of 10,000 rows unpacks to about 20 MB; a file made to choke readers unpacks to gigabytes."""

MAX_PARTS = 1_000
MAX_SHEETS = 20
_EXCEL_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"}
"""What stands in a cell whose formula failed, whatever Excel's language shows; it says nothing."""
_MAX_EMPTY_ROWS = 5_000


def xlsx_sheets(content: bytes) -> Iterator[list[TableRow]]:
    """The rows of each sheet. Raises UnreadableList."""
    _check_size(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of drop-down lists and styles it leaves out
            yield from _sheets(content)
    except UnreadableList:
        raise
    except Exception as error:
        # A file made or damaged so fails in any of openpyxl, zipfile, zlib and expat, each in its own way.
        raise UnreadableList(
            _("Die Excel-Datei ist beschädigt oder keine Tabelle. Bitte speichern Sie sie in Excel neu.")
        ) from error


def _check_size(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableList(
            _("Die Datei ist beschädigt. Bitte speichern Sie die Liste neu und wählen Sie sie noch einmal.")
        ) from error
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise UnreadableList(
            _("Das ist keine Excel-Tabelle. Bitte wählen Sie die Liste als XLSX- oder CSV-Datei.")
        )
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise UnreadableList(
            _("Die Excel-Datei ist entpackt zu groß. Bitte kopieren Sie nur die Liste in eine neue Datei.")
        )


def _sheets(content: bytes) -> Iterator[list[TableRow]]:
    workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in workbook.worksheets[:MAX_SHEETS]:
            if isinstance(sheet, ReadOnlyWorksheet):
                yield _rows(sheet)
    finally:
        workbook.close()


def _rows(sheet: ReadOnlyWorksheet) -> list[TableRow]:
    sheet.reset_dimensions()  # some programs write wrong ones; what stands there counts
    rows: list[TableRow] = []
    found = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)  # type: ignore[misc]  # python/mypy#6700
    for number, values in enumerate(found, start=1):
        row = make_row(number, (_cell(value) for value in values))
        if row.cells:
            rows.append(row)
        if len(rows) > MAX_ROWS:
            raise too_many_rows()
        if number - len(rows) > _MAX_EMPTY_ROWS:
            break  # a million formatted, empty rows: the list has ended long ago
    return rows


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if value is None or value in _EXCEL_ERRORS:
        return ""
    return clean(str(value))
