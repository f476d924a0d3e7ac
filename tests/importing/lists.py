"""Lists for tests: the sample lists of an office, and short ones written down in a test."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl

from geleit.importing.formats import read_table
from geleit.importing.layout import recognise_layout
from geleit.importing.plan import Plan, PlannedDeparture, make_plan

DATA = Path(__file__).with_name("data")
SAMPLE_CSV = DATA / "fallliste-kiel.csv"
SAMPLE_XLSX = DATA / "fallliste-kiel.xlsx"
SAMPLES = (SAMPLE_CSV, SAMPLE_XLSX)

TODAY = date(2026, 11, 22)

ROW = {
    "Aktenzeichen": "KI-26-100",
    "Name": "Muster",
    "Vorname": "Mara",
    "geb. am": "01.02.1990",
    "Staatsangehörigkeit": "Georgien",
    "Rolle": "Antragsteller/in",
    "zuständige Behörde": "ABH Kiel",
    "Einwilligung Behörde": "ja",
    "Erstgespräch": "01.09.2026",
}


def list_of(*rows: dict[str, str], encoding: str = "utf-8", separator: str = ";") -> bytes:
    """Return a CSV list of these rows; each gives what differs from a plain applicant's."""
    columns = list(dict.fromkeys([*ROW, *(column for row in rows for column in row)]))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=separator, restval="")
    writer.writeheader()
    for row in rows:
        writer.writerow({**ROW, **row})
    return out.getvalue().encode(encoding)


def relative(**fields: str) -> dict[str, str]:
    """Return a family member's row: only the person's own cells are filled."""
    empty = dict.fromkeys(("zuständige Behörde", "Einwilligung Behörde", "Erstgespräch"), "")
    return {**empty, "Rolle": "Kind", "Vorname": "Nino", "geb. am": "05.06.2015", **fields}


def workbook_of(rows: Sequence[Sequence[object]]) -> bytes:
    """Return an XLSX file with one sheet."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def plan_of(content: bytes, *, today: date = TODAY) -> Plan:
    """Return the plan of a list with its recognised columns."""
    table = read_table(content)
    return make_plan(table, recognise_layout(table), today=today)


def only(plan: Plan) -> PlannedDeparture:
    """Return the one departure of a plan that refused nothing."""
    assert plan.refused == ()
    (departure,) = plan.departures
    return departure
