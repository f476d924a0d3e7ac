"""The master key of another installation: one sentence, however many departures are read."""

import pytest

from geleit.temporal.concurrency import CONCURRENCY
from geleit.temporal.maintenance import resume
from tests.fixtures.terminal import invoke


@pytest.fixture
def many(dispatcher, make_departure, temporal, database, settings, run):
    """Make more departures with a workflow than are read at once."""

    async def made():
        for _ in range(CONCURRENCY + 1):
            await make_departure()
        async for _ in resume(temporal, database, settings):
            pass

    run(made())


@pytest.mark.usefixtures("many")
def test_only_the_sentence_is_said(settings, tmp_path, monkeypatch, caplog):
    other = tmp_path / "master.key"
    other.write_bytes(bytes(range(32)))
    monkeypatch.setattr(
        "geleit.settings.load_settings", lambda: settings.model_copy(update={"key_file": other})
    )
    answer = invoke(["verify"])
    assert answer.exit_code == 2
    assert answer.stderr.startswith("GELEIT_KEY_FILE is not the one of this database: ")
    assert answer.stderr.count("\n") == 1
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []
