"""Load process templates from TOML. Invalid ones are refused with file, line and reason."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from itertools import combinations
from pathlib import Path

from geleit.domain.process import Process
from geleit.processes.toml_files import DataError, line_of, read_toml

FOLDER = Path(__file__).parent
DEFAULT = "rueckkehr"


class ProcessError(DataError):
    """A process template is invalid: `file`, `line` (from 1) and `reason` say why."""


@lru_cache(maxsize=64)
def find_process(code: str, version: int) -> Process:
    """Return a built-in template. Raise KeyError if there is none of that version."""
    file = FOLDER / f"{code}-{version}.toml"
    if not file.is_file():
        raise KeyError(f"{code}-{version}")
    return load_process(file)


@lru_cache(maxsize=8)
def current_process(code: str = DEFAULT) -> Process:
    """Return the newest version of a template, used for new departures. Raise KeyError if there is none."""
    versions = [int(file.stem.rpartition("-")[2]) for file in FOLDER.glob(f"{code}-*.toml")]
    if not versions:
        raise KeyError(code)
    return find_process(code, max(versions))


def load_process(file: Path) -> Process:
    """Read and check one template. Raise ProcessError if it is invalid."""
    process, text = read_toml(file, Process, error=ProcessError)
    _check(process, file, text)
    return process


def _doubles(process: Process) -> Iterator[tuple[str, str]]:
    """Yield step and reason wherever two steps have one code, or are for one purpose."""
    for code, count in Counter(step.code for step in process.steps).items():
        if count > 1:
            yield code, f"step {code!r} exists {count} times"
    for one, other in combinations(process.steps, 2):
        if one.purpose and one.purpose is other.purpose:
            yield other.code, f"{one.code!r} already has the purpose {other.purpose.value!r}"


def _check(process: Process, file: Path, text: str) -> None:
    def refuse(code: str, reason: str) -> ProcessError:
        return ProcessError(file, line_of(text, f'code = "{code}"'), reason)

    for code, reason in _doubles(process):
        raise refuse(code, reason)
    stages = {stage.code for stage in process.stages}
    codes = {step.code for step in process.steps}
    for step in process.steps:
        if step.stage not in stages:
            raise refuse(step.code, f"there is no stage {step.stage!r}")
        for needed in (*step.needs, *step.needs_started):
            if needed not in codes:
                raise refuse(step.code, f"needs the step {needed!r}, which does not exist")
        if step.many and any(step.code in other.needs for other in process.steps):
            raise refuse(step.code, "no step can wait for one that there may be several of")
    try:
        TopologicalSorter({step.code: (*step.needs, *step.needs_started) for step in process.steps}).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        raise refuse(
            circle[-1], f"the steps wait for one another in a circle: {' → '.join(circle)}"
        ) from error
