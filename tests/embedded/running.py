"""Run `geleit up` as a process of its own and look at it from outside."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import psycopg

from geleit.embedded.ports import is_listening

ROOT = Path(__file__).parents[2]
TEMPORAL = Path(sys.prefix) / "bin" / "temporal"
STANDIN = Path(__file__).with_name("standin.py")
PARTS = ("postgres", "temporal", "web")


class Up:
    """A `geleit up` over one data folder."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        self.environment = os.environ | {
            "GELEIT_DATA": str(data),
            "PYTHONPATH": str(ROOT),
            **{f"GELEIT_{name.upper()}": value for name, value in settings.items()},
        }
        self.process: subprocess.Popen[str] | None = None

    def launch(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(STANDIN)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def start(self) -> list[str]:
        """Start and wait for the welcome; return the lines printed until then."""
        self.process = self.launch()
        lines = []
        assert self.process.stdout
        for line in self.process.stdout:
            lines.append(line.strip())
            if line.startswith("Ctrl-C"):
                return lines
        raise AssertionError("\n".join(lines))

    def runtime(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.data / "runtime.json").read_text())
        return found

    def pid(self, service: str) -> int:
        return int((self.data / "run" / f"{service}.pid").read_text().split()[0])

    def kill(self, service: str) -> None:
        os.kill(self.pid(service), signal.SIGKILL)

    def tree(self) -> list[psutil.Process]:
        assert self.process
        supervisor = psutil.Process(self.process.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def is_serving(self) -> bool:
        runtime = self.runtime()
        try:
            psycopg.connect(runtime["database_web"], connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return is_listening(self.pid("web"), runtime["port"]) and answers(runtime["temporal_address"])

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
        if self.process:
            self.process.communicate(timeout=20)


def answers(temporal_address: str) -> bool:
    """Return whether Temporal's own command line gets an answer there."""
    address = temporal_address.replace("unix:/", "unix:///")
    asked = subprocess.run(
        [TEMPORAL, "operator", "cluster", "health", "--address", address, "--command-timeout", "3s"],
        capture_output=True,
        check=False,
    )
    return asked.returncode == 0


def eventually(condition: Callable[[], bool], *, within: float = 20.0) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def all_gone(processes: list[psutil.Process], *, within: float = 15.0) -> bool:
    return not psutil.wait_procs(processes, timeout=within)[1]
