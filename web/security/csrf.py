"""Forged requests: another site must not be able to use our forms with our user's cookie.

The browser itself says where a request comes from (Sec-Fetch-Site, else Origin); the algorithm is that of Go
1.25's CrossOriginProtection. A token per session in every form is the second check, for old browsers.
"""

import hmac
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from web.ui.i18n import gettext as _
from web.ui.refusals import refusal_response

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"})


def check_form_token(expected: str, given: object) -> None:
    """Raise 403 with a sentence unless the form has the token of the session."""
    matches = isinstance(given, str) and hmac.compare_digest(expected.encode(), given.encode())
    if not expected or not matches:
        sentence = _(
            "Das Formular ist abgelaufen. Bitte laden Sie die Seite neu und senden Sie es noch einmal."
        )
        raise HTTPException(403, sentence)


class ForgeryGuard:
    """Middleware that lets unsafe methods pass only from our own pages, or from a program with a token."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS or _is_ours(scope):
            await self.app(scope, receive, send)
            return
        response = refusal_response(
            Request(scope, receive),
            403,
            code="foreign_origin",
            title=_("Diese Anfrage kam von einer anderen Seite"),
            text=_("Zu Ihrem Schutz wurde nichts geändert. Bitte arbeiten Sie direkt in Geleit."),
        )
        await response(scope, receive, send)


def _is_ours(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    if headers.get("authorization", "").lower().startswith("bearer "):
        return True  # browsers never add this header by themselves, so it cannot be forged
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is None:
        return True  # recent browsers always send one of them; the form token is checked as well
    return urlsplit(origin).netloc.lower() == headers.get("host", "").lower() != ""
