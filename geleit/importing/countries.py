"""Find countries as lists name them: in German, by ISO code, by an older name, or with lost letters."""

import tomllib
from collections import defaultdict
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.core import get_global

from geleit.importing.text import LOST, agrees, is_damaged, normalize

# CLDR's territories that are no states: parts of others, unions, test entries.
_NO_COUNTRIES = frozenset(
    {"AC", "AQ", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)
_KOSOVO = "XK"
CODE_LENGTH = 3


@lru_cache(maxsize=1)
def names() -> dict[str, str]:
    """Return the German name of every country by its two-letter code."""
    return {
        code: name
        for code, name in Locale("de").territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    }


def find_country(listed: str) -> str | None:
    """Return the two-letter code; None for a word that names no country or could name several."""
    word = normalize(listed)
    if not word:
        return None
    if not is_damaged(word):
        return _known_words().get(word) or _abbreviated(listed)
    fits = {
        code
        for known, code in _known_words().items()
        # A lost letter may have been an umlaut, which is normalized to two letters.
        if agrees(word, known) or agrees(word.replace(LOST, LOST * 2), known)
    }
    return fits.pop() if len(fits) == 1 else None


def _abbreviated(listed: str) -> str | None:
    """Return the only country whose name or adjective begins so: "syr.", "Afghan."."""
    word = normalize(listed)
    if not listed.rstrip().endswith(".") or len(word) < CODE_LENGTH:
        return None
    fits = {code for known, code in _known_words().items() if known.startswith(word)}
    return fits.pop() if len(fits) == 1 else None


def similar_country(listed: str) -> str | None:
    """Return the German name of the country that may be meant, or None."""
    spelt_out = [word for word in _known_words() if len(word) > CODE_LENGTH]
    close = get_close_matches(normalize(listed), spelt_out, n=1, cutoff=0.8)
    return names()[_known_words()[close[0]]] if close else None


@lru_cache(maxsize=1)
def _known_words() -> dict[str, str]:
    words: dict[str, set[str]] = defaultdict(set)
    for code, name in names().items():
        words[normalize(name)].add(code)
        words[normalize(code)].add(code)
    for alias, codes in get_global("territory_aliases").items():
        if len(alias) == 3 and alias.isalpha() and len(codes) == 1 and codes[0] in names():
            words[normalize(alias)].add(codes[0])
    words["xkx"].add(_KOSOVO)  # used for Kosovo everywhere, though ISO has none
    for code, variants in tomllib.loads(_FILE.read_text(encoding="utf-8")).items():
        for variant in variants:
            words[normalize(variant)].add(code)
    return {word: codes.pop() for word, codes in words.items() if len(codes) == 1}


_FILE = Path(__file__).with_name("countries.toml")
