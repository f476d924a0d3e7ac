"""How many rows of a list are shown. The address says it, so that who comes back finds them all again.

"Weitere anzeigen" asks for the rows after the last one and hangs them on. The list has grown then, and the
answer puts its length into the address of the page. Without a script the link leads to a page that begins
there.
"""

from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import Response

MOST = 500
"""Rows of a page that is read anew; more are fetched with the next click."""
ALL, ALL_ROWS = "alle", 5000
"""What the address of a list for paper asks for, and how many rows that are at most."""


def rows(request: Request, first: int, name: str = "zeilen") -> int:
    """How many rows the address asks for, at least the ``first`` ones."""
    if request.query_params.get("zeilen") == ALL:
        return ALL_ROWS
    return _bounded(request.query_params.get(name, ""), first)


def remember(request: Request, response: Response, first: int, *, added: int, name: str = "zeilen") -> None:
    """Have the browser's address say that the list is longer by ``added`` rows than it was."""
    current = urlsplit(request.headers.get("HX-Current-URL", ""))
    if current.path != request.url.path:
        return
    typed = dict(parse_qsl(current.query, max_num_fields=50))
    typed[name] = str(min(_bounded(typed.get(name, ""), first) + added, MOST))
    response.headers["HX-Replace-Url"] = f"{current.path}?{urlencode(typed)}"


def _bounded(typed: str, first: int) -> int:
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else first
    return min(max(number, first), MOST)
