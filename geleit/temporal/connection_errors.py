"""Limit the wait for servers, and distinguish errors that are worth a retry."""

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
"""Errors that a retry does not change."""


class ServerUnreachableError(Loggable):
    """A server could not be reached, or the connection broke: worth a retry."""


@contextmanager
def translate_connection_errors() -> Iterator[None]:
    """Raise ServerUnreachableError for connection errors of either server.

    Raise CommandFailedError for errors of Temporal that another try does not change.
    """
    try:
        yield
    except UNREACHABLE as error:
        raise ServerUnreachableError(f"PostgreSQL: {describe(error)}") from error
    except RPCTimeoutOrCancelledError as error:
        raise ServerUnreachableError(f"Temporal: {describe(error)}") from error
    except RPCError as error:
        if error.status in _FINAL:
            raise CommandFailedError(describe(error)) from error
        raise ServerUnreachableError(f"Temporal: {describe(error)}") from error


async def with_timeout(seconds: float, coroutine: Coroutine[Any, Any, T]) -> T:
    """Return the coroutine's result. Raise TimeoutError after `seconds`; keep a cancellation of the caller.

    Temporal's client turns a cancellation into an ordinary exception, which any `except Exception` would
    swallow; so the wait is outside the coroutine. The client's own timeouts do not bound an update at all.
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
    """Fetch a result that nobody waits for, so that asyncio does not complain about its exception."""
    if not task.cancelled():
        task.exception()
