"""Run the servers and our own processes as `geleit up` does, but alone."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from geleit.embedded.failure import StartError
from geleit.embedded.geleit_processes import is_serving
from geleit.embedded.stack import embedded_servers
from geleit.settings import Settings
from geleit.store import migrate

_TIMEOUT = 300
"""Tenths of a second."""


@contextmanager
def everything(folder: Path, *, departures: int) -> Iterator[Settings]:
    """Run PostgreSQL and Temporal on disk with the demo's departures, a worker, a bare worker and the web."""
    with embedded_servers(folder, durable=True) as settings:
        migrate.upgrade(settings)
        start(settings, "geleit", "demo", "--departures", str(departures)).wait()
        started = [
            start(settings, *words) for words in (("geleit", "worker"), ("bench.bare",), ("geleit", "web"))
        ]
        try:
            _wait_for(settings, started[-1].pid)
            yield settings
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(10)


def _wait_for(settings: Settings, web: int) -> None:
    for _ in range(_TIMEOUT):
        if is_serving(settings, web):
            return
        time.sleep(0.1)
    raise StartError(f"The web server does not serve; see {settings.data}.")


def start(settings: Settings, module: str, *words: str) -> "subprocess.Popen[bytes]":
    """Start one of our own programs with these settings and a log file of its own."""
    values = {
        name: value.get_secret_value() if isinstance(value, SecretStr) else value
        for name, value in settings
        if value is not None
    }
    environment = {f"GELEIT_{name.upper()}": str(value) for name, value in values.items()}
    with (settings.data / f"{module}-{'-'.join(words)}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", module, *words],
            env=os.environ | environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
