"""The number of rows of a list. It is in the address, so that whoever comes back finds them all again.

"Weitere anzeigen" requests the rows after the last one and appends them. The list has grown then, and the
answer puts its length into the address of the page. Without a script the link leads to a page that begins
there.
"""

from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import Response

MOST = 500
"""The most rows of a reloaded page; more are fetched with the next click."""
ALL, ALL_ROWS = "alle", 5000
"""The word by which an address asks for a whole list, and how many rows that are at most."""


def rows(request: Request, first: int, name: str = "zeilen") -> int:
    """Return how many rows the address asks for, at least ``first``."""
    if request.query_params.get("zeilen") == ALL:
        return ALL_ROWS
    return _bounded(request.query_params.get(name, ""), first)


def remember(request: Request, response: Response, first: int, *, added: int, name: str = "zeilen") -> None:
    """Put the length of the list, now longer by ``added`` rows, into the browser's address."""
    current = urlsplit(request.headers.get("HX-Current-URL", ""))
    if current.path != request.url.path:
        return
    typed = dict(parse_qsl(current.query, max_num_fields=50))
    typed[name] = str(min(_bounded(typed.get(name, ""), first) + added, MOST))
    response.headers["HX-Replace-Url"] = f"{current.path}?{urlencode(typed)}"


def _bounded(typed: str, first: int) -> int:
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else first
    return min(max(number, first), MOST)
