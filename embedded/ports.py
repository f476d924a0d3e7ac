"""Finding ports that nobody uses."""

import socket

_NEIGHBOURS = 20


def free_port(preferred: int | None = None, *, host: str = "127.0.0.1") -> int:
    """The preferred port or one close above it; any free one if those are taken or none is preferred."""
    if preferred is not None:
        for port in range(preferred, min(preferred + _NEIGHBOURS, 65536)):
            if _is_free(port, host):
                return port
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def answers(port: int, *, host: str = "127.0.0.1") -> bool:
    """Whether something listens there."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def _is_free(port: int, host: str) -> bool:
    with socket.socket() as probe:
        # A connection that ended a moment ago does not keep a server from listening again.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
        return True
