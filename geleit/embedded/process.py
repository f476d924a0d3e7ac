"""One child process: started so that it never outlives us, stopped politely, then firmly."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from geleit.embedded.failure import CannotStartError
from geleit.embedded.privileges import Account

_LOG_LIMIT = 10_000_000
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Launch:
    """Everything needed to start a child."""

    argv: Sequence[str | Path]
    log: Path
    env: Mapping[str, str]
    account: Account | None = None
    """Another user to run as; only root can ask for it."""
    descriptors: Sequence[int] = field(default_factory=tuple)
    """Open files the child keeps."""
    stop_signal: signal.Signals = signal.SIGTERM
    """Asks the child to end; sent by the kernel too should we die."""


class Child:
    """A running child process."""

    def __init__(self, launch: Launch) -> None:
        """Start it. Must be called in the main thread: the kernel ties the child's life to the thread."""
        self.launch = launch
        self.started = time.monotonic()
        self._swept = False
        _turn_over(launch.log)
        other = launch.account if launch.account and launch.account.is_other else None
        with launch.log.open("ab") as log:
            self._log_start = log.tell()
            self._process = subprocess.Popen(
                launch.argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=launch.env,
                cwd="/" if other else None,
                user=other.uid if other else None,
                group=other.gid if other else None,
                extra_groups=[] if other else None,
                pass_fds=launch.descriptors,
                # Its own group: Ctrl-C in a terminal must reach only us, who stop all in order.
                process_group=0,
                preexec_fn=_tie_to_parent(os.getpid(), launch.stop_signal),  # noqa: PLW1509  # no threads yet
            )

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    @property
    def status(self) -> int | None:
        """None while it runs, else its exit status; minus the signal's number if one ended it."""
        return self._process.poll()

    @property
    def age(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self.started

    def last_words(self) -> str:
        """The last line it wrote, for the sentence that says why it ended."""
        with self.launch.log.open("rb") as log:
            log.seek(self._log_start)
            lines = log.read().decode(errors="replace").splitlines()
        said = (line.strip(" │") for line in reversed(lines) if any(map(str.isalnum, line)))
        return next(said, "it said nothing")

    def stop(self, grace: float) -> None:
        """Ask it to end, wait for up to `grace` seconds, then end it and its group for good."""
        if self.status is None:
            self._process.send_signal(self.launch.stop_signal)
            try:
                self._process.wait(grace)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self.sweep()

    def sweep(self) -> None:
        """End what an ended child left behind in its group; once, as its number may then be reused."""
        if self._swept:
            return
        self._swept = True
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)


def run_to_end(launch: Launch, title: str) -> None:
    """Start a program that ends by itself and wait for it; raise with its last line if it fails."""
    child = Child(launch)
    try:
        while child.status is None:
            time.sleep(0.02)
    except BaseException:
        child.stop(2.0)
        raise
    if child.status != 0:
        raise CannotStartError(
            f"{title} failed ({describe(child.status)}): {child.last_words()} More is in {launch.log}."
        )


def describe(status: int) -> str:
    """How a process ended, in words."""
    if status < 0:
        return f"ended by {signal.Signals(-status).name}"
    return f"ended with status {status}"


def clean_environment(*dropped: str) -> dict[str, str]:
    """Our environment without the variables that begin so: a child gets its settings from us alone."""
    return {name: value for name, value in os.environ.items() if not name.startswith(dropped)}


def _tie_to_parent(parent: int, stop_signal: signal.Signals) -> Callable[[], None]:
    def in_child() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(stop_signal))
            if os.getppid() != parent:  # died between fork and here
                os._exit(1)

    return in_child


def _turn_over(log: Path) -> None:
    """Keep one older log, so that the folder does not grow for ever."""
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
