"""Load what dates are computed with: the rules, and holidays that were proclaimed late."""

import datetime as dt
from functools import lru_cache
from pathlib import Path

from geleit.domain.calendar import Land
from geleit.domain.deadlines.lawbook import AddedHoliday, Lawbook
from geleit.domain.model import Value
from geleit.processes.rules_library import rulebook
from geleit.processes.toml_files import DataError, read_toml

FILE = Path(__file__).parent / "late_holidays.toml"


class _LateHoliday(Value, extra="forbid"):
    land: Land
    day: dt.date
    name: str


class _HolidayFile(Value, extra="forbid"):
    holidays: tuple[_LateHoliday, ...]


@lru_cache(maxsize=1)
def lawbook() -> Lawbook:
    """Return the rules and late holidays of this release, read once. Raise DataError."""
    return Lawbook(rulebook(), late_holidays(FILE))


def late_holidays(file: Path) -> tuple[AddedHoliday, ...]:
    """Read a file of late holidays. Raise DataError with file, line and reason."""
    found, _text = read_toml(file, _HolidayFile, error=DataError)
    return tuple(AddedHoliday(each.land, each.day, each.name) for each in found.holidays)
