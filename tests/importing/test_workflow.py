"""Imports through the real servers, and the resulting departures."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlmodel import col, select
from temporalio.client import Client
from temporalio.converter import WorkflowSerializationContext

from geleit.domain.calendar import Land
from geleit.domain.deadlines.commands.extend import ExtendDeadline
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.parties import Role
from geleit.domain.steps.commands import SetTarget
from geleit.domain.steps.state import StepState
from geleit.importing.formats import read_table
from geleit.importing.ids import ImportIds
from geleit.importing.opening import Opening
from geleit.importing.report import Report, Verdict
from geleit.importing.table import dump_table
from geleit.settings import Settings
from geleit.store.database import Database
from geleit.store.directory.rows import AuthorityRow
from geleit.store.imports import runs
from geleit.store.imports.cases import KnownCase, known_cases
from geleit.store.imports.decisions import (
    build_import_context,
    decide_imports,
    load_import_context,
    preview,
    read_plan,
)
from geleit.store.imports.rows import ImportState
from geleit.store.journal.keys import master_key
from geleit.store.lifecycle import DepartureRow
from geleit.store.notes import notes_of
from geleit.store.pages.departure import find_departure
from geleit.temporal.contracts.departure import workflow_id
from geleit.temporal.contracts.imports import CHUNK, IMPORT, ImportChunk, import_workflow_id
from geleit.temporal.dispatcher import Dispatcher
from geleit.temporal.import_ids import import_ids
from geleit.temporal.watchdog import STUCK_AFTER, Watchdog
from tests.fixtures.store import MakeAccount, MakeOffice, actor_of, context_of
from tests.importing.importing import Lists
from tests.importing.lists import SAMPLE_CSV, SAMPLE_XLSX, SAMPLES, TODAY, list_of, relative
from tests.temporal.test_dispatch import payloads_in


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.suffix)
async def test_the_sample_list_is_in_geleit_and_a_second_time_changes_nothing(sample, lists: Lists) -> None:
    content = lists.renumbered(sample.read_bytes())
    first = await lists.import_list(content)
    counts = first.for_programs()
    assert {name: counts[name] for name in ("departures", "persons", "opened", "changed", "unchanged")} == {
        "departures": 40,
        "persons": 77,
        "opened": 40,
        "changed": 0,
        "unchanged": 0,
    }
    assert [refused["row"] for refused in counts["refused"]] == [79, 80, 81, 82, 83, 84]
    again = (await lists.import_list(content)).for_programs()
    assert (again["opened"], again["changed"], again["unchanged"]) == (0, 0, 40)


async def _tried(lists: Lists, content: bytes) -> Report:
    """Return the preview's report."""
    async with lists.database.worker() as session:
        plan = read_plan(dump_table(read_table(content)), None, on=TODAY)
        around = await build_import_context(session, lists.office, run_id=uuid4(), account=lists.account)
        return await preview(session, plan, around, now=datetime.now(UTC))


@asynccontextmanager
async def _worker(settings: Settings, folder: Path) -> AsyncIterator[Process]:
    """Start a worker in a process of its own, which can be killed."""
    values = {f"GELEIT_{name.upper()}": value for name, value in settings if value is not None}
    plain = {
        name: value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in values.items()
    }
    with (folder / "worker.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "worker", env=os.environ | plain, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _wait_for_more_than(count: float, lists: Lists) -> None:
    """Wait until the office has more departures than that."""
    found = 0
    while found <= count:
        await asyncio.sleep(0.02)
        async with lists.database.web(context_of(lists.account)) as session:
            found = len((await session.exec(select(DepartureRow.number))).all())


async def _case(lists: Lists, number: str) -> KnownCase:
    async with lists.database.web(context_of(lists.account)) as session:
        return (await known_cases(session, [number]))[number]


async def test_steps_stand_where_the_list_says(lists: Lists) -> None:
    await lists.import_list(lists.renumbered(SAMPLE_XLSX.read_bytes()))
    departure = (await _case(lists, f"{lists.prefix}-26-010")).known.departure
    assert {key for key, step in departure.steps.items() if step.state is StepState.DONE} == {
        *("intake", "decision", "funding_application", "funding_decision"),
        # Two passports lie with the authority: the booking of which the list tells is a remark.
        "travel_document-3",
    }
    assert departure.steps["consent"].state is StepState.NOT_REQUIRED
    assert departure.steps["travel_document-1"].waiting_on == "authority"
    assert str(departure.steps["departure"].target_on) == "2026-11-25"
    async with lists.database.web(context_of(lists.account)) as session:
        detail = await find_departure(session, departure.departure_id)
        assert detail is not None
        assert detail.authority == "LaZuF SH"
        assert [person.given_name for person in detail.persons.values()] == ["Rebin", "Shilan", "Shilan"]
        assert [note.text for note in await notes_of(session, departure.departure_id)] == [
            "möchte Werkstatt eröffnen"
        ]


async def test_an_unknown_authority_is_made_once_in_the_land_of_the_office(
    lists: Lists, database: Database
) -> None:
    name = f"ABH Neustadt {lists.prefix}"
    rows = [{"Aktenzeichen": f"{lists.prefix}-{n}", "zuständige Behörde": name} for n in range(12)]
    report = await lists.import_list(list_of(*rows))
    assert report.notices == (f"In Geleit neu: {name}.",)
    async with database.worker() as session:
        (made,) = (await session.exec(select(AuthorityRow).where(AuthorityRow.name == name))).all()
        assert made.land is Land.SH
        of_authority = select(DepartureRow).where(col(DepartureRow.authority_id) == made.id)
        assert len((await session.exec(of_authority)).all()) == 12
    assert (await lists.import_list(list_of(*rows))).notices == ()


async def test_a_later_list_names_the_authority_that_was_missing(lists: Lists) -> None:
    number = {"Aktenzeichen": f"{lists.prefix}-1"}
    await lists.import_list(list_of({**number, "zuständige Behörde": ""}))
    assert (await _case(lists, f"{lists.prefix}-1")).known.departure.authority_id is None
    content = list_of({**number, "zuständige Behörde": f"ABH {lists.prefix}"})
    expected = await _tried(lists, content)
    assert expected.count(Verdict.CHANGED) == 1
    assert expected.notices == (f"In Geleit neu: ABH {lists.prefix}.",)
    assert (await lists.import_list(content)).count(Verdict.CHANGED) == 1
    assert (await lists.import_list(content)).count(Verdict.UNCHANGED) == 1
    departure_id = (await _case(lists, f"{lists.prefix}-1")).known.departure.departure_id
    async with lists.database.web(context_of(lists.account)) as session:
        detail = await find_departure(session, departure_id)
    assert detail is not None
    assert detail.authority == f"ABH {lists.prefix}"


async def test_another_authority_or_destination_in_the_list_gets_a_remark_once(lists: Lists) -> None:
    number = {"Aktenzeichen": f"{lists.prefix}-1"}
    await lists.import_list(list_of({**number, "Zielland": "Georgien"}))
    before = (await _case(lists, f"{lists.prefix}-1")).known.departure
    content = list_of({**number, "Zielland": "Türkei", "zuständige Behörde": f"ABH {lists.prefix}"})
    report = await lists.import_list(content)
    assert (report.count(Verdict.UNCHANGED), report.count(Verdict.CHANGED)) == (1, 0)
    destination, authority = (remark.text for remark in report.remarks)
    assert "„Georgien“" in destination
    assert "„Türkei“" in destination
    assert "„ABH Kiel“" in authority
    assert f"„ABH {lists.prefix}“" in authority
    assert (await _case(lists, f"{lists.prefix}-1")).known.departure == before
    assert (await lists.import_list(content)).remarks == ()


async def test_an_appointment_moves_with_the_list_until_a_person_moves_it_here(lists: Lists) -> None:
    number = f"{lists.prefix}-1"

    async def import_day(day: str) -> tuple[int, list[str], list[str]]:
        report = await lists.import_list(list_of({"Aktenzeichen": number, "Botschaft Termin": day}))
        steps = (await _case(lists, number)).known.departure.steps.values()
        days = [str(step.target_on) for step in steps if step.code == "embassy_appointment"]
        return report.count(Verdict.CHANGED), days, [remark.text for remark in report.remarks]

    assert await import_day("01.12.2026") == (0, ["2026-12-01"], [])
    assert await import_day("08.12.2026") == (1, ["2026-12-08"], [])
    assert await import_day("08.12.2026") == (0, ["2026-12-08"], [])
    move = SetTarget(
        request_id=uuid4(),
        actor=actor_of(lists.account),
        step="embassy_appointment-1-1",
        target_on=date(2026, 12, 10),
    )
    await lists.dispatcher.dispatch((await _case(lists, number)).known.departure.departure_id, move)
    changed, days, (remark,) = await import_day("09.12.2026")
    assert (changed, days) == (0, ["2026-12-10"])
    assert "am 10.12.2026, in der Liste am 09.12.2026" in remark


async def test_the_counsellor_is_found_by_an_abbreviated_name(lists: Lists) -> None:
    rows = [
        {"Aktenzeichen": f"{lists.prefix}-1", "Berater/in": "M. Petersen"},
        {"Aktenzeichen": f"{lists.prefix}-2", "Berater/in": "K. Niemand"},
    ]
    report = await lists.import_list(list_of(*rows))
    assert (await _case(lists, f"{lists.prefix}-1")).known.departure.counsellor_id == lists.account.id
    assert (await _case(lists, f"{lists.prefix}-2")).known.departure.counsellor_id is None
    assert report.notices[0].startswith("Kein Konto in dieser Beratungsstelle: K. Niemand (1).")


async def test_what_was_changed_in_geleit_stays_when_the_list_says_nothing_new(lists: Lists) -> None:
    number = f"{lists.prefix}-1"
    content = list_of({"Aktenzeichen": number, "Ausreisefrist": "01.12.2026", "Pass": "beantragt"})
    await lists.import_list(content)
    departure_id = (await _case(lists, number)).known.departure.departure_id
    extend = SetDeadline(
        request_id=uuid4(),
        actor=actor_of(lists.account),
        deadline=DeadlineKind.DEPARTURE,
        due_on=date(2026, 12, 31),
    )
    await lists.dispatcher.dispatch(departure_id, extend)
    again = await lists.import_list(content)
    assert again.count(Verdict.UNCHANGED) == 1
    listed = list_of({"Aktenzeichen": number, "Ausreisefrist": "15.12.2026", "Pass": "beantragt"})
    other = await lists.import_list(listed)
    assert other.count(Verdict.UNCHANGED) == 1
    (remark,) = other.remarks
    assert (remark.row, remark.number) == (2, number)
    assert "31.12.2026" in remark.text
    assert "15.12.2026" in remark.text
    deadlines = (await _case(lists, number)).known.departure.deadlines
    assert [str(deadline.due_on) for deadline in deadlines.values()] == ["2026-12-31"]
    assert (await lists.import_list(listed)).remarks == ()


async def test_the_row_is_taken_without_the_date_that_was_decided_here(lists: Lists) -> None:
    number = f"{lists.prefix}-1"
    await lists.import_list(list_of({"Aktenzeichen": number, "Ausreisefrist": "01.12.2026"}))
    departure_id = (await _case(lists, number)).known.departure.departure_id
    extend = ExtendDeadline(
        request_id=uuid4(),
        actor=actor_of(lists.account),
        deadline=DeadlineKind.DEPARTURE,
        until=date(2026, 12, 31),
    )
    await lists.dispatcher.dispatch(departure_id, extend)
    listed = {"Aktenzeichen": number, "Ausreisefrist": "01.12.2026", "Bemerkung": "Attest fehlt noch"}
    report = await lists.import_list(list_of(listed))
    assert report.count(Verdict.CHANGED) == 1
    assert [remark.number for remark in report.remarks] == [number]
    departure = (await _case(lists, number)).known.departure
    assert departure.deadlines[DeadlineKind.DEPARTURE].due_on == date(2026, 12, 31)


async def test_somebody_who_joined_and_a_corrected_name_are_taken_over(lists: Lists) -> None:
    number = {"Aktenzeichen": f"{lists.prefix}-1"}
    await lists.import_list(list_of(number, relative(**number)))
    changed = await lists.import_list(
        list_of(
            {**number, "Name": "Mustér", "Bemerkung": "neu"},
            relative(**number),
            relative(**number, Vorname="Keti"),
        )
    )
    assert (changed.count(Verdict.CHANGED), changed.refused) == (1, ())
    known = (await _case(lists, number["Aktenzeichen"])).known
    assert [(person.family_name, person.given_name) for person in known.persons] == [
        ("Mustér", "Mara"),
        ("Muster", "Nino"),
        ("Muster", "Keti"),
    ]
    assert known.notes == ("neu",)
    assert "travel_document-3" in known.departure.steps


async def test_a_family_with_a_number_of_another_office_is_refused_row_by_row(
    lists: Lists, make_office: MakeOffice, make_account: MakeAccount
) -> None:
    number = {"Aktenzeichen": f"{lists.prefix}-1"}
    content = list_of(number, relative(**number), relative(**number, Vorname="Keti"))
    await lists.import_list(content)
    office = await make_office()
    other = Lists(lists.database, lists.dispatcher, office, await make_account(Role.COUNSELLOR, office))
    tried = await _tried(other, content)
    report = await other.import_list(content)
    assert tried.refused == report.refused
    assert [(refused.row, refused.column, refused.reason) for refused in report.refused] == [
        (2, "Aktenzeichen", f"Das Aktenzeichen {lists.prefix}-1 hat schon eine andere Beratungsstelle."),
        (3, "Aktenzeichen", f"Gehört zu {lists.prefix}-1; Zeile 2 wurde nicht übernommen."),
        (4, "Aktenzeichen", f"Gehört zu {lists.prefix}-1; Zeile 2 wurde nicht übernommen."),
    ]
    assert report.count(Verdict.REFUSED) == 1


async def test_the_list_itself_is_thrown_away_after_the_import(lists: Lists) -> None:
    run_id = await lists.upload(list_of({"Aktenzeichen": f"{lists.prefix}-1"}))
    await lists.dispatcher.start_import(run_id, on=TODAY)
    await lists.ended(run_id)
    async with lists.database.worker() as session:
        assert await runs.parsed_of(session, run_id) == ""


async def test_a_list_without_a_column_ends_the_import_with_a_sentence_and_is_thrown_away(
    lists: Lists,
) -> None:
    run_id = await lists.upload(b"Aktenzeichen;Vorname\n1;Ali\n")
    await lists.dispatcher.start_import(run_id, on=TODAY)
    report = await lists.ended(run_id)
    assert "„Familienname“" in report.notices[0]
    async with lists.database.worker() as session:
        assert await runs.parsed_of(session, run_id) == ""


@pytest.mark.parametrize("ended", ["terminated", "taken for something else", "never there"])
async def test_an_import_that_was_ended_comes_back(
    ended: str, lists: Lists, temporal: Client, settings: Settings
) -> None:
    run_id = await lists.upload(list_of({"Aktenzeichen": f"{lists.prefix}-1"}))
    named = import_workflow_id(run_id)
    if ended != "never there":
        handle = await temporal.start_workflow("Squatter", id=named, task_queue="nobody")
        if ended == "terminated":
            await handle.terminate()
    async with lists.database.worker() as session:
        run = await runs.find_run(session, run_id)
        assert run
        run.state = ImportState.RUNNING
    await Watchdog(temporal, lists.database, settings).look()
    report = await lists.ended(run_id)
    assert report.count(Verdict.OPENED) == 1


async def test_an_import_that_was_started_with_a_part_of_itself_is_executed_whole(
    lists: Lists, temporal: Client, settings: Settings
) -> None:
    """Anybody who can read a history can start an import with the payload of a chunk."""
    content = list_of(*({"Aktenzeichen": f"{lists.prefix}-{number}"} for number in range(12)))
    run_id = await lists.upload(content)
    async with lists.database.worker() as session:
        run = await runs.find_run(session, run_id)
        assert run
        run.state = ImportState.RUNNING
    await temporal.start_workflow(
        IMPORT,
        ImportChunk(run_id=run_id, on=TODAY, position=CHUNK),
        id=import_workflow_id(run_id),
        task_queue=settings.task_queue,
    )
    watchdog = Watchdog(temporal, lists.database, settings)
    for _ in range(STUCK_AFTER + 1):
        await watchdog.look()
    report = await lists.ended(run_id)
    assert report.count(Verdict.OPENED) == 12


@dataclass(frozen=True, slots=True)
class FormerIds(ImportIds):
    """The ids that release 0.1 gave."""

    def departure_id(self, number: str) -> UUID:
        return self.former_departure_id(number)

    def request_id(self, number: str) -> UUID:
        return self.former_request_id(number)


async def _opening(lists: Lists, run_id: UUID, ids: ImportIds) -> Opening:
    """Return what an import sends for the first departure of its list."""
    async with lists.database.worker() as session:
        run = await runs.find_run(session, run_id)
        assert run
        plan = read_plan(await runs.parsed_of(session, run_id), None, on=TODAY)
        around = await load_import_context(session, run)
        [decision] = await decide_imports(
            session, plan, plan.departures, around, ids=ids, now=datetime.now(UTC)
        )
    assert isinstance(decision.send, Opening)
    return decision.send


async def test_nobody_without_the_master_key_knows_the_ids_of_an_import(
    lists: Lists, settings: Settings
) -> None:
    run_id = await lists.upload(list_of({"Aktenzeichen": f"{lists.prefix}-1"}))
    sent = (await _opening(lists, run_id, import_ids(master_key(settings), run_id))).command
    others = (FormerIds(b"", run_id), import_ids(b"another master key", run_id))
    for guess in others:
        assert sent.departure_id != guess.departure_id(sent.number)
        assert sent.request_id != guess.request_id(sent.number)


async def test_what_an_import_opened_under_the_release_before_is_recognised(lists: Lists) -> None:
    number = f"{lists.prefix}-1"
    run_id = await lists.upload(list_of({"Aktenzeichen": number}))
    opening = await _opening(lists, run_id, FormerIds(b"", run_id))
    await lists.dispatcher.open(opening.command, opening.enclosure)
    await lists.dispatcher.start_import(run_id, on=TODAY)
    report = await lists.ended(run_id)
    assert report.count(Verdict.OPENED) == 1
    assert (await _case(lists, number)).known.departure.departure_id == opening.command.departure_id


async def test_a_departures_id_that_somebody_has_taken_does_not_stop_an_import(
    lists: Lists, temporal: Client, settings: Settings
) -> None:
    numbers = [f"{lists.prefix}-{n}" for n in range(CHUNK + 1)]
    run_id = await lists.upload(list_of(*({"Aktenzeichen": number} for number in numbers)))
    taken = import_ids(master_key(settings), run_id).departure_id(numbers[0])
    await temporal.start_workflow("Squatter", id=workflow_id(taken), task_queue="nobody")
    await lists.dispatcher.start_import(run_id, on=TODAY)
    report = await lists.ended(run_id)
    assert (report.count(Verdict.OPENED), report.refused) == (CHUNK + 1, ())


async def test_an_import_of_which_a_part_was_skipped_is_not_over(lists: Lists) -> None:
    content = list_of(*({"Aktenzeichen": f"{lists.prefix}-{number}"} for number in range(2)))
    run_id = await lists.upload(content)
    async with lists.database.worker() as session:
        await runs.begin(session, run_id, Report(departures=2, persons=2))
        await runs.finish(session, run_id, now=datetime.now(UTC))
        assert await runs.parsed_of(session, run_id)
        assert run_id in await runs.running(session)


async def _started_by_the_release_before(lists: Lists, content: bytes) -> Report:
    """Import a list of which the file was kept."""
    run_id = await lists.upload(list_of({}))
    kept = sa.text("update import_run set parsed = '', content = :content where id = :run")
    async with lists.database.worker() as session:
        await (await session.connection()).execute(kept, {"content": content, "run": run_id})
    await lists.dispatcher.start_import(run_id, on=TODAY)
    report = await lists.ended(run_id)
    async with lists.database.worker() as session:
        assert await runs.content_of(session, run_id) == b""
        assert await runs.parsed_of(session, run_id) == ""
    return report


async def test_a_list_of_which_the_file_was_kept_is_imported(lists: Lists) -> None:
    report = await _started_by_the_release_before(lists, lists.renumbered(SAMPLE_XLSX.read_bytes()))
    assert report.count(Verdict.OPENED) == 40


async def test_a_file_that_was_kept_and_cannot_be_read_ends_the_import_with_a_sentence(lists: Lists) -> None:
    report = await _started_by_the_release_before(lists, b"%PDF-1.7")
    assert "PDF-Datei" in report.notices[0]


async def test_nothing_personal_is_sent_to_temporal(lists: Lists, temporal: Client) -> None:
    run_id = await lists.upload(list_of({"Aktenzeichen": f"{lists.prefix}-1", "Name": "Geheimnis"}))
    await lists.dispatcher.start_import(run_id, on=TODAY)
    await lists.ended(run_id)
    handle = temporal.get_workflow_handle(import_workflow_id(run_id))
    await handle.result()
    converter = temporal.data_converter.with_context(
        WorkflowSerializationContext(namespace=temporal.namespace, workflow_id=handle.id)
    )
    events = [event async for event in handle.fetch_history_events()]
    sealed = [payload for event in events for payload in payloads_in(event)]
    assert converter.payload_codec is not None
    heard = [payload.data.decode() for payload in await converter.payload_codec.decode(sealed)]
    assert sum(str(run_id) in text for text in heard) >= 3
    assert not any("Geheimnis" in text or f"{lists.prefix}-1" in text for text in heard)


@pytest.mark.slow
async def test_an_import_survives_killed_workers(
    lists: Lists, settings: Settings, temporal: Client, tmp_path: Path
) -> None:
    alone = settings.model_copy(update={"task_queue": f"killed-{lists.prefix}"})
    by_killed = Lists(
        lists.database, Dispatcher(temporal, lists.database, alone), lists.office, lists.account
    )
    by_killed.prefix = lists.prefix
    run_id = await by_killed.upload(by_killed.renumbered(SAMPLE_CSV.read_bytes()))
    await by_killed.dispatcher.start_import(run_id, on=TODAY)
    for share in (0.0, 0.4):
        async with _worker(alone, tmp_path) as worker:
            await _wait_for_more_than(40 * share, by_killed)
            worker.send_signal(signal.SIGKILL)
    async with _worker(alone, tmp_path):
        report = await by_killed.ended(run_id)
    assert (report.count(Verdict.OPENED), report.count(Verdict.REFUSED)) == (40, 0)
    assert len(report.refused) == 6
    async with lists.database.web(context_of(lists.account)) as session:
        numbers = (await session.exec(select(DepartureRow.number))).all()
    assert sorted(numbers) == [f"{lists.prefix}-26-{n:03d}" for n in range(1, 41)]
