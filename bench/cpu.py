"""Measure the processor time of each program: where the time goes when all processors are busy."""

from collections import defaultdict
from collections.abc import Mapping

import psutil


def seconds_by_program() -> Mapping[str, float]:
    """Return the seconds of processor time of everything this process has started, by the program's name.

    Server processes of PostgreSQL that have ended are counted with their postmaster.
    """
    taken: dict[str, float] = defaultdict(float)
    for process in psutil.Process().children(recursive=True):
        try:
            name, times = process.name(), process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        taken[name] += times.user + times.system + times.children_user + times.children_system
    return taken


def format_seconds(before: Mapping[str, float], after: Mapping[str, float]) -> str:
    """Format what each program took meanwhile, most first: `temporal 6.1 s, python 3.3 s`."""
    taken = {name: seconds - before.get(name, 0.0) for name, seconds in after.items()}
    most_first = sorted(taken.items(), key=lambda each: -each[1])
    return ", ".join(f"{name} {seconds:.1f} s" for name, seconds in most_first if seconds >= 0.05)
