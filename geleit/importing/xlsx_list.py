"""Read the rows of an XLSX file. Excel's dates stay dates; formulas count with their last value."""

import io
from collections.abc import Iterator
from datetime import date, datetime

from python_calamine import CalamineSheet, CalamineWorkbook

from geleit.domain.texts import _
from geleit.importing.table import MAX_COLUMNS, Cell, Sheet, TableRow, UnreadableList, make_row
from geleit.importing.text import clean
from geleit.importing.xlsx_parts import counted_workbook

_EXCEL_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"}
"""The values of cells whose formula failed, in every language of Excel; they count as empty."""


def xlsx_sheets(content: bytes) -> Iterator[Sheet]:
    """Yield each sheet with the rows that are not empty. Raise UnreadableList or MemoryError."""
    try:
        workbook = counted_workbook(content)
        with CalamineWorkbook.from_filelike(io.BytesIO(workbook.content)) as book:
            for name in workbook.sheets:
                rows = _rows(book.get_sheet_by_name(name))
                yield Sheet(rows=rows, unread_below=workbook.unread_below.get(name))
    except (UnreadableList, MemoryError):
        raise
    except Exception as error:
        # A damaged or malicious file fails in calamine, zipfile, zlib or expat, each in its own way.
        raise UnreadableList(
            _(
                "Die Excel-Datei ist beschädigt oder keine Tabelle. Bitte speichern Sie die Liste neu und "
                "wählen Sie sie noch einmal."
            )
        ) from error


def _rows(sheet: CalamineSheet) -> list[TableRow]:
    found = enumerate(sheet.to_python(skip_empty_area=False), start=1)
    rows = (make_row(number, map(_cell, values[:MAX_COLUMNS])) for number, values in found)
    return [row for row in rows if row.cells]


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if value in _EXCEL_ERRORS:
        return ""
    return clean(str(value))
