"""The calculator as a library for others: its import, its signature, its answer, its example."""

import inspect
import re
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
import typer

from geleit.cli.deadline import app
from geleit.domain import deadlines
from geleit.domain.deadlines import calculate
from geleit.domain.refusal import Refusal

ROOT = Path(__file__).parents[1]
SIGNATURE = {
    "start": None,
    "posted": None,
    "fiction_days": None,
    "fiction_rolls": False,
    "days": None,
    "weeks": None,
    "months": None,
    "years": None,
    "land": "",
    "commune": None,
    "count": "calendar_days",
    "before": False,
    "from_beginning": False,
    "kind": "period",
    "extend_days": None,
    "extend_from": "rolled",
}


def test_it_works() -> None:
    answer = calculate(start=date(2026, 3, 4), days=30, land="SH")
    assert answer.model_dump(exclude={"sentence"}) == {
        "start": date(2026, 3, 4),
        "raw_end": date(2026, 4, 3),
        "end": date(2026, 4, 7),
        "safe_date": date(2026, 4, 3),
        "rolled": True,
        "reason": "Karfreitag",
    }
    assert answer.sentence.startswith("30 Tage ab Bekanntgabe 04.03.2026")


def test_its_signature_is_what_others_rely_on() -> None:
    parameters = inspect.signature(calculate).parameters
    assert {name: each.default for name, each in parameters.items()} == SIGNATURE
    assert {each.kind for each in parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}


def test_its_arguments_are_the_options_of_the_command_line() -> None:
    command = typer.main.get_command(app)
    options = {option.name for option in command.params}
    assert options - {"as_json", "install_completion", "show_completion"} == set(SIGNATURE)


def test_the_example_of_the_documentation_prints_what_it_says() -> None:
    text = (ROOT / "docs" / "deadlines.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    run = subprocess.run(
        [sys.executable, "-c", example],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={"PYTHONIOENCODING": "utf-8"},
    )
    promised = re.findall(r"print\(.*\)(?:  # (.*))?", example)
    printed = run.stdout.decode().splitlines()
    assert len(printed) == len(promised) == 4
    assert [line for line, said in zip(printed, promised, strict=True) if said] == [p for p in promised if p]


def test_it_needs_no_server_and_no_settings() -> None:
    code = (
        "import sys\n"
        "from geleit.domain.deadlines import calculate\n"
        "calculate(start='2026-03-04', days=1, land='SH')\n"
        "print(*{'psycopg', 'sqlalchemy', 'temporalio', 'fastapi', 'geleit.settings'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == b""


def test_nothing_else_can_be_imported_by_accident() -> None:
    with pytest.raises(AttributeError, match="'calculator_of_dreams'"):
        _ = deadlines.calculator_of_dreams


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"days": 1.5}, "no_number", "days"),
        ({"days": None, "months": float("nan")}, "no_number", "months"),
        ({"days": "dreißig"}, "no_number", "days"),
        ({"posted": date(2026, 3, 4)}, "one_start", "posted"),
        ({"land": ""}, "no_land", "land"),
    ],
)
def test_what_makes_no_sense_is_refused_and_names_its_argument(wrong, code, field) -> None:
    with pytest.raises(Refusal) as refusal:
        calculate(**({"start": date(2026, 3, 4), "days": 30, "land": "SH"} | wrong))
    assert (refusal.value.code, refusal.value.details["field"]) == (code, field)


def test_numbers_and_days_can_be_typed_or_given() -> None:
    given = calculate(start=datetime(2026, 3, 4, 9), months=1.5, land="SH", extend_days=3)  # noqa: DTZ001
    assert given == calculate(start="04.03.2026", months="1,5", land="sh", extend_days="3")
