"""Waiting for servers, but not for ever, and telling what is worth another try from what is not."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from temporalio.client import RPCTimeoutOrCancelledError
from temporalio.service import RPCError, RPCStatusCode

from geleit.logs import Loggable, describe
from geleit.store.unreachable import UNREACHABLE
from geleit.temporal.failures import CommandFailedError

T = TypeVar("T")

_FINAL = frozenset(
    {
        RPCStatusCode.INVALID_ARGUMENT,
        RPCStatusCode.PERMISSION_DENIED,
        RPCStatusCode.UNAUTHENTICATED,
        RPCStatusCode.UNIMPLEMENTED,
    }
)
"""What Temporal will answer again however often it is asked."""


class UnreachedError(Loggable):
    """A server could not be reached, or broke off: worth another try."""


@contextmanager
def reaching() -> Iterator[None]:
    """Turn the many errors of a server that is away into one. Raises UnreachedError, CommandFailedError."""
    try:
        yield
    except UNREACHABLE as error:
        raise UnreachedError(f"PostgreSQL: {describe(error)}") from error
    except RPCTimeoutOrCancelledError as error:
        raise UnreachedError(f"Temporal: {describe(error)}") from error
    except RPCError as error:
        if error.status in _FINAL:
            raise CommandFailedError(describe(error)) from error
        raise UnreachedError(f"Temporal: {describe(error)}") from error


async def within(seconds: float, coroutine: Coroutine[Any, Any, T]) -> T:
    """The coroutine's result, or TimeoutError. Whoever is cancelled meanwhile stays cancelled.

    Temporal's client turns a cancellation into an ordinary exception, which any `except Exception` would
    swallow; so it is waited for from outside. Its own timeouts do not bound an update at all.
    """
    task = asyncio.ensure_future(coroutine)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    finally:
        if not task.done():
            task.add_done_callback(_forget)
            task.cancel()
    if not done:
        raise TimeoutError
    return task.result()


def _forget(task: "asyncio.Future[Any]") -> None:
    """Nobody waits for this result any more; asking for it keeps asyncio from complaining."""
    if not task.cancelled():
        task.exception()
