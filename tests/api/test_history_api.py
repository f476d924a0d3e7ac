"""History and notes in the API: in words and codes, page by page, for the counselling office alone."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from geleit.domain.alarms.commands import RaiseAlarms
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.notes.commands import WriteNote
from geleit.domain.parties import Actor, Role
from geleit.domain.steps.commands import CompleteStep
from geleit.store.database import Zone
from geleit.store.journal.entries import journals_of
from tests.api.conftest import problem
from tests.fixtures.store import actor_of
from web.ui.filters import datum
from web.ui.rendering import today_in_berlin

TODAY = today_in_berlin()
LISTS = ("history", "notes")


@pytest.fixture
def departure(run, make_departure, counsellor, authority):
    return run(make_departure(counsellor, authority=authority, consent=True))


async def _read(program, departure, name, **parameters):
    response = await program.get(f"/departures/{departure.departure_id}/{name}", params=parameters)
    assert response.status_code == 200, response.text
    return response.json()


async def _everything(program, departure, name, **parameters):
    page = await _read(program, departure, name, **parameters)
    found = page["items"]
    while page["next"] is not None:
        page = await _read(program, departure, name, after=page["next"], **parameters)
        found += page["items"]
    return found


async def test_it_works(api, counsellor, departure, act):
    done = await act(
        departure.departure_id, CompleteStep, actor=actor_of(counsellor), step="intake", on=TODAY
    )
    program = await api(counsellor)
    found = (await _read(program, departure, "history", after=departure.version))["items"]
    assert [entry["seq"] for entry in found] == list(range(departure.version + 1, done.departure.version + 1))
    first = found[0]
    assert first["text"] == "„Erstgespräch führen“ erledigt."
    day = TODAY.isoformat()
    assert first["event"] == {"kind": "step_completed", "step": "intake", "on": day, "recorded_on": day}
    assert (first["role"], first["by"]) == ("counsellor", "Maren Petersen")
    assert len({entry["request_id"] for entry in found}) == 1
    assert all(entry["text"].endswith(".") for entry in found)


@pytest.mark.parametrize("limit", [1, 7, 200])
async def test_page_by_page_it_is_the_whole_journal(api, counsellor, departure, database, limit):
    program = await api(counsellor)
    found = await _everything(program, departure, "history", limit=limit)
    async with database.plain(Zone.WORKER) as connection:
        journals = await journals_of(connection, [departure.departure_id])
    assert [(entry["seq"], entry["event"]["kind"]) for entry in found] == [
        (entry.seq, entry.event.kind) for entry in journals[departure.departure_id]
    ]


async def test_what_an_authority_does_bears_its_name(api, counsellor, official, authority, departure, act):
    due_on = TODAY + timedelta(days=40)
    await act(
        departure.departure_id,
        SetDeadline,
        actor=actor_of(official),
        deadline=DeadlineKind.DULDUNG,
        due_on=due_on,
    )
    program = await api(counsellor)
    (entry,) = (await _read(program, departure, "history", after=departure.version))["items"]
    assert (entry["role"], entry["by"]) == ("authority", authority.name)
    assert entry["event"]["due_on"] == due_on.isoformat()
    assert entry["text"] == f"Frist eingetragen – Duldung gültig bis: {datum(due_on)}."


async def test_what_rings_by_itself_is_geleits(api, counsellor, make_departure, act):
    departure = await make_departure(counsellor, now=datetime.now(UTC) - timedelta(days=60))
    await act(departure.departure_id, RaiseAlarms, actor=Actor(role=Role.SYSTEM))
    program = await api(counsellor)
    found = (await _read(program, departure, "history", after=departure.version))["items"]
    assert found
    assert {(entry["role"], entry["by"]) for entry in found} == {("system", "Geleit")}


async def test_notes_are_read_with_their_authors(api, counsellor, supervisor, departure, act):
    await act(departure.departure_id, WriteNote, actor=actor_of(counsellor), note="Ruft morgen an.")
    await act(
        departure.departure_id, WriteNote, actor=actor_of(supervisor), note="Bitte eilig.", step="intake"
    )
    program = await api(supervisor)
    found = await _everything(program, departure, "notes", limit=1)
    assert [(note["text"], note["step"], note["by"], note["role"]) for note in found] == [
        ("Ruft morgen an.", None, "Maren Petersen", "counsellor"),
        ("Bitte eilig.", "intake", "Ole Hansen", "supervisor"),
    ]
    told = await _everything(program, departure, "history")
    written = [entry["seq"] for entry in told if entry["event"]["kind"] == "note_written"]
    assert [note["seq"] for note in found] == written
    assert not any("Ruft morgen an." in str(entry) for entry in told)


@pytest.mark.parametrize("name", LISTS)
async def test_an_authority_reads_neither(api, official, departure, name):
    program = await api(official)
    response = await program.get(f"/departures/{departure.departure_id}/{name}")
    problem(response, 403, "not_your_part")


@pytest.mark.parametrize("name", LISTS)
async def test_for_another_office_there_is_no_such_departure(api, make_account, departure, name):
    program = await api(await make_account(Role.SUPERVISOR))
    for unseen in (departure.departure_id, uuid4(), "kein-vorgang"):
        problem(await program.get(f"/departures/{unseen}/{name}"), 404, "not_found")


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("after", ["-1", "gestern", "99999999999"])
async def test_an_impossible_place_is_refused(api, counsellor, departure, name, after):
    program = await api(counsellor)
    response = await program.get(f"/departures/{departure.departure_id}/{name}", params={"after": after})
    found = problem(response, 422, "invalid")
    assert found["errors"][0]["field"] == "query.after"
