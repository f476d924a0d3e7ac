"""Our style sheets and scripts: their addresses change with their content, so they can be cached for ever."""

import hashlib
from functools import lru_cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).resolve().parents[1] / "static"
URL = "/static"

FIRST, LAST = "css/base.css", "css/print.css"


def _styles() -> tuple[str, ...]:
    """Return KERN's style sheet, then ours: the base, every subject by name, and print last."""
    subjects = sorted(path.relative_to(STATIC).as_posix() for path in (STATIC / "css").glob("*.css"))
    between = [path for path in subjects if path not in {FIRST, LAST}]
    return ("vendor/kern-ux/kern.min.css", FIRST, *between, LAST)


STYLES = _styles()
SCRIPTS = (
    "vendor/htmx/htmx.min.js",
    "vendor/htmx/hx-sse.min.js",
    "app.js",
    "keys.js",
    "selection.js",
    "forms.js",
    "live.js",
)


@lru_cache
def asset(path: str) -> str:
    """Return the address of a file under web/static/ with the hash of its content."""
    content = (STATIC / path).read_bytes()
    return f"{URL}/{path}?v={hashlib.sha256(content).hexdigest()[:12]}"


class _StaticFiles(StaticFiles):
    """Static files: with a hash in the address they never change, else they are cached for a day."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        hashed = scope.get("query_string", b"").startswith(b"v=")
        lifetime = "max-age=31536000, immutable" if hashed else "max-age=86400"
        if response.status_code in {200, 304}:
            response.headers["Cache-Control"] = f"public, {lifetime}"
        return response


def static_files() -> StaticFiles:
    """Return the application to mount under /static."""
    return _StaticFiles(directory=STATIC)
