"""Executing commands: once, in one transaction, with everything that is read afterwards."""

import asyncio
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlmodel import select

from geleit.domain.assignment.commands import Reassign
from geleit.domain.departure import Departure, replay
from geleit.domain.digest import digest_of
from geleit.domain.enclosure import Enclosure, PersonDetails
from geleit.domain.imports.commands import RecordProgress
from geleit.domain.lifecycle.commands.pause import PauseDeparture, ResumeDeparture
from geleit.domain.lifecycle.state import PauseReason
from geleit.domain.notes.commands import WriteNote
from geleit.domain.parties import Party, Role
from geleit.domain.persons.commands import AddPerson, CorrectPerson
from geleit.domain.persons.state import PersonRole
from geleit.domain.refusal import Conflict, Forbidden, Refusal, Reused
from geleit.domain.steps.commands import CompleteStep, StartStep, WaitOn
from geleit.domain.steps.state import StepState
from geleit.store.accounts.accounts import set_active
from geleit.store.database import Database, Zone
from geleit.store.journal import enclosures, requests
from geleit.store.journal import execute as execute_module
from geleit.store.journal.entries import journals_of
from geleit.store.journal.execute import EnclosureMissingError, ExecuteResult, execute
from geleit.store.journal.rows import DepartureStateRow, EnclosureRow, JournalRow
from geleit.store.lifecycle import DepartureRow
from geleit.store.notes import NoteRow
from geleit.store.persons.rows import PersonRow
from geleit.store.steps import StepRow
from tests.fixtures.store import actor_of, context_of

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = date(2026, 3, 2)


async def snapshot(database: Database, departure: Departure) -> Departure | None:
    async with database.worker() as session:
        found = await session.get_one(DepartureStateRow, departure.departure_id)
    return Departure.model_validate(found.state)


async def test_opening_writes_everything_that_is_read(database, counsellor, make_departure):
    names = [("Müller-Haddad", "Yousef"), ("Haddad", "Amal")]
    departure = await make_departure(counsellor, names=names, now=NOW)
    async with database.web(context_of(counsellor)) as session:
        row = await session.get_one(DepartureRow, departure.departure_id)
        steps = (await session.exec(select(StepRow).where(StepRow.departure_id == row.id))).all()
        persons = (await session.exec(select(PersonRow).where(PersonRow.departure_id == row.id))).all()
        entries = (await session.exec(select(JournalRow).where(JournalRow.departure_id == row.id))).all()
        left = (await session.exec(select(EnclosureRow))).all()
    assert (row.applicant, row.sort_key) == ("Müller-Haddad, Yousef", "mueller haddad yousef")
    assert (row.persons, row.version, row.blocker_step) == (2, len(entries), "intake")
    assert {step.key for step in steps} == set(departure.steps)
    assert [(person.family_name, person.role) for person in persons] == [
        ("Müller-Haddad", PersonRole.APPLICANT),
        ("Haddad", PersonRole.SPOUSE),
    ]
    assert left == []


async def test_the_snapshot_is_what_the_journal_says(database, counsellor, make_departure, act):
    departure = await make_departure(counsellor, now=NOW)
    done = await act(
        departure.departure_id, CompleteStep, actor=actor_of(counsellor), now=NOW, step="intake", on=DAY
    )
    async with database.plain(Zone.WORKER) as connection:
        entries = (await journals_of(connection, [departure.departure_id]))[departure.departure_id]
    kept = await snapshot(database, departure)
    assert replay(entries) == kept == done.departure
    # The order of the plan counts: the first milestone that is not settled is the next.
    assert list(replay(entries).steps) == list(kept.steps)


async def test_answers_every_entry_after_the_one_the_caller_knows(counsellor, make_departure, act):
    departure = await make_departure(counsellor, now=NOW)
    actor = actor_of(counsellor)
    first = await act(
        departure.departure_id, StartStep, actor=actor, now=NOW, step="intake", seq=departure.version
    )
    second = await act(
        departure.departure_id,
        CompleteStep,
        actor=actor,
        now=NOW,
        step="intake",
        on=DAY,
        seq=departure.version,
    )
    assert second.entries[: len(first.entries)] == first.entries
    assert second.entries[-1].seq == second.departure.version > first.departure.version


async def test_the_same_request_is_executed_once(database, counsellor, make_departure, act):
    departure = await make_departure(counsellor, now=NOW)
    again = {
        "actor": actor_of(counsellor),
        "request_id": uuid4(),
        "note": "Hat angerufen.",
        "now": NOW,
        "seq": departure.version,
    }
    first = await act(departure.departure_id, WriteNote, **again)
    second = await act(departure.departure_id, WriteNote, **again)
    # It is not checked again either, and says what it did even to who knows more.
    third = await act(departure.departure_id, WriteNote, **again | {"seq": second.departure.version})
    assert first == second == third
    assert first.departure.version == departure.version + 1
    async with database.web(context_of(counsellor)) as session:
        notes = (await session.exec(select(NoteRow))).all()
        left = (await session.exec(select(EnclosureRow))).all()
    assert [note.text for note in notes] == ["Hat angerufen."]
    assert left == []


@pytest.mark.parametrize("quickly", [False, True])
async def test_a_request_id_stands_for_one_content(
    database, counsellor, make_departure, make_account, office, quickly
):
    departure = await make_departure(counsellor, now=NOW)
    request_id = uuid4()
    first = await _wait_on(database, departure, counsellor, request_id, Party.CLIENT)
    with pytest.raises(Reused):
        await _wait_on(
            database, departure, counsellor, request_id, Party.EMBASSY, seen=first, quickly=quickly
        )
    colleague = await make_account(Role.COUNSELLOR, office)
    with pytest.raises(Reused):
        await _wait_on(database, departure, colleague, request_id, Party.CLIENT, seen=first, quickly=quickly)
    stranger = await make_account()
    with pytest.raises(Forbidden):
        await _wait_on(database, departure, stranger, request_id, Party.CLIENT, seen=first, quickly=quickly)
    again = await _wait_on(database, departure, counsellor, request_id, Party.CLIENT)
    assert again == first


@pytest.mark.parametrize("quickly", [False, True])
async def test_a_request_of_an_account_is_executed_on_one_departure(
    database, counsellor, make_departure, make_account, quickly
):
    departure, other = await make_departure(counsellor, now=NOW), await make_departure(counsellor, now=NOW)
    request_id = uuid4()
    await _wait_on(database, departure, counsellor, request_id, Party.CLIENT)
    seen = ExecuteResult((), other)
    with pytest.raises(Reused):
        await _wait_on(database, other, counsellor, request_id, Party.CLIENT, seen=seen, quickly=quickly)
    assert await snapshot(database, other) == other
    # Whoever else happens to use it learns nothing.
    stranger = await make_account()
    theirs = await make_departure(stranger, now=NOW)
    done = await _wait_on(database, theirs, stranger, request_id, Party.CLIENT)
    assert done.departure.version == theirs.version + 1


async def _wait_on(database, departure, account, request_id, party, *, seen=None, quickly=False):
    """Execute a command; ``quickly``: the worker knows the departure's current state."""
    known = seen.departure if seen and quickly else None
    command = WaitOn(request_id=request_id, actor=actor_of(account), step="intake", party=party)
    async with database.plain(Zone.WORKER) as connection:
        return await execute(
            connection,
            departure_id=departure.departure_id,
            seq=known.version if known else departure.version,
            command=command.model_copy(update={"digest": digest_of(command, None)}),
            now=NOW,
            seen=known,
        )


async def test_a_command_takes_no_other_text_than_its_own(database, counsellor, make_departure):
    departure = await make_departure(counsellor, now=NOW)
    request_id = uuid4()
    async with database.worker() as session:
        session.add(
            EnclosureRow(
                departure_id=departure.departure_id,
                request_id=request_id,
                office_id=departure.office_id,
                digest="of something else",
                content={"note": "Von etwas anderem."},
                created_at=NOW,
            )
        )
    command = WriteNote(request_id=request_id, actor=actor_of(counsellor), has_note=True, digest="mine")
    async with database.plain(Zone.WORKER) as connection:
        with pytest.raises(Reused):
            await execute(connection, departure_id=departure.departure_id, seq=0, command=command, now=NOW)
    assert await snapshot(database, departure) == departure


async def test_without_its_enclosure_a_command_is_not_executed(database, counsellor, make_departure):
    departure = await make_departure(counsellor, now=NOW)
    command = WriteNote(request_id=uuid4(), actor=actor_of(counsellor), has_note=True, is_enclosed=True)
    async with database.plain(Zone.WORKER) as connection:
        with pytest.raises(EnclosureMissingError):
            await execute(connection, departure_id=departure.departure_id, seq=0, command=command, now=NOW)
    assert await snapshot(database, departure) == departure


async def test_a_command_whose_enclosure_is_dropped_meanwhile_is_not_executed(
    database, counsellor, make_departure, monkeypatch
):
    departure = await make_departure(counsellor, now=NOW)
    command = WriteNote(
        request_id=uuid4(), actor=actor_of(counsellor), has_note=True, is_enclosed=True, digest="mine"
    )
    async with database.worker() as session:
        await enclosures.put(
            session, command, departure.departure_id, departure.office_id, Enclosure(note="Zurückgenommen.")
        )
    read = execute_module._read

    async def read_and_take_back(*asked):
        found = await read(*asked)
        async with database.worker() as session:
            await enclosures.drop(session, command, departure.departure_id)
        return found

    monkeypatch.setattr(execute_module, "_read", read_and_take_back)
    async with database.plain(Zone.WORKER) as connection:
        with pytest.raises(EnclosureMissingError):
            await execute(connection, departure_id=departure.departure_id, seq=0, command=command, now=NOW)
    assert await snapshot(database, departure) == departure


async def test_what_the_release_before_executed_is_never_taken_for_what_is_sent_now(
    database, counsellor, make_departure
):
    departure = await make_departure(counsellor, now=NOW)
    command = WriteNote(request_id=uuid4(), actor=actor_of(counsellor), has_note=True)
    enclosure = Enclosure(note="Von früher.")
    async with database.worker() as session:
        await enclosures.put(session, command, departure.departure_id, departure.office_id, enclosure)
    async with database.plain(Zone.WORKER) as connection:
        first = await execute(
            connection, departure_id=departure.departure_id, seq=departure.version, command=command, now=NOW
        )
    async with database.worker() as session:
        done = await requests.find(session, departure.departure_id, command.request_id)
    assert done is not None
    assert (done.entries, done.digest) == (first.entries, None)
    requests.require_same(done, command)
    with pytest.raises(Reused):
        requests.require_same(done, command.model_copy(update={"digest": digest_of(command, enclosure)}))


async def test_exactly_one_of_twenty_commands_on_the_same_version_is_executed(
    counsellor, make_departure, act
):
    departure = await make_departure(counsellor, now=NOW)
    version = departure.version

    async def race() -> object:
        try:
            return await act(
                departure.departure_id,
                StartStep,
                actor=actor_of(counsellor),
                now=NOW,
                step="intake",
                expected_version=version,
                seq=version,
            )
        except Conflict as conflict:
            return conflict.code

    results = await asyncio.gather(*(race() for _ in range(20)))
    assert results.count("changed_meanwhile") == 19


async def test_a_refusal_changes_nothing(database, counsellor, make_departure, act):
    departure = await make_departure(counsellor, now=NOW)
    with pytest.raises(Refusal) as refused:
        await act(
            departure.departure_id,
            CompleteStep,
            actor=actor_of(counsellor),
            now=NOW,
            step="departure",
            on=DAY,
        )
    assert refused.value.code == "not_ready"
    assert await snapshot(database, departure) == departure


async def test_a_departure_without_a_name_is_not_opened(database, counsellor, make_departure):
    departure_id = uuid4()
    with pytest.raises(Refusal) as refused:
        await make_departure(
            counsellor,
            names=[],
            departure_id=departure_id,
            persons=[{"number": 1, "role": "applicant"}],
            now=NOW,
        )
    assert refused.value.code == "no_name"
    async with database.plain(Zone.WORKER) as connection:
        assert await journals_of(connection, [departure_id]) == {departure_id: []}


async def test_nobody_can_act_on_a_departure_that_does_not_exist(counsellor, act):
    with pytest.raises(Refusal) as refused:
        await act(uuid4(), StartStep, actor=actor_of(counsellor), step="intake")
    assert refused.value.code == "no_departure"


async def test_an_added_person_gets_the_next_number_whatever_the_form_said(
    database, counsellor, make_departure, act
):
    departure = await make_departure(counsellor, now=NOW)
    child = PersonDetails(number=7, family_name="Haddad", given_name="Lina", birth_date=date(2020, 5, 1))
    await act(
        departure.departure_id,
        AddPerson,
        actor=actor_of(counsellor),
        now=NOW,
        role=PersonRole.CHILD,
        details=[child],
    )
    async with database.web(context_of(counsellor)) as session:
        row = await session.get_one(PersonRow, (departure.departure_id, 2))
        listed = await session.get_one(DepartureRow, departure.departure_id)
    assert (row.given_name, row.birth_date, row.role) == ("Lina", date(2020, 5, 1), PersonRole.CHILD)
    assert (listed.applicant, listed.persons) == ("Haddad, Yousef", 2)


async def test_a_corrected_applicant_is_listed_under_the_new_name(database, counsellor, make_departure, act):
    departure = await make_departure(counsellor, now=NOW)
    await act(
        departure.departure_id,
        CorrectPerson,
        actor=actor_of(counsellor),
        now=NOW,
        person=1,
        details=[PersonDetails(number=1, family_name="Haddād", given_name="Youssef")],
    )
    async with database.web(context_of(counsellor)) as session:
        listed = await session.get_one(DepartureRow, departure.departure_id)
    assert (listed.applicant, listed.sort_key) == ("Haddād, Youssef", "haddad youssef")


async def test_a_pause_takes_every_step_off_the_work_lists_and_the_end_of_the_pause_puts_it_back(
    database, counsellor, make_departure, act
):
    departure = await make_departure(counsellor, now=NOW)
    actor = actor_of(counsellor)

    async def due() -> dict[str, date | None]:
        async with database.web(context_of(counsellor)) as session:
            rows = (await session.exec(select(StepRow))).all()
        return {row.key: row.open_due_on for row in rows if row.open_due_on}

    assert await due() == {"intake": departure.steps["intake"].target_on}
    await act(
        departure.departure_id,
        PauseDeparture,
        actor=actor,
        now=NOW,
        reason=PauseReason.MEDICAL,
        review_on=date(2026, 4, 1),
    )
    assert await due() == {}
    await act(departure.departure_id, ResumeDeparture, actor=actor, now=NOW)
    assert await due() == {"intake": departure.steps["intake"].target_on}


async def test_an_open_step_without_a_target_is_due_at_the_end_of_time(
    database, counsellor, make_departure, act
):
    departure = await make_departure(counsellor, now=NOW)
    async with database.worker() as session:
        step = await session.get_one(StepRow, (departure.departure_id, "intake"))
        assert step.state is StepState.READY
        step.target_on = None
        session.add(step)
        await session.flush()
        await session.refresh(step)
        assert step.open_due_on == date(9999, 12, 31)


async def test_another_counsellor_takes_over_the_open_work(
    database, office, counsellor, make_account, make_departure, act
):
    departure = await make_departure(counsellor, now=NOW)
    other = await make_account(place=office)
    await act(departure.departure_id, Reassign, actor=actor_of(counsellor), now=NOW, counsellor_id=other.id)
    async with database.web(context_of(counsellor)) as session:
        steps = (await session.exec(select(StepRow))).all()
    assert {step.responsible_id for step in steps} == {other.id}


@pytest.mark.parametrize("step", [None, "intake"])
async def test_work_is_handed_only_to_who_counsels_in_its_office(
    database, office, counsellor, make_account, make_departure, act, step
):
    departure = await make_departure(counsellor, now=NOW)
    gone = await make_account(place=office)
    async with database.worker() as session:
        await set_active(session, await session.merge(gone), active=False)
    others = [
        await make_account(),
        await make_account(Role.SUPERVISOR, office),
        await make_account(Role.AUTHORITY),
        gone,
    ]
    for other in others:
        with pytest.raises(Refusal, match="berät nicht in dieser Stelle"):
            await act(
                departure.departure_id,
                Reassign,
                actor=actor_of(counsellor),
                now=NOW,
                counsellor_id=other.id,
                step=step,
            )
        assert await snapshot(database, departure) == departure


async def test_an_import_hands_over_by_the_same_rule(database, counsellor, make_account, make_departure, act):
    departure = await make_departure(counsellor, now=NOW, counsellor_id=None)
    stranger = await make_account()
    by = {"actor": actor_of(counsellor), "now": NOW}
    with pytest.raises(Refusal, match="berät nicht in dieser Stelle"):
        await act(departure.departure_id, RecordProgress, **by, counsellor_id=stranger.id)
    done = await act(departure.departure_id, RecordProgress, **by, counsellor_id=counsellor.id)
    assert done.departure.counsellor_id == counsellor.id
