"""Geleit's own processes as services: the worker and the web server, each a `geleit` command."""

import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from geleit.embedded.folders import Folders
from geleit.embedded.ports import is_listening
from geleit.embedded.process import Launch, clean_environment, run_to_completion
from geleit.embedded.service import Service
from geleit.embedded.temporal import Temporal
from geleit.settings import Settings


@dataclass(frozen=True)
class GeleitProcess:
    """A `geleit` command that runs until it is asked to end."""

    title: str
    key: str
    settings: Settings
    ready: Callable[[int], bool]
    """Called with the process number."""
    stop_grace: float
    start_timeout: float = 60.0

    def prepare(self) -> Launch:
        """Return how to start it; it reads its settings from the file the supervisor has written."""
        return command(self.settings, self.key)

    def is_ready(self, pid: int) -> bool:
        """Tell whether it serves."""
        return self.ready(pid)

    def set_up(self) -> None:
        """Do nothing: our own processes need no set-up."""

    def close(self) -> None:
        """Do nothing: nothing is held for our own processes."""


@dataclass(frozen=True)
class SetupStep:
    """A `geleit` command that must succeed before the next service starts."""

    title: str
    words: tuple[str, ...]
    settings: Settings

    def run(self) -> None:
        """Run it to its end. Raise StartError with its last line if it fails."""
        run_to_completion(command(self.settings, *self.words), self.title)


def steps(settings: Settings, demo: bool) -> Sequence[SetupStep]:
    """Return what is done after the servers have started and before our processes do."""
    found = [SetupStep("Bringing the database up to date", ("migrate",), settings)]
    if demo:
        found.append(SetupStep("Inventing demo departures", ("demo", "--if-empty"), settings))
    return found


def processes(settings: Settings) -> Sequence[Service]:
    """Return our own processes. Their stop_grace leaves the servers enough of the ten seconds."""
    temporal = Temporal(settings)
    return [
        GeleitProcess("The worker", "worker", settings, ready=temporal.is_polled_by, stop_grace=2.5),
        GeleitProcess(
            "The web server", "web", settings, ready=lambda pid: is_serving(settings, pid), stop_grace=3.3
        ),
    ]


def command(settings: Settings, *words: str) -> Launch:
    """Return how to start `geleit WORDS` for this data folder."""
    return Launch(
        # -P: do not import modules from the current folder.
        argv=[sys.executable, "-P", "-m", "geleit", *words],
        log=Folders(settings.data).logs / f"{words[0]}.log",
        # PG* and TEMPORAL_* would lead libpq and the Temporal client elsewhere.
        env=clean_environment("GELEIT_", "PG", "TEMPORAL_")
        | {
            "GELEIT_DATA": str(settings.data),
            "PYTHONUNBUFFERED": "1",
            "TYPER_STANDARD_TRACEBACK": "1",  # a log needs no frames and colours
        },
    )


def is_serving(settings: Settings, pid: int) -> bool:
    """Tell whether the web server and everything behind it is ready."""
    if not is_listening(pid, settings.port):
        return False
    url = f"http://{settings.host}:{settings.port}/health/ready"
    try:
        with urllib.request.urlopen(url, timeout=3) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
