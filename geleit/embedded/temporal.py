"""The real Temporal server from its Python package, on a database file."""

import json
import os
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from geleit.embedded import private_network
from geleit.embedded.failure import StartError
from geleit.embedded.folders import Folders
from geleit.embedded.ports import free_port, is_free, is_listening
from geleit.embedded.process import Launch, clean_environment
from geleit.embedded.programs import temporal_program
from geleit.settings import UNIX, Settings

SEARCH_ATTRIBUTES = {"DepartureStatus": "Keyword", "NextAlarm": "Datetime"}
RETENTION = "90d"
"""Retention of closed workflows; Temporal's own default is one day."""

_DYNAMIC = {
    # One partition: with one worker process, four only add round trips.
    "matching.numTaskqueueReadPartitions": "1",
    "matching.numTaskqueueWritePartitions": "1",
}
_CLI_TIMEOUT = 10.0
_ATTEMPTS = 3
# An operator's own Temporal profile must not lead our calls to another server.
_NO_PROFILE = ("--disable-config-file", "--disable-config-env")
_PORT_BEHIND_SOCKET = 7233
"""Nobody else listens in a network of its own."""


def start_temporal(settings: Settings, start: Callable[["Temporal"], object]) -> Settings:
    """Start the server on free ports, the usual ones if possible; return the settings with them.

    Raise StartError if it does not start.
    """
    for attempts_left in reversed(range(_ATTEMPTS)):
        settings = settings.model_copy(update=_free_ports(settings))
        temporal = Temporal(settings)
        try:
            start(temporal)
        except StartError:
            # Somebody else may have taken a port since it was found free.
            if temporal.has_free_ports() or not attempts_left:
                raise
        else:
            break
    return settings


def start_private_temporal(settings: Settings, start: Callable[["Temporal"], object]) -> Settings:
    """Start the server where only Geleit's own user reaches it; return the settings with its address."""
    folder = Folders(settings.data).socket(os.geteuid())
    settings = settings.model_copy(update={"temporal_address": f"{UNIX}{folder / 'temporal.sock'}"})
    start(Temporal(settings))
    return settings


def _free_ports(settings: Settings) -> dict[str, object]:
    host, _, port = settings.temporal_address.rpartition(":")
    return {
        "temporal_address": f"{host}:{free_port(int(port))}",
        "temporal_ui_port": free_port(settings.temporal_ui_port),
    }


class Temporal:
    """The embedded Temporal server as a service."""

    title = "Temporal"
    key = "temporal"
    start_timeout = 60.0
    stop_grace = 2.5

    def __init__(self, settings: Settings) -> None:
        """Find out where things are; touch nothing yet. Raise StartError without the program."""
        self._folders = Folders(settings.data)
        self.settings = settings
        self._program = temporal_program(settings)
        self._socket: Path | None = None
        self._host, self._port = "127.0.0.1", _PORT_BEHIND_SOCKET
        if settings.temporal_address.startswith(UNIX):
            self._socket = Path(settings.temporal_address.removeprefix(UNIX))
        else:
            self._host, _, port = settings.temporal_address.rpartition(":")
            self._port = int(port)

    def prepare(self) -> Launch:
        """Return how to start it."""
        settings = self.settings
        ui_port = str(settings.temporal_ui_port)
        ui = ["--ui-port", ui_port, "--ui-disable-news-fetch"] if settings.temporal_ui else ["--headless"]
        repeated = {
            "--search-attribute": SEARCH_ATTRIBUTES,
            "--dynamic-config-value": _DYNAMIC,
            "--sqlite-pragma": {"journal_mode": "wal", "synchronous": "full"},
        }
        pairs = [
            word
            for option, values in repeated.items()
            for name, value in values.items()
            for word in (option, f"{name}={value}")
        ]
        argv: list[str | Path] = [
            self._program, "server", "start-dev", *_NO_PROFILE,
            "--ip", self._host, "--port", str(self._port), *ui,
            "--namespace", settings.temporal_namespace,
            "--db-filename", self._folders.temporal / "temporal.db",
            "--log-level", "error", "--log-format", "json",
            *pairs,
        ]  # fmt: skip
        return Launch(
            argv=private_network.command(self._socket, self._port, argv) if self._socket else argv,
            log=self._folders.logs / f"{self.key}.log",
            env=clean_environment("GELEIT_", "TEMPORAL_"),
        )

    def is_ready(self, pid: int) -> bool:
        """Tell whether it serves our namespace."""
        is_there = self._socket.exists() if self._socket else is_listening(pid, self._port)
        if not is_there:
            return False
        return self._ask("operator", "namespace", "describe").returncode == 0

    def set_up(self) -> None:
        """Keep closed workflows for longer than a day. Raise StartError if Temporal refuses."""
        result = self._ask("operator", "namespace", "update", "--retention", RETENTION)
        if result.returncode != 0:
            raise StartError(f"Temporal did not take the retention time: {result.stderr.strip()}")

    def has_free_ports(self) -> bool:
        """Tell whether nobody uses the ports it wants."""
        if self._socket:
            return True
        return is_free(self._port) and is_free(self.settings.temporal_ui_port)

    def close(self) -> None:
        """Remove the socket, and its folder if that is outside the data folder."""
        if self._socket:
            self._socket.unlink(missing_ok=True)
            if self._socket.parent != self._folders.run:
                with suppress(OSError):  # somebody else's socket is in it too
                    self._socket.parent.rmdir()

    def is_polled_by(self, pid: int) -> bool:
        """Tell whether the worker with this process number asks for work."""
        queue = ("--task-queue", self.settings.task_queue, "--output", "json")
        result = self._ask("task-queue", "describe", *queue)
        if result.returncode != 0:
            return False
        # The SDK's default identity is the process number, an @ and the host's name.
        pollers = json.loads(result.stdout).get("pollers") or []
        return any(poller["identity"].startswith(f"{pid}@") for poller in pollers)

    @property
    def _address(self) -> str:
        """As Temporal's own command line writes it."""
        return f"unix://{self._socket}" if self._socket else self.settings.temporal_address

    def _ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                self._program, *words, *_NO_PROFILE,
                "--address", self._address,
                "--namespace", self.settings.temporal_namespace,
                "--command-timeout", f"{_CLI_TIMEOUT}s",
            ],
            env=clean_environment("GELEIT_", "TEMPORAL_"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
