"""Rows of a CSV file: encoding and separator are found out, because no two programs agree on them."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice

from domain.texts import _
from importing.table import MAX_COLUMNS, MAX_ROWS, TableRow, UnreadableList, make_row, too_many_rows
from importing.text import clean

_SEPARATORS = ";\t,|"
_SAMPLE_ROWS = 20
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def csv_rows(content: bytes) -> list[TableRow]:
    """Every row, empty ones too, numbered as a spreadsheet shows them. Raises UnreadableList."""
    text = _decode(content)
    if "\x00" in text:
        raise _no_spreadsheet()
    separator, text = _separator(text)
    rows: list[TableRow] = []
    try:
        for number, cells in enumerate(_records(text, separator), start=1):
            if number > MAX_ROWS:
                raise too_many_rows()
            rows.append(make_row(number, (clean(cell) for cell in cells[:MAX_COLUMNS])))
    except csv.Error as error:
        raise _no_spreadsheet() from error
    return rows


def _decode(content: bytes) -> str:
    """UTF-8 if it can be, else Windows-1252 as a German Excel saves it; undefined bytes count as lost."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _separator(text: str) -> tuple[str, str]:
    """The separator and the text. Excel itself writes ``sep=;`` above a list and does not show that line."""
    first, _newline, rest = text.partition("\n")
    marked = first.strip().strip('"').lower()
    if marked.startswith("sep=") and len(marked) == len("sep=;"):
        return marked[-1], rest
    return max(_SEPARATORS, key=lambda separator: _width(text, separator)), text


def _width(text: str, separator: str) -> int:
    """How many cells the first rows have if this is the separator."""
    try:
        return sum(len(record) for record in islice(_records(text, separator), _SAMPLE_ROWS))
    except csv.Error:
        return 0


def _records(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _no_spreadsheet() -> UnreadableList:
    return UnreadableList(_("Das ist keine Tabelle. Bitte wählen Sie die Liste als XLSX- oder CSV-Datei."))
