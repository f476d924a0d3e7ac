"""Text as it comes out of old lists: spaces, control characters, umlauts, and letters lost as "?"."""

import re
import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

LOST = "?"
"""What Windows-1252 leaves of a letter it does not have."""

_LONGEST_TITLE = 120
_UNDECODABLE = "\N{REPLACEMENT CHARACTER}"
_TRANSLITERATED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "ð": "d"}
)


def clean(text: str) -> str:
    """Compose letters, make every run of spaces one, drop what cannot be seen. Line breaks stay."""
    composed = unicodedata.normalize("NFC", text).replace(_UNDECODABLE, LOST)
    if composed.isprintable():  # nearly all are: one line, nothing unseen
        return " ".join(composed.split())
    seen = "".join(" " if char == "\t" else char for char in composed if _is_visible(char))
    lines = (" ".join(line.split()) for line in seen.splitlines())
    return "\n".join(lines).strip()


def one_line(text: str) -> str:
    """Clean, and on one line."""
    return " ".join(clean(text).split())


def file_title(name: str | None) -> str:
    """What a list is called after its file; without the folders that some browsers send along."""
    return one_line(PurePosixPath(PureWindowsPath(name or "").name).name)[:_LONGEST_TITLE]


def _is_visible(char: str) -> bool:
    # Cf is the invisible kind (soft hyphens, byte order marks); joiners are letters' business and stay.
    return char in "\t\n\r\u200c\u200d" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Cn"}


def key(text: str) -> str:
    """Reduce a word to what people mean by it: small letters without marks, digits, and the lost "?"."""
    small = unicodedata.normalize("NFC", text).casefold().translate(_TRANSLITERATED)
    plain = unicodedata.normalize("NFKD", small.replace(_UNDECODABLE, LOST))
    return "".join(char for char in plain if char.isalnum() or char == LOST)


def is_damaged(text: str) -> bool:
    """Tell whether letters of the word may be lost."""
    return LOST in text


def agrees(listed: str, known: str) -> bool:
    """Tell whether the listed word is the known one, up to letters lost in the list."""
    if listed == known:
        return True
    if not is_damaged(listed):
        return False
    pattern = "".join("." if char == LOST else re.escape(char) for char in listed)
    return re.fullmatch(pattern, known, re.DOTALL) is not None
