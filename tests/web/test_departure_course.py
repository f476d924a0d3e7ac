"""The actions on the departure itself, over HTTP: its course, its persons, deadlines, consent, notes."""

from datetime import timedelta

import pytest

from geleit.domain.assignment.commands import NameAuthority
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import DeadlineKind, DeadlineState
from geleit.domain.departure import DepartureStatus
from geleit.domain.parties import Role
from geleit.domain.steps.commands import CompleteStep
from tests.fixtures.store import actor_of
from tests.fixtures.web import sentences, soup
from tests.web.departure_forms import (
    address,
    both_versions,
    detail,
    field,
    fill_in,
    form_of,
    look,
    part,
    words,
)
from web.ui.rendering import today_in_berlin

TODAY = today_in_berlin()
FAMILY = [("Haddad", "Yousef"), ("Haddad", "Amal")]
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


@pytest.fixture
def now(database, counsellor):
    """Return a departure's current state."""

    async def now(departure):
        return (await detail(database, counsellor, departure)).departure

    return now


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


async def test_a_departure_is_handed_over(
    dispatcher, counsellor, office, make_account, make_departure, sign_in, now
):
    colleague = await make_account(Role.COUNSELLOR, office, name="Jonas Brandt")
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    assert (await fill_in(visitor, page, "form-zuweisen", counsellor_id="")).status_code == 422
    response = await fill_in(visitor, page, "form-zuweisen", counsellor_id=str(colleague.id), note="Urlaub.")
    assert response.status_code == 303
    assert (await now(departure)).counsellor_id == colleague.id
    assert "zuständig: Jonas Brandt" in words(await look(visitor, departure))


async def test_a_departure_is_not_handed_to_another_office(
    dispatcher, counsellor, make_account, make_departure, sign_in, now
):
    stranger = await make_account(Role.COUNSELLOR)
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    response = await fill_in(visitor, page, "form-zuweisen", counsellor_id=str(stranger.id))
    assert response.status_code == 422
    assert sentences(response)
    assert (await now(departure)).counsellor_id == counsellor.id


async def test_a_person_joins_with_their_own_steps(dispatcher, counsellor, make_departure, sign_in, now):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure, "person")
    refused = await fill_in(visitor, page, "form-person", family_name="Haddad", given_name="", role="child")
    assert refused.status_code == 422
    assert field(form_of(soup(refused), "form-person"), "family_name")["value"] == ("Haddad")
    two_lines = await fill_in(
        visitor, page, "form-person", family_name="Had\ndad", given_name="Nour", role="child"
    )
    assert two_lines.status_code == 422
    response = await fill_in(
        visitor,
        page,
        "form-person",
        family_name="Haddad",
        given_name="Nour",
        birth_date="3.4.2019",
        nationality="SY",
        role="child",
    )
    assert response.status_code == 303, sentences(response)
    assert "travel_document-2" in (await now(departure)).steps
    shown = words(part(await look(visitor, departure), "personen"))
    assert "Nour Haddad Kind" in shown
    assert "geboren 03.04.2019" in shown


async def test_the_form_of_a_correction_has_the_current_details(
    dispatcher, counsellor, make_departure, sign_in
):
    departure = await make_departure(counsellor, names=FAMILY)
    visitor = await sign_in(counsellor)
    response = await visitor.get(address(departure, "person-berichtigen") + "?zu=2")
    form = form_of(soup(response), "form-person-berichtigen-2")
    assert field(form, "given_name")["value"] == "Amal"
    wrong = await fill_in(visitor, soup(response), "form-person-berichtigen-2", birth_date="1.1.2090")
    assert wrong.status_code == 422
    again = form_of(soup(wrong), "form-person-berichtigen-2")
    assert field(again, "person")["value"] == "2"
    taken = await fill_in(
        visitor, soup(response), "form-person-berichtigen-2", given_name="Amal Maria", birth_date="1.1.1990"
    )
    assert taken.status_code == 303, sentences(taken)
    shown = words(part(await look(visitor, departure), "personen"))
    assert "Amal Maria Haddad" in shown
    assert "geboren 01.01.1990" in shown


async def test_the_person_to_correct_is_chosen_when_the_address_names_none(
    dispatcher, counsellor, make_departure, sign_in
):
    departure = await make_departure(counsellor, names=FAMILY)
    visitor = await sign_in(counsellor)
    unknown = soup(await visitor.get(address(departure, "person-berichtigen") + "?zu=7"))
    assert field(form_of(unknown, "form-person-berichtigen-7"), "person").name == "select"
    page = await look(visitor, departure, "person-berichtigen")
    assert field(form_of(page, "form-person-berichtigen"), "person").name == "select"
    place = "form-person-berichtigen"
    refused = await fill_in(visitor, page, place, family_name="Haddad", given_name="Amal Maria", person="")
    assert refused.status_code == 422
    taken = await fill_in(visitor, page, place, family_name="Haddad", given_name="Amal Maria", person="2")
    assert taken.status_code == 303, sentences(taken)
    assert "Amal Maria Haddad" in words(part(await look(visitor, departure), "personen"))


async def test_an_appointment_at_the_embassy_is_added_for_one_person(
    dispatcher, counsellor, make_departure, act, sign_in, now
):
    departure = await make_departure(counsellor, names=FAMILY)
    for key in ("intake", "decision"):
        await act(departure.departure_id, CompleteStep, actor=actor_of(counsellor), step=key, on=TODAY)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    assert (await fill_in(visitor, page, "form-termin", target_on="+9")).status_code == 422
    response = await fill_in(visitor, page, "form-termin", person="2", target_on="+9")
    assert response.status_code == 303, sentences(response)
    found = (await now(departure)).steps["embassy_appointment-2-1"]
    assert found.target_on == TODAY + timedelta(days=9)
    assert "Amal Haddad" in words(part((await look(visitor, departure)), "phase-embassy"))


async def test_a_deadline_is_set_moved_kept_and_withdrawn(
    dispatcher, counsellor, make_departure, sign_in, now
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    refused = await fill_in(visitor, page, "form-frist", rule="gueb", due_on="31.6.")
    assert refused.status_code == 422
    assert (await now(departure)).deadlines == {}
    for kind in ("gueb", "duldung"):
        taken = await fill_in(visitor, await look(visitor, departure), "form-frist", rule=kind, due_on="+5")
        assert taken.status_code == 303, sentences(taken)
    page = await look(visitor, departure)
    assert "Bald fällig" in words(part(page, "fristen"))
    assert "Verlängerung jetzt mit der Behörde klären." in words(part(page, "fristen"))
    assert (await fill_in(visitor, page, "form-neue-frist-gueb", due_on="+40")).status_code == 303
    assert (await now(departure)).deadlines[DeadlineKind.GUEB].due_on == TODAY + timedelta(days=40)
    page = await look(visitor, departure)
    assert (await fill_in(visitor, page, "form-frist-gewahrt-gueb")).status_code == 303
    assert (await fill_in(visitor, page, "form-frist-aufheben-duldung", note="")).status_code == 422
    taken = await fill_in(visitor, page, "form-frist-aufheben-duldung", note="Aufenthaltserlaubnis erteilt.")
    assert taken.status_code == 303, sentences(taken)
    states = {kind: found.state for kind, found in (await now(departure)).deadlines.items()}
    assert states == {DeadlineKind.GUEB: DeadlineState.MET, DeadlineKind.DULDUNG: DeadlineState.WITHDRAWN}


async def test_a_deadline_that_somebody_else_has_just_moved_is_a_conflict(
    dispatcher, counsellor, office, make_account, make_departure, act, sign_in, now
):
    colleague = await make_account(Role.COUNSELLOR, office, name="Jonas Brandt")
    departure = await make_departure(counsellor)
    change = {"actor": actor_of(colleague), "deadline": DeadlineKind.GUEB}
    await act(departure.departure_id, SetDeadline, due_on=TODAY + timedelta(days=20), **change)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    await act(departure.departure_id, SetDeadline, due_on=TODAY + timedelta(days=30), **change)
    response = await fill_in(visitor, page, "form-neue-frist-gueb", due_on="+25")
    assert response.status_code == 409
    both = both_versions(response)
    assert "+25" in both
    assert "Jonas Brandt" in both
    assert (TODAY + timedelta(days=30)).strftime("%d.%m.%Y") in both
    assert (await fill_in(visitor, soup(response), "form-neue-frist-gueb")).status_code == 303
    assert (await now(departure)).deadlines[DeadlineKind.GUEB].due_on == TODAY + timedelta(days=25)


async def test_consent_shows_the_authority_the_deadlines_and_its_revocation_shows_nothing(
    dispatcher, counsellor, authority, official, make_departure, sign_in, now
):
    departure = await make_departure(counsellor, authority=authority)
    visitor, official_visitor = await sign_in(counsellor), await sign_in(official)
    assert departure.number not in words(await official_visitor.get("/fristen"))
    page = await look(visitor, departure)
    future = await fill_in(visitor, page, "form-einwilligung", on="morgen")
    assert "liegt in der Zukunft" in sentences(future)[0]
    assert (await fill_in(visitor, page, "form-einwilligung", on="heute")).status_code == 303
    assert departure.number in words(await official_visitor.get("/fristen"))
    page = await look(visitor, departure)
    assert (await fill_in(visitor, page, "form-einwilligung-widerrufen")).status_code == 303
    assert departure.number not in words(await official_visitor.get("/fristen"))
    assert not (await now(departure)).consent


async def test_a_consent_is_not_given_to_an_authority_that_was_named_meanwhile(
    dispatcher, counsellor, authority, make_authority, make_departure, sign_in, act, now
):
    departure = await make_departure(counsellor, authority=authority)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    other = await make_authority()
    await act(departure.departure_id, NameAuthority, actor=actor_of(counsellor), authority_id=other.id)
    response = await fill_in(visitor, page, "form-einwilligung", on="heute")
    assert response.status_code == 422
    assert "andere Behörde zuständig" in words(response)
    assert not (await now(departure)).consent
    page = await look(visitor, departure)
    assert (await fill_in(visitor, page, "form-einwilligung", on="heute")).status_code == 303


async def test_an_authority_that_was_not_known_at_first_is_named_later(
    dispatcher, counsellor, authority, official, make_departure, sign_in, now
):
    departure = await make_departure(counsellor, authority_id=None)
    visitor, official_visitor = await sign_in(counsellor), await sign_in(official)
    assert (await look(visitor, departure)).find(id="form-einwilligung") is None
    page = soup(await visitor.get(address(departure, "behoerde")))
    assert (await fill_in(visitor, page, "form-behoerde", authority_id="")).status_code == 422
    assert (await fill_in(visitor, page, "form-behoerde", authority_id=str(authority.id))).status_code == 303
    page = await look(visitor, departure)
    assert f"{authority.name} sieht nichts von diesem Vorgang." in words(page)
    assert departure.number not in words(await official_visitor.get("/fristen"))
    assert (await fill_in(visitor, page, "form-einwilligung", on="heute")).status_code == 303
    assert departure.number in words(await official_visitor.get("/fristen"))
    assert (await now(departure)).authority_id == authority.id


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


async def test_two_corrections_at_once_are_shown_side_by_side(
    dispatcher, counsellor, make_departure, sign_in, now
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    one, other = await look(visitor, departure), await look(visitor, departure)
    await fill_in(visitor, one, "form-angaben-berichtigen", destination="Armenien")
    response = await fill_in(visitor, other, "form-angaben-berichtigen", residence_status="gestattung")
    assert response.status_code == 409
    assert "Berichtigt – Ziel: Armenien." in both_versions(response)
    assert (await now(departure)).destination == "AM"


async def test_consent_is_revoked_also_when_everything_is_over(
    dispatcher, counsellor, authority, official, make_departure, act, sign_in
):
    departure = await make_departure(counsellor, authority=authority)
    actor = actor_of(counsellor)
    for key in (*EVERYTHING_BEFORE_CLOSING, "closure"):
        await act(departure.departure_id, CompleteStep, actor=actor, step=key, on=TODAY)
    visitor, official_visitor = await sign_in(counsellor), await sign_in(official)
    page = await look(visitor, departure)
    assert "Abgeschlossen am" in words(page)
    response = await fill_in(visitor, page, "form-einwilligung-widerrufen")
    assert response.status_code == 303, sentences(response)
    assert departure.number not in words(await official_visitor.get("/fristen?status=closed"))
    assert "sieht nichts von diesem Vorgang." in words(await look(visitor, departure))


async def test_a_note_on_the_departure_is_in_its_history(dispatcher, counsellor, make_departure, sign_in):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    assert (await fill_in(visitor, page, "form-notiz", note="")).status_code == 422
    too_long = await fill_in(visitor, page, "form-notiz", note="x" * 10_001)
    assert too_long.status_code == 422
    text = "<b>Ruft</b> an & schreibt"
    assert (await fill_in(visitor, page, "form-notiz", note=text)).status_code == 303
    history = part((await look(visitor, departure)), "verlauf")
    assert f"„{text}“" in words(history)
    assert history.find("b") is None
