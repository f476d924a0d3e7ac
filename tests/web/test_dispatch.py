import asyncio

from web import dispatch
from web.dispatch import ReconnectingDispatcher


async def test_a_fault_while_connecting_is_tried_again(settings, database, monkeypatch, caplog):
    attempts = []

    async def connect(*_arguments, **_options):
        attempts.append(1)
        if len(attempts) == 1:
            raise FileNotFoundError("master.key")
        return object()

    monkeypatch.setattr(dispatch, "connect", connect)
    monkeypatch.setattr(dispatch, "PAUSE", 0)
    dispatcher = ReconnectingDispatcher()
    before = dispatcher.is_ready
    async with asyncio.timeout(2):
        await dispatcher.keep_connecting(settings, database)
    assert (before, dispatcher.is_ready) == (False, True)
    assert "master.key" in caplog.text
