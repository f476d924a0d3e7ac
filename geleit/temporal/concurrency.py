"""Asking many departures the same thing, a bounded number of them at a time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from itertools import islice
from typing import TypeVar

AT_ONCE = 16

T = TypeVar("T")
R = TypeVar("R")


async def at_once(work: Callable[[T], Awaitable[R]], items: Iterable[T]) -> AsyncIterator[R]:
    """The results, in order. Raises what an item's work raises, once nothing of it is under way any more."""
    rest = iter(items)
    while batch := list(islice(rest, AT_ONCE)):
        # What goes on behind a raised error would fail at closed connections, each with a trace of its own.
        for result in await asyncio.gather(*map(work, batch), return_exceptions=True):
            if isinstance(result, BaseException):
                raise result
            yield result
