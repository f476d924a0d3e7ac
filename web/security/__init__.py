"""Protection of the pages: headers, forged requests, sizes. One call installs all."""

from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware

from web.security.csrf import ForgeryGuard
from web.security.headers import SecurityHeaders
from web.security.sizes import BodyLimit

MEGABYTE = 1024 * 1024


def protect(app: Starlette, *, body_limits: Mapping[str, int] | None = None, https: bool = False) -> None:
    """Add all protection to the application. ``body_limits`` are bytes by path prefix, 1 MB where none fits.

    The first added is the innermost: a refused request still gets its headers, and nothing is read of a body
    that is refused for where it comes from.
    """
    app.add_middleware(BodyLimit, limits=body_limits or {})
    app.add_middleware(ForgeryGuard)
    # KERN's style sheet shrinks to a ninth; an event stream passes untouched.
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    app.add_middleware(SecurityHeaders, https=https)


__all__ = ["MEGABYTE", "BodyLimit", "ForgeryGuard", "SecurityHeaders", "protect"]
