"""Process templates: the built-in one is complete, an invalid one is refused with line and reason."""

from pathlib import Path

import pytest

from geleit.domain.process import Purpose
from geleit.domain.steps.state import Effect
from geleit.processes import ProcessError, current_process, find_process, load_process
from geleit.processes.library import FOLDER

GOOD = """code = "kurz"
version = 1
title = "Kurz"

[[stages]]
code = "counselling"
title = "Beratung"

[[steps]]
code = "intake"
stage = "counselling"
title = "Erstgespräch führen"
turn = "counsellor"
needs = []

[[steps]]
code = "decision"
stage = "counselling"
title = "Rückkehr entscheiden"
turn = "client"
needs = ["intake"]
"""


PURPOSE_TWICE = ('turn = "c', 'purpose = "decision"\nturn = "c')


def refused(folder: Path, text: str) -> ProcessError:
    file = folder / "kurz-1.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ProcessError) as error:
        load_process(file)
    return error.value


def test_it_works(tmp_path: Path) -> None:
    file = tmp_path / "kurz-1.toml"
    file.write_text(GOOD, encoding="utf-8")
    assert [step.code for step in load_process(file).steps] == ["intake", "decision"]


def test_the_built_in_process_covers_every_stage_of_a_departure() -> None:
    process = current_process()
    used = {step.stage for step in process.steps}
    assert used == {stage.code for stage in process.stages}
    assert {step.code for step in process.steps} >= {"intake", "consent", "decision", "travel_document"}


@pytest.mark.parametrize("file", sorted(FOLDER.glob("rueckkehr-*.toml")), ids=lambda file: file.stem)
def test_every_version_has_a_step_for_whatever_lists_and_warnings_look_for(file: Path) -> None:
    process = load_process(file)
    assert all(process.with_purpose(purpose) for purpose in Purpose)
    assert all(process.with_effect(effect) for effect in Effect)


def test_a_departure_finds_the_version_it_was_opened_with() -> None:
    assert find_process("rueckkehr", 1).version == 1
    with pytest.raises(KeyError):
        find_process("rueckkehr", 999)


@pytest.mark.parametrize(
    ("change", "line", "reason"),
    [
        (("needs = []", 'needs = ["decision"]'), 9, "in a circle"),
        (('needs = ["intake"]', 'needs = ["visum"]'), 16, "does not exist"),
        (('code = "decision"', 'code = "intake"'), 10, "exists 2 times"),
        (('stage = "counselling"\ntitle = "Rück', 'stage = "reise"\ntitle = "Rück'), 16, "no stage 'reise'"),
        (('turn = "client"', 'turn = "niemand"'), 19, "steps.1.turn"),
        (('turn = "client"', 'turn = "client"\ntarget = { days = 3, weeks = 1 }'), 20, "exactly one unit"),
        (PURPOSE_TWICE, 17, "'intake' already has the purpose 'decision'"),
        (("version = 1", "version = "), 2, "not valid TOML"),
    ],
)  # fmt: skip
def test_a_template_that_cannot_work_names_line_and_reason(
    tmp_path: Path, change: tuple[str, str], line: int, reason: str
) -> None:
    error = refused(tmp_path, GOOD.replace(*change))
    assert reason in error.reason
    assert abs(error.line - line) <= 1
    assert str(error).startswith("kurz-1.toml, line ")
