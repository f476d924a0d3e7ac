"""Find counsellors and authorities as lists name them: in full, with lost letters, "J. Weiß", "LK RD-Eck"."""

import re
from collections.abc import Callable, Mapping
from uuid import UUID

from geleit.importing.text import agrees, is_damaged, normalize


def find_authority(listed: str | None, names: Mapping[UUID, str]) -> UUID | None:
    """Return the authority of that name, or the only one that a short name can mean; else None."""
    return _only(listed, names, has_same_name) or _only(listed, names, _is_short_for)


def find_counsellor(listed: str | None, names: Mapping[UUID, str]) -> UUID | None:
    """Return the account that is meant; None if nobody or several may be."""
    return _only(listed, names, has_same_name) or _only(listed, names, _may_be_called)


def other_authority(listed: str | None, authority_id: UUID | None, names: Mapping[UUID, str]) -> str | None:
    """Return the name of the responsible authority if the list names another one."""
    here = names.get(authority_id) if authority_id else None
    if not listed or not here or has_same_name(listed, here) or find_authority(listed, names) == authority_id:
        return None
    return here


def _only(listed: str | None, names: Mapping[UUID, str], fits: Callable[[str, str], bool]) -> UUID | None:
    found = [number for number, name in names.items() if listed and fits(listed, name)]
    return found[0] if len(found) == 1 else None


def has_same_name(listed: str, name: str) -> bool:
    """Tell whether this is the name itself, up to lost letters."""
    return agrees(normalize(listed), normalize(name))


def _may_be_called(listed: str, name: str) -> bool:
    """Tell whether the family name is the same and the given names begin like the listed ones."""
    *given, family = listed.split() or [""]
    *known_given, known_family = name.split() or [""]
    if not given or len(given) > len(known_given) or not agrees(normalize(family), normalize(known_family)):
        return False
    return all(
        normalize(known).startswith(normalize(short))
        for short, known in zip(given, known_given, strict=False)
    )


# Short names of authorities. A consent holds for one authority only: in doubt none is meant.

_WORDS = re.compile(r"([^\W_]+)(\.?)")
_COUNTY = frozenset(["lk", "landkreis", "kreis", "kr", "kreisverwaltung", "landratsamt", "lra"])
_CITY = frozenset(
    ["stadt", "st", "lh", "landeshauptstadt", "hansestadt", "stadtverwaltung", "universitaetsstadt"]
)
_FOREIGNERS = frozenset(
    ["abh", "auslaenderbehoerde", "auslaenderamt", "auslbeh", "zuwanderungsbehoerde", "zuwanderungsabteilung"]
)
_FILLERS = frozenset(["der", "des", "die", "fuer", "in", "und", "u"])
_FEW_LETTERS = 3


def _is_short_for(listed: str, name: str) -> bool:
    """Tell whether both name a foreigners' authority of the same place: "LK RD-Eck", "ABH Kiel"."""
    short, whole = _kinds(listed), _kinds(name)
    if is_damaged(listed) or not short or not whole:
        return False
    if (short & _COUNTY and whole & _CITY) or (short & _CITY and whole & _COUNTY):
        return False
    places, known = _places(listed), _places(name)
    return 0 < len(places) == len(known) and all(
        _means(place, word, is_cut=bool(dot))
        for (place, dot), (word, _dot) in zip(places, known, strict=True)
    )


def _words(name: str) -> list[tuple[str, str]]:
    """Return the words of a name, each with the dot after it."""
    return [(normalize(word), dot) for word, dot in _WORDS.findall(name)]


def _kinds(name: str) -> frozenset[str]:
    """Return the words that say what kind of authority it is."""
    return (_COUNTY | _CITY | _FOREIGNERS) & {word for word, _dot in _words(name)}


def _places(name: str) -> list[tuple[str, str]]:
    """Return the words that say where the authority is."""
    others = _COUNTY | _CITY | _FOREIGNERS | _FILLERS
    return [(word, dot) for word, dot in _words(name) if word not in others]


def _means(short: str, word: str, *, is_cut: bool) -> bool:
    """Tell whether a word is meant: in full, by its beginning, or by a few of its letters ("RD")."""
    if short == word:
        return True
    if word.startswith(short):
        return is_cut or len(short) <= _FEW_LETTERS
    letters = iter(word)
    has_few = len(short) < _FEW_LETTERS and word[:1] == short[:1]
    return has_few and all(letter in letters for letter in short)
