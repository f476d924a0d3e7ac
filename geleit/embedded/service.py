"""The interface of what the supervisor runs, and how a service is started."""

import time
from collections.abc import Callable
from typing import Protocol

from geleit.embedded.failure import StartError
from geleit.embedded.process import Child, Launch, describe

_POLL = 0.05


class Service(Protocol):
    """A server or a process of ours that runs for as long as Geleit does."""

    @property
    def title(self) -> str:
        """Its name in sentences."""

    @property
    def key(self) -> str:
        """Its name in file names."""

    @property
    def start_timeout(self) -> float:
        """Seconds after which a service that does not answer counts as failed."""

    @property
    def stop_grace(self) -> float:
        """Seconds it has to end by itself."""

    def prepare(self) -> Launch:
        """Clear what a killed predecessor left and return how to start; called before every start."""

    def is_ready(self, pid: int) -> bool:
        """Tell whether this very process serves."""

    def set_up(self) -> None:
        """Set up what must be inside it; called once, after it serves for the first time."""

    def close(self) -> None:
        """Release what it holds; called once, after it has ended for good."""


def wait_until_ready(service: Service, child: Child) -> None:
    """Return once the service is ready. Raise StartError if it ends or takes too long."""
    deadline = time.monotonic() + service.start_timeout
    while True:
        if child.status is not None:
            raise StartError(
                f"{service.title} could not start ({describe(child.status)}): {child.last_log_line()}"
                f" More is in {child.launch.log}."
            )
        if service.is_ready(child.pid):
            return
        if time.monotonic() > deadline:
            raise StartError(
                f"{service.title} did not answer within {service.start_timeout:.0f} seconds:"
                f" {child.last_log_line()} More is in {child.launch.log}."
            )
        time.sleep(_POLL)


def start(service: Service, *, on_launch: Callable[[Child], None] = lambda _: None) -> Child:
    """Start the service, wait until it is ready and set it up. Raise StartError if that fails."""
    child = launch(service)
    try:
        on_launch(child)
        wait_until_ready(service, child)
        service.set_up()
    except BaseException:
        child.stop(service.stop_grace)
        service.close()
        raise
    return child


def launch(service: Service) -> Child:
    """Start the service without waiting. Raise StartError if its program cannot be run."""
    try:
        return Child(service.prepare())
    except OSError as error:
        raise StartError(f"{service.title} could not start: {error}.") from None
