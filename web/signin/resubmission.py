"""Keep what was typed when a form could not be processed; nothing is stored on the server.

If a session had ended, the sign-in form carries it as one hidden field, and then it is in a form that goes
where it was meant to go. If PostgreSQL was unreachable, it is in that form at once.
"""

import json
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData

from geleit.domain.model import QUIET

MOST = 256 * 1024
"""Characters; a page with more than this would be no help."""

_NEVER = frozenset({"csrf_token", "password", "current", "new", "again"})


class TypedField(NamedTuple):
    """A field of a form and the value typed into it."""

    name: str
    value: str


_FIELDS: TypeAdapter[list[TypedField]] = TypeAdapter(list[TypedField], config=QUIET)


def pack_form(typed: FormData) -> str:
    """Pack everything typed but passwords, files and the old session's token; empty if nothing is left."""
    fields = [
        TypedField(name, value)
        for name, value in typed.multi_items()
        if isinstance(value, str) and name not in _NEVER
    ]
    packed = json.dumps(fields, ensure_ascii=False)
    return packed if fields and len(packed) <= MOST else ""


def unpack_form(packed: str) -> list[TypedField]:
    """Return the fields of a packed form; none if it cannot be read."""
    try:
        return [field for field in _FIELDS.validate_json(packed) if field.name not in _NEVER]
    except ValidationError:
        return []


def fields_to_resend(typed: FormData) -> list[TypedField]:
    """Return the fields of the form with its token; none if it held what no page may show."""
    token = typed.get("csrf_token")
    names = {name for name, value in typed.multi_items() if name in _NEVER or not isinstance(value, str)}
    if names != {"csrf_token"} or not isinstance(token, str):
        return []
    fields = unpack_form(pack_form(typed))
    return [*fields, TypedField("csrf_token", token)] if fields else []
