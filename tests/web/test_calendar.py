"""Kalender over HTTP: a month as a grid and as a list, for every role what it may see."""

from datetime import date, datetime

import pytest

from geleit.domain.consent.commands import RevokeConsent
from geleit.domain.deadlines.commands.end import MeetDeadline
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.lifecycle.commands.pause import PauseDeparture
from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.lifecycle.state import PauseReason
from geleit.domain.parties import Role
from geleit.domain.steps.commands import AddStep, CompleteStep, SetTarget
from tests.fixtures.store import actor_of
from tests.fixtures.web import soup
from tests.web.lists import links, one, tiles, words
from web.calendar import page as calendar_page
from web.dependencies import clock
from web.ui.filters import BERLIN

NOW = datetime(2026, 11, 3, 10, tzinfo=BERLIN)
URL = "/kalender?monat=2026-11"


@pytest.fixture(autouse=True)
def in_november(app):
    app.dependency_overrides[clock] = lambda: NOW
    yield
    app.dependency_overrides.pop(clock)


@pytest.fixture
def look(sign_in, counsellor):
    async def look(query="", account=counsellor):
        return await (await sign_in(account)).get(f"{URL}{query}")

    return look


@pytest.fixture
def plan(make_departure, act, counsellor):
    """Make a departure with a deadline, an appointment and a target."""

    async def plan(
        account=counsellor, *, legal=date(2026, 11, 20), target=date(2026, 11, 18), embassy=None, **fields
    ):
        due = (DeadlineFact(deadline=DeadlineKind.DULDUNG, due_on=legal),) if legal else ()
        departure = await make_departure(account, deadlines=due, now=NOW, **fields)
        actor = actor_of(account)
        done = await act(
            departure.departure_id, SetTarget, actor=actor, now=NOW, step="intake", target_on=target
        )
        if embassy:
            for step in ("intake", "decision"):
                await act(
                    departure.departure_id, CompleteStep, actor=actor, now=NOW, step=step, on=NOW.date()
                )
            done = await act(
                departure.departure_id,
                AddStep,
                actor=actor,
                now=NOW,
                code="embassy_appointment",
                person=1,
                target_on=embassy,
            )
        return done.departure

    return plan


def _listed(response):
    return [words(row) for row in soup(response).select("#liste tbody tr:not(.more-row)")]


def _days(response):
    """Return the entries of the grid, by day."""
    found = {}
    for cell in soup(response).select(".month__day time"):
        day = cell.find_parent("td")
        found[cell["datetime"]] = words(day)
    return found


async def test_it_works(plan, look):
    departure = await plan()
    response = await look()
    assert response.status_code == 200
    assert "November 2026" in words(soup(response).h1)
    days = _days(response)
    assert len(days) == 30
    assert days["2026-11-20"] == f"20 {departure.number} Duldung gültig bis"
    assert days["2026-11-18"] == f"18 {departure.number} Erstgespräch führen"
    assert "heute" in days["2026-11-03"]
    first, second = _listed(response)
    assert first.startswith("18.11.2026 Mittwoch Erstgespräch führen Ziel")
    assert second.startswith("20.11.2026 Freitag Duldung gültig bis Frist")
    assert departure.number in second
    assert one(response, f'#liste a[href^="/vorgaenge/{departure.departure_id}?von="]')


async def test_appointments_and_targets_look_different(plan, look):
    await plan(embassy=date(2026, 11, 25))
    response = await look("&art=termine")
    (row,) = _listed(response)
    assert "Botschaftstermin wahrnehmen Termin" in row
    counted = tiles(response)
    assert (counted["Gesetzliche Fristen"], counted["Termine"]) == ("1", "1")


async def test_the_months_around_it_are_a_link_away(plan, look):
    await plan(legal=date(2026, 12, 24))
    response = await look("&wer=alle")
    leads = links(response, ".month-nav a")
    assert leads["Oktober 2026"] == "/kalender?monat=2026-10&wer=alle"
    assert leads["Dezember 2026"] == "/kalender?monat=2026-12&wer=alle"
    assert "Dieser Monat" not in leads
    assert "Duldung gültig bis" not in words(response)


@pytest.mark.parametrize(("land", "is_marked"), [("SN", True), ("SH", False)])
async def test_holidays_of_the_offices_land_are_marked(look, make_office, make_account, land, is_marked):
    account = await make_account(Role.COUNSELLOR, await make_office(land=land))
    days = _days(await look(account=account))
    assert ("Buß- und Bettag" in days["2026-11-18"]) is is_marked


async def test_where_laender_differ_a_holiday_says_for_which_it_counts(look, make_office, make_account):
    here, there = await make_office(land="SH"), await make_office(land="SN")
    account = await make_account(Role.SUPERVISOR, here, offices=[there])
    assert "Buß- und Bettag (SN)" in _days(await look(account=account))["2026-11-18"]


async def test_counsellors_see_their_own_work_and_on_request_that_of_the_office(
    plan, look, make_account, office
):
    mine = await plan()
    others = await plan(await make_account(Role.COUNSELLOR, office, name="Jonas Brandt"))
    assert others.number not in words(await look())
    everything = words(await look("&wer=alle"))
    assert mine.number in everything
    assert others.number in everything
    assert "Jonas Brandt" in everything


async def test_another_office_sees_nothing_of_it(plan, look, make_account):
    await plan()
    for role in (Role.COUNSELLOR, Role.SUPERVISOR):
        response = await look("&wer=alle", account=await make_account(role))
        assert _listed(response) == []
        assert "Hier steht nichts an." in words(response)


async def test_supervisors_see_their_offices(plan, look, supervisor):
    departure = await plan()
    assert departure.number in words(await look(account=supervisor))


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.SUPERVISOR, Role.AUTHORITY])
async def test_binding_deadlines_are_in_everybodys_grid_and_list(
    plan, look, act, counsellor, supervisor, official, authority, role
):
    account = {Role.COUNSELLOR: counsellor, Role.SUPERVISOR: supervisor, Role.AUTHORITY: official}[role]
    actor = actor_of(counsellor)
    binding = await plan(authority=authority, consent=True)
    resting, met, stopped = [
        await plan(authority=authority, consent=True, legal=date(2026, 11, day)) for day in (23, 24, 25)
    ]
    pause = {"reason": PauseReason.COURT, "review_on": date(2026, 12, 1)}
    await act(resting.departure_id, PauseDeparture, actor=actor, now=NOW, **pause)
    await act(met.departure_id, MeetDeadline, actor=actor, now=NOW, deadline=DeadlineKind.DULDUNG)
    await act(stopped.departure_id, StopDeparture, actor=actor, now=NOW, reason="decided_to_stay")
    response = await look("&art=fristen", account=account)
    rows = _listed(response)
    assert [row.split()[0] for row in rows] == ["20.11.2026", "23.11.2026"]
    for departure, row in zip((binding, resting), rows, strict=True):
        assert "Duldung gültig bis Frist" in row
        assert departure.number in row
    days = _days(response)
    assert days["2026-11-20"] == f"20 {binding.number} Duldung gültig bis"
    assert days["2026-11-23"] == f"23 {resting.number} Duldung gültig bis"
    assert (days["2026-11-24"], days["2026-11-25"]) == ("24", "25")


async def test_an_authority_sees_deadlines_with_consent_and_nothing_else(
    plan, look, official, authority, act, counsellor
):
    seen = await plan(authority=authority, consent=True)
    await act(
        seen.departure_id,
        SetDeadline,
        actor=actor_of(counsellor),
        now=NOW,
        deadline=DeadlineKind.GUEB,
        due_on=date(2026, 12, 20),
    )
    closed = await plan(authority=authority)
    response = await look(account=official)
    (row,) = _listed(response)
    assert row == f"20.11.2026 Freitag Duldung gültig bis Frist {seen.number}"
    for secret in (closed.number, "Erstgespräch", "Haddad", "Maren Petersen", "/vorgaenge"):
        assert secret not in response.text
    await act(seen.departure_id, RevokeConsent, actor=actor_of(counsellor), now=NOW)
    assert _listed(await look(account=official)) == []


async def test_an_authority_looks_at_the_holidays_of_its_land(look, make_authority, make_account):
    account = await make_account(Role.AUTHORITY, await make_authority(land="SN"))
    assert "Buß- und Bettag" in _days(await look(account=account))["2026-11-18"]


async def test_a_full_day_leads_to_its_own_list(plan, look):
    numbers = {(await plan()).number for _ in range(5)}
    response = await look("&art=fristen")
    href = next(href for text, href in links(response, ".month a").items() if text.startswith("und 2 mehr"))
    assert href == "/kalender?monat=2026-11&tag=20&art=fristen#liste"
    day = await look("&art=fristen&tag=20")
    assert {number for number in numbers if number in words(soup(day).select_one("#liste"))} == numbers
    assert "Freitag, 20. November 2026" in words(day)


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.AUTHORITY])
async def test_pages_show_everything_once(plan, look, monkeypatch, counsellor, official, authority, role):
    monkeypatch.setattr(calendar_page, "LIMIT", 2)
    account = {Role.COUNSELLOR: counsellor, Role.AUTHORITY: official}[role]
    days = [date(2026, 11, day) for day in (5, 5, 5, 9, 30)]
    planned = {(await plan(legal=day, authority=authority, consent=True)).number for day in days}
    response = await look("&art=fristen", account=account)
    rows = _listed(response)
    while link := soup(response).select_one("#weitere a"):
        response = await look(str(link["href"]).removeprefix(URL), account=account)
        rows += _listed(response)
    assert len(rows) == len(planned) == 5
    assert {number for number in planned if any(number in row for row in rows)} == planned
    assert [row[:10] for row in rows] == sorted(row[:10] for row in rows)


@pytest.mark.parametrize(
    "query",
    ["?monat=2026-13", "?monat=x", "?monat=0001-01", "?tag=99&art=x&wer=y&ab=z", "?monat=2026-02&tag=31"],
)
async def test_an_address_with_nonsense_shows_a_month(sign_in, counsellor, query):
    response = await (await sign_in(counsellor)).get(f"/kalender{query}")
    assert response.status_code == 200


async def test_every_role_finds_it_in_the_navigation(sign_in, counsellor, supervisor, official):
    for account in (counsellor, supervisor, official):
        response = await (await sign_in(account)).get("/kalender")
        assert links(response, ".site-nav a")["Kalender"] == "/kalender"
        assert soup(response).select_one('.site-nav a[aria-current="page"]')["href"] == "/kalender"


async def test_nobody_is_shown_it_without_signing_in(client):
    assert (await client.get("/kalender")).status_code == 303
