"""Fristen over HTTP: an authority sees the deadlines of its departures, with consent only, and no more."""

from datetime import datetime, time, timedelta

import pytest

from geleit.domain.calendar import Calendar, Land
from geleit.domain.consent.commands import RevokeConsent
from geleit.domain.dates import BERLIN
from geleit.domain.deadlines.commands.end import MeetDeadline, MissDeadline
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import SHOWN_TO_AUTHORITIES, DeadlineKind
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.notes.commands import WriteNote
from geleit.domain.parties import Role
from tests.fixtures.store import actor_of
from tests.fixtures.web import soup
from tests.web.lists import TODAY, links, rows, tiles, words
from web.authority import page as deadlines_page
from web.dependencies import clock
from web.ui.filters import datum
from web.ui.labels import label


@pytest.fixture
def due(make_departure, counsellor, authority):
    async def due(days, *, consent=True, **fields):
        on = TODAY + timedelta(days=days)
        deadline = DeadlineFact(deadline=DeadlineKind.DEPARTURE, due_on=on)
        names = [("Geheim", "Gisela")]
        return await make_departure(
            counsellor, authority=authority, consent=consent, deadlines=(deadline,), names=names, **fields
        )

    return due


@pytest.fixture
def look(official, sign_in):
    async def look(query="", account=official):
        return await (await sign_in(account)).get(f"/fristen{query}")

    return look


async def test_it_works(due, look):
    departure = await due(5)
    response = await look()
    assert response.status_code == 200
    (row,) = rows(response)
    for expected in (
        departure.number,
        "Läuft",
        "Bald fällig",
        f"Ausreisefrist {datum(TODAY + timedelta(days=5))}",
        "in 5 Tagen",
        "Reisedokument beschaffen",
    ):
        assert expected in row
    assert tiles(response) == {
        "Alle Vorgänge": "1",
        "Verlängerung beantragt": "0",
        "Überfällig": "0",
        "In 7 Tagen": "1",
        "In 30 Tagen": "1",
    }


@pytest.mark.parametrize(
    ("days", "indicator"),
    # A week and a day ago: no run of holidays can have moved that end to today.
    [(-8, "Überfällig"), (0, "Bald fällig"), (7, "Bald fällig"), (8, "Im Plan")],
)
async def test_the_indicator_is_shown_in_words(due, look, days, indicator):
    await due(days)
    assert words(soup(await look()).select_one("tbody .traffic")) == indicator


async def test_nobody_is_overdue_before_the_legal_end(make_departure, counsellor, authority, look, app):
    """A period that ends on a Saturday ends on the next working day (§ 31 (3) VwVfG)."""
    saturday = TODAY + timedelta(days=(5 - TODAY.weekday()) % 7 + 7)
    ends = Calendar(land=Land.SH).next_open_day(saturday)
    told = DeadlineFact(deadline=DeadlineKind.DEPARTURE, due_on=saturday)
    await make_departure(counsellor, authority=authority, consent=True, deadlines=(told,))
    app.dependency_overrides[clock] = lambda: datetime.combine(ends, time(12), tzinfo=BERLIN)
    try:
        response = await look()
    finally:
        app.dependency_overrides.pop(clock)
    (row,) = rows(response)
    assert "Sicheres Datum vorbei" in row
    assert f"Die Frist endet am {datum(ends)}" in row
    assert "überfällig" not in row.lower()
    assert (tiles(response)["Überfällig"], tiles(response)["In 7 Tagen"]) == ("0", "1")


async def test_a_date_that_was_missed_is_red_and_never_no_date(due, act, look, counsellor):
    departure = await due(-8)
    actor = actor_of(counsellor)
    await act(departure.departure_id, MissDeadline, actor=actor, deadline=DeadlineKind.DEPARTURE)
    response = await look()
    badge = soup(response).select_one("tbody .traffic .kern-badge")
    assert words(badge) == "Nicht gewahrt"
    assert "kern-badge--danger" in badge["class"]
    assert "Keine Frist" not in words(response)


async def test_what_somebody_may_sue_for_or_is_paid_is_not_told(due, act, look, counsellor):
    departure = await due(5)
    for kind in set(DeadlineKind) - SHOWN_TO_AUTHORITIES:
        on = {"due_on": TODAY + timedelta(days=2)}
        await act(departure.departure_id, SetDeadline, actor=actor_of(counsellor), deadline=kind, **on)
    response = await look()
    (row,) = rows(response)
    assert f"Ausreisefrist {datum(TODAY + timedelta(days=5))}" in row
    assert "in 5 Tagen" in row
    for kind in set(DeadlineKind) - SHOWN_TO_AUTHORITIES:
        assert label(kind) not in words(soup(response))


async def test_a_deadline_that_was_kept_is_green_for_good(due, act, look, counsellor):
    departure = await due(-4)
    await act(
        departure.departure_id,
        MeetDeadline,
        actor=actor_of(counsellor),
        deadline=DeadlineKind.DEPARTURE,
        kept_on=TODAY - timedelta(days=5),
    )
    (row,) = rows(await look())
    assert "Gewahrt" in row
    assert "keine offene Frist" in row


async def test_the_most_urgent_is_first_and_spans_filter_the_list(due, look):
    far, near, late = await due(60), await due(20), await due(-8)
    numbers = [row.split()[0] for row in rows(await look())]
    assert numbers == [late.number, near.number, far.number]
    (row,) = rows(await look("?frist=ueberfaellig"))
    assert late.number in row
    (row,) = rows(await look("?frist=30-tage"))
    assert near.number in row
    assert "Hier ist zurzeit nichts." in words(await look("?frist=7-tage"))


async def test_nothing_of_the_counselling_is_there(due, act, look, counsellor):
    departure = await due(5)
    actor = actor_of(counsellor)
    await act(departure.departure_id, WriteNote, actor=actor, note="Streng vertraulich")
    response = await look()
    for secret in ("Geheim", "Gisela", "vertraulich", "Maren Petersen", "/vorgaenge"):
        assert secret not in response.text
    assert all(address.startswith("/fristen") for address in links(response, "main a[href]").values())


async def test_without_consent_there_is_nothing(due, look):
    await due(5, consent=False)
    response = await look()
    assert rows(response) == []
    assert "Noch kein Vorgang mit Einwilligung." in words(response)


async def test_a_revoked_consent_takes_the_row_away_at_once(due, act, look, counsellor):
    departure = await due(5)
    assert len(rows(await look())) == 1
    await act(departure.departure_id, RevokeConsent, actor=actor_of(counsellor))
    assert rows(await look()) == []


async def test_another_authority_sees_nothing_of_it(due, look, make_account):
    await due(5)
    assert rows(await look(account=await make_account(Role.AUTHORITY))) == []


async def test_the_page_of_the_departure_stays_closed(due, official, sign_in):
    departure = await due(5)
    visitor = await sign_in(official)
    assert (await visitor.get(f"/vorgaenge/{departure.departure_id}")).status_code == 403


async def test_pages_show_every_departure_once(due, look, monkeypatch):
    monkeypatch.setattr(deadlines_page, "LIMIT", 2)
    numbers = sorted([(await due(days)).number for days in (3, 3, 3, -1, 80)])
    response = await look()
    seen = rows(response)
    while link := soup(response).select_one("#weitere a"):
        response = await look(str(link["href"]).removeprefix("/fristen"))
        seen += rows(response)
    assert sorted(row.split()[0] for row in seen) == numbers


@pytest.mark.parametrize("query", ["?frist=x", "?ab=x", "?frist=&ab="])
async def test_an_address_with_nonsense_shows_the_list(due, look, query):
    await due(5)
    assert len(rows(await look(query))) == 1


async def test_nobody_is_shown_the_page_without_signing_in(client):
    assert (await client.get("/fristen")).status_code == 303


async def test_counsellors_and_supervisors_are_refused(counsellor, supervisor, look):
    assert (await look(account=counsellor)).status_code == 403
    assert (await look(account=supervisor)).status_code == 403
