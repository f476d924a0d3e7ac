"""Actions on the real servers: from the dispatcher through the workflow into PostgreSQL."""

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid4, uuid5

import pytest
from pydantic import SecretStr
from temporalio.api.common.v1 import Payload
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import Client, WorkflowExecutionStatus

import worker
from geleit.domain.alarms.planning import next_alarm_at
from geleit.domain.assignment.commands import NameAuthority
from geleit.domain.departure import replay
from geleit.domain.digest import digest_of
from geleit.domain.enclosure import Enclosure
from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.lifecycle.state import StopReason
from geleit.domain.message import Command
from geleit.domain.notes.commands import WriteNote
from geleit.domain.parties import Actor, Party, Role
from geleit.domain.persons.state import PersonRole
from geleit.domain.refusal import Conflict, Forbidden, Refusal, Reused
from geleit.domain.steps.commands import CompleteStep, StartStep, WaitOn
from geleit.domain.steps.events import StepWaiting
from geleit.store.database import Database, Zone
from geleit.store.journal import enclosures
from geleit.store.journal.execute import execute
from geleit.temporal.client import connect
from geleit.temporal.codec import ENCODING
from geleit.temporal.contracts import departure as contract
from geleit.temporal.contracts.departure import Outcome
from geleit.temporal.dispatcher import Dispatcher
from geleit.temporal.failures import StillRunning, Unavailable
from tests.fixtures.opening import persons
from tests.fixtures.store import actor_of
from tests.fixtures.temporal import wakes_at
from tests.temporal.desk import Desk


async def test_it_works(desk):
    opened = await desk.open()
    outcome = await desk.do(CompleteStep, step="intake", on=desk.today, note="Gespräch geführt")
    assert outcome.entries[0].seq == opened.version + 1
    assert {entry.event.kind for entry in outcome.entries} >= {"step_completed", "note_written"}


async def test_a_refusal_writes_no_history_and_drops_the_enclosure(desk, temporal, database):
    await desk.open()
    handle = temporal.get_workflow_handle(contract.workflow_id(desk.departure_id))
    before = (await handle.describe()).history_length
    with pytest.raises(Refusal) as refusal:
        await desk.do(CompleteStep, step="departure", on=desk.today, note="zu früh")
    assert refusal.value.code == "not_ready"
    assert (await handle.describe()).history_length == before
    assert await enclosures_of(database, desk.departure_id) == 0


async def test_a_note_moves_from_the_enclosure_to_the_notes(desk, database):
    await desk.open()
    await desk.do(WriteNote, note="Hat am Dienstag angerufen.")
    async with database.plain(Zone.WORKER) as connection:
        cursor = await connection.execute(
            "select text from note where departure_id = %s", (desk.departure_id,)
        )
        assert await cursor.fetchall() == [("Hat am Dienstag angerufen.",)]
    assert await enclosures_of(database, desk.departure_id) == 0


async def test_the_same_request_is_executed_once(desk):
    await desk.open()
    request_id = uuid4()
    first = await desk.do(WriteNote, note="einmal", request_id=request_id)
    again = await desk.do(WriteNote, note="einmal", request_id=request_id)
    assert again.entries == first.entries


async def test_a_double_click_is_one_action(desk):
    await desk.open()
    request_id = uuid4()
    first, second = await asyncio.gather(
        *(desk.do(StartStep, step="intake", request_id=request_id) for _ in range(2))
    )
    assert first.entries == second.entries


async def test_another_command_under_the_same_request_id_is_refused(desk):
    """This holds also if the first one changed nothing personal, so that nobody asks PostgreSQL before."""
    await desk.open()
    request_id = uuid4()
    first = await desk.do(WaitOn, step="intake", party=Party.CLIENT, request_id=request_id)
    with pytest.raises(Reused):
        await desk.do(WaitOn, step="intake", party=Party.EMBASSY, request_id=request_id)
    with pytest.raises(Reused):
        await desk.do(StartStep, step="intake", request_id=request_id)
    with pytest.raises(Reused):
        await desk.do(WriteNote, note="etwas anderes", request_id=request_id)
    again = await desk.do(WaitOn, step="intake", party=Party.CLIENT, request_id=request_id)
    assert again.entries == first.entries


async def test_two_commands_at_once_under_one_request_id_are_one_action(desk):
    await desk.open()
    for _ in range(5):
        request_id = uuid4()
        parties = (Party.CLIENT, Party.EMBASSY, Party.CLIENT, Party.BAMF)
        answers = await asyncio.gather(
            *(desk.do(WaitOn, step="intake", party=party, request_id=request_id) for party in parties),
            return_exceptions=True,
        )
        waits = {party for party, answer in zip(parties, answers, strict=True) if isinstance(answer, Outcome)}
        assert len(waits) == 1
        refused = [answer for answer in answers if not isinstance(answer, Outcome)]
        assert all(isinstance(answer, Reused) for answer in refused), refused
        (entries,) = {answer.entries for answer in answers if isinstance(answer, Outcome)}
        waiting = (entry.event for entry in entries)
        assert {event.party for event in waiting if isinstance(event, StepWaiting)} == waits


async def test_what_was_sent_with_nothing_to_do_does_not_answer_for_something_else(desk, authority):
    await desk.open()
    request_id = uuid4()
    nothing = await desk.do(NameAuthority, authority_id=authority.id, request_id=request_id)
    assert nothing.entries == ()
    done = await desk.do(WriteNote, note="doch etwas", request_id=request_id)
    assert [entry.event.kind for entry in done.entries] == ["note_written"]


async def test_an_opening_sent_again_with_other_content_is_refused(desk, database):
    request_id = uuid4()
    first = await desk.open(request_id)
    with pytest.raises(Reused):
        await desk.open(request_id, destination="TR")
    again = await desk.open(request_id, number=f"T-{uuid4().hex[:8]}")
    assert again.entries == first.entries
    assert await enclosures_of(database, desk.departure_id) == 0


async def test_what_was_refused_may_be_sent_corrected_under_the_same_request_id(desk, database):
    await desk.open()
    request_id = uuid4()
    with pytest.raises(Refusal):
        await desk.do(CompleteStep, step="departure", on=desk.today, note="a", request_id=request_id)
    done = await desk.do(CompleteStep, step="intake", on=desk.today, note="b", request_id=request_id)
    assert done.entries
    assert await enclosures_of(database, desk.departure_id) == 0


async def test_what_is_enclosed_and_taken_back_by_the_same_request_is_brought_along_again(
    desk, database, monkeypatch
):
    await desk.open()
    put = enclosures.put
    rounds: list[Command] = []

    async def put_and_take_back(session, command, departure_id, *more):
        found = await put(session, command, departure_id, *more)
        if not rounds:
            await enclosures.drop(session, command, departure_id)
        rounds.append(command)
        return found

    monkeypatch.setattr(enclosures, "put", put_and_take_back)
    done = await desk.do(WriteNote, note="doppelt geklickt")
    assert [entry.event.kind for entry in done.entries] == ["note_written"]
    assert len(rounds) == 2
    assert await enclosures_of(database, desk.departure_id) == 0


async def test_who_acts_on_what_has_changed_meanwhile_hears_it(desk):
    opened = await desk.open()
    await desk.do(StartStep, step="intake", expected_version=opened.version)
    with pytest.raises(Conflict):
        await desk.do(CompleteStep, step="intake", on=desk.today, expected_version=opened.version)


async def test_another_office_may_not(desk):
    await desk.open()
    stranger = Actor(user_id=uuid4(), role=Role.COUNSELLOR, office_id=uuid4())
    with pytest.raises(Forbidden):
        await desk.do(StartStep, step="intake", actor=stranger)


async def test_a_departure_that_does_not_exist_is_refused(desk):
    with pytest.raises(Refusal) as refusal:
        await desk.do(StartStep, step="intake")
    assert refusal.value.code == "no_departure"


async def test_opening_twice_is_a_conflict_and_sending_it_twice_is_not(desk):
    request_id = uuid4()
    first = await desk.open(request_id)
    assert (await desk.open(request_id)).entries == first.entries
    with pytest.raises(Conflict):
        await desk.open()


async def test_a_name_that_is_missing_leaves_no_departure_behind(desk, temporal):
    with pytest.raises(Refusal) as refusal:
        await desk.open(persons=persons(PersonRole.APPLICANT, PersonRole.CHILD))
    assert refusal.value.code == "no_name"
    handle = temporal.get_workflow_handle(contract.workflow_id(desk.departure_id))
    assert (await handle.describe()).status is not WorkflowExecutionStatus.RUNNING
    assert (await desk.open()).version > 0


async def test_a_workflow_that_was_lost_is_started_again_by_the_next_action(desk, temporal):
    opened = await desk.open()
    request_id = uuid4()
    first = await desk.do(WriteNote, note="vorher", request_id=request_id)
    await temporal.get_workflow_handle(contract.workflow_id(desk.departure_id)).terminate()
    outcome = await desk.do(StartStep, step="intake")
    assert outcome.entries[0].seq == opened.version + 2
    assert (await desk.do(WriteNote, note="vorher", request_id=request_id)).entries == first.entries


@pytest.fixture
def unheard(desk, temporal, database, settings, run) -> Iterator[Desk]:
    """Return a function that acts without a worker, and waits for half a second."""
    alone = settings.model_copy(update={"task_queue": f"nobody-{uuid4()}", "update_timeout": 0.5})
    desk.dispatcher = Dispatcher(temporal, database, alone)
    yield desk
    run(temporal.get_workflow_handle(contract.workflow_id(desk.departure_id)).terminate())


async def test_an_answer_from_the_journal_nudges_the_workflow(desk, temporal, act):
    """The worker was killed between writing and answering: the workflow does not know the entries."""
    opened = await desk.open()
    request_id = uuid4()
    command = WriteNote(request_id=request_id, actor=actor_of(desk.account), has_note=True)
    enclosure = Enclosure(note="Unerhört.")
    told = command.model_copy(update={"is_enclosed": True, "digest": digest_of(command, enclosure)})
    async with desk.dispatcher._database.worker() as session:
        await enclosures.put(session, told, desk.departure_id, desk.account.office_id, enclosure)
    async with desk.dispatcher._database.plain(Zone.WORKER) as connection:
        await execute(
            connection,
            departure_id=desk.departure_id,
            seq=opened.version,
            command=told,
            now=datetime.now(UTC),
        )
    handle = temporal.get_workflow_handle(contract.workflow_id(desk.departure_id))
    assert await handle.query(contract.VERSION, result_type=int) == opened.version
    again = await desk.do(WriteNote, note="Unerhört.", request_id=request_id)
    assert again.entries
    for _ in range(50):
        if await handle.query(contract.VERSION, result_type=int) == again.version:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the workflow still lags")


async def test_a_departure_that_the_release_before_opened_by_this_request_is_not_opened_again(
    desk, make_departure
):
    request_id = uuid4()
    formerly = uuid5(NAMESPACE_URL, request_id.urn)
    await make_departure(desk.account, departure_id=formerly, request_id=request_id)
    with pytest.raises(Reused):
        await desk.open(request_id)


async def test_without_a_worker_it_says_that_it_is_under_way(unheard):
    with pytest.raises(StillRunning):
        await unheard.open()


async def test_who_is_cancelled_while_waiting_stays_cancelled(unheard):
    waiting = asyncio.ensure_future(unheard.open())
    await asyncio.sleep(0.3)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_while_postgresql_is_away_nothing_changes_and_later_it_works(
    desk, temporal, database, settings
):
    queue = settings.model_copy(update={"task_queue": f"away-{uuid4()}", "update_timeout": 3.0})
    away = settings.model_copy(
        update={"database_worker": SecretStr("postgresql://geleit_worker@127.0.0.1:1/geleit")}
    )
    desk.dispatcher = Dispatcher(temporal, database, queue)
    request_id = uuid4()
    broken = Database(away)
    async with worker.build_worker(temporal, broken, queue):
        with pytest.raises(Unavailable):
            await desk.open(request_id)
    await broken.close()
    async with worker.build_worker(temporal, database, queue):
        outcome = await desk.open(request_id)
    assert outcome.entries[0].event.kind == "departure_opened"
    await temporal.get_workflow_handle(contract.workflow_id(desk.departure_id)).terminate()


async def test_after_unavailable_another_command_may_be_sent(desk, temporal, database, settings):
    """The worker cannot reach PostgreSQL, the web can: the enclosure is dropped at once."""
    queue = settings.model_copy(update={"task_queue": f"away-{uuid4()}", "update_timeout": 2.5})
    away = settings.model_copy(
        update={"database_worker": SecretStr("postgresql://geleit_worker@127.0.0.1:1/geleit")}
    )
    away_desk = Desk(Dispatcher(temporal, database, queue), desk.account, desk.authority)
    broken = Database(away)
    request_id = uuid4()
    async with worker.build_worker(temporal, broken, queue):
        with pytest.raises(Unavailable):
            await away_desk.open(request_id)
    await broken.close()
    assert await enclosures_of(database, away_desk.departure_id) == 0
    async with worker.build_worker(temporal, database, queue):
        await away_desk.open(request_id, destination="TR")
        with pytest.raises(Reused):
            await away_desk.open(request_id)
    assert await enclosures_of(database, away_desk.departure_id) == 0
    await temporal.get_workflow_handle(contract.workflow_id(away_desk.departure_id)).terminate()


async def test_operators_find_departures_by_status_but_by_no_date(desk, temporal):
    opened = await desk.open()
    handle = temporal.get_workflow_handle(contract.workflow_id(desk.departure_id))
    assert await wakes_at(handle) == next_alarm_at(replay(opened.entries))
    shown = (await handle.describe()).typed_search_attributes
    assert shown[contract.STATUS_ATTRIBUTE] == "open"
    assert contract.ALARM_ATTRIBUTE not in shown
    await desk.do(StopDeparture, reason=StopReason.MOVED)
    shown = (await handle.describe()).typed_search_attributes
    assert shown[contract.STATUS_ATTRIBUTE] == "stopped"


async def metadata(settings, departure_id) -> WorkflowMetadata:
    """Return what Temporal's own web UI gets from a workflow, without a key."""
    ui = await Client.connect(settings.temporal_address, namespace=settings.temporal_namespace)
    handle = ui.get_workflow_handle(contract.workflow_id(departure_id))
    found: WorkflowMetadata = await handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    return found


async def test_without_a_key_nobody_reads_steps_or_dates(desk, settings):
    await desk.open()
    with pytest.raises(KeyError, match="binary/encrypted"):
        await metadata(settings, desk.departure_id)


async def test_an_operator_who_has_switched_it_on_reads_the_steps_without_a_key(desk, settings, database):
    shown = settings.model_copy(update={"temporal_details": True, "task_queue": f"details-{uuid4()}"})
    client = await connect(shown, database)
    desk.dispatcher = Dispatcher(client, database, shown)
    async with worker.build_worker(client, database, shown):
        await desk.open()
        details = (await metadata(shown, desk.departure_id)).current_details
    assert "- intake: ready, target" in details
    assert not any(marker in details for marker in PERSONAL)
    await client.get_workflow_handle(contract.workflow_id(desk.departure_id)).terminate()


async def test_nothing_personal_reaches_temporal_and_all_of_it_is_encrypted(desk, temporal):
    await desk.open()
    await desk.do(CompleteStep, step="intake", on=desk.today, note="Erzählte von Tante Roswitha.")
    with pytest.raises(Refusal):
        await desk.do(CompleteStep, step="departure", on=desk.today, note="Roswitha wartet.")
    handle = temporal.get_workflow_handle(contract.workflow_id(desk.departure_id))
    events = [event async for event in handle.fetch_history_events()]
    raw = b"".join(event.SerializeToString() for event in events)
    raw += (await handle.describe()).raw_description.SerializeToString()
    clear = str(desk.departure_id).encode()
    assert clear in raw, "the search would find nothing anywhere"
    for marker in (*PERSONAL, "intake", "step_completed", "departure_opened"):
        assert marker.encode() not in raw, marker
    in_clear = [
        payload.data
        for event in events
        for payload in payloads_in(event)
        if payload.metadata["encoding"] != ENCODING
    ]
    # Search attributes cannot be encrypted: the status. The others are the SDK's own bookkeeping.
    assert all(CLEAR.fullmatch(data) for data in in_clear), in_clear


CLEAR = re.compile(
    rb'"open"|\["without-dates"\]|\{"id":"without-dates".*\}'
    rb'|\{"seq":\d+,"attempt":1,"activity_id":"\d+","activity_type":"carry_out",[^@]*\}'
)
PERSONAL = ("Zwetschgenbaum", "Ottokar", "1961-05-17", "Roswitha", "Tante")


def payloads_in(message):
    """Return every payload anywhere in a message of Temporal's."""
    if isinstance(message, Payload):
        yield message
        return
    for descriptor, value in message.ListFields():
        if descriptor.type != descriptor.TYPE_MESSAGE:
            continue
        if descriptor.message_type.GetOptions().map_entry:
            values = [item for item in value.values() if hasattr(item, "ListFields")]
        else:
            values = value if descriptor.is_repeated else [value]
        for inner in values:
            yield from payloads_in(inner)


async def enclosures_of(database, departure_id):
    async with database.plain(Zone.WORKER) as connection:
        cursor = await connection.execute(
            "select count(*) from enclosure where departure_id = %s", (departure_id,)
        )
        return (await cursor.fetchone())[0]
