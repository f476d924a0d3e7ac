"""Starts the parts one after the other, starts again what ends, and stops all in the opposite order."""

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from geleit.embedded.failure import CannotStartError
from geleit.embedded.folders import Folders
from geleit.embedded.geleit_processes import Step
from geleit.embedded.process import Child, describe
from geleit.embedded.service import Part, launch, start
from geleit.embedded.stale import end_remembered, remember

_TICK = 0.1
_FIRST_DELAY, _LONGEST_DELAY, _HEALTHY_AFTER = 0.2, 10.0, 30.0
_STOP_WITHIN = 9.5


@dataclass
class Backoff:
    """How long to wait before the next start: longer each time, short again after a healthy while."""

    delay: float = _FIRST_DELAY

    def next(self, lived: float) -> float:
        """Seconds to wait for a process that lived so many seconds."""
        if lived >= _HEALTHY_AFTER:
            self.delay = _FIRST_DELAY
        wait, self.delay = self.delay, min(self.delay * 2, _LONGEST_DELAY)
        return wait


@dataclass
class _Kept:
    """A part with its present process."""

    part: Part
    child: Child
    backoff: Backoff = field(default_factory=Backoff)
    due: float | None = None
    """When it is to be started again; None while it runs."""
    returning: bool = False
    """Started again, but not seen to serve yet."""


class Supervisor:
    """Keeps a list of parts running."""

    def __init__(self, folders: Folders, *, say: Callable[[str], None]) -> None:
        """`say` tells the person at the terminal."""
        self._folders = folders
        self.say = say
        self._kept: list[_Kept] = []

    def start(self, plan: Sequence[Part | Step]) -> None:
        """Carry out the plan in its order; each entry begins when the one before serves or is done."""
        for entry in plan:
            if isinstance(entry, Step):
                self.say(f"{entry.title} ...")
                entry.run()
            else:
                self._start_part(entry)

    def watch(self) -> None:
        """Start again whatever ends, until a signal interrupts."""
        while True:
            for kept in self._kept:
                self._look_after(kept)
            time.sleep(_TICK)

    def stop(self) -> None:
        """Stop all in the opposite order within ten seconds; what does not listen is killed."""
        deadline = time.monotonic() + _STOP_WITHIN
        while self._kept:
            kept = self._kept.pop()
            reserved = sum(other.part.stop_grace for other in self._kept)
            kept.child.stop(max(0.2, deadline - reserved - time.monotonic()))
            kept.part.close()
            self._pid_file(kept.part).unlink(missing_ok=True)

    def _start_part(self, part: Part) -> None:
        self.say(f"Starting {part.title.replace('The ', 'the ', 1)} ...")
        # SIGINT means "now" to all of them; to PostgreSQL, SIGTERM means "once everybody has gone".
        end_remembered(self._pid_file(part), signal.SIGINT)
        child = start(part, on_launch=lambda child: remember(self._pid_file(part), child.pid))
        self._kept.append(_Kept(part, child))

    def _look_after(self, kept: _Kept) -> None:
        if kept.due is None:
            if kept.child.status is not None:
                self._has_ended(kept, kept.child.status)
            elif kept.returning and kept.part.is_ready(kept.child.pid):
                kept.returning = False
                self.say(f"{kept.part.title} serves again.")
        elif time.monotonic() >= kept.due:
            self._start_again(kept)

    def _has_ended(self, kept: _Kept, status: int) -> None:
        kept.child.sweep()
        wait = kept.backoff.next(kept.child.age)
        kept.due = time.monotonic() + wait
        # Whoever is killed by a signal does not get to say why.
        why = f": {kept.child.last_words()}" if status >= 0 else ""
        self.say(f"{kept.part.title} {describe(status)}, starting it again in {wait:g} s{why}")

    def _start_again(self, kept: _Kept) -> None:
        try:
            kept.child = launch(kept.part)
        except CannotStartError as error:
            kept.due = time.monotonic() + kept.backoff.next(0)
            self.say(str(error))
            return
        remember(self._pid_file(kept.part), kept.child.pid)
        kept.due, kept.returning = None, True

    def _pid_file(self, part: Part) -> Path:
        return self._folders.run / f"{part.key}.pid"
