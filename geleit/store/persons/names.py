"""Normalise names for comparison: without case, accents and punctuation, in every German spelling.

'Müller', 'MUELLER' and 'Muller' match; so do 'Yılmaz', 'Yilmaz' and 'Y?lmaz', in which an old list has lost a
letter. Stored names are searched with the function ``match_names`` (see the migrations), which tolerates
typing errors and finds names that sound alike.
"""

import re
import unicodedata

_MAX_LETTERS = 200
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_OTHERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ı": "i", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ə": "e"}
)
# An apostrophe belongs to the word; a question mark stands for a letter that a list in Windows-1252 has lost.
_INSIDE_WORDS = re.compile("['’ʼʻ`´?\ufffd]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def normalize_name(name: str) -> str:
    """Return the form by which a name is sorted and stored; umlauts as in DIN 5007-2, the order for names."""
    return _plain(name, german=True)


def sort_key(family_name: str, given_name: str) -> str:
    """Return the sort key of a person: family name, then given name."""
    return f"{normalize_name(family_name)} {normalize_name(given_name)}"


def variants(name: str) -> tuple[str, ...]:
    """Return every spelling of the name, and of each part of a name of several words."""
    found: dict[str, None] = {}
    for plain in _spellings(name):
        words = plain.split()
        found[plain] = None
        found["".join(words)] = None
        found.update(dict.fromkeys(word for word in words if len(word) > 1))
    return tuple(found)


def search_words(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of a search with their variants. A person matches if each word fits a name."""
    words: list[tuple[str, ...]] = []
    for word in re.split(r"[\s,;]+", text.strip()):
        forms = tuple(dict.fromkeys(form for form in _spellings(word) if form))
        if forms and forms not in words:
            words.append(forms)
    return tuple(words)


def _spellings(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((_plain(name, german=True), _plain(name, german=False))))


def _plain(name: str, *, german: bool) -> str:
    text = unicodedata.normalize("NFKC", name).casefold()
    if german:
        text = text.translate(_GERMAN)
    decomposed = unicodedata.normalize("NFKD", text.translate(_OTHERS)).casefold()
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    plain = _BETWEEN_WORDS.sub(" ", _INSIDE_WORDS.sub("", letters)).strip()
    return (plain or text.strip())[:_MAX_LETTERS].strip()
