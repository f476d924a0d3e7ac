"""Fixtures for the page of one departure."""

import pytest

from tests.web.departure.forms import detail


@pytest.fixture
def now(database, counsellor):
    """Return a departure's current state."""

    async def now(departure):
        return (await detail(database, counsellor, departure)).departure

    return now
