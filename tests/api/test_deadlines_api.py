"""Deadlines in the API: the calculator, and the decisions of an authority."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from geleit.cli import build
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.imports.state import DeadlineFact
from geleit.domain.parties import Role
from tests.api.conftest import problem
from web.ui.rendering import today_in_berlin

URL = "/deadlines/calculate"
TODAY = today_in_berlin()


async def test_it_works(api, counsellor):
    program = await api(counsellor)
    response = await program.get(URL, params={"start": "2026-03-04", "days": 30, "land": "SH"})
    assert response.status_code == 200
    assert response.json() == {
        "start": "2026-03-04",
        "raw_end": "2026-04-03",
        "end": "2026-04-07",
        "safe_date": "2026-04-03",
        "rolled": True,
        "reason": "Karfreitag",
        "sentence": "30 Tage ab Bekanntgabe 04.03.2026 (§ 187 Abs. 1 BGB) = 03.04.2026 (Karfreitag) → "
        "07.04.2026 (§ 31 Abs. 3 VwVfG, Schleswig-Holstein); sicheres Datum: 03.04.2026",
    }


@pytest.mark.parametrize(
    "question",
    [
        {"posted": "2026-05-11", "fiction-rolls": True, "weeks": 2, "land": "BY", "commune": "catholic"},
        {"start": "31.12.2026", "months": 2, "land": "DE-BE", "kind": "appointment"},
        {
            "start": "2026-03-04",
            "days": 10,
            "land": "SN",
            "count": "working_days_with_saturdays",
            "before": True,
        },
        {"start": "2026-01-01", "years": 1, "land": "HH", "from-beginning": True},
        {"start": "2026-03-04", "days": 30, "land": "SH", "extend-days": 7, "extend-from": "raw"},
        {"posted": "2026-03-04", "fiction-days": 2, "days": 3, "land": "NW"},
        {"start": "2026-03-04", "months": 1.5, "land": "NW"},
    ],
)
async def test_it_answers_as_the_command_line_does(api, counsellor, question):
    options = [
        text
        for name, value in question.items()
        for text in ([f"--{name}"] if value is True else [f"--{name}", str(value)])
    ]
    told = CliRunner().invoke(build(), ["deadline", *options, "--json"])
    assert told.exit_code == 0, told.output
    program = await api(counsellor)
    response = await program.get(
        URL, params={name.replace("-", "_"): value for name, value in question.items()}
    )
    assert response.json() == json.loads(told.stdout)


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"days": -3}, "length", "days"),
        ({"start": "2026-02-31"}, "no_such_day", "start"),
        ({"start": "bald"}, "no_day", "start"),
        ({"land": "XX"}, "unknown_land", "land"),
        ({"land": ""}, "no_land", "land"),
        ({"weeks": 2}, "one_length", "weeks"),
        ({"posted": "2026-03-04"}, "one_start", "posted"),
        ({"commune": "Augsburg"}, "unknown_commune", "commune"),
        ({"count": "sonntage"}, "unknown_word", "count"),
        ({"kind": "WUNSCH"}, "unknown_word", "kind"),
        ({"extend_from": "mitte"}, "unknown_word", "extend_from"),
        ({"extend_days": 0}, "length", "extend_days"),
        ({"fiction_days": 4}, "not_posted", "fiction_days"),
    ],
)
async def test_nonsense_gets_a_sentence_and_names_the_parameter(api, counsellor, wrong, code, field):
    program = await api(counsellor)
    response = await program.get(URL, params={"start": "2026-03-04", "days": 30, "land": "SH"} | wrong)
    told = problem(response, 422, code)
    assert "{" not in told["detail"]
    assert told["errors"] == [{"field": f"query.{field}", "message": told["detail"], "code": code}]


@pytest.mark.parametrize(("name", "value"), [("days", "31"), ("start", "2026-03-05"), ("land", "SH")])
async def test_what_is_given_twice_is_refused(api, counsellor, name, value):
    question = [("start", "2026-03-04"), ("days", "30"), ("land", "SH"), (name, value)]
    response = await (await api(counsellor)).get(URL, params=question)
    told = problem(response, 422, "given_twice")
    assert told["errors"][0]["field"] == f"query.{name}"


async def test_a_period_beyond_the_calendar_gets_a_sentence(api, counsellor):
    program = await api(counsellor)
    response = await program.get(URL, params={"start": "9999-12-30", "months": 1, "land": "SH"})
    assert "außerhalb des Kalenders" in problem(response, 422, "out_of_time")["detail"]


@pytest.mark.parametrize(
    "wrong", [{"days": "dreißig"}, {"months": "drei"}, {"tage": "30"}, {"before": "vielleicht"}]
)
async def test_what_cannot_be_read_is_named(api, counsellor, wrong):
    program = await api(counsellor)
    response = await program.get(URL, params={"start": "2026-03-04", "land": "SH"} | wrong)
    name = next(iter(wrong)).replace("tage", "?")  # which is no name of the interface
    assert problem(response, 422, "invalid")["errors"][0]["field"] == f"query.{name}"


async def test_every_role_may_calculate_but_nobody_without_a_token(api, official, supervisor):
    question = {"start": "2026-03-04", "days": 30, "land": "SH"}
    for account in (official, supervisor):
        assert (await (await api(account)).get(URL, params=question)).status_code == 200
    problem(await (await api(None)).get(URL, params=question), 401, "unauthorised")


# What an authority decides.


@pytest.fixture
def watched(make_departure, counsellor, authority):
    async def watched(**fields):
        due = DeadlineFact(deadline=DeadlineKind.DEPARTURE, due_on=TODAY + timedelta(days=20))
        return await make_departure(
            counsellor, authority=authority, deadlines=(due,), **({"consent": True} | fields)
        )

    return watched


def _extension(days=40):
    until = (TODAY + timedelta(days=days)).isoformat()
    return {
        "kind": "extend_deadline",
        "deadline": "departure_deadline",
        "until": until,
        "source": {"document": "notice"},
    }


async def test_an_authority_extends_what_it_sees(dispatcher, api, official, watched):
    departure = await watched()
    program = await api(official)
    (item,) = (await program.get("/deadlines")).json()["items"]
    (known,) = item["deadlines"]
    assert known["sentence"]
    headers = {"If-Match": f'"{known["version"]}"'}
    url = f"/deadlines/{departure.departure_id}/commands"
    response = await program.post(url, json=_extension(), headers=headers)
    assert response.status_code == 200, response.text
    assert response.json()["events"] == ["deadline_extended"]
    (item,) = (await program.get("/deadlines")).json()["items"]
    assert item["deadlines"][0]["due_on"] == _extension()["until"]
    stale = await program.post(url, json=_extension(50), headers=headers)
    problem(stale, 412, "changed_meanwhile")


async def test_a_reason_reaches_the_office(dispatcher, api, official, watched):
    departure = await watched()
    body = {
        "kind": "withdraw_deadline",
        "deadline": "departure_deadline",
        "enclosure": {"note": "Aufgehoben."},
    }
    program = await api(official)
    response = await program.post(f"/deadlines/{departure.departure_id}/commands", json=body)
    assert response.json()["events"] == ["deadline_withdrawn", "note_written"]


async def test_what_is_the_offices_stays_the_offices(dispatcher, api, official, watched):
    departure = await watched()
    program = await api(official)
    body = {"kind": "complete_step", "step": "intake", "on": TODAY.isoformat()}
    url = f"/deadlines/{departure.departure_id}/commands"
    problem(await program.post(url, json=body), 403, "not_your_part")


async def test_without_consent_or_for_another_there_is_no_such_departure(
    dispatcher, api, official, make_account, watched
):
    closed, seen = await watched(consent=False), await watched()
    program, stranger = await api(official), await api(await make_account(Role.AUTHORITY))
    for caller, departure_id in (
        (program, closed.departure_id),
        (stranger, seen.departure_id),
        (program, uuid4()),
    ):
        response = await caller.post(f"/deadlines/{departure_id}/commands", json=_extension())
        problem(response, 404, "not_found")


async def test_counsellors_have_an_address_of_their_own(dispatcher, api, counsellor, watched):
    departure = await watched()
    program = await api(counsellor)
    response = await program.post(f"/deadlines/{departure.departure_id}/commands", json=_extension())
    problem(response, 403, "not_your_part")
