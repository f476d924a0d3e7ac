"""`geleit import`: its output and its exit status."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from geleit.settings import Settings
from tests.conftest import Run
from tests.fixtures.terminal import invoke
from tests.importing.importing import Lists
from tests.importing.lists import DATA, SAMPLE_CSV, SAMPLES, list_of

Geleit = Callable[..., Result]


@pytest.fixture
def geleit(settings: Settings, lists: Lists, monkeypatch: pytest.MonkeyPatch) -> Geleit:
    """Return a function that runs `geleit import` for this test's office; a worker is there."""
    monkeypatch.setattr("geleit.settings.load_settings", lambda: settings)

    def run(*arguments: str | Path, office: bool = True) -> Result:
        own = ["--office", lists.office.name] if office else []
        return invoke(["import", *map(str, arguments), *own])

    return run


def _answer(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.stderr
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def _counts(answer: dict[str, Any]) -> tuple[int, int, int]:
    return answer["opened"], answer["changed"], answer["unchanged"]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.suffix)
def test_the_sample_list_is_imported_and_a_second_time_changes_nothing(
    sample: Path, geleit: Geleit, lists: Lists, tmp_path: Path
) -> None:
    file = tmp_path / sample.name
    file.write_bytes(lists.renumbered(sample.read_bytes()))
    tried = _answer(geleit(file, "--json", "--dry-run"))
    result = geleit(file, "--json")
    answer = _answer(result)
    assert tried == answer
    assert set(answer) == {"departures", "persons", "opened", "changed", "unchanged", "refused"}
    assert (answer["departures"], answer["persons"], *_counts(answer)) == (40, 77, 40, 0, 0)
    assert [refused["row"] for refused in answer["refused"]] == [79, 80, 81, 82, 83, 84]
    assert answer["refused"][0] == {
        "row": 79,
        "column": "geb. am",
        "reason": "Den 31.02.1990 gibt es nicht.",
    }
    assert "40 of 40 departures" in result.stderr
    assert "Kein Konto in dieser Beratungsstelle: J. Weiß (13), M. Okafor (10)" in result.stderr
    assert _counts(_answer(geleit(file, "--json"))) == (0, 0, 40)
    assert _counts(_answer(geleit(file, "--json", "--dry-run"))) == (0, 0, 40)


def test_the_workbook_after_the_csv_only_brings_lost_letters_back(
    geleit: Geleit, lists: Lists, tmp_path: Path
) -> None:
    files = []
    for sample in SAMPLES:
        files.append(tmp_path / sample.name)
        files[-1].write_bytes(lists.renumbered(sample.read_bytes()))
    in_csv, in_xlsx = files
    assert [_counts(_answer(geleit(file, "--json"))) for file in (in_csv, in_xlsx, in_csv, in_xlsx)] == [
        (40, 0, 0),
        (0, 6, 34),
        (0, 0, 40),
        (0, 0, 40),
    ]


def test_without_json_it_prints_sentences(geleit: Geleit, lists: Lists, tmp_path: Path) -> None:
    file = tmp_path / "liste.csv"
    file.write_bytes(list_of({"Aktenzeichen": f"{lists.prefix}-1"}, {"Aktenzeichen": ""}))
    result = geleit(file, "--dry-run")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Dry run: nothing was changed.",
        "Departures in the list: 1",
        "Persons: 1",
        "Opened: 1",
        "Changed: 0",
        "Unchanged: 0",
        "Rows refused: 1",
        "Row 3, column Aktenzeichen: Das Aktenzeichen fehlt.",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "does not exist"),
        (b"", "Die Datei ist leer."),
        (b"%PDF-1.7", "PDF-Datei"),
        (b"Guten Tag,\nhier ist nichts.\n", "fehlen Spalten"),
        (b"x" * 20_971_521, "größer als 20 MB"),
    ],
)
def test_what_cannot_be_read_ends_with_2_and_a_sentence(
    content: bytes | None, words: str, geleit: Geleit, tmp_path: Path
) -> None:
    file = tmp_path / "liste.csv"
    if content is not None:
        file.write_bytes(content)
    result = geleit(file, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_without_servers_it_ends_with_2_and_a_sentence(
    geleit: Geleit, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = settings.model_copy(
        update={"database_worker": type(settings.database_worker)("postgresql://nobody@127.0.0.1:1/geleit")}
    )
    for unreachable in (Settings(data=DATA / "nothing"), nowhere):
        monkeypatch.setattr("geleit.settings.load_settings", lambda found=unreachable: found)
        result = geleit(SAMPLE_CSV)
        assert result.exit_code == 2
        assert (
            result.stderr == "Geleit cannot be reached: is geleit up running, and GELEIT_DATA its folder?\n"
        )


def test_without_temporal_nothing_is_left_behind(
    geleit: Geleit, settings: Settings, lists: Lists, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geleit.temporal.import_file.CONNECT_TIMEOUT", 0.1)
    alone = settings.model_copy(update={"temporal_address": "127.0.0.1:1"})
    monkeypatch.setattr("geleit.settings.load_settings", lambda: alone)
    assert geleit(SAMPLE_CSV).exit_code == 2
    assert run(lists.runs()) == []


def test_without_a_worker_nothing_is_left_behind(
    geleit: Geleit, settings: Settings, lists: Lists, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geleit.temporal.import_file.START_TIMEOUT", 0.1)
    alone = settings.model_copy(update={"task_queue": "nobody works here"})
    monkeypatch.setattr("geleit.settings.load_settings", lambda: alone)
    result = geleit(SAMPLE_CSV)
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (
        2,
        "No worker has taken the import: is geleit worker running?",
    )
    assert run(lists.runs()) == []


def test_the_office_is_found_by_its_numbers_or_must_be_named(
    geleit: Geleit, lists: Lists, tmp_path: Path
) -> None:
    file = tmp_path / "liste.csv"
    file.write_bytes(list_of({"Aktenzeichen": f"{lists.office.prefix}-26-001"}))
    assert _counts(_answer(geleit(file, "--json", office=False))) == (1, 0, 0)
    file.write_bytes(list_of({"Aktenzeichen": "unbekannt-1"}))
    result = geleit(file, office=False)
    assert result.exit_code == 2
    assert "The list may be for several offices; name one with --office: " in result.stderr
    assert lists.office.name in result.stderr
    result = geleit(file, "--office", "Nirgendwo", office=False)
    assert result.exit_code == 2
    assert "There is no office Nirgendwo" in result.stderr


def test_columns_are_mapped_by_hand_and_the_mapping_is_kept_for_the_next_list(
    geleit: Geleit, lists: Lists, tmp_path: Path
) -> None:
    file, mapping = tmp_path / "liste.csv", tmp_path / "spalten.json"
    file.write_bytes(f"Kürzel;Familie;Name;Land\n{lists.prefix}-1;Kaya;Emre;Türkei\n".encode())
    assert geleit(file, "--dry-run").exit_code == 2
    given = ("--map", "Kürzel=number", "--map", "familie=family_name", "--map", "Name=given_name")
    result = geleit(file, "--dry-run", *given, "--save-mapping", mapping)
    assert result.exit_code == 0, result.stderr
    assert "Columns: Kürzel = number, Familie = family_name, Name = given_name, Land" in result.stderr
    assert json.loads(mapping.read_text())["columns"]["Familie"] == "family_name"
    file.write_bytes(f"Telefon;Land;Kürzel;Familie;Name\n1;Türkei;{lists.prefix}-1;Kaya;Emre\n".encode())
    result = geleit(file, "--json", "--mapping", mapping, "--map", "Land=nationality")
    assert _counts(_answer(result)) == (1, 0, 0)
    assert "Not read: Telefon" in result.stderr
    assert _counts(_answer(geleit(file, "--json", "--mapping", mapping))) == (0, 0, 1)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("--map", "Haarfarbe=number"), "There is no column Haarfarbe (there is: Aktenzeichen, Name,"),
        (("--map", "Name=haarfarbe"), "There is no field haarfarbe (there is: number,"),
        (("--map", "Name"), "Name is not HEADING=FIELD."),
        (("--mapping", "nirgends.json"), "The file nirgends.json cannot be read."),
        (("--save-mapping", "nirgends/spalten.json"), "The file nirgends/spalten.json cannot be written."),
        (("--map", "Aktenzeichen="), "„Aktenzeichen“"),
    ],
)
def test_a_mapping_that_cannot_be_is_answered_with_a_sentence(
    given: tuple[str, str], words: str, geleit: Geleit, tmp_path: Path
) -> None:
    file = tmp_path / "liste.csv"
    file.write_bytes(list_of({}))
    result = geleit(file, "--dry-run", *given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_a_file_that_is_no_mapping_is_answered_with_a_sentence(geleit: Geleit, tmp_path: Path) -> None:
    file, mapping = tmp_path / "liste.csv", tmp_path / "spalten.json"
    file.write_bytes(list_of({}))
    for content in ("nichts", '{"columns": {"Name": "haarfarbe"}}'):
        mapping.write_text(content)
        result = geleit(file, "--dry-run", "--mapping", mapping)
        assert result.exit_code == 2
        assert "The mapping cannot be read: " in result.stderr


def test_rows_refused_for_one_reason_are_one_line(geleit: Geleit, lists: Lists, tmp_path: Path) -> None:
    file = tmp_path / "liste.csv"
    rows = ({"Aktenzeichen": f"{lists.prefix}-{n}", "Staatsangehörigkeit": "Mars"} for n in range(3))
    file.write_bytes(list_of(*rows))
    result = geleit(file, "--dry-run")
    assert result.stdout.splitlines()[-2:] == [
        "Rows refused: 3",
        "3 rows (2–4), column Staatsangehörigkeit: „Mars“ ist kein Land.",
    ]
