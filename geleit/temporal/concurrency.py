"""Run the same coroutine for many departures, a bounded number of them at a time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from itertools import islice
from typing import TypeVar

CONCURRENCY = 16

T = TypeVar("T")
R = TypeVar("R")


async def map_concurrently(work: Callable[[T], Awaitable[R]], items: Iterable[T]) -> AsyncIterator[R]:
    """Yield the results in order. Raise what `work` raises, after the rest of its batch has ended."""
    rest = iter(items)
    while batch := list(islice(rest, CONCURRENCY)):
        # Work that went on after a raised error would fail at closed connections, each with its own trace.
        for result in await asyncio.gather(*map(work, batch), return_exceptions=True):
            if isinstance(result, BaseException):
                raise result
            yield result
