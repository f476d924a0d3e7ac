"""Start services one after the other, restart what ends, and stop all in the opposite order."""

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from geleit.embedded.failure import StartError
from geleit.embedded.folders import Folders
from geleit.embedded.geleit_processes import SetupStep
from geleit.embedded.pidfile import end_process, write_pidfile
from geleit.embedded.process import Child, describe
from geleit.embedded.service import Service, launch, start

_TICK = 0.1
_FIRST_DELAY, _LONGEST_DELAY, _HEALTHY_AFTER = 0.2, 10.0, 30.0
_STOP_WITHIN = 9.5


@dataclass
class Backoff:
    """The pause before the next start: longer each time, short again after a healthy while."""

    delay: float = _FIRST_DELAY

    def next(self, lived: float) -> float:
        """Return the seconds to wait after a process has lived for `lived` seconds."""
        if lived >= _HEALTHY_AFTER:
            self.delay = _FIRST_DELAY
        wait, self.delay = self.delay, min(self.delay * 2, _LONGEST_DELAY)
        return wait


@dataclass
class _Supervised:
    """A service with its current process."""

    service: Service
    child: Child
    backoff: Backoff = field(default_factory=Backoff)
    due: float | None = None
    """Time of the next start; None while it runs."""
    is_restarting: bool = False
    """Started again, but not ready yet."""


class Supervisor:
    """The keeper of a list of running services: starts, restarts and stops them."""

    def __init__(self, folders: Folders, *, say: Callable[[str], None]) -> None:
        """Make a supervisor; `say` prints for the person at the terminal."""
        self._folders = folders
        self.say = say
        self._services: list[_Supervised] = []

    def start(self, plan: Sequence[Service | SetupStep]) -> None:
        """Start the plan's entries in order, each when the one before is ready or done.

        Raise StartError if one fails.
        """
        for entry in plan:
            if isinstance(entry, SetupStep):
                self.say(f"{entry.title} ...")
                entry.run()
            else:
                self._start_service(entry)

    def watch(self) -> None:
        """Restart whatever ends, until a signal interrupts."""
        while True:
            for supervised in self._services:
                self._check(supervised)
            time.sleep(_TICK)

    def stop(self) -> None:
        """Stop all in the opposite order within ten seconds; kill those that do not end."""
        deadline = time.monotonic() + _STOP_WITHIN
        while self._services:
            supervised = self._services.pop()
            reserved = sum(other.service.stop_grace for other in self._services)
            supervised.child.stop(max(0.2, deadline - reserved - time.monotonic()))
            supervised.service.close()
            self._pid_file(supervised.service).unlink(missing_ok=True)

    def _start_service(self, service: Service) -> None:
        self.say(f"Starting {service.title.replace('The ', 'the ', 1)} ...")
        # SIGINT means "now" to all of them; SIGTERM lets PostgreSQL wait until every client has left.
        end_process(self._pid_file(service), signal.SIGINT)
        child = start(service, on_launch=lambda child: write_pidfile(self._pid_file(service), child.pid))
        self._services.append(_Supervised(service, child))

    def _check(self, supervised: _Supervised) -> None:
        if supervised.due is None:
            if supervised.child.status is not None:
                self._schedule_restart(supervised, supervised.child.status)
            elif supervised.is_restarting and supervised.service.is_ready(supervised.child.pid):
                supervised.is_restarting = False
                self.say(f"{supervised.service.title} serves again.")
        elif time.monotonic() >= supervised.due:
            self._restart(supervised)

    def _schedule_restart(self, supervised: _Supervised, status: int) -> None:
        supervised.child.kill_group()
        wait = supervised.backoff.next(supervised.child.age)
        supervised.due = time.monotonic() + wait
        # A process that is killed by a signal cannot say why.
        why = f": {supervised.child.last_log_line()}" if status >= 0 else ""
        self.say(f"{supervised.service.title} {describe(status)}, starting it again in {wait:g} s{why}")

    def _restart(self, supervised: _Supervised) -> None:
        try:
            supervised.child = launch(supervised.service)
        except StartError as error:
            supervised.due = time.monotonic() + supervised.backoff.next(0)
            self.say(str(error))
            return
        write_pidfile(self._pid_file(supervised.service), supervised.child.pid)
        supervised.due, supervised.is_restarting = None, True

    def _pid_file(self, service: Service) -> Path:
        return self._folders.run / f"{service.key}.pid"
