"""Each part is killed with -9 in the middle of two hundred actions: nothing answered is lost or doubled."""

import asyncio
import shutil
from collections.abc import Iterator

import httpx
import pytest
from temporalio.client import Client

from geleit.domain.alarms.planning import next_alarm_at
from geleit.embedded.ports import free_port
from geleit.store.database import Database
from geleit.store.journal import snapshots
from geleit.temporal.client import connect
from geleit.temporal.contracts import departure as contract
from geleit.temporal.dispatcher import Dispatcher
from geleit.temporal.maintenance import differences
from tests.embedded.running import eventually
from tests.faults.system import (
    DEPARTURES,
    Action,
    Office,
    WholeGeleit,
    act_while,
    enclosures_left,
    found_office,
    notes_by_request,
    open_departures,
    sent_again_until_answered,
    through_the_dispatcher,
    through_the_web,
    times_in_the_journal,
)
from tests.fixtures.temporal import wakes_at

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]


@pytest.fixture(scope="module")
def geleit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeGeleit]:
    running = WholeGeleit(tmp_path_factory.mktemp("faults") / "data", port=str(free_port()))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def database(geleit, run):
    database = Database(geleit.settings)
    yield database
    run(database.close())


@pytest.fixture(scope="module")
def client(geleit, database, run) -> Client:
    client: Client = run(connect(geleit.settings, database))
    return client


@pytest.fixture(scope="module")
def dispatcher(geleit, database, client) -> Dispatcher:
    return Dispatcher(client, database, geleit.settings)


@pytest.fixture(scope="module")
def office(database, dispatcher, run) -> Office:
    office: Office = run(found_office(database))
    run(open_departures(office, dispatcher))
    return office


@pytest.mark.parametrize("part", ["worker", "temporal", "postgres"])
async def test_what_was_answered_is_there_once(part, geleit, database, client, dispatcher, office):
    send = through_the_dispatcher(office, dispatcher)
    actions = await act_while(office, send, lambda: geleit.kill(part))
    await _check(actions, send, client, database, geleit.settings)


@pytest.mark.parametrize("part", ["worker", "postgres"])
async def test_a_changed_text_under_the_same_request_is_refused_or_saved_and_says_which(
    part, geleit, database, dispatcher, office
):
    send = through_the_dispatcher(office, dispatcher)
    first = await act_while(office, send, lambda: geleit.kill(part))
    saved = {action.request_id: [action.text] for action in first if action.answered}
    changed = [action.changed() for action in first if not action.answered]
    await sent_again_until_answered(changed, send)
    saved |= {action.request_id: [action.text] for action in changed if action.answered}
    # Refused: the first text has got through unheard, or may still; the form comes with a fresh request id.
    refused = [action for action in changed if action.refused]
    texts = {action.request_id: action.text for action in first}
    found = await notes_by_request(database, first)
    for action in refused:
        assert found.pop(action.request_id, [texts[action.request_id]]) == [texts[action.request_id]]
    assert found == saved
    again = [Action(action.departure_id, text=action.text) for action in refused]
    await sent_again_until_answered(again, send)
    assert all(action.answered for action in again)
    assert await enclosures_left(database, [*again, *(each for each in changed if each.answered)]) == 0


async def test_what_the_web_answered_is_there_once(geleit, database, client, office):
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(
        base_url=geleit.settings.base_url, timeout=20, limits=limits, trust_env=False
    ) as web:
        send = through_the_web(office, web)
        actions = await act_while(office, send, lambda: geleit.kill("web"))
        assert not all(action.answered for action in actions)
        assert await asyncio.to_thread(eventually, geleit.is_serving)
        await _check(actions, send, client, database, geleit.settings)


async def _check(actions, send, client, database, settings) -> None:
    answered = [action for action in actions if action.answered]
    assert answered
    found = await times_in_the_journal(database, answered)
    assert found == {action.request_id: 1 for action in answered}
    await sent_again_until_answered(actions, send)
    found = await times_in_the_journal(database, actions)
    assert found == {action.request_id: 1 for action in actions}
    assert await notes_by_request(database, actions) == {
        action.request_id: [action.text] for action in actions
    }
    assert await enclosures_left(database, actions) == 0
    assert [str(difference) async for difference in differences(client, database, settings)] == []


async def test_a_temporal_that_lost_everything_is_filled_again_from_the_journal(geleit, run, office):
    await asyncio.to_thread(geleit.stop)
    for file in (geleit.data / "temporal").iterdir():
        file.unlink() if file.is_file() else shutil.rmtree(file)
    await asyncio.to_thread(geleit.start)
    verified = await asyncio.to_thread(geleit.geleit, "verify")
    assert verified.returncode == 1
    assert f"{DEPARTURES} differences" in verified.stdout
    resumed = await asyncio.to_thread(geleit.geleit, "resume")
    assert f"{DEPARTURES} of {DEPARTURES} departures started again" in resumed.stdout
    verified = await asyncio.to_thread(geleit.geleit, "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert f"{DEPARTURES} departures compared, 0 differences" in verified.stdout
    database = Database(geleit.settings)
    client = await connect(geleit.settings, database)
    for departure_id in office.departures:
        async with database.worker() as session:
            found = await snapshots.find(session, departure_id)
        assert found
        handle = client.get_workflow_handle(contract.workflow_id(departure_id))
        assert await wakes_at(handle) == next_alarm_at(found.departure)
    await database.close()


async def test_a_departure_that_somebody_ended_is_back_within_minutes(geleit, run, office):
    database = Database(geleit.settings)
    client = await connect(geleit.settings, database)
    ended, *_ = office.departures
    handle = client.get_workflow_handle(contract.workflow_id(ended))
    before = await handle.describe()
    await handle.terminate("somebody reached Temporal")
    async with asyncio.timeout(120):
        while (await handle.describe()).run_id == before.run_id:  # noqa: ASYNC110  # nobody calls
            await asyncio.sleep(1)
    assert await handle.query(contract.VERSION, result_type=int) > 0
    await database.close()
