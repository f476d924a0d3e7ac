import io
import zipfile
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geleit.importing import table as table_module
from geleit.importing.columns import (
    ListField,
    column_title,
    fingerprint,
    recognise_columns,
)
from geleit.importing.formats import read_table
from geleit.importing.layout import recognise_layout, stored_layout
from geleit.importing.plan import make_plan
from geleit.importing.table import Table, TableRow, UnreadableList, dump_table, load_table
from tests.importing import hostile
from tests.importing.lists import ROW, SAMPLE_XLSX, SAMPLES, TODAY, list_of, plan_of, workbook_of


def _sentence(content: bytes) -> str:
    with pytest.raises(UnreadableList) as unreadable:
        plan_of(content)
    return str(unreadable.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_encoding_and_separator_are_found_out(encoding: str, separator: str) -> None:
    content = list_of({"Name": "Müller, geb. Groß"}, encoding=encoding, separator=separator)
    table = read_table(content)
    assert table.header == tuple(ROW)
    assert table.rows[0].cells[1] == "Müller, geb. Groß"


def test_rows_are_counted_as_the_spreadsheet_counts_them() -> None:
    content = b'Aktenzeichen;Name;Land\n1;Kaya;TR\n\n;;\n2;"Kaya\nBeyer";TR\n3;Celik;TR\n'
    assert [row.number for row in read_table(content).rows] == [2, 5, 6]


def test_a_title_above_the_header_is_passed_over() -> None:
    table = read_table("Fallliste 2026;;\n;;\nAktenzeichen;Name;Staatsangehörigkeit\n1;Kaya;TR\n".encode())
    assert (table.header_row, table.header[0], table.rows[0].number) == (3, "Aktenzeichen", 4)


def test_the_line_that_tells_excel_the_separator_is_no_row() -> None:
    table = read_table(b"sep=,\nAktenzeichen,Name,Land\n1,Kaya,TR\n")
    assert (table.header_row, table.header) == (1, ("Aktenzeichen", "Name", "Land"))


def test_dates_of_a_workbook_are_dates() -> None:
    table = read_table(workbook_of([["Aktenzeichen", "Erstgespräch"], ["1", date(2026, 9, 1)], [2, 3.5]]))
    assert [row.cells for row in table.rows] == [("1", date(2026, 9, 1)), ("2", "3.5")]


def test_a_cell_whose_formula_failed_is_empty_and_a_remark_is_no_such_cell() -> None:
    table = read_table(workbook_of([["Aktenzeichen", "Bemerkung"], ["1", "#REF!"], ["2", "#wichtig!"]]))
    assert [row.cells for row in table.rows] == [("1",), ("2", "#wichtig!")]


@pytest.mark.parametrize("error", ["#SPILL!", "#GETTING_DATA", "#N/A"])
def test_errors_of_formulas_say_nothing_however_they_are_called(error: str) -> None:
    cells = f'<c r="A2" t="e"><f>1/0</f><v>{error}</v></c><c t="e" r="B2"><v>{error}</v></c>'
    row = f'<row r="2">{cells}<c r="C2"><v>3</v></c></row>'
    table = read_table(hostile.workbook((hostile.HEADER, row)))
    assert [row.cells for row in table.rows] == [("", "", "3")]


@pytest.mark.parametrize("number", ["1e9", "-1e300", "1e400", "99999999999"])
def test_one_number_that_is_no_date_does_not_cost_the_workbook(number: str) -> None:
    styles = ('<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="46"/>',)
    cells = (
        f'<c r="A2"><v>1</v></c><c r="B2" s="1" t="n"><v>{number}</v></c><c r="C2" s="2"><v>{number}</v></c>'
    )
    rows = (hostile.HEADER, f'<row r="2">{cells}<c r="D2" s="1"><v>46000</v></c></row>')
    table = read_table(hostile.workbook(rows, styles=styles))
    assert [row.cells for row in table.rows] == [("1", number, number, date(2025, 12, 9))]


def _with_gap(below: str) -> bytes:
    kaya = '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="str"><v>Kaya</v></c></row>'
    gap = ('<row><c s="1"/></row>' for _ in range(6_000))
    return hostile.workbook((hostile.HEADER, kaya, *gap, below))


def test_what_stands_below_thousands_of_empty_rows_is_not_lost_in_silence() -> None:
    table = read_table(_with_gap('<row r="6003"><c r="A6003"><v>2</v></c></row>'))
    assert (len(table.rows), table.unread_below) == (1, 2)
    assert load_table(dump_table(table)) == table
    assert read_table(_with_gap("")).unread_below is None


def test_the_office_is_told_below_which_row_nothing_is_read() -> None:
    table = Table(
        header=("Az", "Name", "Vorname", "Land"),
        header_row=1,
        rows=(TableRow(2, ("K-1", "Kaya", "Ali", "TR")),),
        unread_below=2,
    )
    (said,) = make_plan(table, recognise_layout(table), today=TODAY).notices
    assert said.startswith("Unter Zeile 2 kommen mehr als 5.000 leere Zeilen.")


def test_a_list_with_formats_far_beyond_it_is_read_to_its_end() -> None:
    rows = (
        hostile.HEADER,
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="str"><v>Kaya</v></c></row>',
        "<row>" + '<c s="1"/>' * 16_000 + "</row>",
        *('<row s="1"><c t="str"><f>IF(B1="","",1)</f><v></v></c></row>' for _ in range(30_000)),
    )
    after = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    table = read_table(hostile.workbook(rows, after=after))
    assert [row.cells for row in table.rows] == [("1", "Kaya")]


@pytest.mark.parametrize("quote", ['"Ali', 'x"Ali"', '"Ali"x', '"Ali ""der Große"""'])
def test_quotes_within_a_cell_may_be_any_and_only_one_that_stays_open_is_a_fault(quote: str) -> None:
    content = f"Aktenzeichen;Name;Land\n1;{quote};TR\n2;Kaya;TR\n".encode()
    if quote == '"Ali':
        assert "Ab Zeile 2" in _sentence(content)
    else:
        assert [row.cells[0] for row in read_table(content).rows] == ["1", "2"]


_CELLS = st.one_of(st.text(max_size=20), st.dates())


@settings(max_examples=30, deadline=None)
@given(
    st.builds(
        Table,
        header=st.lists(st.text(max_size=20)).map(tuple),
        header_row=st.integers(1, 99),
        rows=st.lists(
            st.builds(TableRow, number=st.integers(1, 9999), cells=st.lists(_CELLS).map(tuple))
        ).map(tuple),
    )
)
def test_a_table_that_was_kept_is_the_same(table: Table) -> None:
    assert load_table(dump_table(table)) == table


def test_of_several_sheets_the_list_is_read() -> None:
    import openpyxl

    workbook = openpyxl.Workbook()
    notes, cases = workbook.active, workbook.create_sheet("Fälle")
    assert notes is not None
    notes.append(["Hinweise", "von"])
    notes.append(["bitte pflegen", "J. W."])
    cases.append(["Aktenzeichen", "Name", "Staatsangehörigkeit"])
    cases.append(["1", "Kaya", "TR"])
    out = io.BytesIO()
    workbook.save(out)
    assert read_table(out.getvalue()).header == ("Aktenzeichen", "Name", "Staatsangehörigkeit")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Die Datei ist leer."),
        (b"1;2;3\n" * 4_000_000, "größer als 20 MB"),
        (b" \r\n\r\n", "Die Datei ist leer."),
        (b"Aktenzeichen;Name\r\n", "Darin steht keine Liste"),
        (b"%PDF-1.7 ...", "PDF-Datei"),
        (b"\x89PNG\r\n\x1a\n....", "Bild"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "Excel-Arbeitsmappe (*.xlsx)"),
        (b"PK\x03\x04 broken", "beschädigt"),
        (b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "ODS"),
        (b"a;b\x00;c\n1;2;3\n", "keine Tabelle"),
        (b"Liebe Kollegin,\nim Anhang die Liste.\nGruss\n", "fehlen Spalten"),
        (b"Aktenzeichen;Vorname\n1;Ali\n", "„Familienname“, „Staatsangehörigkeit“"),
    ],
)
def test_what_is_no_list_is_answered_with_a_sentence(content: bytes, words: str) -> None:
    assert words in _sentence(content)


def test_another_kind_of_archive_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "keine Excel-Tabelle" in _sentence(out.getvalue())


def test_a_list_longer_than_any_list_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("csv_list", "xlsx_elements"):
        monkeypatch.setattr(f"geleit.importing.{module}.MAX_ROWS", 5)
    assert table_module.MAX_ROWS == 10_000
    rows = [["Aktenzeichen", "Name", "Land"], *([str(number), "Kaya", "TR"] for number in range(6))]
    assert "mehr als 10.000 Zeilen" in _sentence(workbook_of(rows))
    assert "mehr als 10.000 Zeilen" in _sentence("\n".join(";".join(row) for row in rows).encode())


def test_a_damaged_workbook_is_answered_with_a_sentence() -> None:
    content = bytearray(SAMPLE_XLSX.read_bytes())
    for place in range(2_000, len(content) - 2_000, 97):
        content[place] ^= 0x55
    assert "Excel" in _sentence(bytes(content)) or "beschädigt" in _sentence(bytes(content))


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused(content: bytes) -> None:
    with suppress(UnreadableList):
        assert read_table(content).rows


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_a_workbook_with_any_bytes_changed_is_a_table_or_refused(data: st.DataObject) -> None:
    content = bytearray(SAMPLE_XLSX.read_bytes())
    changes = st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255))
    for place, byte in data.draw(st.lists(changes, min_size=1, max_size=20)):
        content[place] = byte
    with suppress(UnreadableList):
        assert read_table(bytes(content)).rows


def test_every_column_of_the_sample_lists_is_recognised() -> None:
    for sample in SAMPLES:
        header = read_table(sample.read_bytes()).header
        assert sorted(recognise_columns(header).values()) == list(range(len(header)))


def test_columns_are_recognised_by_other_words_and_without_letters() -> None:
    found = recognise_columns(
        ("Az.", "NACHNAME", "Geb.-Datum", "zust?ndige Beh?rde", "Erstgespraech", "Haarfarbe")
    )
    assert found == {
        ListField.NUMBER: 0,
        ListField.FAMILY_NAME: 1,
        ListField.BIRTH_DATE: 2,
        ListField.AUTHORITY: 3,
        ListField.INTAKE: 4,
    }


def test_lists_with_the_same_headings_are_told_by_their_fingerprint() -> None:
    assert fingerprint(("Az.", "Name")) == fingerprint(("AZ", " name "))
    assert fingerprint(("Az.", "Name")) != fingerprint(("Name", "Az."))


def test_a_column_without_heading_is_called_by_its_letters() -> None:
    assert column_title(("Az", ""), 0) == "Az"
    assert [column_title((), column) for column in (1, 25, 26, 701)] == [
        "Spalte B",
        "Spalte Z",
        "Spalte AA",
        "Spalte ZZ",
    ]


def test_stored_columns_that_do_not_fit_are_left_out() -> None:
    table = Table(header=("Az", "Name"), header_row=1, rows=())
    assert stored_layout({"number": 0, "remark": 7, "shoe_size": 1}, table).columns == {ListField.NUMBER: 0}
