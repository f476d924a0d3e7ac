"""What the supervisor knows about each thing it runs."""

import time
from collections.abc import Callable
from typing import Protocol

from geleit.embedded.failure import CannotStartError
from geleit.embedded.process import Child, Launch, describe

_POLL = 0.05


class Part(Protocol):
    """A server or a process of ours that runs for as long as Geleit does."""

    @property
    def title(self) -> str:
        """Its name in sentences."""

    @property
    def key(self) -> str:
        """Its name in file names."""

    @property
    def start_timeout(self) -> float:
        """Seconds after which a part that does not answer counts as failed."""

    @property
    def stop_grace(self) -> float:
        """Seconds it gets to end by itself."""

    def prepare(self) -> Launch:
        """Clear what a killed predecessor left, and say how to start; called before every start."""

    def is_ready(self, pid: int) -> bool:
        """Whether it, and no other process than this, serves."""

    def settle(self) -> None:
        """Set up inside it what must be there; called once, after it serves for the first time."""

    def close(self) -> None:
        """Give back what it holds; called once, after it has ended for good."""


def wait_until_ready(part: Part, child: Child) -> None:
    """Return once the part serves; raise with the reason if it ends or takes too long."""
    deadline = time.monotonic() + part.start_timeout
    while True:
        if child.status is not None:
            raise CannotStartError(
                f"{part.title} could not start ({describe(child.status)}): {child.last_words()}"
                f" More is in {child.launch.log}."
            )
        if part.is_ready(child.pid):
            return
        if time.monotonic() > deadline:
            raise CannotStartError(
                f"{part.title} did not answer within {part.start_timeout:.0f} seconds:"
                f" {child.last_words()} More is in {child.launch.log}."
            )
        time.sleep(_POLL)


def start(part: Part, *, on_launch: Callable[[Child], None] = lambda _: None) -> Child:
    """Start the part and wait until it serves and is settled."""
    child = launch(part)
    try:
        on_launch(child)
        wait_until_ready(part, child)
        part.settle()
    except BaseException:
        child.stop(part.stop_grace)
        part.close()
        raise
    return child


def launch(part: Part) -> Child:
    """Start the part without waiting."""
    try:
        return Child(part.prepare())
    except OSError as error:
        raise CannotStartError(f"{part.title} could not start: {error}.") from None
