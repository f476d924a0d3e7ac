"""The session cookie: a random token, of which the database keeps only the hash."""

from starlette.requests import Request
from starlette.responses import Response

from geleit.settings import Settings

SECURE_NAME = "__Host-geleit"
"""Browsers take a cookie of this prefix only over https, for this host and the whole site (RFC 6265bis)."""
LOOPBACK_NAME = "geleit"


def cookie_name(settings: Settings) -> str:
    """Return the cookie's name: the strict one, unless Geleit runs without https on one's own machine."""
    return SECURE_NAME if _is_https(settings) else LOOPBACK_NAME


def read_cookie(request: Request, settings: Settings) -> str | None:
    """Return the token in the browser's cookie."""
    return request.cookies.get(cookie_name(settings))


def set_cookie(response: Response, settings: Settings, token: str) -> None:
    """Set the cookie until the browser is closed; the server ends the session earlier."""
    response.set_cookie(
        cookie_name(settings), token, path="/", secure=_is_https(settings), httponly=True, samesite="lax"
    )


def clear_cookie(response: Response, settings: Settings) -> None:
    """Remove the cookie."""
    response.delete_cookie(
        cookie_name(settings), path="/", secure=_is_https(settings), httponly=True, samesite="lax"
    )


def _is_https(settings: Settings) -> bool:
    return settings.base_url.startswith("https://")
