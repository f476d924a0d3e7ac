"""Redirects after an action, with and without htmx."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.ui.rendering import wants_part


def go_to(request: Request, url: str) -> Response:
    """Redirect the browser to a page. Htmx would follow a plain redirect inside of its target."""
    if wants_part(request):
        return Response(headers={"HX-Redirect": url})
    return RedirectResponse(url, status_code=303)
