"""Process numbers in files, so that a start can end what a killed predecessor left running."""

import signal
from pathlib import Path

import psutil

_TOLERANCE = 1.0  # seconds; the clock of process starts is coarse


def write_pidfile(path: Path, pid: int) -> None:
    """Write number and start time of a process: the time tells it from a later one of the same number."""
    try:
        path.write_text(f"{pid} {psutil.Process(pid).create_time()}\n")
    except psutil.NoSuchProcess:
        path.unlink(missing_ok=True)


def end_process(path: Path, stop_signal: signal.Signals, *, grace: float = 5.0) -> None:
    """End the process of a pidfile if it still runs, and remove the file."""
    process = _read_process(path)
    if process is not None:
        try:
            process.send_signal(stop_signal)
            process.wait(grace)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(grace)
        except psutil.NoSuchProcess:
            pass
    path.unlink(missing_ok=True)


def remove_dead_lock_file(path: Path, *, program: str, folder: Path) -> None:
    """Remove a lock file whose first line names a process that is not this program in this folder.

    After a power cut or in a new container the number may belong to any other process, which
    PostgreSQL would take for a running server.
    """
    try:
        pid = abs(int(path.read_text().splitlines()[0]))
    except (FileNotFoundError, IndexError, ValueError):
        path.unlink(missing_ok=True)
        return
    if not _is(pid, program, folder):
        path.unlink(missing_ok=True)


def _read_process(path: Path) -> psutil.Process | None:
    try:
        pid, started = path.read_text().split()
        process = psutil.Process(int(pid))
        return process if abs(process.create_time() - float(started)) < _TOLERANCE else None
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return None


def _is(pid: int, program: str, folder: Path) -> bool:
    try:
        process = psutil.Process(pid)
        if process.name() != program:
            return False
        return Path(process.cwd()) == folder
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:  # another user's process: PostgreSQL shall decide
        return True
