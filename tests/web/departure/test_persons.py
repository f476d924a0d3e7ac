"""Persons join a departure and are corrected, over HTTP."""

from tests.fixtures.web import sentences, soup
from tests.web.departure.forms import (
    address,
    both_versions,
    field,
    fill_in,
    form_of,
    look,
    part,
    words,
)

FAMILY = [("Haddad", "Yousef"), ("Haddad", "Amal")]


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
