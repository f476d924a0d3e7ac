"""Errors in words: a sentence for people, never a technical detail."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geleit.domain.refusal import Forbidden, Refusal
from geleit.logs import fault_id
from geleit.store.unreachable import UNREACHABLE
from geleit.temporal.failures import StillRunning, Unavailable
from web.dependencies import SignedOut, possible_account
from web.security.csrf import SAFE_METHODS
from web.security.request_log import route_of
from web.security.sizes import TooLargeError
from web.signin.resubmission import TypedField, fields_to_resend, pack_form
from web.ui.forms import Form
from web.ui.i18n import gettext
from web.ui.redirect import go_to
from web.ui.refusals import explain, refusal_status, still_running_sentence, unavailable_sentence
from web.ui.rendering import BERLIN, error_page, page

log = logging.getLogger(__name__)

_OUR_SENTENCES = frozenset({401, 403, 404, 409, 422, 429, 503})
"""Statuses whose detail is a sentence of ours; others come from the framework, in English."""


def handle_errors(app: FastAPI) -> None:
    """Install handlers that answer every exception in words."""
    app.add_exception_handler(SignedOut, _signed_out)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(Unavailable, _unavailable)
    app.add_exception_handler(StillRunning, _still_running)
    for kind in UNREACHABLE:
        app.add_exception_handler(kind, _unreachable)
    app.add_middleware(LastResort, answer=_fault)


def fault_sentence(fault: str) -> str:
    """Return the sentence for a fault of ours: people tell its id to the operator, who finds the log."""
    sentence = gettext(
        "Der Fehler liegt bei uns und ist festgehalten: Kennung {fault}. Bitte versuchen Sie es noch einmal."
    )
    return sentence.format(fault=fault)


def _fault(request: Request, fault: str) -> Response:
    return error_page(request, 500, text=fault_sentence(fault))


class LastResort:
    """Middleware that answers unexpected exceptions. It is the innermost, so the answer gets all headers."""

    def __init__(self, app: ASGIApp, *, answer: Callable[[Request, str], Response]) -> None:
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            has_begun = has_begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except TooLargeError:
            raise  # the middleware that counts answers it
        except Exception:
            fault = fault_id()
            log.exception("Fault %s at %s %s", fault, scope["method"], route_of(scope))
            if has_begun:
                raise
            await self._answer(Request(scope), fault)(scope, receive, send)


async def _signed_out(request: Request, _error: Exception) -> Response:
    """Redirect to the sign-in form, with the requested page and what was typed."""
    target = request.url.path
    if request.method in {"GET", "HEAD"}:
        query = f"?{request.url.query}" if request.url.query else ""
        return go_to(request, f"/anmelden?next={quote(target + query)}")
    packed = await _typed(request)
    form = Form.start(next=target if packed else "/", resubmission=packed)
    form.fail(
        "", gettext("Ihre Anmeldung ist abgelaufen. Ihre Eingaben bleiben, bis Sie wieder angemeldet sind.")
    )
    response = page(request, "signin/form.html", status_code=401, form=form, demo_users=[])
    # A redirect of the whole page, not a fragment.
    response.headers["HX-Retarget"] = "body"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


async def _typed(request: Request) -> str:
    try:
        return pack_form(await request.form())
    except HTTPException:  # no form that could be read
        return ""


async def _fields_to_resend(request: Request) -> list[TypedField]:
    """Return the typed fields for the error page: without a script the page with the form is gone."""
    if request.method in SAFE_METHODS:
        return []
    try:
        return fields_to_resend(await request.form())
    except HTTPException:  # no form that could be read
        return []


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  registered for this class only
    if error.status_code == HTTPStatus.FORBIDDEN:
        _note_denied(request)
    await _around_error(request)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method in {"GET", "HEAD"}:
        # A GET of an address that only takes POST: its form is on the page above it.
        return go_to(request, request.url.path.rpartition("/")[0] or "/")
    response = error_page(request, error.status_code, text=_sentence(error))
    response.headers.update(error.headers or {})
    return response


async def _around_error(request: Request) -> None:
    """Have the page of an error keep the navigation where no route has looked for who is there: 404."""
    if getattr(request.state, "page", None) is None:
        with suppress(*UNREACHABLE):
            await possible_account(request, request.app.state.services, datetime.now(BERLIN))


def _sentence(error: HTTPException) -> str | None:
    is_phrase = error.detail == HTTPStatus(error.status_code).phrase
    return None if is_phrase or error.status_code not in _OUR_SENTENCES else error.detail


async def _invalid(request: Request, error: Exception) -> Response:
    """Answer 404 for an address that cannot be read; anything else was sent by no form of ours."""
    assert isinstance(error, RequestValidationError)  # noqa: S101  registered for this class only
    in_path = any(fault["loc"][:1] == ("path",) for fault in error.errors())
    return error_page(request, 404 if in_path else 400)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)  # noqa: S101  registered for this class only
    if isinstance(error, Forbidden):
        _note_denied(request)
    return error_page(request, refusal_status(error), text=explain(error))


def _note_denied(request: Request) -> None:
    """Log denied requests (ASVS 16.3.2)."""
    account_id = getattr(request.state, "account_id", None)
    log.warning("Denied: account %s, %s %s", account_id, request.method, route_of(request.scope))


async def _unavailable(request: Request, _error: Exception) -> Response:
    return error_page(request, 503, text=unavailable_sentence())


async def _still_running(request: Request, _error: Exception) -> Response:
    return error_page(request, 202, text=still_running_sentence())


async def _unreachable(request: Request, error: Exception) -> Response:
    log.warning("PostgreSQL cannot be reached: %s", error)
    return error_page(request, 503, resubmission=await _fields_to_resend(request))
