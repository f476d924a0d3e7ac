"""Split a name that a list keeps in one column into family name and given name.

The part before a comma is the family name, and so is what is written in capitals; for all other names a
person says in which order they stand.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from geleit.domain.texts import _
from geleit.importing.text import normalize


class NameOrder(StrEnum):
    """The order of names that stand in one column without a comma."""

    GIVEN_FIRST = "given_first"
    FAMILY_FIRST = "family_first"


ORDERS: dict[NameOrder, str] = {
    NameOrder.GIVEN_FIRST: _("Ohne Komma ist das letzte Wort der Familienname („Yousef Haddad“)"),
    NameOrder.FAMILY_FIRST: _("Ohne Komma ist das erste Wort der Familienname („Haddad Yousef“)"),
}

_COMMA = re.compile(r"\s*[,;/]\s*")
_PARTICLES = frozenset(
    [
        "abd",
        "abu",
        "al",
        "ben",
        "bin",
        "da",
        "dal",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "do",
        "dos",
        "du",
        "el",
        "ibn",
        "la",
        "le",
        "ter",
        "ul",
        "van",
        "vom",
        "von",
        "zu",
        "zum",
    ]
)
"""Words that belong to the name after them."""
_SHORTEST_CAPITALS = 2


def suggested_order(title: str) -> NameOrder:
    """Return the order that the heading of the column names; without one the usual order."""
    word = normalize(title)
    begins_with_family = word.startswith(("nachname", "familienname", "zuname"))
    is_both = word.startswith("name") and any(part in word for part in ("vorname", "rufname"))
    return NameOrder.FAMILY_FIRST if begins_with_family or is_both else NameOrder.GIVEN_FIRST


def has_order(name: str) -> bool:
    """Tell whether the name itself says which part is the family name."""
    words = name.split()
    return bool(_COMMA.search(name)) or bool(_capitals(words))


def split_name(name: str, order: NameOrder) -> tuple[str, str]:
    """Return family name and given name; one of them is empty if the name has only one part."""
    before, comma, after = _partition(name)
    if comma:
        return before, after
    words = name.split()
    capitals = _capitals(words)
    if capitals:
        family = [word for place, word in enumerate(words) if place in capitals]
        given = [word for place, word in enumerate(words) if place not in capitals]
        return " ".join(family), " ".join(given)
    if order is NameOrder.FAMILY_FIRST:
        end = _end_of_first(words)
        return " ".join(words[:end]), " ".join(words[end:])
    start = _start_of_last(words)
    return (" ".join(words[start:]), " ".join(words[:start])) if start else (" ".join(words), "")


def _partition(name: str) -> tuple[str, bool, str]:
    parts = _COMMA.split(name, maxsplit=1)
    return (parts[0].strip(), True, parts[1].strip()) if len(parts) > 1 else (name, False, "")


def _capitals(words: Sequence[str]) -> range:
    """Return the places of the words in capitals, if they stand together and others are not."""
    places = [
        place
        for place, word in enumerate(words)
        if word.isupper() and sum(letter.isalpha() for letter in word) >= _SHORTEST_CAPITALS
    ]
    if not places or len(places) == len(words) or places[-1] - places[0] + 1 != len(places):
        return range(0)
    return range(places[0], places[-1] + 1)


def _end_of_first(words: Sequence[str]) -> int:
    """Return where the first name ends, with the particles before it."""
    end = 0
    while end < len(words) - 1 and words[end].lower() in _PARTICLES:
        end += 1
    return end + 1


def _start_of_last(words: Sequence[str]) -> int:
    """Return where the last name begins, with the particles before it."""
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return max(start, 0)
