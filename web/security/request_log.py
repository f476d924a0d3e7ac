"""The parts of a request that may be logged: client address and route; nothing that somebody typed."""

import re
from ipaddress import ip_address

from starlette.requests import Request
from starlette.types import Scope

_NAME = re.compile(r"\{(\w+)(?::\w+)?\}")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def client_address(request: Request) -> str:
    """Return the client's address, or words for an unknown one if a proxy has written something else."""
    host = request.client.host if request.client else ""
    try:
        return str(ip_address(host.partition("%")[0]))
    except ValueError:
        return "an unknown address"


def route_of(scope: Scope) -> str:
    """Return the path of the route with the ids in it: an address as it was typed may be anything."""
    path = getattr(scope.get("route"), "path", None)
    if path is None:
        return "no route"
    values = {name: str(value) for name, value in scope.get("path_params", {}).items()}

    def filled(name: re.Match[str]) -> str:
        value = values.get(name[1], "")
        return value if _ID.fullmatch(value) else name[0]

    return str(scope.get("root_path", "")) + _NAME.sub(filled, path)
