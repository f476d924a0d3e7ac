"""Read lists in child processes, a few at the same time, so that no file can harm this process."""

import asyncio
import logging
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from geleit.domain.texts import _
from geleit.importing.child import ExitStatus
from geleit.importing.formats import MAX_BYTES, too_large
from geleit.importing.table import UnreadableList

log = logging.getLogger(__name__)

CONCURRENCY = 2
WAIT_SECONDS = 2.0
"""Time a list waits for one of the others to end."""
RETRY_AFTER_SECONDS = "30"
READ_SECONDS = 9.0
"""Wall clock: a person gets an answer within ten. A long list takes two on an idle machine."""
MAX_PARSED = 8 * 1024 * 1024
"""Bytes. 10,000 rows of 30 columns take half of it, and many times as much in memory."""


class ReaderBusyError(Exception):
    """Too many lists are being read. The message is a German sentence for the person who uploads another."""


class ListReader:
    """Reader of lists in child processes; each process has one."""

    def __init__(self, *, concurrency: int = CONCURRENCY, wait: float = WAIT_SECONDS) -> None:
        self._semaphore = asyncio.Semaphore(concurrency)
        self._wait = wait

    async def read(self, load: Callable[[], Awaitable[bytes]]) -> str:
        """Parse the list that `load` returns into the text that `load_table` reads.

        `load` is called when it is the list's turn: waiting lists take no memory. Raise UnreadableList, or
        ReaderBusyError if the wait is too long.
        """
        async with self._slot():
            content = await load()
            if len(content) > MAX_BYTES:
                raise too_large()
            return await _read_in_child(content)

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._wait):
                await self._semaphore.acquire()
        except TimeoutError:
            raise ReaderBusyError(
                _(
                    "Gerade werden schon zwei Listen gelesen. Bitte wählen Sie die Datei in einer halben "
                    "Minute noch einmal aus."
                )
            ) from None
        try:
            yield
        finally:
            self._semaphore.release()


async def _read_in_child(content: bytes) -> str:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "geleit.importing.child", str(os.getpid())),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,  # what libraries say about a list may quote it
        env=_environment(),
    )
    try:
        async with asyncio.timeout(READ_SECONDS):
            answer = await _exchange(child, content)
            status = await child.wait()
    except TimeoutError:
        raise _too_slow() from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return _parse_answer(status, answer)


async def _exchange(child: Process, content: bytes) -> bytes:
    """Give the child the list and take its answer. Raise UnreadableList if that is too long."""
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("a process was started without pipes")
    try:
        child.stdin.write(content)
        await child.stdin.drain()
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has ended already: its exit status says why
    finally:
        child.stdin.close()
    answer = bytearray()
    while chunk := await child.stdout.read(1024 * 1024):
        answer += chunk
        if len(answer) > MAX_PARSED:
            raise _too_much()
    return bytes(answer)


def _parse_answer(status: int, answer: bytes) -> str:
    """Return the child's table. Raise UnreadableList, or RuntimeError if it could not start."""
    if status == ExitStatus.READ:
        return answer.decode()
    if status == ExitStatus.REFUSED:
        raise UnreadableList(answer.decode())
    log.warning("A list could not be read: the process that read it ended with %s", status)
    if status == 1:
        raise RuntimeError("`python -m geleit.importing.child` does not start")
    if status in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise _too_slow()
    if status == ExitStatus.BROKEN:
        raise UnreadableList(
            _(
                "Die Datei lässt sich nicht lesen. Bitte speichern Sie die Liste als CSV und versuchen Sie "
                "es damit."
            )
        )
    raise _too_much()  # out of memory, and however else libraries end without memory


def _environment() -> dict[str, str]:
    """Return an environment without secrets; the interpreter finds Geleit where it is installed."""
    kept = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
    found = {name: os.environ[name] for name in kept if name in os.environ}
    return found | {"PYTHONUTF8": "1"}


def _too_slow() -> UnreadableList:
    return UnreadableList(
        _(
            "Das Lesen der Liste dauert zu lange. Bitte kopieren Sie nur die Liste in eine neue Datei, "
            "oder versuchen Sie es später noch einmal."
        )
    )


def _too_much() -> UnreadableList:
    return UnreadableList(
        _("Die Liste ist zu groß, um sie zu lesen. Bitte kopieren Sie nur die Liste in eine neue Datei.")
    )
