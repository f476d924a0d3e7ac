import asyncio

from web import services
from web.services import Acting


async def test_a_fault_while_connecting_is_tried_again(settings, database, monkeypatch, caplog):
    attempts = []

    async def connect(*_arguments, **_options):
        attempts.append(1)
        if len(attempts) == 1:
            raise FileNotFoundError("master.key")
        return object()

    monkeypatch.setattr(services, "connect", connect)
    monkeypatch.setattr(services, "PAUSE", 0)
    acting = Acting()
    before = acting.is_ready
    async with asyncio.timeout(2):
        await acting.keep_connecting(settings, database)
    assert (before, acting.is_ready) == (False, True)
    assert "master.key" in caplog.text
