import os
import socket

import pytest

from geleit.embedded.failure import StartError
from geleit.embedded.ports import free_port, is_free, is_listening
from geleit.embedded.temporal import Temporal, start_temporal
from geleit.embedded.up import up
from geleit.settings import Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(data=tmp_path, temporal_address=f"127.0.0.1:{free_port()}", temporal_ui_port=free_port())


def test_the_preferred_port_is_taken_if_it_is_free():
    port = free_port()

    assert free_port(port) == port


def test_a_listening_process_is_known_from_others():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert is_listening(os.getpid(), port)
        assert not is_listening(os.getppid(), port)
        assert not is_free(port)


def test_temporal_goes_to_another_port_if_somebody_was_faster(settings):
    tried: list[Settings] = []
    taken: list[socket.socket] = []

    def start(service: Temporal) -> None:
        tried.append(service.settings)
        if len(tried) == 1:
            host, _, port = service.settings.temporal_address.rpartition(":")
            taken.append(socket.create_server((host, int(port))))
            raise StartError("address already in use")

    found = start_temporal(settings, start)
    taken[0].close()

    assert [attempt.temporal_address for attempt in tried] == [
        settings.temporal_address,
        found.temporal_address,
    ]
    assert found.temporal_address != settings.temporal_address


def test_other_failures_of_temporal_are_not_tried_again(settings):
    tried: list[Temporal] = []

    def start(service: Temporal) -> None:
        tried.append(service)
        raise StartError("no space left on device")

    with pytest.raises(StartError, match="no space left"):
        start_temporal(settings, start)
    assert len(tried) == 1


def test_an_impossible_host_is_reported_before_anything_starts(monkeypatch, tmp_path):
    monkeypatch.setenv("GELEIT_DATA", str(tmp_path))
    monkeypatch.setenv("GELEIT_HOST", "256.0.0.1")
    said: list[str] = []
    with pytest.raises(StartError, match=r"cannot listen on 256\.0\.0\.1"):
        up(demo=False, say=said.append)
    assert said == []
