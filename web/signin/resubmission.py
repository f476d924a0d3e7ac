"""What was typed into a form that could not be taken: kept in the page, nothing of it on the server.

Where a session had ended, the sign-in form carries it along as one hidden field, and then it stands in a form
that goes where it was meant to go. Where PostgreSQL was away, it stands in that form at once.
"""

import json
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData

from geleit.domain.model import QUIET

MOST = 256 * 1024
"""Characters; a page with more than this would be no help."""

_NEVER = frozenset({"csrf_token", "password", "current", "new", "again"})


class KeptField(NamedTuple):
    """A field and what stood in it."""

    name: str
    value: str


_FIELDS: TypeAdapter[list[KeptField]] = TypeAdapter(list[KeptField], config=QUIET)


def keep(typed: FormData) -> str:
    """Everything typed, but passwords, the old session's token and files; empty when there is nothing."""
    fields = [
        KeptField(name, value)
        for name, value in typed.multi_items()
        if isinstance(value, str) and name not in _NEVER
    ]
    packed = json.dumps(fields, ensure_ascii=False)
    return packed if fields and len(packed) <= MOST else ""


def unpack(packed: str) -> list[KeptField]:
    """The fields again; none when it cannot be read."""
    try:
        return [field for field in _FIELDS.validate_json(packed) if field.name not in _NEVER]
    except ValidationError:
        return []


def once_more(typed: FormData) -> list[KeptField]:
    """The same form again, its token too; nothing when it held what no page may show or keep."""
    token = typed.get("csrf_token")
    names = {name for name, value in typed.multi_items() if name in _NEVER or not isinstance(value, str)}
    if names != {"csrf_token"} or not isinstance(token, str):
        return []
    fields = unpack(keep(typed))
    return [*fields, KeptField("csrf_token", token)] if fields else []
