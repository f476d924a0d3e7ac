"""Find TCP ports that nobody uses."""

import socket

import psutil

_NEIGHBOURS = 20


def free_port(preferred: int | None = None, *, host: str = "127.0.0.1") -> int:
    """Return the preferred port or one close above it, else any free one. Raise OSError for a wrong host."""
    if preferred is not None:
        for port in range(preferred, min(preferred + _NEIGHBOURS, 65536)):
            if is_free(port, host=host):
                return port
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def is_listening(pid: int, port: int) -> bool:
    """Tell whether this very process listens on the port, and not a server of somebody else."""
    try:
        connections = psutil.Process(pid).net_connections("tcp")
    except psutil.NoSuchProcess:
        return False
    return any(found.status == psutil.CONN_LISTEN and found.laddr.port == port for found in connections)


def is_free(port: int, *, host: str = "127.0.0.1") -> bool:
    """Tell whether a server could listen there now."""
    with socket.socket() as probe:
        # A connection that ended a moment ago does not keep a server from listening again.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
        return True
