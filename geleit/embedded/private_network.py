"""Run a server in a network namespace of its own, reachable only through a socket in a closed folder.

Temporal's server has no sign-in: whoever reaches its port can act on every workflow. In a network namespace
nobody reaches its ports but this process, which passes on what comes through the socket, and only Geleit's
user can open that. The SDK asks the socket for a connection as it asks a proxy (HTTP CONNECT), Temporal's own
command line speaks at once.

    python -m geleit.embedded.private_network SOCKET PORT PROGRAM [WORD ...]
    python -m geleit.embedded.private_network --check
"""

import asyncio
import ctypes
import fcntl
import os
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import uvloop

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000  # <sched.h>
_SIOCSIFFLAGS = 0x8914  # <bits/ioctls.h>
_IFF_UP, _IFF_RUNNING = 0x1, 0x40  # <net/if.h>
_IFREQ_WITH_FLAGS = "16sH14x"
_PR_SET_PDEATHSIG = 1

_CONNECT = b"CONNECT "
_END_OF_HEADERS = b"\r\n\r\n"
_CONNECTED = b"HTTP/1.1 200 Connection established\r\n\r\n"
_LONGEST_REQUEST = 4096

MODULE = "geleit.embedded.private_network"


def is_available() -> bool:
    """Tell whether this machine allows network namespaces; containers often do not."""
    check = subprocess.run([sys.executable, "-P", "-m", MODULE, "--check"], capture_output=True, check=False)
    return check.returncode == 0


def command(socket_path: Path, port: int, argv: Sequence[str | Path]) -> list[str | Path]:
    """Return the command that runs `argv`, a server on `port`, behind the socket."""
    return [sys.executable, "-P", "-m", MODULE, socket_path, str(port), *argv]


def enter_network_namespace() -> None:
    """Move this process into a network namespace with a loopback interface. Raise OSError if refused."""
    uid, gid = os.getuid(), os.getgid()
    if os.geteuid() == 0:
        _unshare(_CLONE_NEWNET)
    else:
        # In a user namespace of its own an ordinary user may create networks, without becoming another user.
        _unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack(_IFREQ_WITH_FLAGS, b"lo", _IFF_UP | _IFF_RUNNING)
        fcntl.ioctl(control, _SIOCSIFFLAGS, request)


def _unshare(flags: int) -> None:
    if not sys.platform.startswith("linux"):
        raise OSError("there are no network namespaces here")
    if ctypes.CDLL(None, use_errno=True).unshare(flags) != 0:
        raise OSError(ctypes.get_errno(), "no network namespace")


class _Forwarder(asyncio.Protocol):
    """One end of a forwarded connection: what arrives here is written to the other end."""

    def __init__(self, other: asyncio.Transport | None = None) -> None:
        self.other = other

    def data_received(self, data: bytes) -> None:
        if self.other:
            self.other.write(data)

    def pause_writing(self) -> None:
        if self.other:
            self.other.pause_reading()

    def resume_writing(self) -> None:
        if self.other:
            self.other.resume_reading()

    def connection_lost(self, _error: Exception | None) -> None:
        if self.other:
            self.other.close()


class _Client(_Forwarder):
    """A connection through the socket. Its first bytes say whether the client expects a proxy."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port
        self._first = b""
        self._joining: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if self.other:
            self.other.write(data)
            return
        self._first += data
        if self._joining is None and self._may_forward():
            self._transport.pause_reading()
            self._joining = asyncio.ensure_future(self._join())

    def _may_forward(self) -> bool:
        """Tell whether enough has arrived to forward. Answer and remove the request to a proxy."""
        if not self._first.startswith(_CONNECT):
            return len(self._first) >= len(_CONNECT)
        _request, found, rest = self._first.partition(_END_OF_HEADERS)
        if found:
            self._first = rest
            self._transport.write(_CONNECTED)
        elif len(self._first) > _LONGEST_REQUEST:
            self._transport.close()
        return bool(found)

    async def _join(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            server, _ = await loop.create_connection(
                lambda: _Forwarder(self._transport), "127.0.0.1", self._port
            )
        except OSError:
            self._transport.close()
            return
        if self._transport.is_closing():
            server.close()
            return
        self.other = server
        if self._first:
            server.write(self._first)
        self._transport.resume_reading()


async def _serve(server: "subprocess.Popen[bytes]", socket_path: Path, port: int) -> int:
    """Forward what comes through the socket until the server ends; return its exit status."""
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, server.send_signal, sign)
    await loop.create_unix_server(lambda: _Client(port), str(socket_path))
    return await asyncio.to_thread(server.wait)


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))


def main() -> None:
    """Run as a program."""
    enter_network_namespace()
    if sys.argv[1:] == ["--check"]:
        return
    path, port, *argv = sys.argv[1:]
    socket_path = Path(path)
    socket_path.unlink(missing_ok=True)
    server = subprocess.Popen(argv, preexec_fn=_end_with_parent)  # noqa: PLW1509  # no threads yet
    os.umask(0o177)  # nobody else opens the socket, whatever folder it is in
    status = uvloop.run(_serve(server, socket_path, int(port)))
    sys.exit(status if status >= 0 else 128 - status)


if __name__ == "__main__":
    main()
