import asyncio
from uuid import uuid4

import pytest

from geleit.domain.parties import Role
from tests.api.conftest import problem

STARTED = {"kind": "start_step", "step": "intake"}


@pytest.fixture
def departure(run, make_departure, counsellor, dispatcher):
    """Make a departure without Temporal: acting on it starts its workflow from the journal."""
    return run(make_departure(counsellor))


async def _send(program, departure, body, **headers):
    return await program.post(f"/departures/{departure.departure_id}/commands", json=body, headers=headers)


async def test_it_works(api, counsellor, departure):
    program = await api(counsellor)
    response = await _send(program, departure, STARTED)
    assert response.status_code == 200, response.text
    done = response.json()
    assert done["events"] == ["step_started"]
    assert response.headers["etag"] == f'"{done["version"]}"'
    read = (await program.get(f"/departures/{departure.departure_id}")).json()
    assert read["state"]["steps"]["intake"]["state"] == "in_progress"
    assert read["state"]["version"] == done["version"]


async def test_a_note_goes_along(api, counsellor, departure):
    program = await api(counsellor)
    body = {"kind": "write_note", "enclosure": {"note": "Ruft morgen zurück."}}
    assert (await _send(program, departure, body)).json()["events"] == ["note_written"]


async def test_a_person_joins_with_the_enclosure(api, counsellor, departure):
    program = await api(counsellor)
    person = {"number": 2, "family_name": "Haddad", "given_name": "Amal"}
    body = {"kind": "add_person", "role": "spouse", "enclosure": {"persons": [person]}}
    assert "person_joined" in (await _send(program, departure, body)).json()["events"]
    read = (await program.get(f"/departures/{departure.departure_id}")).json()
    assert [each["given_name"] for each in read["persons"]] == ["Yousef", "Amal"]


@pytest.mark.parametrize("born_on", ["9999-12-31", "2099-01-01", "0001-01-01"])
@pytest.mark.parametrize(
    "body", [{"kind": "add_person", "role": "child"}, {"kind": "correct_person", "person": 1}]
)
async def test_an_impossible_birth_date_is_refused(api, counsellor, departure, body, born_on):
    person = {"number": 1, "family_name": "Gelaschwili", "given_name": "Nino", "birth_date": born_on}
    program = await api(counsellor)
    problem(await _send(program, departure, {**body, "enclosure": {"persons": [person]}}), 422, "implausible")


async def test_the_nationality_of_somebody_enclosed_is_a_country(api, counsellor, departure):
    person = {"number": 1, "family_name": "Gelaschwili", "given_name": "Nino", "nationality": "QQ"}
    body = {"kind": "correct_person", "person": 1, "enclosure": {"persons": [person]}}
    found = problem(await _send(await api(counsellor), departure, body), 422, "invalid")
    assert [error["code"] for error in found["errors"]] == ["country"]


async def test_the_same_key_acts_once(api, counsellor, departure):
    program = await api(counsellor)
    key = str(uuid4())
    body = {"kind": "write_note", "enclosure": {"note": "Einmal."}}
    answers = await asyncio.gather(
        *(_send(program, departure, body, **{"Idempotency-Key": key}) for _ in range(3))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["version"] for answer in answers}) == 1


async def test_a_key_used_with_another_body_is_refused(api, counsellor, departure, make_departure):
    program = await api(counsellor)
    key = {"Idempotency-Key": str(uuid4())}
    first = await _send(program, departure, STARTED, **key)
    note = {"kind": "write_note", "enclosure": {"note": "Etwas anderes."}}
    problem(await _send(program, departure, note, **key), 409, "request_reused")
    waits = {"kind": "wait_on", "step": "intake", "party": "client"}
    version = {"If-Match": f'"{departure.version}"'}
    problem(await _send(program, departure, waits, **key, **version), 409, "request_reused")
    problem(await _send(program, await make_departure(counsellor), STARTED, **key), 409, "request_reused")
    again = await _send(program, departure, STARTED, **key, **version)
    assert (again.status_code, again.json()) == (200, first.json())


async def test_a_key_of_a_colleague_is_refused(api, counsellor, office, make_account, departure):
    key = {"Idempotency-Key": str(uuid4())}
    assert (await _send(await api(counsellor), departure, STARTED, **key)).status_code == 200
    colleague = await api(await make_account(Role.COUNSELLOR, office))
    problem(await _send(colleague, departure, STARTED, **key), 409, "request_reused")


async def test_persons_are_not_taken_by_a_command_that_has_no_use_for_them(api, counsellor, departure):
    person = {"number": 2, "family_name": "Haddad", "given_name": "Amal"}
    body = {**STARTED, "enclosure": {"note": "x", "persons": [person]}}
    found = problem(await _send(await api(counsellor), departure, body), 422, "invalid")
    assert [error["code"] for error in found["errors"]] == ["extra_forbidden"]


async def test_a_note_goes_along_with_an_appointment(api, counsellor, departure):
    body = {"kind": "add_step", "code": "embassy_appointment", "person": 1, "target_on": "2027-01-11"}
    answer = await _send(await api(counsellor), departure, {**body, "enclosure": {"note": "Mit Paten."}})
    assert "note_written" in answer.json()["events"]


async def test_a_stale_version_does_not_match(api, counsellor, departure):
    program = await api(counsellor)
    await _send(program, departure, STARTED)
    late = {"kind": "complete_step", "step": "intake", "on": "2026-11-20"}
    response = await _send(program, departure, late, **{"If-Match": f'"{departure.version}"'})
    assert "version" in problem(response, 412, "changed_meanwhile")["details"]


async def test_a_refusal_names_the_steps_in_words_and_by_key(api, counsellor, departure):
    program = await api(counsellor)
    body = {"kind": "start_step", "step": "travel_booking"}
    found = problem(await _send(program, departure, body), 422, "not_ready")
    assert "„Reisedokument beschaffen (Yousef)“" in found["detail"]
    assert "travel_document-1" in found["details"]["steps"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"kind": "fly_to_the_moon"}, "union_tag_invalid"),
        ({"step": "intake"}, "union_tag_not_found"),
        ({"kind": "start_step"}, "missing"),
        ({"kind": "start_step", "step": "intake", "actor": {"role": "system"}}, "extra_forbidden"),
        ({"kind": "start_step", "step": "intake\x00"}, "unstorable"),
        ({"kind": "raise_alarms"}, "union_tag_invalid"),
        ({"kind": "complete_step", "step": "intake", "on": "gestern"}, "date_from_datetime_parsing"),
        ({"kind": "complete_step", "step": "intake", "on": "2026-02-31"}, "no_such_day"),
        ([], "model_attributes_type"),
    ],
)
async def test_what_is_no_command_is_refused(api, counsellor, departure, body, code):
    program = await api(counsellor)
    found = problem(await _send(program, departure, body), 422, "invalid")
    assert code in [error["code"] for error in found["errors"]]


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [({"If-Match": "gestern"}, 400, "if_match"), ({"Idempotency-Key": "nochmal"}, 422, "invalid")],
)
async def test_wrong_headers_are_refused(api, counsellor, departure, headers, status, code):
    program = await api(counsellor)
    problem(await _send(program, departure, STARTED, **headers), status, code)


async def test_work_is_assigned_only_to_counsellors_of_the_office(api, counsellor, departure, make_account):
    program = await api(counsellor)
    stranger = await make_account()
    taker = {"counsellor_id": str(stranger.id)}
    for body in ({"kind": "reassign"}, {"kind": "reassign", "step": "intake"}, {"kind": "record_progress"}):
        found = problem(await _send(program, departure, body | taker), 422, "unknown_counsellor")
        assert found["detail"] == "Diese Person berät nicht in dieser Stelle."


async def test_only_an_authority_that_is_known_is_named(api, counsellor, departure, authority):
    program = await api(counsellor)
    unknown = {"kind": "name_authority", "authority_id": str(uuid4())}
    problem(await _send(program, departure, unknown), 422, "unknown_authority")
    problem(await _send(program, departure, unknown | {"kind": "record_progress"}), 422, "unknown_authority")
    named = await _send(program, departure, unknown | {"authority_id": str(authority.id)})
    assert named.json()["events"] == ["authority_named"]


async def test_a_wrong_fact_is_corrected_once(api, counsellor, departure):
    program = await api(counsellor)
    body = {"kind": "correct_departure", "destination": "TR", "residence_status": "gestattung"}
    assert (await _send(program, departure, body)).json()["events"] == ["departure_corrected"]
    state = (await program.get(f"/departures/{departure.departure_id}")).json()["state"]
    assert (state["destination"], state["nationality"], state["residence_status"]) == (
        "TR",
        "GE",
        "gestattung",
    )
    problem(await _send(program, departure, body), 422, "nothing_to_correct")
    stale = body | {"destination": "AM"}
    problem(await _send(program, departure, stale, **{"If-Match": '"1"'}), 412, "changed_meanwhile")
    listed = await program.get("/departures", params={"destination": "TR", "limit": 200})
    assert departure.number in [item["number"] for item in listed.json()["items"]]


@pytest.mark.parametrize("fact", [{"destination": "DE"}, {"destination": "Türkei"}, {"nationality": "QQ"}])
async def test_an_unknown_destination_is_refused(api, counsellor, departure, fact):
    program = await api(counsellor)
    found = problem(await _send(program, departure, {"kind": "correct_departure"} | fact), 422, "invalid")
    assert [(error["message"], error["code"]) for error in found["errors"]] == [
        ("Das ist kein Land.", "country")
    ]


async def test_a_departure_of_another_office_does_not_exist(api, departure, make_account):
    program = await api(await make_account())
    problem(await _send(program, departure, STARTED), 404, "not_found")
    problem(await program.get(f"/departures/{departure.departure_id}"), 404, "not_found")


async def test_an_authority_may_not(api, official, departure):
    program = await api(official)
    problem(await _send(program, departure, STARTED), 403, "not_your_part")


async def test_unknown_departures_are_not_found(api, counsellor):
    program = await api(counsellor)
    for unknown in (uuid4(), "kein-vorgang"):
        problem(await program.post(f"/departures/{unknown}/commands", json=STARTED), 404, "not_found")


@pytest.mark.parametrize(
    "body",
    [
        STARTED | {"stepp": "intake"},
        {"kind": "write_note", "enclosure": {"note": "Ruft an.", "nota": "x"}},
        {"kind": "add_person", "role": "child", "enclosure": {"note": "Baby.", "person": []}},
        {
            "kind": "correct_person",
            "person": 1,
            "enclosure": {
                "persons": [{"number": 1, "family_name": "A", "given_name": "B", "birthdate": "1990-01-01"}]
            },
        },
        {"kind": "record_progress", "facts": [{"code": "intake", "state": "done", "date": "2026-03-02"}]},
        {
            "kind": "record_progress",
            "deadlines": [{"deadline": "gueb", "due_on": "2026-12-01", "rule": "§ 59"}],
        },
        {"kind": "record_progress", "persons": [{"number": 2, "role": "child", "name": "Mia"}]},
        {"kind": "record_paper", "paper": {"what": "passport", "valid_until": "2030-01-01", "nr": "1"}},
        {"kind": "set_deadline", "deadline": "gueb", "due_on": "2026-12-01", "source": {"dokument": "x"}},
    ],
)
async def test_an_unknown_field_anywhere_in_a_body_is_refused(api, counsellor, departure, body):
    found = problem(await _send(await api(counsellor), departure, body), 422, "invalid")
    assert "extra_forbidden" in {error["code"] for error in found["errors"]}
    read = (await (await api(counsellor)).get(f"/departures/{departure.departure_id}")).json()
    assert read["state"]["version"] == departure.version


async def test_a_booking_before_the_approval_is_held_and_named(api, counsellor, departure):
    body = {"kind": "record_progress", "facts": [{"code": "travel_booking", "state": "done"}]}
    program = await api(counsellor)
    assert (await _send(program, departure, body)).json()["events"] == ["fact_held"]
    read = (await program.get(f"/departures/{departure.departure_id}")).json()
    assert read["state"]["steps"]["travel_booking"]["state"] == "not_ready"
    assert [held["step"] for held in read["state"]["held_facts"]] == ["travel_booking"]
