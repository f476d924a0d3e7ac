"""How a request is refused before any page sees it: in words for people, as problem+json for programs."""

import json

from starlette.requests import Request
from starlette.responses import Response

from web.rendering import error_page

API = "/api/"


def refusal_response(request: Request, status_code: int, *, title: str, text: str) -> Response:
    """Return an error page, a fragment for htmx, or a problem (RFC 9457) under /api/."""
    if not request.url.path.startswith(API):
        return error_page(request, status_code, title, text)
    problem = {"type": "about:blank", "title": title, "status": status_code, "detail": text}
    return Response(
        json.dumps(problem, ensure_ascii=False), status_code, media_type="application/problem+json"
    )
