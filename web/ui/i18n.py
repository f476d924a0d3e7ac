"""Translation: German is the source, the other languages are catalogues in web/locales/.

The catalogues are read from the .po files themselves, so nothing has to be compiled before Geleit starts.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = "de"
DOMAIN = "geleit"
LOCALES = Path(__file__).resolve().parents[1] / "locales"

_language: ContextVar[str] = ContextVar("language", default=SOURCE)


@lru_cache
def languages() -> tuple[str, ...]:
    """Return the available languages, German first."""
    catalogues = sorted(LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return (SOURCE, *(path.parent.parent.name for path in catalogues))


@lru_cache
def translations(language: str) -> NullTranslations:
    """Return the catalogue of a language; an unknown language gets German."""
    source = LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if language == SOURCE or language not in languages():
        return NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def current_language() -> str:
    """Return the language of the request being answered."""
    return _language.get()


@contextmanager
def speaking(language: str) -> "Iterator[None]":
    """Answer in this language within the block."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def gettext(message: str) -> str:
    """Translate a German sentence; fill placeholders with ``.format()`` afterwards, never before."""
    return translations(_language.get()).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Translate the form that fits the number."""
    return translations(_language.get()).ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    """Translate a word that means different things in different places."""
    return translations(_language.get()).pgettext(context, message)


def npgettext(context: str, singular: str, plural: str, n: int) -> str:
    """Translate the form that fits the number, in its context."""
    return translations(_language.get()).npgettext(context, singular, plural, n)


def N_(message: str) -> str:  # noqa: N802  the customary name of the marker
    """Mark a sentence for the catalogue that is translated later, when it is shown."""
    return message
