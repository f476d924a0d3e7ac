"""Wrong settings and unreachable servers are reported in one sentence, never as a trace."""

import pytest

from geleit.settings import Settings, load_settings
from tests.fixtures.terminal import invoke


@pytest.fixture(autouse=True)
def nothing_runs(monkeypatch, tmp_path):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"GELEIT_{name.upper()}", raising=False)
    monkeypatch.setenv("GELEIT_DATA", str(tmp_path))
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


def _refused(*arguments):
    answer = invoke(arguments, typed="fahrrad dämmerung zollstock\n")
    assert (answer.exit_code, answer.stdout) == (2, "")
    return answer.stderr


@pytest.mark.parametrize(
    "command",
    ["office list", "user list", "user token maren", "migrate", "rebuild", "demo"],
)
def test_without_a_server_every_command_says_what_to_look_at(command):
    assert _refused(*command.split()) == (
        "PostgreSQL cannot be reached: is geleit up running, and GELEIT_DATA its folder?\n"
    )


@pytest.mark.parametrize("command", ["verify", "resume", "recompute"])
def test_a_missing_master_key_is_named(command, tmp_path):
    assert _refused(command) == f"{tmp_path}/secrets/master.key cannot be read: No such file or directory.\n"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "achttausend", "Input should be a valid integer"),
        ("LOG_LEVEL", "LOUD", "Input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("UPDATE_TIMEOUT", "nan", "Input should be greater than 0"),
        ("DATABASE_WORKER", "mysql://geleit", "an address of PostgreSQL begins with postgresql://"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(monkeypatch, name, value, sentence):
    monkeypatch.setenv(f"GELEIT_{name}", value)
    assert _refused("user", "list").startswith(f"GELEIT_{name} makes no sense: {sentence}")
