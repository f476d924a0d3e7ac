"""Reads process templates from TOML. A template that cannot work is refused with file, line and reason."""

import tomllib
from collections import Counter
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from pydantic import ValidationError

from domain.process import Process

FOLDER = Path(__file__).parent
DEFAULT = "rueckkehr"


class ProcessError(ValueError):
    """A process template that cannot be used: ``file``, ``line`` (from 1) and ``reason`` say why."""

    def __init__(self, file: Path, line: int, reason: str) -> None:
        self.file = file
        self.line = line
        self.reason = reason
        super().__init__(f"{file.name}, Zeile {line}: {reason}")


@lru_cache(maxsize=64)
def find_process(code: str, version: int) -> Process:
    """The built-in template in that version. Raises KeyError."""
    file = FOLDER / f"{code}-{version}.toml"
    if not file.is_file():
        raise KeyError(f"{code}-{version}")
    return load_process(file)


@lru_cache(maxsize=8)
def current_process(code: str = DEFAULT) -> Process:
    """The newest version of a template: new departures are opened with it. Raises KeyError."""
    versions = [int(file.stem.rpartition("-")[2]) for file in FOLDER.glob(f"{code}-*.toml")]
    if not versions:
        raise KeyError(code)
    return find_process(code, max(versions))


def load_process(file: Path) -> Process:
    """Read and check one template. Raises ProcessError."""
    text = file.read_text(encoding="utf-8")
    try:
        process = Process.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ProcessError(file, _line_in(str(error)), f"kein gültiges TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        line = _line_of_location(text, first["loc"])
        raise ProcessError(file, line, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    _check(process, file, text)
    return process


def _check(process: Process, file: Path, text: str) -> None:
    def refuse(code: str, reason: str) -> ProcessError:
        return ProcessError(file, _line_of(text, f'code = "{code}"'), reason)

    for code, count in Counter(step.code for step in process.steps).items():
        if count > 1:
            raise refuse(code, f"den Schritt „{code}“ gibt es {count}-mal")
    stages = {stage.code for stage in process.stages}
    codes = {step.code for step in process.steps}
    for step in process.steps:
        if step.stage not in stages:
            raise refuse(step.code, f"die Phase „{step.stage}“ gibt es nicht")
        for needed in (*step.needs, *step.needs_started):
            if needed not in codes:
                raise refuse(step.code, f"braucht den Schritt „{needed}“, den es nicht gibt")
        if step.many and any(step.code in other.needs for other in process.steps):
            raise refuse(step.code, "auf einen Schritt, den es mehrfach geben kann, kann keiner warten")
    try:
        TopologicalSorter({step.code: (*step.needs, *step.needs_started) for step in process.steps}).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        raise refuse(circle[-1], f"die Schritte warten im Kreis aufeinander: {' → '.join(circle)}") from error


def _line_of(text: str, needle: str) -> int:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.replace(" ", "").startswith(needle.replace(" ", "")):
            return number
    return 1


def _line_of_location(text: str, location: tuple[int | str, ...]) -> int:
    """The line of the table (``[[steps]]`` number n) in which pydantic found the fault."""
    if len(location) < 2 or not isinstance(location[1], int):
        return 1
    tables = [
        number
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() == f"[[{location[0]}]]"
    ]
    start = tables[location[1]] if location[1] < len(tables) else 1
    field = str(location[2]) if len(location) > 2 else ""
    lines = text.splitlines()
    for number in range(start, min(start + 15, len(lines)) + 1):
        if field and lines[number - 1].split("=")[0].strip() == field:
            return number
    return start


def _line_in(message: str) -> int:
    """Tomllib says where in words: ``(at line 3, column 7)``."""
    _, _, tail = message.partition("at line ")
    digits = tail.split(",")[0].strip()
    return int(digits) if digits.isdigit() else 1
