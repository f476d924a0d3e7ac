"""Lists to take along, as CSV or as an Excel workbook, with the filter that is set.

Nothing in them is worked out by a spreadsheet: in CSV a sign that begins a formula is preceded by an
apostrophe, in a workbook every text is written as text (OWASP: CSV injection).
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import xlsxwriter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from web.ui.csv_export import csv_response
from web.ui.filters import datum
from web.ui.i18n import gettext as _

MOST_ROWS = 10_000
"""Rows of a file. What lies beyond is said in the last one."""
WIDEST = 60
"""Characters of a column."""

Cell = str | int | date | None


class SheetFormat(StrEnum):
    """What a list is taken along as; the values end addresses."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class ListSheet:
    """A list: its name in file names, its columns, its rows."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    @property
    def complete_rows(self) -> Sequence[Sequence[Cell]]:
        """The rows that fit, and a last one that says so if there are more."""
        if len(self.rows) <= MOST_ROWS:
            return self.rows
        last = _("Nur die ersten {n} Zeilen. Bitte enger filtern.").format(n=MOST_ROWS)
        return [*self.rows[:MOST_ROWS], (last,)]


async def sheet_response(sheet: ListSheet, kind: SheetFormat, *, today: date) -> Response:
    """Answer with the list as a file."""
    file_name = f"{sheet.name}-{today.isoformat()}.{kind}"
    if kind is SheetFormat.CSV:
        rows = [[_written(cell) for cell in row] for row in sheet.complete_rows]
        return csv_response(file_name, sheet.columns, rows)
    return Response(
        await run_in_threadpool(workbook, sheet),
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={
            "Content-Disposition": f'attachment; filename="{file_name}"',
            "Cache-Control": "no-store",
        },
    )


def workbook(sheet: ListSheet) -> bytes:
    """Write the list as a workbook: a header that stays in sight, dates that are dates, fitting columns."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet.name[:31])
        header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd.mm.yyyy", "align": "left"})
        for column, title in enumerate(sheet.columns):
            page.write_string(0, column, title, header)
        rows = sheet.complete_rows
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(number, column, cell, day)
                elif isinstance(cell, int):
                    page.write_number(number, column, cell)
                elif cell:
                    page.write_string(number, column, cell)
        for column, title in enumerate(sheet.columns):
            cells = (_written(row[column]) for row in rows if column < len(row))
            page.set_column(column, column, min(max(map(len, (title, *cells))) + 2, WIDEST))
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, len(rows), len(sheet.columns) - 1)
        page.repeat_rows(0)
        page.set_landscape()
        page.fit_to_pages(1, 0)
    return out.getvalue()


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    return datum(cell) if isinstance(cell, date) else str(cell)
