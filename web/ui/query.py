"""Filters in an address: what can be read is taken, anything else means "no filter"."""

from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from starlette.requests import Request

Choice = TypeVar("Choice", bound=StrEnum)


def choice(request: Request, name: str, kind: type[Choice]) -> Choice | None:
    """One of the values of an enumeration."""
    try:
        return kind(request.query_params.get(name, ""))
    except ValueError:
        return None


def uuid(request: Request, name: str) -> UUID | None:
    """An id."""
    try:
        return UUID(request.query_params.get(name, ""))
    except ValueError:
        return None


def text(request: Request, name: str, *, max_length: int = 100) -> str | None:
    """A short code."""
    found = request.query_params.get(name, "").strip()
    return found if found and len(found) <= max_length and found.isprintable() else None
