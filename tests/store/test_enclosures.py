"""Enclosures: stored while their command is under way, and not longer."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from geleit.domain.digest import digest_of
from geleit.domain.enclosure import Enclosure
from geleit.domain.message import Command
from geleit.domain.notes.commands import WriteNote
from geleit.domain.refusal import Reused
from geleit.store.database import Database, Zone
from geleit.store.journal import enclosures, requests
from geleit.store.journal.execute import execute
from geleit.store.journal.rows import EnclosureRow
from tests.fixtures.store import actor_of, context_of


def noted(counsellor, note: str, request_id: UUID | None = None) -> tuple[WriteNote, Enclosure]:
    """Return a command to write the note, as the dispatcher sends it."""
    command = WriteNote(request_id=request_id or uuid4(), actor=actor_of(counsellor), has_note=True)
    enclosure = Enclosure(note=note)
    return command.model_copy(update={"digest": digest_of(command, enclosure)}), enclosure


@pytest.fixture
def put(database, counsellor):
    """Return a function: ``await put(departure_id, command, enclosure)`` as the web does."""

    async def put(departure_id: UUID, command: Command, enclosure: Enclosure):
        async with database.web(context_of(counsellor)) as session:
            return await enclosures.put(session, command, departure_id, counsellor.office_id, enclosure)

    return put


async def kept(database: Database, request_id: UUID) -> list[tuple[UUID, str]]:
    """Return the notes that wait under this request id, by departure."""
    async with database.worker() as session:
        rows = (await session.exec(select(EnclosureRow).where(EnclosureRow.request_id == request_id))).all()
    return [(row.departure_id, row.content["note"]) for row in rows]


async def test_what_was_sent_first_waits_until_it_is_executed_or_refused(database, counsellor, put):
    departure_id, request_id = uuid4(), uuid4()
    first = noted(counsellor, "Erst so", request_id)
    second = noted(counsellor, "Dann anders", request_id)
    assert await put(departure_id, *first) is None
    assert await put(departure_id, *first) is None
    with pytest.raises(Reused):
        await put(departure_id, *second)
    async with database.web(context_of(counsellor)) as session:
        await enclosures.drop(session, second[0], departure_id)
    assert await kept(database, request_id) == [(departure_id, "Erst so")], "that was not the second one's"
    async with database.web(context_of(counsellor)) as session:
        await enclosures.drop(session, first[0], departure_id)
    assert await kept(database, request_id) == []
    assert await put(departure_id, *second) is None


async def test_what_the_release_before_left_waiting_is_no_obstacle(database, counsellor, put):
    departure_id = uuid4()
    command, enclosure = noted(counsellor, "Von heute")
    await put(departure_id, command.model_copy(update={"digest": None}), Enclosure(note="Von früher"))
    assert await put(departure_id, command, enclosure) is None
    assert await kept(database, command.request_id) == [(departure_id, "Von heute")]


async def test_one_request_id_on_two_departures_keeps_both_apart(database, counsellor, put):
    request_id = uuid4()
    here, there = sorted([uuid4(), uuid4()])
    await put(here, *noted(counsellor, "hier", request_id))
    await put(there, *noted(counsellor, "dort", request_id))
    assert sorted(await kept(database, request_id)) == [(here, "hier"), (there, "dort")]


async def test_a_request_id_of_another_office_is_no_obstacle(
    database, counsellor, put, make_account, make_departure
):
    request_id = uuid4()
    await put(uuid4(), *noted(counsellor, "unser", request_id))
    other = await make_account()
    async with database.web(context_of(other)) as session:
        await enclosures.put(
            session, noted(other, "x", request_id)[0], uuid4(), other.office_id, Enclosure(note="ihrer")
        )
    assert {note for _, note in await kept(database, request_id)} == {"unser", "ihrer"}


async def test_nothing_is_kept_for_what_was_executed(database, counsellor, make_departure, act, put):
    departure = await make_departure(counsellor)
    request_id = uuid4()
    done = await act(
        departure.departure_id, WriteNote, actor=actor_of(counsellor), request_id=request_id, note="Da."
    )
    command, enclosure = noted(counsellor, "Da.", request_id)
    found = await put(departure.departure_id, command, enclosure)
    assert found is not None
    assert found.entries == done.entries[-1:]
    requests.require_same(found, command)
    other, text = noted(counsellor, "Anders.", request_id)
    found = await put(departure.departure_id, other, text)
    assert found is not None
    with pytest.raises(Reused):
        requests.require_same(found, other)
    assert await kept(database, request_id) == []


async def test_nothing_is_kept_for_what_is_being_executed(database, counsellor, make_departure, act, put):
    departure = await make_departure(counsellor)
    command, enclosure = noted(counsellor, "Doppelt geklickt.")
    await put(departure.departure_id, command, enclosure)
    async with database.plain(Zone.WORKER) as connection:
        # A worker that has carried it out and not yet committed.
        await execute(
            connection,
            departure_id=departure.departure_id,
            seq=0,
            command=command,
            now=datetime.now(UTC),
        )
        again = asyncio.ensure_future(put(departure.departure_id, command, enclosure))
        await asyncio.sleep(0.2)
        assert not again.done()
    found = await again
    assert found is not None
    assert found.digest == command.digest
    assert await kept(database, command.request_id) == []


async def test_what_a_crash_left_of_executed_requests_is_forgotten(database, counsellor, make_departure, act):
    departure = await make_departure(counsellor)
    settled, waiting, elsewhere = uuid4(), uuid4(), uuid4()
    await act(departure.departure_id, WriteNote, actor=actor_of(counsellor), request_id=settled, note="Da.")
    async with database.worker() as session:
        session.add_all(
            EnclosureRow(
                departure_id=place,
                request_id=request_id,
                office_id=counsellor.office_id,
                content={"note": "x"},
                created_at=datetime.now(UTC),
            )
            for place, request_id in (
                (departure.departure_id, settled),
                (departure.departure_id, waiting),
                (elsewhere, settled),
            )
        )
    async with database.worker() as session:
        assert await enclosures.forget_settled(session) >= 2
    assert await kept(database, settled) == []
    assert await kept(database, waiting) == [(departure.departure_id, "x")]


async def test_an_enclosure_whose_command_never_came_is_forgotten(database, counsellor, put):
    command, enclosure = noted(counsellor, "x")
    await put(uuid4(), command, enclosure)
    async with database.worker() as session:
        await enclosures.forget_stale(session, before=datetime.now(UTC) - timedelta(days=1))
    assert len(await kept(database, command.request_id)) == 1
    async with database.worker() as session:
        await enclosures.forget_stale(session, before=datetime.now(UTC) + timedelta(seconds=1))
    assert await kept(database, command.request_id) == []
