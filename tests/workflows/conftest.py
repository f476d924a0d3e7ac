"""The time-skipping server, and a departure's workflow on it."""

from functools import partial

import pytest

from tests.workflows.life import living, start_server


@pytest.fixture
def time_skipping(run):
    """Start a server for this test alone: what another test left undone would hold its clock."""
    env = run(start_server())
    yield env
    run(env.shutdown())


@pytest.fixture
def life(time_skipping):
    """Return a function: ``async with life() as departure:`` is a departure with its worker."""
    return partial(living, time_skipping)
