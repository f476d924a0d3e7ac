"""Lists to take along: CSV and Excel with the filter that is set, and nothing in them that is worked out."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest

from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.parties import Role
from tests.web.lists import TODAY, due_in, links, one, words
from web.ui.filters import datum
from web.ui.sheets import ListSheet, workbook


@pytest.fixture
def due(act, make_departure, counsellor, authority):
    async def due(days, **fields):
        return await due_in(days, act, make_departure, counsellor, authority=authority, **fields)

    return due


def read_csv(response):
    assert response.status_code == 200
    assert "attachment" in response.headers["Content-Disposition"]
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def read_xlsx(response):
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(response.content)).active


async def test_it_works(due, counsellor, sign_in):
    departure = await due(-3, names=[("Müller", "Jörg"), ("Müller", "Ana")], destination="GE")
    await due(1, destination="IQ")
    visitor = await sign_in(counsellor)
    files = links(await visitor.get("/vorgaenge?land=GE"), ".take-along a")
    header, row = read_csv(await visitor.get(files["CSV"]))
    assert header[:4] == ["Nummer", "Name", "Personen", "Zielland"]
    assert row[:7] == [
        departure.number,
        "Müller, Jörg",
        "2",
        "Georgien",
        "Läuft",
        "Erstgespräch führen",
        datum(TODAY - timedelta(days=3)),
    ]
    page = read_xlsx(await visitor.get(files["Excel"]))
    assert page.max_row == 2
    assert page["G2"].value == datetime.combine(TODAY - timedelta(days=3), datetime.min.time())
    assert page["G2"].number_format == "dd.mm.yyyy"
    assert page["C2"].value == 2
    assert page.freeze_panes == "A2"
    assert page["A1"].font.bold
    assert page.column_dimensions["B"].width >= len("Müller, Jörg")


@pytest.mark.parametrize(
    ("who", "path", "title"),
    [
        ("counsellor", "/aufgaben", "Liste"),
        ("counsellor", "/kalender", "Tag"),
        ("supervisor", "/ueberfaellig", "Nummer"),
        ("supervisor", "/ueberfaellig?liste=fristen", "Nummer"),
        ("official", "/fristen", "Nummer"),
    ],
)
async def test_every_list_can_be_taken_along(
    due, counsellor, supervisor, official, sign_in, who, path, title
):
    told = DeadlineFact(deadline=DeadlineKind.DEPARTURE, due_on=TODAY - timedelta(days=10))
    departure = await due(-3, consent=True, deadlines=(told,), names=[("Geheim", "Gisela")])
    accounts = {"counsellor": counsellor, "supervisor": supervisor, "official": official}
    visitor = await sign_in(accounts[who])
    page = await visitor.get(f"{path}{'&' if '?' in path else '?'}monat={told.due_on:%Y-%m}")
    files = links(page, ".take-along a")
    header, *rows = read_csv(await visitor.get(files["CSV"]))
    assert header[0] == title
    assert rows
    assert all(departure.number in row for row in rows)
    assert ("Geheim, Gisela" in rows[0]) is (who != "official")
    assert read_xlsx(await visitor.get(files["Excel"])).max_row == len(rows) + 1


async def test_for_paper_a_list_has_all_its_rows_and_its_filter(due, counsellor, sign_in, monkeypatch):
    monkeypatch.setattr("web.departures.page.LIMIT", 1)
    for days in (1, 2, 3):
        await due(days, destination="GE")
    visitor = await sign_in(counsellor)
    shown = await visitor.get("/vorgaenge?land=GE")
    printed = await visitor.get(links(shown, ".take-along a")["Drucken"])
    assert len(printed.text.split("kern-table__row")) > len(shown.text.split("kern-table__row"))
    assert "Weitere anzeigen" not in words(printed)
    assert words(one(printed, ".on-paper")).startswith("Filter: Läuft, Georgien")


def test_what_begins_a_formula_is_text():
    book = workbook(ListSheet("Liste", ("A",), [("=1+1",), ("@x",), ("+49",)]))
    page: Any = openpyxl.load_workbook(io.BytesIO(book)).active
    assert [cell.data_type for cell in page["A"]] == ["s"] * 4
    assert page["A2"].value == "=1+1"


async def test_a_name_that_begins_a_formula_is_harmless_in_a_list(due, counsellor, sign_in):
    await due(1, names=[("=cmd", "Ana")])
    visitor = await sign_in(counsellor)
    _header, row = read_csv(await visitor.get("/vorgaenge/liste.csv"))
    assert row[1] == "'=cmd, Ana"


async def test_a_file_that_is_cut_says_so(monkeypatch):
    monkeypatch.setattr("web.ui.sheets.MOST_ROWS", 1)
    rows = ListSheet("Liste", ("A",), [("eins",), ("zwei",)]).complete_rows
    assert rows == [("eins",), ("Nur die ersten 1 Zeilen. Bitte enger filtern.",)]


@pytest.mark.parametrize("path", ["/vorgaenge", "/aufgaben", "/ueberfaellig", "/fristen", "/kalender"])
async def test_nobody_takes_a_list_along_without_signing_in(client, path):
    assert (await client.get(f"{path}/liste.csv")).status_code == 303


async def test_a_file_holds_what_the_account_may_see_and_no_more(due, sign_in, make_account):
    await due(-3)
    stranger = await sign_in(await make_account(Role.SUPERVISOR))
    for path in ("/vorgaenge", "/ueberfaellig"):
        assert len(read_csv(await stranger.get(f"{path}/liste.csv"))) == 1
    assert (await stranger.get("/fristen/liste.csv")).status_code == 403
    assert (await stranger.get("/vorgaenge/liste.pdf")).status_code == 404
