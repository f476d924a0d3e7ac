"""German words for days, lengths, places and people, as the domain's sentences use them."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

Names: TypeAlias = Mapping[int, str]
"""What persons are called on a page, by their number; names are handed in and never kept."""

NOBODY: Names = MappingProxyType({})
"""No names: persons are called by their number."""


def german(day: date) -> str:
    """``03.04.2026``."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def listed(words: Sequence[str]) -> str:
    """``a, b und c``."""
    return " und ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def whose(person: int | None, names: Names) -> str:
    """The bracket that says whose something is: `` (Person 2)``; empty for what concerns everybody."""
    return "" if person is None else f" ({called(person, names)})"


def called(person: int, names: Names) -> str:
    """What a person is called: the name, or the number."""
    return names.get(person, f"Person {person}")
