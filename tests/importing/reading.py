"""Lists that are being read for as long as a test wants."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from geleit.importing.reader import ListReader
from geleit.importing.table import UnreadableList


@asynccontextmanager
async def reading_two(reader: ListReader) -> AsyncIterator[None]:
    """Read two lists whose bytes come when the block ends."""
    over, begun = asyncio.Event(), asyncio.Semaphore(0)

    async def load() -> bytes:
        begun.release()
        await over.wait()
        return b""

    async def read() -> None:
        with suppress(UnreadableList):
            await reader.read(load)

    reading = [asyncio.create_task(read()) for _ in range(2)]
    for _each in reading:
        await begun.acquire()
    try:
        yield
    finally:
        over.set()
        await asyncio.gather(*reading)
