import json
import os
import stat
import subprocess
import sys

import pytest
from pydantic import SecretStr, ValidationError

from geleit.embedded.lock import write_runtime_file
from geleit.settings import Settings
from tests.embedded.running import ROOT


@pytest.fixture(autouse=True)
def no_settings_outside(monkeypatch, tmp_path):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"GELEIT_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_data_folder_is_made_absolute_and_holds_the_key(tmp_path):
    settings = Settings()

    assert settings.data == tmp_path / "data"
    assert settings.key_file == tmp_path / "data" / "secrets" / "master.key"


def test_the_address_for_people_follows_the_port(monkeypatch):
    monkeypatch.setenv("GELEIT_PORT", "9123")

    assert Settings().base_url == "http://127.0.0.1:9123"


def test_what_was_written_down_is_found_again_passwords_included(tmp_path):
    written = Settings(database_web=SecretStr("postgresql://geleit_web:secret@/geleit"), port=9001)
    written.data.mkdir()
    write_runtime_file(written)

    assert Settings() == written
    assert stat.S_IMODE(written.runtime_file.stat().st_mode) == 0o600


def test_the_environment_goes_before_what_was_written_down(monkeypatch, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "runtime.json").write_text(json.dumps({"port": 9001, "task_queue": "written"}))
    monkeypatch.setenv("GELEIT_DATA", str(elsewhere))
    monkeypatch.setenv("GELEIT_PORT", "9002")

    settings = Settings()

    assert (settings.port, settings.task_queue) == (9002, "written")


def test_a_file_that_was_cut_short_counts_as_none(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "runtime.json").write_text('{"port": 90')

    assert Settings().port == 8400


def test_a_level_of_the_log_may_be_written_small(monkeypatch):
    monkeypatch.setenv("GELEIT_LOG_LEVEL", "debug")

    assert Settings().log_level == "DEBUG"


def test_passwords_do_not_show_when_settings_are_printed():
    settings = Settings(database_owner=SecretStr("postgresql://geleit_owner:secret@/geleit"))

    assert "secret@" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"), [("port", 0), ("port", 70_000), ("update_timeout", 0), ("temporal_ui_port", -1)]
)
def test_impossible_values_are_refused(name, value):
    with pytest.raises(ValidationError, match=name):
        Settings(**{name: value})


def test_every_setting_is_described():
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1:7233", "127.1.2.3:7233", "localhost:7233", "[::1]:7233", "unix:/run/geleit/temporal.sock"],
)
def test_temporal_on_this_machine_needs_no_certificate(address):
    assert Settings(temporal_address=address).temporal_address == address


@pytest.mark.parametrize(
    "address", ["temporal.example:7233", "10.0.0.7:7233", "0.0.0.0:7233", "[2001:db8::1]:7233"]
)
def test_temporal_elsewhere_needs_a_certificate_or_an_api_key(address, tmp_path):
    with pytest.raises(ValidationError, match="takes commands from whoever reaches it"):
        Settings(temporal_address=address)
    Settings(temporal_address=address, temporal_api_key=SecretStr("key"))
    files = {"temporal_certificate": tmp_path / "own.pem", "temporal_certificate_key": tmp_path / "own.key"}
    Settings(temporal_address=address, **files)
    with pytest.raises(ValidationError, match="takes commands from whoever reaches it"):
        Settings(temporal_address=address, temporal_authority=tmp_path / "ca.pem")


def test_a_certificate_without_its_key_is_refused(tmp_path):
    with pytest.raises(ValidationError, match="go together"):
        Settings(temporal_certificate=tmp_path / "own.pem")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1:7233@192.0.2.2", "127.0.0.1", "127.0.0.1:7233 ", "unix:rel/sock", "unix://evil:7233", ""],
)
def test_an_address_of_temporal_that_is_none_is_refused(address):
    with pytest.raises(ValidationError, match="an address of Temporal is"):
        Settings(temporal_address=address)


def test_the_command_line_says_in_a_sentence_that_temporal_elsewhere_needs_a_certificate(tmp_path):
    answer = subprocess.run(
        [sys.executable, "-m", "geleit", "worker"],
        env=os.environ | {"GELEIT_DATA": str(tmp_path), "GELEIT_TEMPORAL_ADDRESS": "0.0.0.0:7233"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 2
    assert "takes commands from whoever reaches it" in answer.stderr
    assert "Traceback" not in answer.stderr
