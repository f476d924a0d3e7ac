"""`geleit recompute`: a late holiday moves the open deadlines that end on it, once."""

import asyncio
import json
from contextlib import suppress
from datetime import date

import pytest
from typer.testing import CliRunner

from geleit.cli import build
from geleit.domain.calendar import Land
from geleit.domain.deadlines.commands.end import MeetDeadline, WithdrawDeadline
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.rule_set import LateHoliday
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.refusal import Refusal
from geleit.processes import rule_set
from geleit.store.audit import entries_since
from geleit.store.database import Zone
from geleit.store.journal.verify import verify
from geleit.store.pages.departure import find_departure
from tests.fixtures.store import actor_of, context_of

KIND = DeadlineKind.DEPARTURE
HOLIDAY = date(2028, 3, 7)
"""A Tuesday that is no holiday anywhere yet."""


@pytest.fixture
def geleit(settings, monkeypatch):
    monkeypatch.setattr("geleit.settings.load_settings", lambda: settings)

    async def call(*arguments, status=0):
        result = await asyncio.to_thread(CliRunner().invoke, build(), list(arguments))
        assert result.exit_code == status, result.output
        return result.stdout

    return call


@pytest.fixture
def proclaim(monkeypatch):
    """Return a function that adds a late holiday, as the next release would."""

    def proclaim(land):
        new = rule_set().with_late_holidays(LateHoliday(land, HOLIDAY, "Tag der Probe"))
        for place in ("geleit.store.journal.execute.rule_set", "geleit.temporal.recompute.rule_set"):
            monkeypatch.setattr(place, lambda: new)

    return proclaim


@pytest.fixture
def saarland(run, make_office, make_account):
    async def counsellor():
        return await make_account(place=await make_office(land="SL"))

    return run(counsellor())


@pytest.fixture
def due(run, make_departure, make_authority, act, saarland):
    """Return a function that makes departures with a deadline that no other test moves."""
    actor = actor_of(saarland)
    made = []

    async def due(**fields):
        departure = await make_departure(saarland, authority=await make_authority(land="SL"))
        done = await act(departure.departure_id, SetDeadline, actor=actor, deadline=KIND, **fields)
        made.append(departure.departure_id)
        return done.departure

    yield due
    for departure_id in made:
        with suppress(Refusal):
            run(act(departure_id, WithdrawDeadline, actor=actor, deadline=KIND, note="Zu Ende."))


@pytest.fixture
def now(database, saarland):
    async def now(departure):
        async with database.web(context_of(saarland)) as session:
            found = await find_departure(session, departure.departure_id)
            entries = await entries_since(session, departure.departure_id, version=departure.version)
        assert found is not None
        return found.departure.deadlines[KIND], [entry.event.kind for entry in entries]

    return now


async def test_it_works(dispatcher, due, now, geleit, proclaim):
    departure, other = await due(due_on=HOLIDAY), await due(due_on=date(2028, 3, 9))
    proclaim(Land.SL)
    first = json.loads(await geleit("recompute", "--json"))
    assert (first["moved"], first["failed"]) == (1, 0)
    assert first["looked_at"] >= 2
    deadline, happened = await now(departure)
    assert happened.count("deadline_recomputed") == 1
    assert (deadline.due_on, deadline.end_on) == (HOLIDAY, date(2028, 3, 8))
    assert deadline.record.reason == "Tag der Probe"
    assert "der 07.03.2028 ist Feiertag (Tag der Probe, Saarland)" in deadline.record.sentence
    assert (await now(other))[1] == []

    second = json.loads(await geleit("recompute", "--json"))
    assert second["moved"] == 0
    assert (await now(departure))[1].count("deadline_recomputed") == 1


async def test_what_does_not_bind_stays_as_it_is(dispatcher, due, act, now, geleit, proclaim, saarland):
    actor = actor_of(saarland)
    kept, stopped = await due(due_on=HOLIDAY), await due(due_on=HOLIDAY)
    await act(kept.departure_id, MeetDeadline, actor=actor, deadline=KIND)
    await act(stopped.departure_id, StopDeparture, actor=actor, reason="decided_to_stay")
    proclaim(Land.SL)
    assert json.loads(await geleit("recompute", "--json"))["moved"] == 0
    assert (await now(kept))[0].end_on == HOLIDAY
    assert (await now(stopped))[0].end_on == HOLIDAY


async def test_another_land_is_not_touched(dispatcher, due, now, geleit, proclaim):
    departure = await due(due_on=HOLIDAY)
    proclaim(Land.TH)
    assert json.loads(await geleit("recompute", "--json"))["moved"] == 0
    assert (await now(departure))[0].end_on == HOLIDAY


async def test_the_read_model_agrees_afterwards(dispatcher, database, due, geleit, proclaim):
    departure = await due(due_on=HOLIDAY)
    proclaim(Land.SL)
    told = await geleit("recompute")
    assert "dates of 1 moved" in told
    async with database.dedicated(Zone.WORKER) as connection:
        faults = [fault async for fault in verify(connection) if fault.departure_id == departure.departure_id]
    assert faults == []
