"""The actions on the course of a departure, over HTTP: it rests, stops, closes, is corrected."""

import pytest

from geleit.domain.departure import DepartureStatus
from geleit.domain.steps.commands import CompleteStep
from tests.fixtures.store import actor_of
from tests.fixtures.web import sentences, soup
from tests.web.departure.forms import (
    address,
    field,
    fill_in,
    form_of,
    look,
    part,
    words,
)
from web.ui.rendering import today_in_berlin

TODAY = today_in_berlin()

EVERYTHING_BEFORE_CLOSING = (
    "intake",
    "consent",
    "decision",
    "travel_document-1",
    "funding_application",
    "funding_decision",
    "travel_booking",
    "departure",
    "departure_confirmed",
    "reintegration",
)


async def test_a_departure_rests_and_goes_on(dispatcher, counsellor, make_departure, sign_in, now):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    response = await fill_in(visitor, page, "form-ruhen", reason="court", review_on="+20", note="Eilantrag.")
    assert response.status_code == 303, sentences(response)
    assert (await now(departure)).status is DepartureStatus.PAUSED
    page = await look(visitor, departure)
    assert "Ruht seit heute: Laufendes Gerichtsverfahren." in words(page)
    assert page.find(id="form-intake-beginnen") is None
    assert (await fill_in(visitor, page, "form-fortsetzen")).status_code == 303
    assert (await now(departure)).status is DepartureStatus.OPEN


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": "", "review_on": "+20"}, "Bitte wählen Sie einen Eintrag aus der Liste."),
        ({"reason": "court", "review_on": "gestern"}, "liegt nicht in der Zukunft"),
        ({"reason": "court", "review_on": "irgendwann"}, "kein Datum"),
    ],
)
async def test_a_pause_wants_a_reason_and_a_day_ahead(
    dispatcher, counsellor, make_departure, sign_in, now, fields, sentence
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    response = await fill_in(visitor, await look(visitor, departure), "form-ruhen", **fields)
    assert response.status_code == 422
    assert any(sentence in found for found in sentences(response))
    assert (await now(departure)).status is DepartureStatus.OPEN


async def test_a_departure_is_stopped_and_taken_up_again_with_a_reason(
    dispatcher, counsellor, make_departure, sign_in, now
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    assert (await fill_in(visitor, page, "form-abbrechen", reason="")).status_code == 422
    response = await fill_in(visitor, page, "form-abbrechen", reason="contact_lost")
    assert response.status_code == 303, sentences(response)
    assert (await now(departure)).status is DepartureStatus.STOPPED
    page = await look(visitor, departure)
    assert "Abgebrochen am" in words(page)
    assert "Kontakt abgebrochen" in words(page)
    assert not page.find_all("form", class_="action--erledigen")
    assert (await fill_in(visitor, page, "form-wieder-aufnehmen")).status_code == 422
    response = await fill_in(visitor, page, "form-wieder-aufnehmen", note="Hat sich gemeldet.")
    assert response.status_code == 303, sentences(response)
    assert (await now(departure)).steps["intake"].is_open


async def test_a_departure_with_open_steps_is_not_closed(
    dispatcher, counsellor, make_departure, sign_in, now
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    early = await visitor.submit(address(departure, "abschliessen"), {})
    assert early.status_code == 422
    assert "Noch offen: „Erstgespräch führen“" in sentences(early)[0]
    assert (await now(departure)).status is DepartureStatus.OPEN


async def test_a_departure_is_closed_when_nothing_is_left(
    dispatcher, counsellor, make_departure, act, sign_in, now
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    assert page.find(id="form-abschliessen") is None
    for key in EVERYTHING_BEFORE_CLOSING:
        await act(departure.departure_id, CompleteStep, actor=actor_of(counsellor), step=key, on=TODAY)
    page = await look(visitor, departure)
    assert (await fill_in(visitor, page, "form-abschliessen")).status_code == 303
    assert (await now(departure)).status is DepartureStatus.CLOSED
    page = await look(visitor, departure)
    assert "Abgeschlossen am" in words(page)
    assert page.find(id="form-notiz") is not None
    late = await visitor.submit(address(departure, "ruhen"), {"reason": "court", "review_on": "+3"})
    assert "Der Vorgang ist abgeschlossen." in sentences(late)[0]


async def test_a_wrong_destination_is_corrected_where_it_stands(
    dispatcher, counsellor, make_departure, sign_in, now
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    form = form_of(page, "form-angaben-berichtigen")
    assert (field(form, "destination")["value"], field(form, "nationality")["value"]) == (
        "Georgien",
        "Georgien",
    )
    response = await fill_in(
        visitor, page, "form-angaben-berichtigen", destination="armenien", residence_status="gestattung"
    )
    assert response.status_code == 303, sentences(response)
    page = await look(visitor, departure)
    assert "Ziel: Armenien" in words(page)
    assert "Berichtigt – Ziel: Armenien, Aufenthalt: Aufenthaltsgestattung." in words(part(page, "verlauf"))
    found = await now(departure)
    assert (found.destination, found.nationality, found.residence_status) == ("AM", "GE", "gestattung")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"destination": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"destination": "Atlantis"}, "„Atlantis“ ist kein Land."),
        ({"destination": "Gorgien"}, "„Gorgien“ ist kein Land. Meinen Sie „Georgien“?"),
        ({"destination": "Deutschland"}, "„Deutschland“ kann hier nicht stehen."),
        ({"residence_status": "tourist"}, "Bitte wählen Sie einen Eintrag aus der Liste."),
        ({}, "So steht es schon im Vorgang."),
    ],
)
async def test_an_impossible_correction_is_given_back_with_what_was_typed(
    dispatcher, counsellor, make_departure, sign_in, now, fields, sentence
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    typed = {"note": "Laut Pass.", **fields}
    response = await fill_in(visitor, await look(visitor, departure), "form-angaben-berichtigen", **typed)
    assert response.status_code == 422
    assert sentence in " ".join(sentences(response))
    form = form_of(soup(response), "form-angaben-berichtigen")
    assert field(form, "destination").get("value", "") == fields.get("destination", "Georgien")
    assert "Laut Pass." in field(form, "note").text
    assert (await now(departure)).version == departure.version
