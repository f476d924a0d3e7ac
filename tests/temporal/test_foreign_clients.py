"""Clients of Temporal without Geleit's key: nothing that they send changes anything."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
)
from temporalio.common import RawValue, WorkflowIDReusePolicy
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import ApplicationError

from geleit.domain.alarms.planning import next_alarm_at
from geleit.domain.consent.commands import GiveConsent
from geleit.domain.departure import replay
from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.lifecycle.state import StopReason
from geleit.domain.notes.commands import WriteNote
from geleit.domain.parties import SYSTEM
from geleit.store.database import Zone
from geleit.temporal.codec import EncryptingConverter, ForeignPayloadError
from geleit.temporal.contracts import departure as contract
from geleit.temporal.contracts.departure import CatchUpInput, Execute, StartDeparture
from geleit.temporal.keys import KeyRing
from geleit.temporal.maintenance import find_running
from tests.fixtures.store import actor_of
from tests.fixtures.temporal import wakes_at
from tests.workflows.life import KnownKeys


def converter_named(name):
    if name == "no key":
        return pydantic_data_converter
    return EncryptingConverter(KeyRing(b"another installation's master.key"[:32], KnownKeys()))


@pytest.fixture(params=["no key", "another installation's key"])
def stranger(request, settings, run) -> Client:
    client: Client = run(
        Client.connect(
            settings.temporal_address,
            namespace=settings.temporal_namespace,
            data_converter=converter_named(request.param),
        )
    )
    return client


def named(desk) -> str:
    return contract.workflow_id(desk.departure_id)


def forged(desk) -> Execute:
    """Return a consent in the name of the system, which shows the departure to an authority."""
    command = GiveConsent(request_id=uuid4(), actor=SYSTEM, on=desk.today)
    return Execute(command=command, sent_at=datetime.now(UTC))


def forged_start(departure_id) -> StartDeparture:
    return StartDeparture(departure_id=departure_id, next_alarm=datetime(2020, 1, 1, tzinfo=UTC))


async def still_works(desk) -> bool:
    outcome = await desk.do(WriteNote, note="geht noch")
    return bool(outcome.entries)


async def test_an_update_is_refused_and_leaves_no_trace(desk, stranger, journal, temporal):
    await desk.open()
    before = await journal()
    length = (await temporal.get_workflow_handle(named(desk)).describe()).history_length
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await stranger.get_workflow_handle(named(desk)).execute_update(contract.EXECUTE, forged(desk))
    assert isinstance(failed.value.cause, ApplicationError)
    assert await journal() == before
    assert (await temporal.get_workflow_handle(named(desk)).describe()).history_length == length
    assert await still_works(desk)


async def test_a_signal_is_dropped_and_the_departure_goes_on(desk, stranger, journal):
    await desk.open()
    before = await journal()
    handle = stranger.get_workflow_handle(named(desk))
    await handle.signal(contract.NUDGE, "x")
    await handle.signal("made up", {"actor": "system"})
    assert await journal() == before
    assert await still_works(desk)


async def test_a_query_reveals_nothing(desk, stranger):
    await desk.open()
    handle = stranger.get_workflow_handle(named(desk))
    for query in (contract.STATE, contract.VERSION, "__temporal_workflow_metadata", "__stack_trace"):
        with pytest.raises((ApplicationError, KeyError)):
            await handle.query(query)
    with pytest.raises((ApplicationError, KeyError, WorkflowQueryFailedError)):
        await handle.query(contract.STATE, "x")
    assert await still_works(desk)


async def test_a_made_up_departure_ends_at_once_and_leaves_no_key(stranger, settings, database):
    departure_id = uuid4()
    handle = await stranger.start_workflow(
        contract.DEPARTURE,
        forged_start(departure_id),
        id=contract.workflow_id(departure_id),
        task_queue=settings.task_queue,
    )
    with pytest.raises(WorkflowFailureError):
        await asyncio.wait_for(handle.result(), 10)
    async with database.plain(Zone.WORKER) as connection:
        cursor = await connection.execute(
            "select count(*) from departure_key where departure_id = %s", (departure_id,)
        )
        assert await cursor.fetchone() == (0,)


async def test_a_departure_started_without_an_argument_ends_at_once(stranger, settings):
    handle = await stranger.start_workflow(
        contract.DEPARTURE, id=contract.workflow_id(uuid4()), task_queue=settings.task_queue
    )
    with pytest.raises(WorkflowFailureError):
        await asyncio.wait_for(handle.result(), 10)


async def test_an_update_cannot_be_copied_out_of_a_history_and_sent_again_later(desk, temporal, journal):
    await desk.open()
    note = WriteNote(request_id=uuid4(), actor=actor_of(desk.account), has_note=False)
    old = Execute(command=note, sent_at=datetime.now(UTC) - timedelta(minutes=6))
    before = await journal()
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await temporal.get_workflow_handle(named(desk)).execute_update(contract.EXECUTE, old)
    assert "sent too long ago" in str(failed.value.cause)
    assert await journal() == before


async def test_an_update_of_one_departure_is_none_of_another(desk, temporal, settings):
    """Anybody who can read a history can copy a payload, without a key."""
    await desk.open()
    await desk.do(StopDeparture, reason=StopReason.MOVED)
    taken = await accepted_update(temporal, named(desk))
    other = type(desk)(desk.dispatcher, desk.account, desk.authority)
    await other.open()
    raw = await Client.connect(settings.temporal_address, namespace=settings.temporal_namespace)
    with pytest.raises(WorkflowUpdateFailedError):
        await raw.get_workflow_handle(named(other)).execute_update(contract.EXECUTE, RawValue(taken))
    assert await still_works(other)


@pytest.mark.parametrize("named", [True, False])
async def test_a_payload_is_read_as_what_it_was_written_as(named, temporal):
    """Payloads of earlier releases are not named and can still be read."""
    converter = temporal.data_converter.payload_converter
    asked = CatchUpInput(departure_id=uuid4())
    [payload] = converter.to_payloads([StartDeparture(departure_id=asked.departure_id)])
    if named:
        with pytest.raises(ForeignPayloadError):
            converter.from_payloads([payload], [CatchUpInput])
        assert converter.from_payloads([payload], [StartDeparture | None])
    else:
        del payload.metadata["model"]
        assert converter.from_payloads([payload], [CatchUpInput]) == [asked]


async def test_an_activity_of_ones_own_writes_nothing(desk, command_line, settings, journal):
    await desk.open()
    before = await journal()
    argument = {
        "departure_id": str(desk.departure_id),
        "seq": 0,
        "now": datetime.now(UTC).isoformat(),
        "command": forged(desk).command.model_dump(mode="json"),
    }
    await command_line(
        "activity", "execute", "--activity-id", f"forged-{uuid4()}", "--type", contract.EXECUTE_ACTIVITY,
        "--task-queue", settings.task_queue, "--start-to-close-timeout", "2s",
        "--schedule-to-close-timeout", "3s", "--input", json.dumps(argument),
    )  # fmt: skip
    assert await journal() == before


async def test_temporals_command_line_changes_nothing(desk, command_line, settings, journal):
    await desk.open()
    before = await journal()
    argument = json.dumps(forged(desk).model_dump(mode="json"))
    on = ("--workflow-id", named(desk))
    said = [
        await command_line(
            "workflow", "update", "execute", *on, "--name", contract.EXECUTE, "--input", argument
        ),
        await command_line("workflow", "signal", *on, "--name", contract.NUDGE, "--input", argument),
        await command_line("workflow", "signal", *on, "--name", contract.NUDGE),
        await command_line("workflow", "query", *on, "--type", contract.STATE),
        await command_line("workflow", "metadata", *on),
        await command_line("workflow", "show", *on, "--output", "json"),
        await command_line("workflow", "describe", *on, "--output", "json"),
        await command_line(
            "workflow", "start", *on, "--type", contract.DEPARTURE, "--task-queue", settings.task_queue,
            "--input", json.dumps(forged_start(desk.departure_id).model_dump(mode="json")),
        ),
    ]  # fmt: skip
    told = "".join(result.stdout + result.stderr for result in said)
    assert await journal() == before
    assert not any(word in told for word in ("intake", f"T-{desk.departure_id.hex[:8]}", "decision"))
    assert await still_works(desk)


@pytest.mark.parametrize("how", ["terminate", "cancel", "delete"])
async def test_a_departure_that_was_ended_comes_back_with_its_alarm(
    how, desk, command_line, watchdog, temporal, settings
):
    opened = await desk.open()
    confirmed = ("--yes",) if how == "delete" else ()
    result = await command_line("workflow", how, "--workflow-id", named(desk), *confirmed)
    assert result.returncode == 0, result.stderr
    await until_gone(temporal, settings, desk.departure_id)
    await watchdog.look()
    await watchdog.look()
    handle = temporal.get_workflow_handle(named(desk))
    assert (await handle.describe()).status is WorkflowExecutionStatus.RUNNING
    assert await until_wakes_at(handle) == next_alarm_at(replay(opened.entries))
    assert await still_works(desk)


@pytest.mark.parametrize("squatter", ["another kind", "a queue that nobody asks", "in a hundred years"])
async def test_a_departures_id_cannot_be_kept_by_somebody_else(
    squatter, desk, stranger, watchdog, temporal, settings
):
    opened = await desk.open()
    await stranger.get_workflow_handle(named(desk)).terminate()
    await stranger.start_workflow(
        "Squatter" if squatter == "another kind" else contract.DEPARTURE,
        forged_start(desk.departure_id),
        id=named(desk),
        task_queue="nobody" if squatter == "a queue that nobody asks" else settings.task_queue,
        start_delay=timedelta(days=36_500) if squatter == "in a hundred years" else None,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    )
    await until_gone(temporal, settings, desk.departure_id)
    await watchdog.look()
    await watchdog.look()
    handle = temporal.get_workflow_handle(named(desk))
    assert await until_wakes_at(handle) == next_alarm_at(replay(opened.entries))
    assert await still_works(desk)


@pytest.mark.parametrize(
    "how",
    [
        "reset",
        "its own old start",
        "its own old start, every minute",
        "its own old start, in short tasks",
        "its own old start, for a year",
        "a start that cannot be read",
    ],
)
async def test_a_departure_that_was_reset_follows_its_journal_again(
    how, desk, command_line, watchdog, temporal, settings
):
    await desk.open()
    await desk.do(StopDeparture, reason=StopReason.MOVED)
    last = await desk.do(WriteNote, note="zuletzt")
    if how == "reset":
        reset = await command_line(
            "workflow", "reset", "--workflow-id", named(desk), "--type", "FirstWorkflowTask", "--reason", "x"
        )
        assert reset.returncode == 0, reset.stderr
    else:
        taken = accepted_update if how == "a start that cannot be read" else started_with
        payload = await taken(temporal, named(desk))
        await start_anew_with(payload, desk, settings, how=how)
    await until_begun_again(temporal, desk)
    await watchdog.look()
    if "," not in how:  # those with limits must not wait until they look right for a while
        await watchdog.look()
    handle = temporal.get_workflow_handle(named(desk))
    assert await handle.query(contract.VERSION, result_type=int) == last.version
    assert await still_works(desk)
    config = (await handle.describe()).raw_description.execution_config
    assert not config.workflow_run_timeout.ToTimedelta()
    assert not config.workflow_execution_timeout.ToTimedelta()
    assert config.default_workflow_task_timeout.ToTimedelta() == contract.TASK_TIMEOUT


async def until_begun_again(temporal, desk) -> None:
    """Wait until Temporal's visibility has heard of the second run."""
    query = f'WorkflowId = "{named(desk)}" AND ExecutionStatus = "Running"'
    first = (await temporal.get_workflow_handle(named(desk)).describe()).run_id
    for _ in range(50):
        runs = [workflow.run_id async for workflow in temporal.list_workflows(query)]
        if runs == [first]:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it was not begun again")


LIMITS: dict[str, dict[str, Any]] = {
    "its own old start, every minute": {"cron_schedule": "* * * * *", "run_timeout": timedelta(seconds=45)},
    "its own old start, in short tasks": {"task_timeout": timedelta(seconds=1)},
    "its own old start, for a year": {"execution_timeout": timedelta(days=365)},
}


async def start_anew_with(payload: Payload, desk, settings, *, how: str) -> None:
    """Terminate the departure's workflow and start another with a payload from a history."""
    raw = await Client.connect(settings.temporal_address, namespace=settings.temporal_namespace)
    await raw.get_workflow_handle(named(desk)).terminate()
    await raw.start_workflow(
        contract.DEPARTURE,
        RawValue(payload),
        id=named(desk),
        task_queue=settings.task_queue,
        **LIMITS.get(how, {}),
    )


async def until_gone(temporal, settings, departure_id) -> None:
    """Wait until Temporal's visibility has heard of the end."""
    for _ in range(50):
        if departure_id not in await find_running(temporal, settings):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it still runs")


async def until_wakes_at(handle) -> datetime | None:
    for _ in range(50):
        if moment := await wakes_at(handle):
            return moment
        await asyncio.sleep(0.1)
    return None


async def accepted_update(temporal, workflow_id) -> Payload:
    """Return the argument of the last update in the history."""
    found: Payload | None = None
    async for event in temporal.get_workflow_handle(workflow_id).fetch_history_events():
        if event.HasField("workflow_execution_update_accepted_event_attributes"):
            request = event.workflow_execution_update_accepted_event_attributes.accepted_request
            [found] = request.input.args.payloads
    assert found
    return found


async def started_with(temporal, workflow_id) -> Payload:
    """Return the argument with which the workflow was started."""
    async for event in temporal.get_workflow_handle(workflow_id).fetch_history_events():
        payload: Payload = event.workflow_execution_started_event_attributes.input.payloads[0]
        return payload
    raise AssertionError("it has no history")
