"""Filters in an address: values that cannot be read mean "no filter"."""

from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from starlette.requests import Request

Choice = TypeVar("Choice", bound=StrEnum)


def choice(request: Request, name: str, kind: type[Choice]) -> Choice | None:
    """Return the value of an enumeration, or None."""
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
