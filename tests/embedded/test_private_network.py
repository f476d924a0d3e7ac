"""Temporal where only Geleit's own user reaches it."""

import os
import socket
import stat
import subprocess
from pathlib import Path

import psutil
import pytest

from geleit.embedded import private_network
from geleit.settings import UNIX
from tests.embedded.running import answers, eventually

pytestmark = pytest.mark.skipif(
    not private_network.is_available(), reason="this machine lets nobody have a network of his own"
)

NOBODY = 65534


@pytest.fixture
def door(up) -> Path:
    """Return the socket that leads to Temporal."""
    up.start()
    address = up.runtime()["temporal_address"]
    assert address.startswith(UNIX)
    return Path(address.removeprefix(UNIX))


def test_geleits_own_user_reaches_temporal_through_the_socket(door):
    assert answers(f"{UNIX}{door}")


def test_no_port_of_temporal_can_be_reached_from_this_machine(up, door):
    # The launcher's child is the server; its ports are those of its own network.
    [server] = psutil.Process(up.pid("temporal")).children()
    inside = Path(f"/proc/{server.pid}/net/tcp").read_text().splitlines()[1:]
    ports = {int(line.split()[1].rpartition(":")[2], 16) for line in inside if line.split()[3] == "0A"}
    assert len(ports) >= 3
    # Another server of this machine may sit on a port of the same number: it is another network that counts.
    assert Path(f"/proc/{server.pid}/ns/net").readlink() != Path("/proc/self/ns/net").readlink()


def test_the_socket_is_its_owners_alone(door):
    assert stat.S_IMODE(door.stat().st_mode) == 0o600
    assert stat.S_IMODE(door.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can try it as somebody else")
def test_another_user_of_this_machine_is_turned_away(door):
    script = f"import socket; socket.socket(socket.AF_UNIX).connect({str(door)!r})"
    tried = subprocess.run(
        ["python3", "-c", script], user=NOBODY, group=NOBODY, extra_groups=[], capture_output=True, text=True,
        check=False, cwd="/", env={"PATH": "/usr/bin:/bin:/usr/local/bin"},
    )  # fmt: skip
    assert "PermissionError" in tried.stderr


def test_a_killed_launcher_takes_the_server_along_and_comes_back(up, door):
    [server] = psutil.Process(up.pid("temporal")).children()
    up.kill("temporal")
    assert not psutil.wait_procs([server], timeout=5)[1]
    assert eventually(lambda: answers(f"{UNIX}{door}"))


def test_switching_on_temporals_web_ui_opens_a_port_and_prints_a_warning(up):
    up.environment["GELEIT_TEMPORAL_UI"] = "true"
    said = up.start()
    address = up.runtime()["temporal_address"]
    assert any(f"Temporal listens on {address} for every user of this machine" in line for line in said)
    assert any(line.startswith("Temporal's own pages: http://127.0.0.1:") for line in said)
    assert answers(address)


def test_a_client_that_sends_nothing_useful_is_disconnected(door):
    with socket.socket(socket.AF_UNIX) as visitor:
        visitor.settimeout(5)
        visitor.connect(str(door))
        visitor.sendall(b"CONNECT " + b"x" * 10_000)
        assert visitor.recv(1) == b""
