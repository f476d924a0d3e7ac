"""Filters in an address: values that cannot be read mean "no filter"."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

from starlette.requests import Request

Choice = TypeVar("Choice", bound=StrEnum)


class AddressWords(Generic[Choice]):
    """The words by which the addresses of a page name the members of an enumeration.

    Addresses are read, kept and shared by people: they are German, and stay when a member is renamed.
    """

    def __init__(self, words: Mapping[Choice, str]) -> None:
        self._words = words
        self._members = {word: member for member, word in words.items()}

    def __getitem__(self, member: Choice) -> str:
        """Return the word for a member."""
        return self._words[member]

    def __call__(self, word: str) -> Choice:
        """Return the member that a word names. Raise ValueError for any other, as its enumeration does."""
        try:
            return self._members[word]
        except KeyError:
            raise ValueError("no such word") from None


def choice(request: Request, name: str, kind: type[Choice] | AddressWords[Choice]) -> Choice | None:
    """Return one of the members of an enumeration, by its value or by the address's own word for it."""
    try:
        return kind(request.query_params.get(name, ""))
    except ValueError:
        return None


def uuid(request: Request, name: str) -> UUID | None:
    """Return an id, or None."""
    try:
        return UUID(request.query_params.get(name, ""))
    except ValueError:
        return None


def text(request: Request, name: str, *, max_length: int = 100) -> str | None:
    """Return a short code, or None."""
    found = request.query_params.get(name, "").strip()
    return found if found and len(found) <= max_length and found.isprintable() else None
