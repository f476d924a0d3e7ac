"""The width of a text in Fira Sans: SVG does not wrap, so it must be known before drawing."""

import re

# Widths in hundredths of the font size, measured in the vendored font: semi-bold, the wider of the two used.
_WIDTHS = {
    24: " !,.:;·'",
    28: "ijIl|",
    33: "()[]{}`fJ",
    39: 'tr-"',
    44: "„“",
    48: "cs?zF*",
    52: "xLvy<=>+/\\_~–ETS",
    56: "0123456789$^Zgkaeäéè#",
    58: "ABCVXYuüÄ",
    60: "nhoöPbdpqßR",
    64: "KGDUÜ",
    69: "HNOQÖ",
    74: "w…",
    78: "M&",
    85: "Wm%",
}
_WIDTH = {char: width for width, chars in _WIDTHS.items() for char in chars}
_UNKNOWN = 64

ELLIPSIS = "…"

# Where a German word may be broken, roughly: before the last consonant (sch, ch, ph, th count as one) that a
# vowel follows. Enough for "Botschafts-termin" and "Rückkehrent-scheidung"; three letters stay together.
_SYLLABLE = re.compile(
    r"(?<=\w\w\w)(?=(?:sch|ph|th|qu|(?<!s)ch?|(?<![cpst])h|[bdfgjklmnpqrstvwxzß])[aeiouyäöü]\w)",
    re.IGNORECASE,
)


def width(text: str, size: float) -> float:
    """Return the width of a text in pixels, rather too wide than too narrow."""
    return sum(_WIDTH.get(char, _UNKNOWN) for char in text) * size / 100


def shorten(text: str, size: float, room: float) -> str:
    """Cut a text to the room and say so with an ellipsis; the full text belongs into a title."""
    if width(text, size) <= room:
        return text
    kept = text
    while kept and width(kept + ELLIPSIS, size) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,.-–(") + ELLIPSIS


def wrap(text: str, size: float, room: float, lines: int) -> list[str]:
    """Break a text into at most so many lines; a word too long is hyphenated, a text too long shortened."""
    broken: list[str] = []
    rest = text.split()
    while rest and len(broken) < lines:
        if len(broken) == lines - 1:
            broken.append(shorten(" ".join(rest), size, room))
            break
        broken.append(_take_line(rest, size, room))
    return broken


def _take_line(rest: list[str], size: float, room: float) -> str:
    line = rest.pop(0)
    if width(line, size) > room:
        cut = _last_fit(line, size, room)
        rest.insert(0, line[cut:])
        return line[:cut] if line[cut - 1] in "-/" else line[:cut] + "-"
    while rest and width(f"{line} {rest[0]}", size) <= room:
        line = f"{line} {rest.pop(0)}"
    return line


def _last_fit(word: str, size: float, room: float) -> int:
    """Return where to break a word that is too long: at its own hyphen, a syllable, or where it must be."""
    fits = max((n for n in range(1, len(word)) if width(word[:n] + "-", size) <= room), default=1)
    own = max(word.rfind("-", 0, fits), word.rfind("/", 0, fits)) + 1
    syllables = [match.start() for match in _SYLLABLE.finditer(word) if match.start() <= fits]
    return own if own > 3 else max(syllables, default=fits)
