import asyncio
import json
from uuid import uuid4

import pytest

from geleit.domain.parties import Role
from tests.api.conftest import new_departure, problem


async def test_it_works(api, counsellor, authority, dispatcher):
    program = await api(counsellor)
    response = await program.post(
        "/departures",
        json=new_departure(
            counsellor_id=str(counsellor.id),
            authority_id=str(authority.id),
            deadlines=[{"deadline": "departure_deadline", "due_on": "2027-01-31"}],
            note="Erstes Gespräch am Telefon.",
        ),
    )
    assert response.status_code == 201, response.text
    opened = response.json()
    assert response.headers["location"] == f"/api/v1/departures/{opened['id']}"
    assert response.headers["etag"] == f'"{opened["version"]}"'
    read = await program.get(f"/departures/{opened['id']}")
    assert read.json()["persons"][0]["family_name"] == "Gelaschwili"
    assert read.json()["state"]["deadlines"]["departure_deadline"]["due_on"] == "2027-01-31"


@pytest.mark.parametrize("sent", ["duty_to_leave", "ausreisepflichtig"])
async def test_a_residence_status_is_taken_in_the_words_of_an_earlier_release_too(
    api, counsellor, dispatcher, sent
):
    program = await api(counsellor)
    response = await program.post("/departures", json=new_departure(residence_status=sent))
    assert response.status_code == 201, response.text
    read = await program.get(f"/departures/{response.json()['id']}")
    assert read.json()["state"]["residence_status"] == "duty_to_leave"


async def test_the_same_key_opens_one_departure(api, counsellor, dispatcher):
    program = await api(counsellor)
    headers = {"Idempotency-Key": str(uuid4())}
    answers = await asyncio.gather(
        *(program.post("/departures", json=new_departure(), headers=headers) for _ in range(3))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len({answer.json()["number"] for answer in answers}) == 1


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"destination": "DE"}, "body.destination", "country"),
        ({"destination": "Georgien"}, "body.destination", "country"),
        ({"nationality": "QQ"}, "body.nationality", "country"),
        ({"residence_status": "tourist"}, "body.residence_status", "enum"),
        ({"contact_on": "22.11.2026"}, "body.contact_on", "date_from_datetime_parsing"),
        ({"persons": []}, "body.persons", "too_short"),
        ({"numer": 1}, "body.?", "extra_forbidden"),
        ({"office_id": "kiel"}, "body.office_id", "uuid_parsing"),
    ],
)
async def test_each_wrong_field_is_named(api, counsellor, change, field, code):
    program = await api(counsellor)
    found = problem(await program.post("/departures", json=new_departure(**change)), 422, "invalid")
    assert [(error["field"], error["code"]) for error in found["errors"]] == [(field, code)]


@pytest.mark.parametrize("bad", ["\\u0000", "\\ud800"])
@pytest.mark.parametrize("place", ["family_name", "note"])
async def test_characters_that_cannot_be_stored_are_refused(api, counsellor, bad, place):
    program = await api(counsellor)
    names = {"family_name": "Hier", "note": "Gelaschwili"}
    body = json.dumps(
        new_departure(
            persons=[{"role": "applicant", "given_name": "N", "family_name": names[place]}],
            note="Hier" if place == "note" else None,
        )
    ).replace("Hier", f"A{bad}B")
    response = await program.post("/departures", content=body, headers={"Content-Type": "application/json"})
    problem(response, 422, "invalid")


async def test_broken_json_is_refused(api, counsellor):
    program = await api(counsellor)
    response = await program.post("/departures", content="{", headers={"Content-Type": "application/json"})
    assert problem(response, 422, "invalid")["errors"][0]["code"] == "json_invalid"


async def test_what_the_domain_refuses_comes_with_its_code(api, counsellor, dispatcher):
    program = await api(counsellor)
    found = problem(
        await program.post("/departures", json=new_departure(contact_on="2099-01-01")), 422, "in_future"
    )
    assert found["detail"] == "Der 01.01.2099 liegt in der Zukunft."
    assert found["details"] == {"date": "2099-01-01", "field": "contact_on"}


async def test_unknown_office_authority_and_counsellor_are_refused(api, counsellor, make_account):
    program = await api(counsellor)
    stranger = await make_account()
    for field, value, code in (
        ("office_id", stranger.office_id, "unknown_office"),
        ("authority_id", uuid4(), "unknown_authority"),
        ("counsellor_id", stranger.id, "unknown_counsellor"),
    ):
        response = await program.post("/departures", json=new_departure(**{field: str(value)}))
        problem(response, 422, code)


async def test_a_supervisor_names_the_office(api, make_account, make_office, dispatcher):
    here, there = await make_office(), await make_office()
    program = await api(await make_account(Role.SUPERVISOR, here, offices=[there]))
    response = await program.post("/departures", json=new_departure(office_id=str(there.id)))
    assert response.status_code == 201
    assert response.json()["number"].startswith(there.prefix)


async def test_an_authority_may_not(api, official):
    program = await api(official)
    problem(await program.post("/departures", json=new_departure()), 403, "not_your_part")


async def test_without_a_token_nothing(api):
    program = await api(None)
    response = await program.post("/departures", json=new_departure())
    problem(response, 401, "unauthorised")
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("born_on", ["9999-12-31", "2099-01-01", "0001-01-01"])
async def test_an_impossible_birth_date_opens_no_departure(api, counsellor, dispatcher, born_on):
    person = {"role": "applicant", "family_name": "Gelaschwili", "given_name": "Nino", "birth_date": born_on}
    answer = await (await api(counsellor)).post("/departures", json=new_departure(persons=[person]))
    problem(answer, 422, "implausible")
