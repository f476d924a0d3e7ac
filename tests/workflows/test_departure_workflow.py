"""The answers of a departure's workflow."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from geleit.domain.departure import replay
from geleit.domain.notes.commands import WriteNote
from geleit.domain.notes.events import NoteWritten
from geleit.domain.parties import Actor, Party, Role
from geleit.domain.refusal import Conflict, Forbidden, Refusal
from geleit.domain.steps.commands import CompleteStep, StartStep, WaitOn
from geleit.temporal.contracts import departure as contract
from geleit.temporal.contracts.departure import Execute
from geleit.temporal.failures import Unavailable, to_exception
from tests.fixtures.opening import COUNSELLOR
from workflows.details import DescribedDepartureWorkflow


async def test_it_works(life):
    async with life() as departure:
        opened = await departure.open()
        outcome = await departure.do(CompleteStep, step="intake", on=await departure.day())
        assert outcome.entries[0].seq == opened.version + 1
        assert outcome.version == outcome.entries[-1].seq
        assert {entry.event.kind for entry in outcome.entries} == {"step_completed", "step_became_ready"}


async def test_it_holds_the_state_that_the_journal_makes(life):
    async with life() as departure:
        await departure.open()
        await departure.do(CompleteStep, step="intake", on=await departure.day())
        held = await departure.handle.query(contract.STATE, result_type=dict)
        made = replay(departure.journal.entries[departure.departure_id])
        assert held == made.model_dump(mode="json")


async def test_a_refusal_says_why(life):
    async with life() as departure:
        await departure.open()
        with pytest.raises(Refusal) as refusal:
            await departure.do(CompleteStep, step="departure", on=await departure.day())
        assert refusal.value.code == "not_ready"
        assert refusal.value.details == {"step": "departure", "steps": ["travel_booking"]}
        assert "{steps}" in refusal.value.text


async def test_a_version_that_is_out_of_date_is_a_conflict(life):
    async with life() as departure:
        opened = await departure.open()
        await departure.do(StartStep, step="intake")
        with pytest.raises(Conflict) as conflict:
            await departure.do(WaitOn, step="intake", party=Party.CLIENT, expected_version=opened.version)
        assert conflict.value.details == {"version": opened.version + 1}


async def test_another_office_is_forbidden(life):
    async with life() as departure:
        await departure.open()
        stranger = Actor(user_id=UUID(int=9), role=Role.COUNSELLOR, office_id=UUID(int=99))
        with pytest.raises(Forbidden):
            await departure.do(StartStep, step="intake", actor=stranger)


async def test_opening_twice_is_a_conflict(life):
    async with life() as departure:
        await departure.open()
        with pytest.raises(Conflict) as conflict:
            await departure.open()
        assert conflict.value.code == "already_open"


async def test_the_same_opening_sent_twice_opens_once(life):
    async with life() as departure:
        request_id = uuid4()
        first, second = await asyncio.gather(
            departure.open(request_id=request_id), departure.open(request_id=request_id)
        )
        assert first == second
        assert len(departure.journal.entries[departure.departure_id]) == first.version


@pytest.mark.parametrize("same_update_id", [True, False])
async def test_a_request_sent_again_is_answered_with_what_it_did(life, same_update_id):
    async with life() as departure:
        await departure.open()
        request_id = uuid4()
        first = await departure.do(StartStep, step="intake", request_id=request_id)
        update_id = str(request_id) if same_update_id else str(uuid4())
        again = await departure.do(StartStep, step="intake", request_id=request_id, update_id=update_id)
        assert again.entries == first.entries
        assert len(departure.journal.entries[departure.departure_id]) == first.version


async def test_a_request_sent_again_after_many_others_and_new_histories_does_nothing(life):
    async with life(continue_after=30) as departure:
        await departure.open()
        first_run = (await departure.handle.describe()).run_id
        sent = {uuid4(): number for number in range(25)}
        for request_id in sent:
            await departure.do(WriteNote, has_note=True, request_id=request_id)
        assert (await departure.handle.describe()).run_id != first_run
        entries = len(departure.journal.entries[departure.departure_id])
        for request_id, number in sent.items():
            again = await departure.do(
                WriteNote, has_note=True, request_id=request_id, update_id=f"again-{number}"
            )
            assert [entry.request_id for entry in again.entries] == [request_id]
        assert len(departure.journal.entries[departure.departure_id]) == entries


async def test_many_at_once_each_get_their_own_events(life):
    async with life(continue_after=40) as departure:
        opened = await departure.open()
        outcomes = await asyncio.gather(*(departure.do(WriteNote, has_note=True) for _ in range(30)))
        seqs = sorted(entry.seq for outcome in outcomes for entry in outcome.entries)
        assert seqs == list(range(opened.version + 1, opened.version + 31))


async def test_while_postgresql_is_away_an_action_fails_cleanly_and_works_again_afterwards(life):
    async with life() as departure:
        opened = await departure.open()
        departure.journal.is_away = True
        with pytest.raises(Unavailable):
            await departure.do(StartStep, step="intake")
        assert await departure.handle.query(contract.VERSION) == opened.version
        departure.journal.is_away = False
        outcome = await departure.do(StartStep, step="intake")
        assert outcome.version == opened.version + 1


async def test_an_opening_that_could_not_be_carried_out_leaves_nothing_behind(life):
    async with life() as departure:
        departure.journal.is_away = True
        request_id = uuid4()
        with pytest.raises(Unavailable):
            await departure.open(request_id=request_id)
        departure.journal.is_away = False
        outcome = await departure.open(request_id=request_id)
        assert len(departure.journal.entries[departure.departure_id]) == outcome.version


async def test_an_answer_lost_after_the_commit_is_caught_up_with(life):
    async with life() as departure:
        opened = await departure.open()
        departure.journal.loses_answers = 4
        request_id = uuid4()
        with pytest.raises(Unavailable):
            await departure.do(StartStep, step="intake", request_id=request_id)
        await _reaches(departure, opened.version + 1)
        again = await departure.do(StartStep, step="intake", request_id=request_id, update_id="second try")
        assert [entry.seq for entry in again.entries] == [opened.version + 1]


async def test_a_nudge_makes_it_look_at_the_journal(life):
    async with life() as departure:
        opened = await departure.open()
        journal = departure.journal.entries[departure.departure_id]
        added = journal[-1].model_copy(
            update={
                "seq": opened.version + 1,
                "request_id": uuid4(),
                "event": NoteWritten(),
            }
        )
        journal.append(added)
        assert await departure.handle.query(contract.VERSION) == opened.version
        await departure.handle.signal(contract.NUDGE)
        await _reaches(departure, opened.version + 1)


async def test_search_attributes_with_dates_of_a_former_release_are_removed(life):
    told = SearchAttributePair(contract.ALARM_ATTRIBUTE, datetime(2027, 1, 1, tzinfo=UTC))
    async with life() as departure:
        await departure.open(search_attributes=TypedSearchAttributes([told]))
        await departure.do(WriteNote, has_note=True)
        upserted = [
            event.upsert_workflow_search_attributes_event_attributes.search_attributes.indexed_fields
            async for event in departure.handle.fetch_history_events()
            if event.HasField("upsert_workflow_search_attributes_event_attributes")
        ]
        dates = [fields["NextAlarm"].data for fields in upserted if "NextAlarm" in fields]
        assert dates == [b""]  # no value any more


async def test_what_was_sent_long_ago_is_refused_and_may_be_sent_anew(life):
    async with life() as departure:
        await departure.open()
        note = WriteNote(request_id=uuid4(), actor=COUNSELLOR, has_note=True)
        copied = Execute(command=note, sent_at=await departure.now(), update_id="copied")
        await departure.env.sleep(contract.FRESH_FOR + timedelta(minutes=1))
        with pytest.raises(WorkflowUpdateFailedError) as failed:
            await departure.handle.execute_update(contract.EXECUTE, copied, id="copied")
        assert isinstance(to_exception(failed.value.cause), Unavailable)
        assert (await departure.do(WriteNote, has_note=True, request_id=note.request_id)).entries


async def test_an_update_is_not_taken_once_more_under_another_id(life):
    async with life() as departure:
        await departure.open()
        note = WriteNote(request_id=uuid4(), actor=COUNSELLOR, has_note=True)
        copied = Execute(command=note, sent_at=await departure.now(), update_id="first")
        with pytest.raises(WorkflowUpdateFailedError):
            await departure.handle.execute_update(contract.EXECUTE, copied, id="second")
        assert await departure.handle.execute_update(contract.EXECUTE, copied, id="first")


async def test_the_web_ui_of_temporal_shows_states_and_dates_also_in_a_new_history(life):
    async with life(continue_after=20, workflow=DescribedDepartureWorkflow) as departure:
        await departure.open()
        for _ in range(6):
            await departure.do(WriteNote, has_note=True)
        metadata = await departure.handle.query("__temporal_workflow_metadata")
        details = metadata["currentDetails"] if isinstance(metadata, dict) else metadata.current_details
        assert "KI-2026-0417" in details
        assert "- intake: ready, target" in details


async def _reaches(departure, version: int) -> None:
    for _ in range(200):
        if await departure.handle.query(contract.VERSION) == version:
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"the workflow did not reach version {version}")
