"""The real Temporal server from its Python package, with its web UI, on a database file."""

import json
import subprocess
from collections.abc import Callable

from embedded.failure import CannotStartError
from embedded.folders import Folders
from embedded.ports import free_port, is_free, listens
from embedded.process import Launch, clean_environment
from embedded.programs import temporal_program
from settings import Settings

SEARCH_ATTRIBUTES = {"DepartureStatus": "Keyword", "NextAlarm": "Datetime"}
RETENTION = "90d"
"""How long closed workflows can be looked at; Temporal's own default is one day."""

_DYNAMIC = {
    # One partition: with one worker process, four only add round trips.
    "matching.numTaskqueueReadPartitions": "1",
    "matching.numTaskqueueWritePartitions": "1",
}
_CLI_TIMEOUT = 10.0
_ATTEMPTS = 3
# An operator's own Temporal profile must not lead our calls to another server.
_NO_PROFILE = ("--disable-config-file", "--disable-config-env")


def start_temporal(settings: Settings, start: Callable[["Temporal"], object], *, ui: bool = True) -> Settings:
    """Start the server with `start` on free ports, the usual ones if possible; the settings with them."""
    for attempts_left in reversed(range(_ATTEMPTS)):
        settings = settings.model_copy(update=_free_ports(settings))
        temporal = Temporal(settings, ui=ui)
        try:
            start(temporal)
        except CannotStartError:
            # Between our look and the server's start somebody else may have taken a port.
            if temporal.has_free_ports() or not attempts_left:
                raise
        else:
            break
    return settings


def _free_ports(settings: Settings) -> dict[str, object]:
    host, _, port = settings.temporal_address.rpartition(":")
    return {
        "temporal_address": f"{host}:{free_port(int(port))}",
        "temporal_ui_port": free_port(settings.temporal_ui_port),
    }


class Temporal:
    """The embedded server as a part."""

    title = "Temporal"
    key = "temporal"
    start_timeout = 60.0
    stop_grace = 2.5

    def __init__(self, settings: Settings, *, ui: bool = True) -> None:
        """Look at where things are; nothing is touched yet."""
        self._folders = Folders(settings.data)
        self.settings = settings
        self._program = temporal_program(settings)
        host, _, port = settings.temporal_address.rpartition(":")
        self._host, self._port = host, int(port)
        self._ui = ui

    def prepare(self) -> Launch:
        """Say how to start."""
        settings = self.settings
        ui_port = str(settings.temporal_ui_port)
        ui = ["--ui-port", ui_port, "--ui-disable-news-fetch"] if self._ui else ["--headless"]
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
        return Launch(
            argv=[
                self._program, "server", "start-dev", *_NO_PROFILE,
                "--ip", self._host, "--port", str(self._port), *ui,
                "--namespace", settings.temporal_namespace,
                "--db-filename", self._folders.temporal / "temporal.db",
                "--log-level", "error", "--log-format", "json",
                *pairs,
            ],
            log=self._folders.logs / f"{self.key}.log",
            env=clean_environment("GELEIT_", "TEMPORAL_"),
        )  # fmt: skip

    def is_ready(self, pid: int) -> bool:
        """Whether it serves our namespace."""
        if not listens(pid, self._port):
            return False
        return self._ask("operator", "namespace", "describe").returncode == 0

    def settle(self) -> None:
        """Keep closed workflows for longer than a day."""
        result = self._ask("operator", "namespace", "update", "--retention", RETENTION)
        if result.returncode != 0:
            raise CannotStartError(f"Temporal did not take the retention time: {result.stderr.strip()}")

    def has_free_ports(self) -> bool:
        """Whether nobody sits on the ports it wants."""
        return is_free(self._port) and is_free(self.settings.temporal_ui_port)

    def close(self) -> None:
        """Nothing is held."""

    def is_polled_by(self, pid: int) -> bool:
        """Whether the worker with this process number asks for work."""
        queue = ("--task-queue", self.settings.task_queue, "--output", "json")
        result = self._ask("task-queue", "describe", *queue)
        if result.returncode != 0:
            return False
        # The SDK's default identity is the process number, an @ and the host's name.
        pollers = json.loads(result.stdout).get("pollers") or []
        return any(poller["identity"].startswith(f"{pid}@") for poller in pollers)

    def _ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                self._program, *words, *_NO_PROFILE,
                "--address", self.settings.temporal_address,
                "--namespace", self.settings.temporal_namespace,
                "--command-timeout", f"{_CLI_TIMEOUT}s",
            ],
            env=clean_environment("GELEIT_", "TEMPORAL_"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
