"""The page of one departure: what it shows, to whom, and how it answers when something is out of reach."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import Tag

from geleit.domain.alarms.commands import RaiseAlarms
from geleit.domain.notes.commands import WriteNote
from geleit.domain.parties import SYSTEM, Party, Role
from geleit.domain.steps.commands import CompleteStep, StartStep, WaitOn
from geleit.temporal.failures import StillRunning, Unavailable
from tests.fixtures.store import actor_of
from tests.fixtures.web import sentences, soup
from tests.web.departure.forms import address, detail, fill_in, form_of, look, part, typed, words
from web.departure.history import SHOWN_AT_FIRST
from web.departure.sections import ON_A_STEP, ON_THE_DEPARTURE
from web.dispatch import ReconnectingDispatcher
from web.ui.rendering import today_in_berlin

TODAY = today_in_berlin()
FAMILY = [("Haddad", "Yousef"), ("Haddad", "Amal"), ("Haddad", "Nour")]


async def test_it_works(counsellor, authority, make_departure, sign_in):
    departure = await make_departure(counsellor, authority=authority, names=FAMILY)
    page = await look(await sign_in(counsellor), departure)
    assert words(part(page, "titel")) == "Haddad, Yousef"
    shown = words(page)
    assert departure.number in shown
    assert "3 Personen · Georgien · zuständig: Maren Petersen" in shown
    assert "Wartet seit heute auf Sie (Erstgespräch führen)." in shown
    assert "Danach frei: Einwilligung einholen, Rückkehr entscheiden." in shown
    assert f"{authority.name} sieht nichts von diesem Vorgang." in shown
    assert [title.get_text(strip=True) for title in page.find_all("h2")][:2] == [
        "Warum wartet es?",
        "Jetzt sind Sie dran",
    ]


async def test_the_pictures_have_their_tables(counsellor, make_departure, sign_in):
    departure = await make_departure(counsellor, names=FAMILY)
    page = await look(await sign_in(counsellor), departure)
    for table in ("zeitplan-bild-tabelle", "zusammenhang-bild-tabelle"):
        found = words(part(page, table))
        assert "Erstgespräch führen" in found
        assert "Reisedokument beschaffen (Nour)" in found
    assert len(page.find_all("svg", attrs={"role": True})) >= 2


async def test_every_id_stands_on_the_page_once(counsellor, make_departure, act, sign_in):
    departure = await make_departure(counsellor, names=FAMILY)
    for key in ("intake", "consent", "decision"):
        await act(departure.departure_id, CompleteStep, actor=actor_of(counsellor), step=key, on=TODAY)
    page = soup(await (await sign_in(counsellor)).get(address(departure)))
    ids = [element["id"] for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    requests = [field["value"] for field in page.find_all("input", attrs={"name": "request_id"})]
    assert len(requests) == len(set(requests)) > 2


async def test_nobody_of_another_office_sees_or_changes_it(
    dispatcher, counsellor, make_account, make_departure, sign_in, database
):
    departure = await make_departure(counsellor)
    stranger = await sign_in(await make_account(Role.COUNSELLOR))
    for path in ("", "/schritte/intake", "/schritte/intake/erledigen", "/person", "?teil=geaendert"):
        assert (await stranger.get(address(departure) + path)).status_code == 404, path
    for slug in ON_THE_DEPARTURE:
        assert (await stranger.submit(address(departure, slug), {"on": "heute"})).status_code == 404, slug
    for slug in ON_A_STEP:
        url = address(departure, "schritte", "intake", slug)
        assert (await stranger.submit(url, {"on": "heute"})).status_code == 404, slug
    assert (await detail(database, counsellor, departure)).departure == departure


async def test_the_authority_sees_and_changes_nothing_of_it_even_with_consent(
    dispatcher, counsellor, authority, official, make_departure, sign_in
):
    departure = await make_departure(counsellor, authority=authority, consent=True)
    visitor = await sign_in(official)
    assert (await visitor.get(address(departure))).status_code == 403
    response = await visitor.submit(address(departure, "schritte", "intake", "erledigen"), {"on": "heute"})
    assert response.status_code == 403


async def test_without_a_session_one_is_sent_to_sign_in(client, counsellor, make_departure):
    departure = await make_departure(counsellor)
    response = await client.get(address(departure))
    assert response.status_code == 303
    assert response.headers["location"].startswith("/anmelden")


async def test_a_supervisor_of_the_office_may_act(
    dispatcher, counsellor, supervisor, make_departure, sign_in, database
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(supervisor)
    page = await look(visitor, departure)
    assert "Wartet seit heute auf die Beratungsstelle (Erstgespräch führen)." in words(page)
    assert (await fill_in(visitor, page, "form-intake-erledigen")).status_code == 303
    found = (await detail(database, counsellor, departure)).departure
    assert found.steps["intake"].is_settled


@pytest.mark.parametrize(
    ("failure", "status_code", "sentence"),
    [
        (Unavailable("weg"), 503, "es wurde nichts geändert"),
        (StillRunning("läuft"), 202, "wird noch verarbeitet"),
    ],
)
@pytest.mark.parametrize("partial", [False, True])
async def test_an_action_out_of_reach_gives_the_form_back_with_the_same_request_id(
    counsellor, make_departure, sign_in, monkeypatch, failure, status_code, sentence, partial
):
    async def dispatch(self, departure_id, command, enclosure=None):
        raise failure

    monkeypatch.setattr(ReconnectingDispatcher, "dispatch", dispatch)
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    before = typed(form_of(page, "form-intake-erledigen"))
    response = await fill_in(
        visitor, page, "form-intake-erledigen", partial=partial, on="gestern", note="Getippt."
    )
    assert response.status_code == status_code
    assert sentence in sentences(response)[0]
    after = typed(form_of(soup(response), "form-intake-erledigen"))
    assert after["request_id"] == before["request_id"]
    assert (after["on"], after["note"].strip()) == ("gestern", "Getippt.")


async def test_a_refused_form_comes_back_under_a_new_request_id(
    dispatcher, counsellor, make_departure, sign_in
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    before = typed(form_of(page, "form-intake-erledigen"))
    response = await fill_in(visitor, page, "form-intake-erledigen", on="morgen")
    after = typed(form_of(soup(response), "form-intake-erledigen"))
    assert after["request_id"] != before["request_id"]
    assert (await fill_in(visitor, soup(response), "form-intake-erledigen", on="heute")).status_code == 303


async def test_what_was_done_since_is_said_also_what_one_did_in_another_tab(
    counsellor, office, make_account, make_departure, act, sign_in
):
    colleague = await make_account(Role.COUNSELLOR, office, name="Jonas Brandt")
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    version = departure.version
    await act(departure.departure_id, StartStep, actor=actor_of(counsellor), step="intake")
    await act(departure.departure_id, WaitOn, actor=actor_of(colleague), step="intake", party=Party.CLIENT)
    url = f"{address(departure)}?teil=geaendert&seit={version}"
    response = await visitor.get(url, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert "Jonas Brandt: „Erstgespräch führen“ wartet auf" in words(response)
    assert "„Erstgespräch führen“ in Arbeit genommen" in words(response)
    assert soup(response).find("a", href=address(departure))


async def test_a_long_history_is_shown_in_part_until_all_is_wanted(counsellor, make_departure, act, sign_in):
    departure = await make_departure(counsellor)
    for number in range(160):
        await act(departure.departure_id, WriteNote, actor=actor_of(counsellor), note=f"Notiz Nr. {number}.")
    visitor = await sign_in(counsellor)
    page = soup(await visitor.get(address(departure)))
    assert words(part(page, "verlauf")).count("Notiz Nr.") == SHOWN_AT_FIRST
    more = part(page, "verlauf").find("a", rel="next")
    assert more is not None
    everything = words(part(soup(await visitor.get(str(more["href"]))), "verlauf"))
    assert "Notiz Nr. 3." in everything
    assert "Vorgang angelegt" in everything


async def test_what_geleit_noticed_by_itself_is_folded_into_one_line(
    counsellor, make_departure, act, sign_in
):
    long_ago = datetime.now(UTC) - timedelta(days=60)
    departure = await make_departure(counsellor, names=FAMILY, now=long_ago)
    await act(departure.departure_id, RaiseAlarms, actor=SYSTEM)
    history = part(soup(await (await sign_in(counsellor)).get(address(departure))), "verlauf")
    folded = history.find("details")
    assert isinstance(folded, Tag)
    assert "Hinweis von Geleit" in words(folded)
    assert "Zieldatum" in words(folded)
    assert "Vorgang angelegt" not in words(folded)


async def test_a_return_path_to_another_site_is_not_followed(dispatcher, counsellor, make_departure, sign_in):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    response = await fill_in(visitor, page, "form-intake-beginnen", zurueck="//example.org/")
    assert response.status_code == 303
    assert response.headers["location"].startswith("/")
    assert not response.headers["location"].startswith("//")
