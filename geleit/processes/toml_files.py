"""Read TOML files into values of the domain; refuse invalid ones with file, line and reason."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)


class DataError(ValueError):
    """A data file is invalid: `file`, `line` (from 1) and `reason` say why."""

    def __init__(self, file: Path, line: int, reason: str) -> None:
        self.file = file
        self.line = line
        self.reason = reason
        super().__init__(f"{file.name}, line {line}: {reason}")


def read_toml(file: Path, model: type[Model], *, error: type[DataError] = DataError) -> tuple[Model, str]:
    """Read a file; return the value and the text. Raise `error` if it does not fit the model."""
    text = file.read_text(encoding="utf-8")
    try:
        return model.model_validate(tomllib.loads(text)), text
    except tomllib.TOMLDecodeError as fault:
        raise error(file, _line_in(str(fault)), f"not valid TOML: {fault}") from fault
    except ValidationError as fault:
        first = fault.errors()[0]
        location = first["loc"]
        where = ".".join(map(str, location))
        raise error(file, _line_of_location(text, location), f"{where}: {_reason(first)}") from fault


def line_of(text: str, needle: str, *, nth: int = 1) -> int:
    """Return the line of the `nth` occurrence of a setting; 1 if there is none."""
    wanted = needle.replace(" ", "")
    for number, line in enumerate(text.splitlines(), start=1):
        if line.replace(" ", "").startswith(wanted):
            nth -= 1
            if nth == 0:
                return number
    return 1


def _reason(error: Mapping[str, Any]) -> str:
    """Return why pydantic refuses a value, in the words of these files."""
    context = error.get("ctx") or {}
    reasons = {
        "missing": "is missing",
        "extra_forbidden": "there is no such field",
        "value_error": str(context.get("error", "")),
        "enum": f"{error.get('input')!r} is not known; possible are: {context.get('expected')}",
        "literal_error": f"{error.get('input')!r} is not known; possible are: {context.get('expected')}",
        "int_type": f"{error.get('input')!r} is no whole number",
        "int_parsing": f"{error.get('input')!r} is no whole number",
        "date_from_datetime_parsing": f"{error.get('input')!r} is no date",
        "greater_than_equal": f"{error.get('input')} is less than {context.get('ge')}",
        "less_than_equal": f"{error.get('input')} is greater than {context.get('le')}",
        "string_too_short": "is empty",
    }
    return reasons.get(error["type"]) or str(error["msg"])


def _line_of_location(text: str, location: tuple[int | str, ...]) -> int:
    """Return the line of the table (`[[steps]]` number n) in which pydantic found the error."""
    if len(location) < 2 or not isinstance(location[1], int):
        return 1
    lines = text.splitlines()
    tables = [number for number, line in enumerate(lines, start=1) if line.strip() == f"[[{location[0]}]]"]
    start = tables[location[1]] if location[1] < len(tables) else 1
    end = tables[location[1] + 1] if location[1] + 1 < len(tables) else len(lines) + 1
    field = str(location[2]) if len(location) > 2 else ""
    for number in range(start, end):
        if field and lines[number - 1].split("=")[0].strip() == field:
            return number
    return start


def _line_in(message: str) -> int:
    """Return the line that tomllib names in its message: `(at line 3, column 7)`."""
    _, _, tail = message.partition("at line ")
    digits = tail.split(",")[0].strip()
    return int(digits) if digits.isdigit() else 1
