"""One `geleit up` over a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from geleit.embedded.ports import free_port
from tests.embedded.running import Up


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    supervisor = Up(tmp_path / "data", port=str(free_port()))
    yield supervisor
    supervisor.stop()
