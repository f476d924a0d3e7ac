"""How much of the processors each program took: says where the time goes when all of them are busy.

Read from /proc, so on Linux only; elsewhere nothing is told.
"""

import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")


def seconds_by_program() -> Mapping[str, float]:
    """Seconds of processor time of everything this process has started, by the program's name.

    Server processes of PostgreSQL that have ended are counted with their postmaster.
    """
    found = {pid: fields for pid in _processes() if (fields := _stat(pid))}
    taken: dict[str, float] = defaultdict(float)
    for pid, (name, _parent, ticks) in found.items():
        if pid != os.getpid() and _descends(pid, found):
            taken[name] += ticks / _TICKS
    return taken


def in_words(before: Mapping[str, float], after: Mapping[str, float]) -> str:
    """``python 4.2 s, temporal 3.1 s``: what each took meanwhile, most first."""
    taken = {name: seconds - before.get(name, 0.0) for name, seconds in after.items()}
    most_first = sorted(taken.items(), key=lambda each: -each[1])
    return ", ".join(f"{name} {seconds:.1f} s" for name, seconds in most_first if seconds >= 0.05)


def _processes() -> list[int]:
    return [int(entry.name) for entry in _PROC.glob("[0-9]*")]


def _stat(pid: int) -> tuple[str, int, int] | None:
    """Name, parent, and ticks of the process and of its children that have ended."""
    try:
        text = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    name, _, rest = text.partition("(")[2].rpartition(")")
    fields = rest.split()
    return name, int(fields[1]), sum(map(int, fields[11:15]))


def _descends(pid: int, found: dict[int, tuple[str, int, int]]) -> bool:
    while pid in found:
        if pid == os.getpid():
            return True
        pid = found[pid][1]
    return False
