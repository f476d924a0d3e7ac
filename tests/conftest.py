"""Fixtures for all tests: one event loop for everything that is async.

The loop runs in a thread of its own, because Playwright's synchronous API occupies the main one.
"""

import asyncio
import inspect
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

pytest_plugins = [f"tests.fixtures.{subject}" for subject in ("lists", "store", "temporal", "web")]

Run = Callable[[Coroutine[Any, Any, Any]], Any]


class _Loop:
    """An event loop in a background thread."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="tests' event loop", daemon=True)
        self._thread.start()

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        future = asyncio.run_coroutine_threadsafe(coroutine, self.loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()  # a time limit interrupted us: the coroutine must not go on by itself
            raise

    def close(self) -> None:
        self.run(self._finish())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()

    async def _finish(self) -> None:
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        await self.loop.shutdown_asyncgens()


@pytest.fixture(scope="session")
def background_loop() -> Iterator[_Loop]:
    loop = _Loop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def run(background_loop: _Loop) -> Run:
    """Return a function that runs a coroutine on the loop of the async tests: for synchronous fixtures."""
    return background_loop.run


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
            # The loop is set up before, and so taken down after, everything else the test uses.
            item.fixturenames.insert(0, "background_loop")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: pyfuncitem.funcargs[name] for name in names if name in pyfuncitem.funcargs}
    loop = pyfuncitem.funcargs["background_loop"]
    assert isinstance(loop, _Loop)
    loop.run(pyfuncitem.obj(**arguments))
    return True
