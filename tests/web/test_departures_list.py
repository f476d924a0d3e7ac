"""Vorgänge over HTTP: the list, its filters in the address, its pages, and who may see it."""

from datetime import timedelta

import pytest

from geleit.domain.lifecycle.commands.pause import PauseDeparture
from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.lifecycle.state import PauseReason, StopReason
from geleit.domain.parties import Party, Role
from geleit.domain.steps.commands import AddStep, CompleteStep, FailStep, WaitOn
from geleit.store.pages.departures import DepartureSort
from tests.fixtures.store import actor_of
from tests.fixtures.web import soup
from tests.web.lists import HTMX, TODAY, due_in, links, rows, words
from web.departures import page as departures_page
from web.ui.filters import datum


@pytest.fixture
def due(act, make_departure, counsellor):
    async def due(days, **fields):
        return await due_in(days, act, make_departure, counsellor, **fields)

    return due


@pytest.fixture
def look(counsellor, sign_in):
    async def look(query="", account=counsellor, **headers):
        return await (await sign_in(account)).get(f"/vorgaenge{query}", headers=headers)

    return look


async def test_it_works(due, look):
    departure = await due(-4, names=[("Haddad", "Yousef"), ("Haddad", "Amal")], destination="SY")
    response = await look()
    assert response.status_code == 200
    assert words(soup(response).find(id="treffer-titel")) == "1 Vorgang"
    (row,) = rows(response)
    for expected in (
        departure.number,
        "Haddad, Yousef · 2 Personen · Syrien",
        "Erstgespräch führen",
        "Überfällig",
        "seit 4 Tagen überfällig",
        "Beratungsstelle seit heute",
        "0 von 7",
        "Maren Petersen",
    ):
        assert expected in row
    assert soup(response).select_one(f'a[href^="/vorgaenge/{departure.departure_id}?von="]')


async def test_due_today_is_not_overdue(due, look):
    await due(0)
    (row,) = rows(await look())
    assert "heute fällig" in row
    assert "überfällig" not in row.lower()


async def test_progress_is_written_in_words_beside_its_dots(due, act, look, counsellor):
    departure = await due(3)
    for step in ("intake", "consent", "decision"):
        await act(departure.departure_id, CompleteStep, actor=actor_of(counsellor), step=step, on=TODAY)
    response = await look()
    assert "1 von 7" in rows(response)[0]
    assert len(soup(response).select(".dots__row[aria-hidden] .dot")) == 7
    assert len(soup(response).select(".dot--done")) == 1


async def test_running_departures_are_shown_first_and_the_others_on_request(due, act, look, counsellor):
    actor = actor_of(counsellor)
    runs, rests, over = await due(1), await due(2), await due(3)
    await act(
        rests.departure_id,
        PauseDeparture,
        actor=actor,
        reason=PauseReason.COURT,
        review_on=TODAY.replace(year=TODAY.year + 1),
    )
    await act(over.departure_id, StopDeparture, actor=actor, reason=StopReason.CONTACT_LOST)
    assert runs.number in "".join(rows(await look()))
    assert len(rows(await look())) == 1
    (resting,) = rows(await look("?status=paused"))
    assert "Ruht" in resting
    assert "Laufendes Gerichtsverfahren" in resting
    (stopped,) = rows(await look("?status=stopped"))
    assert "Abgebrochen Kontakt abgebrochen" in stopped
    assert "0 von 7" in stopped, "what was never done is not counted as done"
    assert len(rows(await look("?status=alle"))) == 3
    assert "Kein Vorgang passt" in words(await look("?status=closed"))


async def test_filters_are_in_the_address_and_in_the_form(due, act, look, counsellor):
    await due(1, destination="GE")
    waits = await due(2, destination="IQ")
    actor = actor_of(counsellor)
    await act(waits.departure_id, WaitOn, actor=actor, step="intake", party=Party.EMBASSY)
    for query in (
        "?land=IQ",
        "?wartet=embassy",
        f"?land=IQ&beraterin={counsellor.id}&phase=counselling&status=open&stelle=",
    ):
        (row,) = rows(await look(query))
        assert waits.number in row
    response = await look("?wartet=embassy&sortierung=nummer")
    chosen = [words(option) for option in soup(response).select("main .filter option[selected]")]
    assert chosen == ["Läuft", "Botschaft/Konsulat", "Nummer"]


@pytest.mark.parametrize(
    ("query", "is_open"),
    [
        ("", False),
        ("?status=open&wartet=&sortierung=faellig&land=", False),
        ("?status=paused", True),
        ("?wartet=embassy", True),
        ("?sortierung=nummer", True),
        ("?land=IQ", True),
    ],
)
async def test_filters_are_unfolded_where_one_is_set(look, query, is_open):
    fold = soup(await look(query)).find("details", class_="filter-fold")
    assert fold.has_attr("open") is is_open


async def test_what_nobody_is_in_charge_of_can_be_found(due, look, make_departure, counsellor):
    await due(1)
    orphan = await make_departure(counsellor, counsellor_id=None)
    (row,) = rows(await look("?beraterin=niemand"))
    assert orphan.number in row
    assert "niemand" in row


async def test_htmx_gets_the_list_alone(due, look):
    await due(1)
    response = await look("?sortierung=neueste", **HTMX)
    assert not soup(response).find("html")
    assert soup(response).find("section", id="treffer")
    assert "no-store" in response.headers["cache-control"]


async def test_pages_show_every_departure_once_whatever_the_order(due, look, monkeypatch):
    monkeypatch.setattr(departures_page, "LIMIT", 2)
    numbers = sorted([(await due(days)).number for days in (3, 3, 3, -1, 80)])
    for sort in DepartureSort:
        response = await look(f"?sortierung={sort}")
        seen = rows(response)
        while link := soup(response).select_one("#weitere a"):
            assert f"sortierung={sort}" in link["href"]
            response = await look(str(link["href"]).removeprefix("/vorgaenge"))
            assert "Zum Anfang der Liste" in words(response)
            seen += rows(response)
        assert sorted(row.split()[0] for row in seen) == numbers


async def test_no_name_is_in_an_address(due, look, monkeypatch):
    monkeypatch.setattr(departures_page, "LIMIT", 1)
    for _ in range(2):
        await due(3, names=[("Auffälligmann", "Berta")])
    response = await look()
    assert "auff" not in " ".join(links(response).values()).lower()


@pytest.mark.parametrize("query", ["?status=x&land=%00&ab=x&beraterin=1&sortierung=x", "?phase=" + "x" * 500])
async def test_an_address_with_nonsense_shows_the_list(due, look, query):
    await due(1)
    response = await look(query)
    assert response.status_code == 200
    assert len(rows(response)) == 1


async def test_nobody_is_shown_the_list_without_signing_in(client):
    assert (await client.get("/vorgaenge")).status_code == 303


async def test_an_authority_is_refused(official, look):
    assert (await look(account=official)).status_code == 403


async def test_another_office_sees_nothing_of_it(due, look, make_account):
    await due(1)
    assert rows(await look(account=await make_account())) == []


async def test_a_supervisor_of_two_offices_sees_both_and_chooses_one(
    due, look, office, make_office, make_account, make_departure
):
    other = await make_office()
    await due(1)
    there = await make_departure(await make_account(Role.COUNSELLOR, other))
    chief = await make_account(Role.SUPERVISOR, office, offices=[other])
    response = await look(account=chief)
    assert len(rows(response)) == 2
    assert soup(response).find("select", attrs={"name": "stelle"})
    (row,) = rows(await look(f"?stelle={other.id}", account=chief))
    assert there.number in row


async def test_the_address_says_how_many_rows_are_shown(due, look, monkeypatch):
    monkeypatch.setattr(departures_page, "LIMIT", 1)
    for days in (1, 2, 3):
        await due(days)
    onward = links(await look())["Weitere anzeigen"].removeprefix("/vorgaenge")
    here = {"HX-Current-URL": "http://127.0.0.1/vorgaenge?status=laufend&zeilen=1"}
    more = await look(onward, **HTMX, **here)
    assert more.headers["HX-Replace-Url"] == "/vorgaenge?status=laufend&zeilen=2"
    assert len(rows(await look("?status=laufend&zeilen=2"))) == 2


async def test_without_a_script_more_rows_change_no_address(due, look, monkeypatch):
    monkeypatch.setattr(departures_page, "LIMIT", 1)
    for days in (1, 2):
        await due(days)
    onward = links(await look())["Weitere anzeigen"].removeprefix("/vorgaenge")
    assert "HX-Replace-Url" not in (await look(onward)).headers
    elsewhere = {"HX-Current-URL": "http://127.0.0.1/konto"}
    assert "HX-Replace-Url" not in (await look(onward, **HTMX, **elsewhere)).headers


@pytest.mark.parametrize("number", ["0", "-3", "x", "99999999999", "²", ""])
async def test_a_number_of_rows_that_makes_no_sense_shows_the_first_ones(due, look, number):
    await due(1)
    assert len(rows(await look(f"?zeilen={number}"))) == 1


async def test_a_row_speaks_of_one_step_only(due, act, look, counsellor):
    departure = await due(3)
    actor = actor_of(counsellor)
    for step in ("intake", "consent", "decision"):
        await act(departure.departure_id, CompleteStep, actor=actor, step=step, on=TODAY)
    await act(departure.departure_id, WaitOn, actor=actor, step="travel_document-1", party=Party.EMBASSY)
    (row,) = rows(await look())
    assert "Förderung beantragen" in row
    assert "Beratungsstelle seit heute" in row
    assert "Botschaft" not in row
    assert rows(await look("?wartet=embassy")) == []
    assert len(rows(await look("?wartet=counsellor&phase=funding"))) == 1


async def test_an_appointment_is_on_its_day_and_not_possible_since_weeks(due, act, look, counsellor):
    departure = await due(3)
    actor = actor_of(counsellor)
    for step in ("intake", "consent", "decision", "funding_application", "funding_decision"):
        await act(departure.departure_id, CompleteStep, actor=actor, step=step, on=TODAY)
    on = TODAY + timedelta(days=12)
    await act(
        departure.departure_id,
        AddStep,
        actor=actor,
        code="embassy_appointment",
        person=1,
        target_on=on,
    )
    (row,) = rows(await look())
    assert f"Termin am {datum(on)}" in row
    assert "Termin steht" in row
    assert "Jetzt möglich" not in row


async def test_a_refusal_asks_how_to_go_on(due, act, look, counsellor):
    departure = await due(3)
    await act(
        departure.departure_id, FailStep, actor=actor_of(counsellor), step="intake", note="Nicht erschienen."
    )
    (row,) = rows(await look())
    assert "Wie geht es weiter? Gescheitert: Erstgespräch führen" in row
    assert "Beratungsstelle seit heute" in row
