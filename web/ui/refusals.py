"""How a request is refused before any page sees it: in words for people, as problem+json for programs."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from web.ui.rendering import error_page

API = "/api/"


def refusal_response(request: Request, status_code: int, *, code: str, title: str, text: str) -> Response:
    """Return an error page, a fragment for htmx, or a problem (RFC 9457) with this code under /api/."""
    if not request.url.path.startswith(API):
        return error_page(request, status_code, title, text)
    problem = {
        "type": f"urn:geleit:problem:{code}",
        "title": title,
        "status": status_code,
        "detail": text,
        "code": code,
        "details": {},
        "errors": [],
    }
    return JSONResponse(problem, status_code, media_type="application/problem+json")
