"""Load the rules of deadlines and the late holidays from TOML."""

import datetime as dt
from functools import lru_cache
from pathlib import Path

from geleit.domain.calendar import Land
from geleit.domain.deadlines.rule import Rule
from geleit.domain.deadlines.rule_set import LateHoliday, RuleSet, faults
from geleit.domain.model import Value
from geleit.processes.toml_files import DataError, line_of, read_toml

RULES = Path(__file__).parent / "rules"
LATE_HOLIDAYS = Path(__file__).parent / "late_holidays.toml"


class RuleError(DataError):
    """A rule is invalid: ``file``, ``line`` (from 1) and ``reason`` say why."""


class _RuleFile(Value, extra="forbid"):
    rules: tuple[Rule, ...]


class _Holiday(Value, extra="forbid"):
    land: Land
    day: dt.date
    name: str


class _HolidayFile(Value, extra="forbid"):
    holidays: tuple[_Holiday, ...]


@lru_cache(maxsize=1)
def rule_set() -> RuleSet:
    """Return the rules and late holidays of this release, read once. Raise RuleError or DataError."""
    return RuleSet(load_rules(RULES), load_late_holidays(LATE_HOLIDAYS))


def load_rules(folder: Path) -> tuple[Rule, ...]:
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
    return tuple(rules)


def load_late_holidays(file: Path) -> tuple[LateHoliday, ...]:
    """Read a file of late holidays. Raise DataError with file, line and reason."""
    found, _text = read_toml(file, _HolidayFile, error=DataError)
    return tuple(LateHoliday(each.land, each.day, each.name) for each in found.holidays)
