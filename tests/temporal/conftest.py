"""Fixtures for acting on a departure."""

import pytest

from tests.temporal.desk import Desk


@pytest.fixture
def desk(dispatcher, counsellor, authority) -> Desk:
    return Desk(dispatcher, counsellor, authority)
