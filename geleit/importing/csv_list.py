"""Read the rows of a CSV file. Encoding and separator are detected: no two programs agree on them."""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice

from geleit.domain.texts import _
from geleit.importing.table import (
    MAX_COLUMNS,
    MAX_ROWS,
    TableRow,
    UnreadableList,
    make_row,
    too_many_columns,
    too_many_rows,
    with_dots,
)
from geleit.importing.text import clean

_SEPARATORS = ";\t,|"
_SAMPLE_ROWS = 20
_MAX_SEPARATORS = 16_384
"""In one line: as many as a spreadsheet has columns, most of which may be empty."""
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_END = "\x00end"
"""A last line of our own: if it is not a row of its own, a quotation mark before it was not closed."""


def csv_rows(content: bytes) -> list[TableRow]:
    """Return every row, also empty ones, numbered as in a spreadsheet. Raise UnreadableList."""
    text = _decode(content)
    if "\x00" in text:
        raise _no_spreadsheet()
    separator, text = _separator(text)
    rows: list[TableRow] = []
    records = _records(text, separator)
    for number in range(1, MAX_ROWS + 2):
        try:
            cells = next(records)
        except csv.Error as error:
            raise _unclosed_quote(number) from error
        if cells == [_END]:
            return rows
        if cells and cells[-1].endswith(_END):
            raise _unclosed_quote(number)
        if any(cells[MAX_COLUMNS:]):
            raise too_many_columns()
        rows.append(make_row(number, (clean(cell) for cell in cells[:MAX_COLUMNS])))
    raise too_many_rows()


def _decode(content: bytes) -> str:
    """Decode as UTF-8, else as Windows-1252, which a German Excel writes; undefined bytes become "?"."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _separator(text: str) -> tuple[str, str]:
    """Return separator and text. Excel itself writes `sep=;` above a list and does not show that line."""
    first, _newline, rest = text.partition("\n")
    marked = first.strip().strip('"').lower()
    if marked.startswith("sep=") and len(marked) == len("sep=;"):
        return marked[-1], rest
    return max(_SEPARATORS, key=lambda separator: _width(text, separator)), text


def _width(text: str, separator: str) -> int:
    """Count the separators in the first rows if this is the separator."""
    count = 0
    with suppress(csv.Error):
        for record in islice(_records(text, separator), _SAMPLE_ROWS):
            count += max(0, len(record) - 1)
    return count


def _records(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(chain(_lines(text), (_END,)), delimiter=separator)


def _lines(text: str) -> Iterator[str]:
    """Yield the lines. Raise UnreadableList for a line of millions of cells before they are made."""
    for line in io.StringIO(text, newline=""):
        if len(line) > _MAX_SEPARATORS and any(line.count(mark) > _MAX_SEPARATORS for mark in _SEPARATORS):
            raise too_many_columns()
        yield line


def _no_spreadsheet() -> UnreadableList:
    return UnreadableList(_("Das ist keine Tabelle. Bitte wählen Sie die Liste als XLSX- oder CSV-Datei."))


def _unclosed_quote(row: int) -> UnreadableList:
    return UnreadableList(
        _(
            "Ab Zeile {row} lässt sich die Liste nicht lesen: Ein Anführungszeichen wird nicht geschlossen, "
            "oder in einer Zelle stehen mehr als {limit} Zeichen."
        ).format(row=row, limit=with_dots(csv.field_size_limit()))
    )
