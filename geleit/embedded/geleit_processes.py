"""Our own processes as parts: the worker and the web server, each `geleit` with another word."""

import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from geleit.embedded.folders import Folders
from geleit.embedded.ports import listens
from geleit.embedded.process import Launch, clean_environment, run_to_end
from geleit.embedded.service import Part
from geleit.embedded.temporal import Temporal
from geleit.settings import Settings


@dataclass(frozen=True)
class Ours:
    """A `geleit` command that runs until it is asked to end."""

    title: str
    key: str
    settings: Settings
    ready: Callable[[int], bool]
    """Asked with the process number."""
    stop_grace: float
    start_timeout: float = 60.0

    def prepare(self) -> Launch:
        """The command; it reads its settings from the file the supervisor has written."""
        return command(self.settings, self.key)

    def is_ready(self, pid: int) -> bool:
        """Whether it serves."""
        return self.ready(pid)

    def settle(self) -> None:
        """Nothing is set up inside our own processes."""

    def close(self) -> None:
        """Nothing is held for them."""


@dataclass(frozen=True)
class Step:
    """A `geleit` command that must end well before the next part starts."""

    title: str
    words: tuple[str, ...]
    settings: Settings

    def run(self) -> None:
        """Run it; raise with its last line if it fails."""
        run_to_end(command(self.settings, *self.words), self.title)


def steps(settings: Settings, demo: bool) -> Sequence[Step]:
    """What is done once the servers run and before our processes do."""
    found = [Step("Bringing the database up to date", ("migrate",), settings)]
    if demo:
        found.append(Step("Inventing demo departures", ("demo", "--if-empty"), settings))
    return found


def processes(settings: Settings) -> Sequence[Part]:
    """The processes of our own; the graces leave the servers enough of the ten seconds."""
    temporal = Temporal(settings)
    return [
        Ours("The worker", "worker", settings, ready=temporal.is_polled_by, stop_grace=2.5),
        Ours("The web server", "web", settings, ready=lambda pid: serves(settings, pid), stop_grace=3.3),
    ]


def command(settings: Settings, *words: str) -> Launch:
    """How `geleit WORDS` is started for this data folder."""
    return Launch(
        # -P: nothing in the folder that somebody stands in is taken for ours.
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


def serves(settings: Settings, pid: int) -> bool:
    """Whether the web server and everything behind it is ready."""
    if not listens(pid, settings.port):
        return False
    url = f"http://{settings.host}:{settings.port}/health/ready"
    try:
        with urllib.request.urlopen(url, timeout=3) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
