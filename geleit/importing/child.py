"""The process that reads one list: bytes on standard input, the table as lines of JSON on standard output.

A file from outside may take all memory and time of its reader, by intent or by accident. This process has
little of both, has no secrets in its environment, starts no other process, and writes nothing of the list
anywhere but to its parent. It imports as little as possible, because a person waits.
"""

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress
from enum import IntEnum

from geleit.importing.formats import read_table
from geleit.importing.table import UnreadableList, dump_table

MEMORY = 448 * 1024 * 1024
"""Bytes. The longest lists need a quarter of this; Python itself takes 20 MB."""
CPU_SECONDS = 8
"""The longest lists need three."""
_NICENESS = 10
"""Reading lists must not slow down pages."""


class ExitStatus(IntEnum):
    """The exit statuses of the process. 1 is Python's own: the module could not even start."""

    READ = 0
    REFUSED = 3
    OUT_OF_MEMORY = 4
    BROKEN = 5


def main(parent: int) -> int:
    """Read one list and return the exit status. Write the table, or the reason for people, to stdout."""
    _end_with_parent(parent)
    _limit_resources()
    answer, ending = "", ExitStatus.BROKEN
    try:
        answer, ending = dump_table(read_table(sys.stdin.buffer.read())), ExitStatus.READ
    except UnreadableList as unreadable:
        answer, ending = str(unreadable), ExitStatus.REFUSED
    except MemoryError:
        return ExitStatus.OUT_OF_MEMORY
    except BaseException:  # noqa: BLE001  # its text may quote the list and must not be logged
        return ExitStatus.BROKEN
    sys.stdout.buffer.write(answer.encode())
    sys.stdout.buffer.flush()
    return ending


def _limit_resources() -> None:
    """Limit this process to what reading needs."""
    os.nice(_NICENESS)
    for kind, limit in (
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),  # a core dump would contain the list
        (resource.RLIMIT_NOFILE, 16),
        (resource.RLIMIT_NPROC, 0),
    ):
        with suppress(ValueError, OSError):  # not every system has every limit
            resource.setrlimit(kind, (limit, limit))


def _end_with_parent(parent: int) -> None:
    """End when the parent ends, however it ends."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(ExitStatus.BROKEN)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
