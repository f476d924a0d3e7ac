import asyncio
import threading

import pytest

seen: list[asyncio.AbstractEventLoop] = []


async def test_async_tests_run_outside_the_main_thread(tmp_path):
    assert tmp_path.exists()
    assert threading.current_thread() is not threading.main_thread()
    seen.append(asyncio.get_running_loop())


@pytest.mark.parametrize("number", [1, 2])
async def test_every_async_test_has_the_same_loop(number, run):
    seen.append(asyncio.get_running_loop())
    assert len(set(seen)) == 1


def test_a_synchronous_test_reaches_the_loop_too(run):
    async def loop():
        return asyncio.get_running_loop()

    assert run(loop()).is_running()


@pytest.mark.xfail(raises=ZeroDivisionError, strict=True)
async def test_an_error_in_a_coroutine_fails_the_test():
    raise ZeroDivisionError
