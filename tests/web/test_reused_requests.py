"""One request id, two contents: by page and by API, on one departure and two, in sequence and at once.

Every text that was answered as saved is in its file once; every other was refused with 409 and given back.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx
import pytest
from sqlmodel import col, select

from geleit.store.accounts.tokens import make_token
from geleit.store.journal.rows import EnclosureRow
from geleit.store.notes import NoteRow
from tests.fixtures.web import sentences, soup
from tests.web.departure.forms import form_of, typed

ROUNDS = 10

Send = Callable[[UUID, UUID, str], Awaitable[bool]]
"""Writes a note: departure, request id, text. True if it was answered as saved, False if refused with 409."""


@pytest.fixture
def sender(app, settings, database, sign_in):
    """Return a function: ``send = await sender("page", account)`` writes notes as the account."""

    async def sender(way: str, account) -> Send:
        if way == "page":
            visitor = await sign_in(account)

            async def by_page(departure_id: UUID, request_id: UUID, text: str) -> bool:
                form = {"request_id": str(request_id), "note": text}
                response = await visitor.submit(f"/vorgaenge/{departure_id}/notiz", form)
                return response.status_code == 303 or _given_back(response, request_id, text)

            return by_page
        async with database.worker() as session:
            token = await make_token(session, account.id, name="Test", now=datetime.now(UTC))
        transport = httpx.ASGITransport(app=app)

        async def by_api(departure_id: UUID, request_id: UUID, text: str) -> bool:
            async with httpx.AsyncClient(transport=transport, base_url=settings.base_url) as program:
                response = await program.post(
                    f"/api/v1/departures/{departure_id}/commands",
                    json={"kind": "write_note", "enclosure": {"note": text}},
                    headers={"Authorization": f"Bearer {token}", "Idempotency-Key": str(request_id)},
                )
            if response.status_code == 200:
                return True
            assert (response.status_code, response.json()["code"]) == (409, "request_reused"), response.text
            return False

        return by_api

    return sender


def _given_back(response: httpx.Response, request_id: UUID, text: str) -> bool:
    """Return False, after checking that the form came back filled, with a new request id."""
    assert response.status_code == 409, response.text
    assert "nicht gespeichert" in sentences(response)[0]
    form = typed(form_of(soup(response), "form-notiz"))
    assert form["note"] == text
    assert form["request_id"] != str(request_id)
    return False


@pytest.mark.parametrize("way", ["page", "api"])
async def test_no_text_is_lost_or_misplaced(
    way, dispatcher, database, counsellor, make_account, make_departure, sender
):
    send = await sender(way, counsellor)
    here, there = [(await make_departure(counsellor)).departure_id for _ in range(2)]
    stranger = await make_account()
    abroad = (await make_departure(stranger)).departure_id
    send_abroad = await sender(way, stranger)
    saved: Counter[tuple[UUID, str]] = Counter()
    refused: set[tuple[UUID, str]] = set()

    def answered(departure_id: UUID, text: str, is_saved: bool) -> None:
        if is_saved:
            saved[departure_id, text] = 1
        else:
            refused.add((departure_id, text))

    async def sequence(*sent: tuple[UUID, str]) -> None:
        request_id = uuid4()
        answers = [await send(departure_id, request_id, text) for departure_id, text in sent]
        assert answers == [each == sent[0] for each in sent]
        for each, is_saved in zip(sent, answers, strict=True):
            answered(*each, is_saved)

    async def at_once(*sent: tuple[UUID, str]) -> None:
        request_id = uuid4()
        answers = await asyncio.gather(*(send(departure, request_id, text) for departure, text in sent))
        won = {each for each, is_saved in zip(sent, answers, strict=True) if is_saved}
        assert len(won) == 1, "one content is saved, and no other"
        for each in set(sent):
            answered(*each, each in won)

    for number in range(ROUNDS):
        a, b = f"Erster Text {number}", f"Zweiter Text {number}"
        await sequence((here, f"{a} s"), (here, f"{b} s"), (here, f"{a} s"))
        await sequence((here, f"{a} sd"), (there, f"{b} sd"), (here, f"{a} sd"))
        await at_once((here, f"{a} o"), (here, f"{b} o"), (here, f"{a} o"), (here, f"{b} o"))
        await at_once((here, f"{a} od"), (there, f"{b} od"))
        request_id = uuid4()
        both = (send(here, request_id, f"{a} f"), send_abroad(abroad, request_id, f"{b} f"))
        assert all(await asyncio.gather(*both)), "another office's request is another request"
        answered(here, f"{a} f", True)
        answered(abroad, f"{b} f", True)

    async with database.worker() as session:
        notes = (
            await session.exec(select(NoteRow).where(col(NoteRow.departure_id).in_([here, there, abroad])))
        ).all()
        left = (
            await session.exec(
                select(EnclosureRow).where(col(EnclosureRow.departure_id).in_([here, there, abroad]))
            )
        ).all()
    assert Counter((note.departure_id, note.text) for note in notes) == saved
    assert len(refused) == 4 * ROUNDS
    assert left == []
