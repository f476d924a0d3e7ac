"""Clean and compare texts of old lists: spaces, control characters, umlauts, and letters lost as "?"."""

import re
import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

LOST = "?"
"""Windows-1252 writes this for a letter that it lacks."""

_LONGEST_TITLE = 120
_UNDECODABLE = "\N{REPLACEMENT CHARACTER}"
_TRANSLITERATED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "ð": "d"}
)


def clean(text: str) -> str:
    """Compose letters, collapse spaces and drop invisible characters. Line breaks stay."""
    composed = unicodedata.normalize("NFC", text).replace(_UNDECODABLE, LOST)
    if composed.isprintable():  # nearly every text: one line, nothing invisible
        return " ".join(composed.split())
    seen = "".join(" " if char == "\t" else char for char in composed if _is_visible(char))
    lines = (" ".join(line.split()) for line in seen.splitlines())
    return "\n".join(lines).strip()


def one_line(text: str) -> str:
    """Clean a text and join its lines."""
    return " ".join(clean(text).split())


def file_title(name: str | None) -> str:
    """Return the title of a list: its file's name, without the folders that some browsers send."""
    return one_line(PurePosixPath(PureWindowsPath(name or "").name).name)[:_LONGEST_TITLE]


def _is_visible(char: str) -> bool:
    # Cf is invisible (soft hyphens, byte order marks); joiners belong to letters and stay.
    return char in "\t\n\r\u200c\u200d" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Cn"}


def normalize(text: str) -> str:
    """Reduce a word to small letters without diacritics, digits, and "?" for lost letters."""
    small = unicodedata.normalize("NFC", text).casefold().translate(_TRANSLITERATED)
    plain = unicodedata.normalize("NFKD", small.replace(_UNDECODABLE, LOST))
    return "".join(char for char in plain if char.isalnum() or char == LOST)


_NOTHING = frozenset(
    [
        "ka",
        "keineangabe",
        "keineangaben",
        "ohneangabe",
        "ohneangaben",
        "oa",
        "unbekannt",
        "unbek",
        "unbk",
        "nichtbekannt",
        "nb",
        "nv",
        "na",
        "none",
        "null",
        "nichts",
        "leer",
        "entfaellt",
        "entf",
    ]
)


def says_nothing(text: str) -> bool:
    """Tell whether a cell is empty, or has what people write when they know nothing: "-", "k.A.", "?"."""
    word = normalize(text).strip(LOST) if text else ""
    return not word or word in _NOTHING


def is_damaged(text: str) -> bool:
    """Tell whether letters of the text may be lost."""
    return LOST in text


def agrees(listed: str, known: str) -> bool:
    """Tell whether the listed word is the known one, up to letters lost in the list."""
    if listed == known:
        return True
    if not is_damaged(listed):
        return False
    pattern = "".join("." if char == LOST else re.escape(char) for char in listed)
    return re.fullmatch(pattern, known, re.DOTALL) is not None
