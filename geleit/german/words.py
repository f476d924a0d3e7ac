"""Days, places and enumerations as German sentences write them."""

from collections.abc import Sequence
from datetime import date

from geleit.domain.calendar import Calendar


def format_day(day: date) -> str:
    """Return the day as ``03.04.2026``."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def format_place(calendar: Calendar) -> str:
    """Return the Land and, where it has holidays of its own, the commune."""
    commune = f", {calendar.commune}" if calendar.commune else ""
    return calendar.land.label + commune


def as_sentence(explanation: str) -> str:
    """Return an explanation as a sentence of its own: with a capital letter and a full stop."""
    return f"{explanation[:1].upper()}{explanation[1:]}."


def join_words(words: Sequence[str]) -> str:
    """Return ``a, b und c``."""
    return " und ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
