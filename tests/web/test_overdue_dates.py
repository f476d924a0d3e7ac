"""Überfällig over HTTP: overdue deadlines, by kind, with links to the departures."""

from datetime import datetime, time, timedelta

import pytest

from geleit.domain.calendar import Calendar, Land
from geleit.domain.dates import BERLIN
from geleit.domain.deadlines.commands.end import MissDeadline
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.parties import Role
from tests.fixtures.store import actor_of
from tests.fixtures.web import soup
from tests.web.lists import TODAY, links, one, words
from web.dependencies import clock
from web.ui.filters import datum


def closed_on(days):
    """Return the last open day that is at least so many days ago: no weekend and no holiday moves it."""
    return Calendar(land=Land.SH).next_open_day(TODAY - timedelta(days=days), backward=True)


@pytest.fixture
def on_the(app):
    """Look on another day."""

    def on_the(day):
        app.dependency_overrides[clock] = lambda: datetime.combine(day, time(12), tzinfo=BERLIN)

    yield on_the
    app.dependency_overrides.pop(clock, None)


@pytest.fixture
def due(make_departure, counsellor):
    async def due(days, kind=DeadlineKind.DULDUNG, account=counsellor, **fields):
        day = closed_on(days) if days else TODAY
        fact = DeadlineFact(deadline=kind, due_on=day)
        known = datetime.combine(day - timedelta(days=30), time(12), tzinfo=BERLIN)
        return await make_departure(account, deadlines=(fact,), now=known, **fields)

    return due


@pytest.fixture
def look(supervisor, sign_in):
    async def look(query="", account=supervisor):
        return await (await sign_in(account)).get(f"/ueberfaellig?liste=fristen&{query}")

    return look


def _rows(response):
    return [words(row) for row in soup(response).select("#abgelaufen tbody tr")]


async def test_it_works(due, look):
    departure = await due(4)
    response = await look()
    (row,) = _rows(response)
    for expected in (
        departure.number,
        "Haddad, Yousef",
        "Duldung gültig bis",
        datum(closed_on(4)),
        f"seit {(TODAY - closed_on(4)).days} Tagen überfällig",
        f"der Leitung gemeldet am {datum(closed_on(4) + timedelta(days=1))}",
        "Maren Petersen",
    ):
        assert expected in row
    assert one(response, f'#abgelaufen a[href^="/vorgaenge/{departure.departure_id}?von="]')


async def test_a_date_to_leave_today_is_not_overdue(due, look):
    await due(0)
    assert _rows(await look()) == []


async def test_between_the_safe_date_and_the_end_the_row_says_so_in_its_own_words(
    make_departure, counsellor, look, on_the
):
    """A period that ends on a Saturday ends on the next working day (§ 31 (3) VwVfG)."""
    saturday = TODAY + timedelta(days=(5 - TODAY.weekday()) % 7 + 7)
    ends = Calendar(land=Land.SH).next_open_day(saturday)
    told = DeadlineFact(deadline=DeadlineKind.DEPARTURE, due_on=saturday)
    departure = await make_departure(counsellor, deadlines=(told,))
    on_the(ends)
    response = await look()
    assert _rows(response) == []
    (row,) = [words(row) for row in soup(response).select("#enden tbody tr")]
    assert departure.number in row
    assert f"{datum(ends)} heute sicheres Datum war der {datum(saturday)}" in row
    assert "überfällig" not in row
    on_the(ends + timedelta(days=1))
    (row,) = _rows(await look())
    assert "seit gestern überfällig" in row


async def test_the_longest_overdue_is_first_and_kinds_filter_the_list(due, look):
    late, later = await due(2), await due(9, DeadlineKind.GUEB)
    response = await look()
    assert [row.split()[0] for row in _rows(response)] == [later.number, late.number]
    assert words(one(response, ".jump[aria-current]")) == "Gesetzliche Fristen 2"
    (row,) = _rows(await look(f"frist={DeadlineKind.DULDUNG}"))
    assert late.number in row
    assert words(one(await look("seit=ab-31"), "#abgelaufen")).endswith("Alle überfälligen Fristen zeigen")


async def test_what_no_longer_binds_is_not_overdue(due, act, look, counsellor):
    actor = actor_of(counsellor)
    missed, stopped = await due(9), await due(9)
    await act(missed.departure_id, MissDeadline, actor=actor, deadline=DeadlineKind.DULDUNG)
    await act(stopped.departure_id, StopDeparture, actor=actor, reason="decided_to_stay")
    assert _rows(await look()) == []


async def test_a_supervisor_sees_the_own_offices_only(due, look, make_account):
    await due(4)
    assert _rows(await look(account=await make_account(Role.SUPERVISOR))) == []


async def test_a_long_list_goes_on_where_it_ended(due, look, monkeypatch):
    monkeypatch.setattr("web.overdue.page.LIMIT", 1)
    late, later = await due(2), await due(9)
    response = await look()
    (first, more) = _rows(response)
    assert later.number in first
    assert more.startswith("Weitere anzeigen")
    onward = links(response, "#weitere a")["Weitere anzeigen"]
    response = await look(onward.removeprefix("/ueberfaellig?"))
    (row,) = _rows(response)
    assert late.number in row
    assert "Zum Anfang der Liste" in words(one(response, "#abgelaufen"))
