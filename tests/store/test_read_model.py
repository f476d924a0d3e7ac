"""The read model can be verified against the journal and rebuilt from it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from geleit.domain.deadlines.commands.end import MeetDeadline
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.departure import Departure
from geleit.domain.enclosure import PersonDetails
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.lifecycle.commands.correct import CorrectDeparture
from geleit.domain.lifecycle.commands.pause import PauseDeparture
from geleit.domain.persons.commands import AddPerson
from geleit.domain.persons.state import PersonRole
from geleit.domain.steps.commands import AddStep, CompleteStep, WaitOn
from geleit.store.database import Database, Zone
from geleit.store.journal import statements
from geleit.store.journal.bulk import insert_departures
from geleit.store.journal.entries import journals_of
from geleit.store.journal.projections import WITH_STATE
from geleit.store.journal.rebuild import rebuild
from geleit.store.journal.verify import Difference, verify
from tests.fixtures.store import actor_of

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = NOW.date()


@pytest.fixture
def eventful(run, counsellor, make_departure, act) -> Departure:
    """Make a departure with many kinds of events."""
    actor = actor_of(counsellor)

    async def live() -> Departure:
        departure = await make_departure(
            counsellor,
            names=[("Müller", "Jürgen"), ("Haddad", "Amal")],
            consent=True,
            now=NOW,
            deadlines=[DeadlineFact(deadline=DeadlineKind.GUEB, due_on=date(2026, 9, 1))],
        )

        async def do(kind, **fields):
            done = await act(departure.departure_id, kind, actor=actor, now=NOW, **fields)
            return done.departure

        await do(CompleteStep, step="intake", on=DAY, note="Kam mit einer Bekannten.")
        await do(CompleteStep, step="decision", on=DAY)
        child = PersonDetails(number=3, family_name="Haddad", given_name="Lina")
        await do(AddPerson, role=PersonRole.CHILD, details=[child])
        await do(AddStep, code="embassy_appointment", person=2, target_on=date(2026, 4, 7))
        await do(WaitOn, step="travel_document-2", party="embassy")
        await do(CorrectDeparture, destination="TR", residence_status="gestattung")
        await do(PauseDeparture, reason="medical", review_on=date(2026, 5, 1))
        met: Departure = await do(MeetDeadline, deadline="gueb")
        return met

    lived: Departure = run(live())
    return lived


async def faults(database: Database, departure_id: UUID) -> list[Difference]:
    async with database.dedicated(Zone.WORKER) as connection:
        found = [difference async for difference in verify(connection)]
    return [difference for difference in found if difference.departure_id == departure_id]


async def contents(database: Database, departure_id: UUID) -> dict[str, list[Any]]:
    found = {}
    async with database.plain(Zone.WORKER) as connection:
        for projection in WITH_STATE:
            table = statements.name_of(projection.row_class)
            key = statements.departure_column(projection.row_class)
            rows = await connection.execute(
                f"select to_jsonb(t) from {table} t where {key} = %s order by 1", [departure_id]
            )
            found[table] = [row for (row,) in await rows.fetchall()]
    return found


async def test_what_was_written_step_by_step_is_what_the_journal_makes_at_once(database, eventful):
    live = await contents(database, eventful.departure_id)
    assert await faults(database, eventful.departure_id) == []
    async with database.dedicated(Zone.WORKER) as connection:
        assert await rebuild(connection, only=[eventful.departure_id]) == 1
    assert await contents(database, eventful.departure_id) == live
    assert len(live["step"]) == len(eventful.steps)


TAMPERINGS = [
    (
        "update step set target_on = '2030-01-01' where departure_id = %s and key = 'intake'",
        "step",
        "target_on",
    ),
    ("update departure set applicant = 'Niemand' where id = %s", "departure", "applicant"),
    (
        "update departure_state set version = version - 1 where departure_id = %s",
        "departure_state",
        "version",
    ),
    ("delete from deadline where departure_id = %s", "deadline", ""),
    ("delete from authority_deadline where departure_id = %s", "authority_deadline", ""),
]


@pytest.mark.parametrize(("statement", "table", "column"), TAMPERINGS)
async def test_a_row_that_was_tampered_with_is_found_and_mended(database, eventful, statement, table, column):
    async with database.plain(Zone.WORKER) as connection:
        await connection.execute(statement, [eventful.departure_id])
    (fault,) = await faults(database, eventful.departure_id)
    assert (fault.table, fault.column) == (table, column)
    assert "Niemand" not in str(fault)
    async with database.dedicated(Zone.WORKER) as connection:
        await rebuild(connection, only=[eventful.departure_id])
    assert await faults(database, eventful.departure_id) == []


async def test_rows_that_belong_to_no_departure_are_found(database, office):
    stray = uuid4()
    async with database.plain(Zone.WORKER) as connection:
        await connection.execute(
            "insert into deadline (departure_id, kind, office_id, due_on, end_on, remind_on, state,"
            " version, dormant)"
            " values (%s, 'gueb', %s, '2026-01-01', '2026-01-01', '2026-01-01', 'open', 1, false)",
            [stray, office.id],
        )
    (fault,) = await faults(database, stray)
    assert (fault.table, fault.expected) == ("deadline", None)
    async with database.plain(Zone.WORKER) as connection:
        await connection.execute("delete from deadline where departure_id = %s", [stray])


async def test_a_note_whose_text_is_gone_is_found(database, eventful, settings):
    async with database.plain(Zone.WORKER) as connection:
        rows = await connection.execute(
            "select seq from note where departure_id = %s", [eventful.departure_id]
        )
        ((seq,),) = await rows.fetchall()
        await connection.execute(
            "insert into note (departure_id, seq, office_id, at, text) values (%s, 1, %s, now(), 'x')",
            [eventful.departure_id, eventful.office_id],
        )
    (fault,) = await faults(database, eventful.departure_id)
    assert (fault.table, fault.row, fault.found) == ("note", "1", "a row")
    assert seq != 1


async def test_many_departures_are_loaded_with_their_whole_past(database, eventful, office):
    async with database.plain(Zone.WORKER) as connection:
        ((_, entries),) = (await journals_of(connection, [eventful.departure_id])).items()
    note = next(entry.seq for entry in entries if entry.event.kind == "note_written")
    persons = [
        PersonDetails(number=number, family_name="Großmann", given_name="Zoë")
        for number in range(1, len(eventful.persons) + 1)
    ]

    def twins(count: int) -> Iterator[SimpleNamespace]:
        for _ in range(count):
            new = {"departure_id": uuid4(), "number": f"ZW-{uuid4()}"}
            opened = entries[0].event.model_copy(update=new)
            yield SimpleNamespace(
                entries=[entries[0].model_copy(update={"event": opened}), *entries[1:]],
                departure=eventful.model_copy(update=new),
                persons=persons,
                notes={note: "Text"},
            )

    histories = list(twins(201))
    async with database.dedicated(Zone.WORKER) as connection:
        assert await insert_departures(connection, histories) == 201
    for history in (histories[0], histories[-1]):
        assert await faults(database, history.departure.departure_id) == []
        written = await contents(database, history.departure.departure_id)
        assert written["departure"][0]["applicant"] == "Großmann, Zoë"
        assert [row["text"] for row in written["note"]] == ["Text"]
