"""Load the rules of dates from TOML. An impossible rule is refused with file, line and reason."""

from functools import lru_cache
from pathlib import Path

from geleit.domain.deadlines.rulebook import Rule, Rulebook, faults
from geleit.domain.model import Value
from geleit.processes.toml_files import DataError, line_of, read_toml

FOLDER = Path(__file__).parent / "rules"


class RuleError(DataError):
    """A rule that cannot be used: `file`, `line` (from 1) and `reason` say why."""


class _RuleFile(Value, extra="forbid"):
    rules: tuple[Rule, ...]


@lru_cache(maxsize=1)
def rulebook() -> Rulebook:
    """Return the built-in rules, read once. Raise RuleError."""
    return load_rules(FOLDER)


def load_rules(folder: Path) -> Rulebook:
    """Read and check every file of a folder; one file holds the rules of one subject. Raise RuleError."""
    rules: list[Rule] = []
    places: dict[int, tuple[Path, int]] = {}
    for file in sorted(folder.glob("*.toml")):
        found, text = read_toml(file, _RuleFile, error=RuleError)
        for number, rule in enumerate(found.rules, start=1):
            places[id(rule)] = (file, line_of(text, "[[rules]]", nth=number))
            rules.append(rule)
    for rule, reason in faults(rules):
        file, line = places[id(rule)]
        raise RuleError(file, line, reason)
    return Rulebook(rules)
