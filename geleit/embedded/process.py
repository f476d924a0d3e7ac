"""One child process that never outlives us: asked to end first, then killed."""

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

from geleit.embedded.failure import StartError
from geleit.embedded.privileges import SystemUser

_LOG_LIMIT = 10_000_000
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Launch:
    """Everything needed to start a child."""

    argv: Sequence[str | Path]
    log: Path
    env: Mapping[str, str]
    account: SystemUser | None = None
    """Another user to run as; only root can ask for it."""
    descriptors: Sequence[int] = field(default_factory=tuple)
    """Open files the child keeps."""
    stop_signal: signal.Signals = signal.SIGTERM
    """Asks the child to end; the kernel sends it too if this process dies."""


class Child:
    """A running child process."""

    def __init__(self, launch: Launch) -> None:
        """Start it. Must be called in the main thread: the kernel ties the child's life to the thread."""
        self.launch = launch
        self.started = time.monotonic()
        self._is_group_killed = False
        _rotate_log(launch.log)
        other = launch.account if launch.account and launch.account.is_another_user else None
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

    def last_log_line(self) -> str:
        """Return the last line it wrote: usually the reason why it ended."""
        with self.launch.log.open("rb") as log:
            log.seek(self._log_start)
            lines = log.read().decode(errors="replace").splitlines()
        said = (line.strip(" │") for line in reversed(lines) if any(map(str.isalnum, line)))
        return next(said, "it said nothing")

    def stop(self, grace: float) -> None:
        """Ask it to end, wait for up to `grace` seconds, then kill it and its group."""
        if self.status is None:
            self._process.send_signal(self.launch.stop_signal)
            try:
                self._process.wait(grace)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self.kill_group()

    def kill_group(self) -> None:
        """Kill what an ended child left behind in its group; only once, as its number may be reused then."""
        if self._is_group_killed:
            return
        self._is_group_killed = True
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)


def run_to_completion(launch: Launch, title: str) -> None:
    """Run a program that ends by itself. Raise StartError with its last line if it fails."""
    child = Child(launch)
    try:
        while child.status is None:
            time.sleep(0.02)
    except BaseException:
        child.stop(2.0)
        raise
    if child.status != 0:
        raise StartError(
            f"{title} failed ({describe(child.status)}): {child.last_log_line()} More is in {launch.log}."
        )


def describe(status: int) -> str:
    """Describe in words how a process ended."""
    if status < 0:
        return f"ended by {signal.Signals(-status).name}"
    return f"ended with status {status}"


def clean_environment(*dropped: str) -> dict[str, str]:
    """Return our environment without the variables that begin with one of `dropped`."""
    return {name: value for name, value in os.environ.items() if not name.startswith(dropped)}


def _tie_to_parent(parent: int, stop_signal: signal.Signals) -> Callable[[], None]:
    def in_child() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(stop_signal))
            if os.getppid() != parent:  # died between fork and here
                os._exit(1)

    return in_child


def _rotate_log(log: Path) -> None:
    """Keep one older log, so that the folder does not grow for ever."""
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
