"""The process in which one list is read: its bytes come on standard input, its table leaves as lines of JSON.

A file from outside may be made to take all memory and time of whoever reads it, or be so by accident. Here it
takes those of a process that has little of both, has no secrets in its environment, starts no other, and
writes nothing of the list anywhere but to its parent. Imports as little as possible: a person waits.
"""

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress
from enum import IntEnum

from geleit.importing.reading import read_table
from geleit.importing.table import UnreadableList, dump_table

MEMORY = 448 * 1024 * 1024
"""Bytes. The longest lists need a quarter of it; Python itself takes 20 MB."""
CPU_SECONDS = 8
"""The longest lists need three."""
_NICE = 10
"""Who waits for a page goes before who waits for a list."""


class Ending(IntEnum):
    """How the process ends. 1 is Python's own: it could not even start."""

    READ = 0
    REFUSED = 3
    OUT_OF_MEMORY = 4
    BROKEN = 5


def main(parent: int) -> int:
    """Read one list. Answers with how it went; a sentence for people goes out like a table."""
    _die_with(parent)
    _limit()
    answer, ending = "", Ending.BROKEN
    try:
        answer, ending = dump_table(read_table(sys.stdin.buffer.read())), Ending.READ
    except UnreadableList as unreadable:
        answer, ending = str(unreadable), Ending.REFUSED
    except MemoryError:
        return Ending.OUT_OF_MEMORY
    except BaseException:  # noqa: BLE001  # its words may be the list's, and must not go to any log
        return Ending.BROKEN
    sys.stdout.buffer.write(answer.encode())
    sys.stdout.buffer.flush()
    return ending


def _limit() -> None:
    """Take from this process what reading does not need."""
    os.nice(_NICE)
    for kind, limit in (
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),  # a core dump would be the list
        (resource.RLIMIT_NOFILE, 16),
        (resource.RLIMIT_NPROC, 0),
    ):
        with suppress(ValueError, OSError):  # not every system has every limit
            resource.setrlimit(kind, (limit, limit))


def _die_with(parent: int) -> None:
    """End when the parent ends, however that may be."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(Ending.BROKEN)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
