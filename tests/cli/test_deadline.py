"""`geleit deadline`: dates, reasons and refusals."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from geleit.cli.deadline import app

KARFREITAG = ["--start", "2026-03-04", "--days", "30", "--land", "SH"]


def test_it_works() -> None:
    answer = CliRunner().invoke(app, KARFREITAG)
    assert answer.exit_code == 0
    assert "03.04.2026 (Karfreitag) → 07.04.2026" in answer.stdout


def test_programs_get_iso_dates() -> None:
    answer = json.loads(CliRunner().invoke(app, [*KARFREITAG, "--json"]).stdout)
    assert answer.pop("sentence").startswith("30 Tage ab Bekanntgabe 04.03.2026")
    assert answer == {
        "start": "2026-03-04",
        "raw_end": "2026-04-03",
        "end": "2026-04-07",
        "safe_date": "2026-04-03",
        "rolled": True,
        "reason": "Karfreitag",
    }


@pytest.mark.parametrize(
    ("options", "end"),
    [
        (["--posted", "05.03.2026", "--days", "30", "--land", "NI"], "2026-04-08"),
        (["--posted", "2026-03-04", "--fiction-rolls", "--days", "7", "--land", "NI"], "2026-03-16"),
        (["--posted", "2026-03-04", "--fiction-days", "3", "--days", "7", "--land", "NI"], "2026-03-16"),
        (["--start", "2028-07-15", "--months", "1", "--land", "BY", "--commune", "catholic"], "2028-08-16"),
        (["--start", "2028-08-01", "--weeks", "1", "--land", "de-by", "--commune", "augsburg"], "2028-08-09"),
        (["--start", "2026-04-01", "--days", "3", "--land", "SH", "--count", "working_days"], "2026-04-08"),
        (["--start", "2027-03-01", "--days", "14", "--land", "NI", "--from-beginning"], "2027-03-15"),
        (["--start", "2026-12-15", "--days", "10", "--land", "SH", "--before"], "2026-12-04"),
        (["--start", "2026-12-18", "--days", "30", "--land", "SH", "--kind", "fixed_deadline"], "2027-01-17"),
        (["--start", "2028-02-29", "--years", "1", "--land", "SH"], "2029-02-28"),
        (["--start", "2027-01-31", "--months", "1.5", "--land", "SH"], "2027-03-15"),
        (["--start", "2027-01-15", "--months", "0.5", "--land", "SH", "--kind", "appointment"], "2027-01-30"),
        (["--posted", "2024-12-31", "--days", "7", "--land", "SH"], "2025-01-10"),
        (["--posted", "2025-01-01", "--days", "7", "--land", "SH"], "2025-01-13"),
        ([*KARFREITAG, "--extend-days", "30"], "2026-05-07"),
        ([*KARFREITAG, "--extend-days", "30", "--extend-from", "raw"], "2026-05-04"),
    ],
)
def test_every_option_does_what_it_says(options: list[str], end: str) -> None:
    answer = CliRunner().invoke(app, [*options, "--json"])
    assert json.loads(answer.stdout)["end"] == end


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--start", "2026-03-04", "--days", "-3", "--land", "SH"], "nicht -3"),
        (["--start", "2026-03-04", "--days", "0", "--land", "SH"], "nicht 0"),
        (["--start", "31.02.2026", "--days", "3", "--land", "SH"], "Den 31.02.2026 gibt es nicht."),
        (["--start", "bald", "--days", "3", "--land", "SH"], "„bald“ ist kein Datum"),
        (["--start", "2026-03-04", "--days", "3", "--land", "XX"], "Dieses Land ist nicht bekannt"),
        (["--start", "2026-03-04", "--days", "3"], "nennen Sie das Land"),
        (["--start", "2026-03-04", "--land", "SH"], "genau eine Länge"),
        (["--start", "2026-03-04", "--days", "3", "--weeks", "1", "--land", "SH"], "genau eine Länge"),
        (["--days", "3", "--land", "SH"], "entweder den Tag"),
        (
            ["--start", "2026-03-04", "--posted", "2026-03-04", "--days", "3", "--land", "SH"],
            "entweder den Tag",
        ),
        (["--posted", "2026-03-04", "--fiction-days", "99", "--days", "3", "--land", "SH"], "nicht nach 99"),
        (
            [
                "--start",
                "2026-03-04",
                "--weeks",
                "3",
                "--land",
                "SH",
                "--count",
                "working_days_with_saturdays",
            ],
            "Nur Tage",
        ),
        ([*KARFREITAG, "--kind", "IRGENDWANN"], "„IRGENDWANN“ ist nicht bekannt"),
        (
            [*KARFREITAG, "--kind", "forecast"],
            "möglich sind: period, appointment, fixed_deadline, validity, window",
        ),
        ([*KARFREITAG, "--fiction-days", "4"], "nur bei einem Bescheid, der zur Post gegeben wurde"),
        ([*KARFREITAG, "--fiction-rolls"], "nur bei einem Bescheid, der zur Post gegeben wurde"),
        (["--start", "2026-03-04", "--months", "1.3", "--land", "SH"], "ganze oder halbe Monate, nicht 1,3"),
        (["--start", "2026-03-04", "--months", "inf", "--land", "SH"], "„inf“ ist keine Zahl"),
        (["--start", "2026-03-04", "--months", "-0.5", "--land", "SH"], "nicht -0,5"),
        ([*KARFREITAG, "--extend-days", "-1"], "nicht -1"),
        (["--start", "9999-12-31", "--days", "3", "--land", "SH"], "außerhalb des Kalenders"),
        (["--start", "9999-01-01", "--years", "1", "--land", "SH"], "außerhalb des Kalenders"),
        (["--start", "9999-12-31", "--months", "1", "--land", "SH"], "außerhalb des Kalenders"),
        (["--start", "2026-01-01", "--years", "4000", "--before", "--land", "SH"], "außerhalb des Kalenders"),
        (["--posted", "9999-12-30", "--days", "3", "--land", "SH"], "außerhalb des Kalenders"),
        ([*KARFREITAG, "--extend-days", "4000", "--start", "9989-01-01"], "außerhalb des Kalenders"),
        (["--start", f"2026-01-{'9' * 5000}", "--days", "3", "--land", "SH"], "gibt es nicht"),
        (["--start", f"2026-01-{'9' * 30}", "--days", "3", "--land", "SH"], "gibt es nicht"),
        (["--start", "2026-03-04", "--days", "viele", "--land", "SH"], "„viele“ ist keine Zahl"),
        (["--start", "2026-03-04", "--weeks", "1.5", "--land", "SH"], "„1.5“ ist keine Zahl, die hier passt"),
        (["--start", "2026-03-04", "--months", "bald", "--land", "SH"], "„bald“ ist keine Zahl"),
        ([*KARFREITAG, "--commune", "Kiel"], "(Schleswig-Holstein) sind keine eigenen Feiertage"),
    ],
)
def test_what_makes_no_sense_gets_a_sentence_and_exit_status_2(options: list[str], sentence: str) -> None:
    answer = CliRunner().invoke(app, options)
    assert answer.exit_code == 2
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_terminal_without_an_arrow_gets_the_answer_all_the_same() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "geleit", "deadline", *KARFREITAG],
        capture_output=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"PYTHONIOENCODING": "latin-1"},
    )
    assert (answer.returncode, answer.stderr) == (0, b"")
    assert "03.04.2026 (Karfreitag) ? 07.04.2026 (§ 31 Abs. 3".encode("latin-1") in answer.stdout
