"""Verify, resume and the nightly maintenance, on the real servers."""

import asyncio
import json
import os
import subprocess
import sys
from uuid import uuid4

import pytest

from geleit.domain.alarms.planning import next_alarm_at
from geleit.domain.dates import BERLIN
from geleit.domain.steps.commands import StartStep
from geleit.store.database import Zone
from geleit.store.journal.verify import Difference
from geleit.temporal import maintenance
from geleit.temporal.contracts import departure as contract
from geleit.temporal.contracts import maintenance as nightly
from geleit.temporal.contracts.maintenance import MaintenanceReport
from geleit.temporal.schedules import ensure_schedule
from geleit.temporal.watchdog import Watchdog
from tests.fixtures.store import actor_of
from tests.fixtures.temporal import environment, wakes_at


@pytest.fixture
def differences_of(dispatcher, temporal, database, settings):
    async def find(departure_id) -> list[Difference]:
        found = maintenance.workflow_differences(temporal, database, settings)
        return [difference async for difference in found if difference.departure_id == departure_id]

    return find


async def resume(temporal, database, settings) -> int:
    return sum([started async for started in maintenance.resume(temporal, database, settings)])


async def test_a_departure_without_a_workflow_is_found_and_resumed_with_its_alarm(
    differences_of, make_departure, temporal, database, settings
):
    departure = await make_departure()
    [difference] = await differences_of(departure.departure_id)
    assert (difference.table, difference.found) == ("workflow", None)
    assert await resume(temporal, database, settings) >= 1
    assert await differences_of(departure.departure_id) == []
    handle = temporal.get_workflow_handle(contract.workflow_id(departure.departure_id))
    shown = (await handle.describe()).typed_search_attributes
    assert shown[contract.STATUS_ATTRIBUTE] == "open"
    assert await wakes_at(handle) == next_alarm_at(departure)


async def test_resuming_twice_starts_nothing_twice(dispatcher, make_departure, temporal, database, settings):
    departure = await make_departure()
    await resume(temporal, database, settings)
    handle = temporal.get_workflow_handle(contract.workflow_id(departure.departure_id))
    first = (await handle.describe()).run_id
    await resume(temporal, database, settings)
    assert (await handle.describe()).run_id == first


async def test_a_request_from_before_the_loss_is_still_known(
    dispatcher, make_departure, make_account, act, temporal, database, settings
):
    counsellor = await make_account()
    departure = await make_departure(counsellor)
    request_id = uuid4()
    actor = actor_of(counsellor)
    done = await act(
        departure.departure_id,
        StartStep,
        request_id=request_id,
        actor=actor,
        step="intake",
        seq=departure.version,
    )
    await resume(temporal, database, settings)
    again = await dispatcher.dispatch(
        departure.departure_id, StartStep(request_id=request_id, actor=actor, step="intake")
    )
    assert again.entries == done.entries


async def test_a_workflow_that_lags_is_found_and_catches_up_when_nudged(
    differences_of, make_departure, make_account, act, temporal, database, settings
):
    counsellor = await make_account()
    departure = await make_departure(counsellor)
    await resume(temporal, database, settings)
    await act(departure.departure_id, StartStep, actor=actor_of(counsellor), step="intake")
    [difference] = await differences_of(departure.departure_id)
    assert (difference.expected, difference.found) == (departure.version + 1, departure.version)
    await maintenance.nudge(temporal, [departure.departure_id])
    assert await differences_of(departure.departure_id) == []


async def test_a_workflow_that_lags_is_nudged_by_the_watchdog(
    differences_of, make_departure, make_account, act, temporal, database, settings
):
    counsellor = await make_account()
    departure = await make_departure(counsellor)
    await resume(temporal, database, settings)
    await act(departure.departure_id, StartStep, actor=actor_of(counsellor), step="intake")
    assert await differences_of(departure.departure_id)
    await Watchdog(temporal, database, settings).look()
    assert await differences_of(departure.departure_id) == []


async def test_the_nightly_maintenance_starts_what_is_missing_and_reports(
    differences_of, make_departure, temporal, settings
):
    departure = await make_departure()
    report = await temporal.execute_workflow(
        nightly.MAINTENANCE,
        id=f"maintenance-{uuid4()}",
        task_queue=settings.task_queue,
        result_type=MaintenanceReport,
    )
    assert report.resumed >= 1
    assert await differences_of(departure.departure_id) == []


async def test_the_nightly_maintenance_is_scheduled_once(temporal, settings):
    await ensure_schedule(temporal, settings)
    await ensure_schedule(temporal, settings)
    described = await temporal.get_schedule_handle(nightly.SCHEDULE_ID).describe()
    next_time = described.info.next_action_times[0]
    assert next_time.astimezone(BERLIN).strftime("%H:%M") == "03:20"


async def test_the_command_line_resumes_verifies_and_rebuilds(dispatcher, make_departure, database, settings):
    departure = await make_departure()
    resumed = await geleit(settings, "resume", "--json")
    assert json.loads(resumed.stdout)["started"] >= 1
    async with database.plain(Zone.WORKER) as connection:
        await connection.execute(
            "update departure set stage = 'closing' where id = %s", (departure.departure_id,)
        )
    verified = await geleit(settings, "verify", "--json")
    assert verified.returncode == 1
    found = [
        difference["text"]
        for difference in json.loads(verified.stdout)["differences"]
        if difference["departure"] == str(departure.departure_id)
    ]
    assert len(found) == 1
    assert "stage" in found[0]
    assert (await geleit(settings, "rebuild")).returncode == 0
    verified = await geleit(settings, "verify", "--json")
    assert str(departure.departure_id) not in verified.stdout


def test_without_servers_the_command_line_says_so_in_one_sentence(tmp_path):
    environment = os.environ | {
        "GELEIT_DATA": str(tmp_path),
        "GELEIT_DATABASE_WORKER": "postgresql://geleit_worker@127.0.0.1:1/geleit",
    }
    answer = subprocess.run(
        [sys.executable, "-m", "geleit", "rebuild"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 2
    assert "cannot be reached" in answer.stderr
    assert "Traceback" not in answer.stderr


async def geleit(settings, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command as an operator does; the loop goes on meanwhile, the worker is in it."""
    return await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "geleit", *words],
        env=os.environ | environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )
