"""Errors for programs: application/problem+json (RFC 9457) with a German title, a sentence and a code."""

import logging
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from geleit.domain.model import Quiet
from geleit.domain.refusal import Detail, Refusal, Reused
from geleit.logs import fault_id
from geleit.store.unreachable import UNREACHABLE
from geleit.temporal.failures import CommandFailedError, StillRunning, Unavailable
from web.errors import LastResort, fault_sentence
from web.ui.i18n import N_
from web.ui.i18n import gettext as _
from web.ui.refusals import (
    explain,
    failed_sentence,
    refusal_status,
    still_running_sentence,
    unavailable_sentence,
)
from web.ui.rendering import sentence_for

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = {"Retry-After": "2"}
"""Seconds until a retry makes sense."""


class FieldError(Quiet):
    """The error of one field."""

    field: str = Field(description="Where: the names and positions on the way to it, joined by dots.")
    message: str
    code: str


class Problem(Quiet):
    """The reason why a request failed."""

    type: str = Field(description="urn:geleit:problem: and the code.")
    title: str
    status: int
    detail: str = Field(description="A German sentence for people.")
    code: str = Field(description="For programs; stays the same when sentences change.")
    details: dict[str, Detail] = Field(
        default_factory=dict, description="What the sentence is about: step keys, dates, versions."
    )
    errors: list[FieldError] = Field(default_factory=list)


class ProblemError(Exception):
    """An error that is answered with a problem."""

    def __init__(
        self,
        status: int,
        code: str,
        *,
        detail: str | None = None,
        details: dict[str, Detail] | None = None,
        errors: Sequence[FieldError] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.details = details
        self.errors = errors
        self.headers = headers


def answer(
    status: int,
    code: str,
    *,
    title: str | None = None,
    detail: str | None = None,
    details: dict[str, Detail] | None = None,
    errors: Sequence[FieldError] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """Return the answer for a problem."""
    usual_title, sentence = sentence_for(status)
    problem = Problem(
        type=f"urn:geleit:problem:{code}",
        title=title or usual_title,
        status=status,
        detail=detail or sentence,
        code=code,
        details=details or {},
        errors=list(errors),
    )
    return JSONResponse(
        problem.model_dump(),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def handle_problems(api: FastAPI) -> None:
    """Answer every exception of the interface with a problem."""
    api.add_exception_handler(ProblemError, _problem)
    api.add_exception_handler(HTTPException, _http)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(Refusal, _refused)
    api.add_exception_handler(Unavailable, _unavailable)
    api.add_exception_handler(StillRunning, _still_running)
    api.add_exception_handler(CommandFailedError, _failed)
    for kind in UNREACHABLE:
        api.add_exception_handler(kind, _unavailable)
    api.add_middleware(LastResort, answer=_fault)


async def _problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)  # noqa: S101  registered for this class only
    return answer(
        error.status,
        error.code,
        detail=error.detail,
        details=error.details,
        errors=error.errors,
        headers=error.headers,
    )


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  registered for this class only
    code = {401: "unauthorised", 403: "forbidden", 404: "not_found", 405: "method_not_allowed"}
    return answer(
        error.status_code, code.get(error.status_code, "bad_request"), headers=dict(error.headers or {})
    )


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)  # noqa: S101  registered for this class only
    title = _("Schon einmal gesendet") if isinstance(error, Reused) else None
    return answer(
        refusal_status(error), error.code, title=title, detail=explain(error), details=error.details
    )


async def _unavailable(_request: Request, _error: Exception) -> Response:
    return answer(503, "unavailable", detail=unavailable_sentence(), headers=RETRY_AFTER)


async def _still_running(_request: Request, _error: Exception) -> Response:
    return answer(202, "still_running", detail=still_running_sentence(), headers=RETRY_AFTER)


async def _failed(_request: Request, error: Exception) -> Response:
    fault = fault_id()
    log.error("Fault %s: a command failed", fault, exc_info=error)
    return answer(500, "failed", detail=failed_sentence(fault), details={"fault": fault})


def _fault(_request: Request, fault: str) -> Response:
    return answer(500, "internal", detail=fault_sentence(fault), details={"fault": fault})


async def _invalid(request: Request, error: Exception) -> Response:
    """Return a problem that names every field. Values are not sent back: JSON may be unable to hold them."""
    assert isinstance(error, RequestValidationError)  # noqa: S101  registered for this class only
    errors = [_field_error(fault, _described(request.app)) for fault in error.errors()]
    if all(fault.field.startswith("path") for fault in errors):
        return answer(404, "not_found")
    sentence = _("Die Anfrage ist nicht vollständig oder nicht richtig. Im Einzelnen steht es unter errors.")
    return answer(422, "invalid", detail=sentence, errors=errors)


_MESSAGES = {
    "missing": N_("Das fehlt."),
    "extra_forbidden": N_("Das gibt es hier nicht."),
    "json_invalid": N_("Das ist kein gültiges JSON."),
    "union_tag_not_found": N_("„kind“ fehlt."),
    "union_tag_invalid": N_("Einen solchen Befehl gibt es nicht."),
    "unstorable": N_("Der Text enthält ein Zeichen, das sich nicht speichern lässt."),
    "string_unicode": N_("Der Text enthält ein Zeichen, das sich nicht speichern lässt."),
    "string_too_short": N_("Das darf nicht leer sein."),
    "string_too_long": N_("Das ist zu lang."),
    "enum": N_("Das steht nicht zur Auswahl."),
    "literal_error": N_("Das steht nicht zur Auswahl."),
    "country": N_("Das ist kein Land."),
    "uuid_parsing": N_("Das ist keine Kennung (UUID)."),
    "no_such_day": N_("Diesen Tag gibt es nicht."),
    "date_from_datetime_parsing": N_("Das ist kein Datum der Form 2026-11-22."),
    "date_parsing": N_("Das ist kein Datum der Form 2026-11-22."),
    "int_parsing": N_("Das ist keine ganze Zahl."),
    "int_from_float": N_("Das ist keine ganze Zahl."),
    "float_parsing": N_("Das ist keine Zahl."),
    "greater_than_equal": N_("Das ist zu klein."),
    "less_than_equal": N_("Das ist zu groß."),
}


_NO_DATE = frozenset({"date_from_datetime_parsing", "date_parsing"})
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

UNKNOWN = "?"
"""The replacement of an unknown field's name: it may hold personal data."""


def _field_error(fault: dict[str, Any], known: frozenset[str]) -> FieldError:
    place = (str(part) if isinstance(part, int) or part in known else UNKNOWN for part in fault["loc"])
    kind = str(fault["type"])
    if kind in _NO_DATE and _ISO_DAY.fullmatch(str(fault.get("input"))):
        kind = "no_such_day"  # well formed, and in no calendar: 2026-02-31
    return FieldError(field=".".join(place), message=_(_MESSAGES.get(kind, _OTHERWISE)), code=kind)


@lru_cache(maxsize=1)
def _described(api: FastAPI) -> frozenset[str]:
    """Return every name that occurs in the interface's description."""
    description = api.openapi()
    found = {"body", "query", "header", "path"}
    for schema in description["components"]["schemas"].values():
        found.update(schema.get("properties", ()))
    for path in description["paths"].values():
        for operation in path.values():
            found.update(parameter["name"] for parameter in operation.get("parameters", ()))
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            found.update(body.get("schema", {}).get("discriminator", {}).get("mapping", ()))
    return frozenset(found)


_OTHERWISE = N_("Dieser Wert passt hier nicht.")
