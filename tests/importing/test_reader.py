"""Lists are read in a process of their own: no file harms the process that receives it."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil
import pytest

from geleit.importing.child import ExitStatus
from geleit.importing.formats import read_table
from geleit.importing.reader import ListReader, ReaderBusyError
from geleit.importing.table import UnreadableList, load_table
from tests.importing.hostile import HOSTILE
from tests.importing.lists import SAMPLES, list_of
from tests.importing.reading import reading_two

ENOUGH = 512 * 1024 * 1024
"""Bytes. More than that no process may grow by."""


async def _read(content: bytes, reader: ListReader | None = None) -> str:
    async def load() -> bytes:
        return content

    return await (reader or ListReader()).read(load)


@asynccontextmanager
async def _peaks() -> AsyncIterator[list[int]]:
    """Return the peak memory of this process, and of every child that reads a list."""
    peaks = [0]
    own = Path("/proc/self")
    (own / "clear_refs").write_text("5")  # begin the peak anew
    before = psutil.Process().memory_info().rss

    async def look() -> None:
        while True:
            children = (Path(f"/proc/{child.pid}") for child in psutil.Process().children())
            peaks.extend(peak for child in children if (peak := _peak(child)) is not None)
            await asyncio.sleep(0.01)

    looking = asyncio.create_task(look())
    try:
        yield peaks
    finally:
        looking.cancel()
        peaks[0] = (_peak(own) or 0) - before


def _peak(process: Path) -> int | None:
    try:
        if process.name != "self" and b"geleit.importing.child" not in (process / "cmdline").read_bytes():
            return None
        lines = (process / "status").read_text().splitlines()
    except OSError:  # it has ended
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), None)


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_list_made_to_choke_readers_is_answered_with_a_sentence(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geleit.importing.reader.READ_SECONDS", 60)  # other tests use the processors too
    make, words = HOSTILE[name]
    content = make()
    async with _peaks() as peaks:
        with pytest.raises(UnreadableList) as unreadable:
            await _read(content)
    assert words in str(unreadable.value)
    assert len(peaks) > 1
    assert max(peaks) < ENOUGH


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.suffix)
async def test_the_table_is_the_same_as_if_it_were_read_here(sample: Path) -> None:
    content = await asyncio.to_thread(sample.read_bytes)
    assert load_table(await _read(content)) == read_table(content)


async def test_the_third_list_waits_for_its_turn_and_not_for_ever() -> None:
    reader = ListReader(wait=0.1)
    async with reading_two(reader):
        with pytest.raises(ReaderBusyError, match="Gerade werden schon zwei Listen gelesen"):
            await _read(list_of({}), reader)
    assert load_table(await _read(list_of({}), reader)).rows


async def test_a_list_that_waits_takes_no_memory() -> None:
    reader = ListReader(wait=0.1)

    async def never() -> bytes:
        raise AssertionError("its bytes were asked for before its turn")

    async with reading_two(reader):
        with pytest.raises(ReaderBusyError):
            await reader.read(never)


async def test_reading_that_takes_too_long_is_ended_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geleit.importing.reader.READ_SECONDS", 0.01)
    with pytest.raises(UnreadableList, match="dauert zu lange"):
        await _read(list_of({}))
    assert _children() == []


async def test_a_table_that_takes_many_times_its_size_to_work_with_is_refused() -> None:
    row = ";".join(["x" * 10] * 199) + "\n"
    with pytest.raises(UnreadableList, match="zu groß, um sie zu lesen"):
        await _read(("Aktenzeichen;" + row + row * 9_000).encode())


async def test_a_file_over_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(UnreadableList, match="größer als 20 MB"):
        await _read(bytes(20 * 1024 * 1024 + 1))


async def test_a_cancelled_reader_leaves_no_process_behind() -> None:
    reading = asyncio.create_task(_read(_LONG))
    await _until(lambda: bool(_children()))
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert _children() == []


async def test_the_process_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GELEIT_MASTER_KEY", "geheim")
    reading = asyncio.create_task(_read(_LONG))
    await _until(lambda: bool(_children()))
    (child,) = _children()
    environment = child.environ()
    await reading
    assert set(environment) <= {"PYTHONUTF8", "LD_LIBRARY_PATH"}


async def test_memory_that_runs_out_ends_the_process_and_not_this_one() -> None:
    child = await asyncio.create_subprocess_exec(*_CHILD, stdin=await asyncio.to_thread(open, "/dev/zero"))
    assert await child.wait() == ExitStatus.OUT_OF_MEMORY


async def test_nothing_of_a_list_is_written_to_a_log() -> None:
    broken = bytearray(await asyncio.to_thread(SAMPLES[1].read_bytes))
    broken[3_000:9_000] = bytes(6_000)
    ending, answer, log = await _run_child(bytes(broken))
    assert (ending, log) == (ExitStatus.REFUSED, b"")
    assert answer.decode().startswith("Die Excel-Datei ist beschädigt")


async def test_the_process_ends_with_its_parent() -> None:
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", _PARENT, stdin=PIPE, stdout=PIPE)
    assert parent.stdout is not None
    child = psutil.Process(int(await parent.stdout.readline()))
    await _until(lambda: child.rlimit(psutil.RLIMIT_CORE) == (0, 0))
    parent.kill()
    # Its input stays open meanwhile: this test holds the other end.
    await _until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
    await parent.wait()


_CHILD = (sys.executable, "-m", "geleit.importing.child", str(os.getpid()))
_LONG = b"Aktenzeichen;Name\n" + b"1;Kaya\n" * 9_000
_PARENT = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-m", "geleit.importing.child", str(os.getpid())])
print(child.pid, flush=True)
time.sleep(60)
"""


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while True:
            if is_so():
                return
            await asyncio.sleep(0.005)


def _children() -> list[psutil.Process]:
    found = []
    for child in psutil.Process().children():
        with suppress(psutil.Error):
            if "geleit.importing.child" in child.cmdline():
                found.append(child)
    return found


async def _run_child(content: bytes) -> tuple[int, bytes, bytes]:
    child = await asyncio.create_subprocess_exec(*_CHILD, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    answer, log = await child.communicate(content)
    assert child.returncode is not None
    return child.returncode, answer, log
