import asyncio
from uuid import uuid4

import pytest

from geleit.domain.parties import Role
from tests.api.conftest import problem
from tests.importing.reading import reading_two

LIST = """Fall-Nr.;Rolle;Name, Vorname;geb.;Staatsang.;Zielland;Aufenthaltsstatus;Erstkontakt
{number};Antragsteller;Özdemir, Ayşe;03.04.1985;Türkei;Türkei;Duldung;02.03.2026
{number}-2;Antragsteller;Nirgendwo, Nora;03.04.1985;Atlantis;Atlantis;Duldung;02.03.2026
"""


PART = b'--x\r\nContent-Disposition: form-data; name="file"@\r\n\r\n'
FILE_NAME = b'; filename="Liste.csv"'


def _file(content=None, name="Liste.csv"):
    """Return a list with two departures, of which one goes to a country that does not exist."""
    fresh = LIST.format(number=f"L-{uuid4().hex[:8]}").encode()
    return {"file": (name, fresh if content is None else content, "text/csv")}


async def _finished(program, location):
    async with asyncio.timeout(30):
        while True:
            found = (await program.get(location.removeprefix("/api/v1"))).json()
            if found["state"] in {"done", "failed"}:
                return found
            await asyncio.sleep(0.1)


async def test_it_works(api, counsellor, dispatcher):
    program = await api(counsellor)
    response = await program.post("/imports", files=_file())
    assert response.status_code == 202, response.text
    found = await _finished(program, response.headers["location"])
    assert found["state"] == "done"
    assert (found["report"]["departures"], found["report"]["opened"]) == (1, 1)
    assert [refused["row"] for refused in found["report"]["refused"]] == [3]
    listed = (await program.get("/departures")).json()["items"]
    assert [line["applicant"] for line in listed] == ["Özdemir, Ayşe"]


async def test_the_same_list_again_changes_nothing(api, counsellor, dispatcher):
    program = await api(counsellor)
    files = _file()
    for changes in (1, 0):
        response = await program.post("/imports", files=files)
        report = (await _finished(program, response.headers["location"]))["report"]
        assert report["opened"] + report["changed"] == changes


@pytest.mark.parametrize("dry_run", [True, False])
async def test_a_list_without_a_column_that_every_list_needs_is_refused(api, counsellor, dry_run):
    program = await api(counsellor)
    content = b"Aktenzeichen;Name;Vorname\nKI-1;A;B\n"
    response = await program.post("/imports", files=_file(content), params={"dry_run": dry_run})
    problem(response, 422, "unreadable_list")
    assert "fehl" in response.json()["detail"]


async def test_a_dry_run_changes_nothing(api, counsellor):
    program = await api(counsellor)
    response = await program.post("/imports", files=_file(), params={"dry_run": True})
    assert response.status_code == 200, response.text
    assert response.json()["report"]["opened"] == 1
    assert (await program.get("/departures")).json()["items"] == []
    problem(await program.get(f"/imports/{response.json()['id']}"), 404, "not_found")


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"%PDF-1.7", b"PK\x03\x04 kaputt"])
async def test_what_is_no_list_is_refused(api, counsellor, content):
    program = await api(counsellor)
    problem(await program.post("/imports", files=_file(content)), 422, "unreadable_list")


async def test_a_third_list_at_the_same_time_is_asked_to_come_back(api, counsellor, app, monkeypatch):
    program = await api(counsellor)
    reader = app.state.services.reader
    monkeypatch.setattr(reader, "_wait", 0.1)
    async with reading_two(reader):
        response = await program.post("/imports", files=_file(), params={"dry_run": True})
    problem(response, 503, "reader_busy")
    assert response.headers["retry-after"] == "30"


async def test_without_a_file_there_is_nothing_to_import(api, counsellor):
    program = await api(counsellor)
    problem(await program.post("/imports", data={"file": "kein Anhang"}), 422, "no_file")


async def test_fifty_megabytes_are_refused(api, counsellor):
    program = await api(counsellor)
    response = await program.post("/imports", files=_file(b"x" * (50 * 1024 * 1024)))
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("url", "kind", "beginning", "sentence"),
    [
        ("/departures", "application/json", b'{"note": "', "höchstens 1 MB"),
        ("/imports", "application/x-www-form-urlencoded", b"file=", "höchstens 20 MB"),
        ("/imports", "multipart/form-data; boundary=x", PART.replace(b"@", b""), "höchstens 20 MB"),
        ("/imports", "multipart/form-data; boundary=x", PART.replace(b"@", FILE_NAME), "höchstens 20 MB"),
    ],
)
async def test_what_is_too_large_may_come_in_chunks(api, counsellor, url, kind, beginning, sentence):
    async def chunks():
        yield beginning
        for _ in range(21):
            yield b"x" * (1024 * 1024)

    program = await api(counsellor)
    response = await program.post(url, content=chunks(), headers={"Content-Type": kind})
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"
    assert sentence in response.json()["detail"]
    assert (await program.get("/departures")).json()["items"] == []


async def test_an_account_of_several_offices_must_name_one(api, make_account, make_office):
    here, there = await make_office(), await make_office()
    program = await api(await make_account(Role.SUPERVISOR, here, offices=[there]))
    problem(await program.post("/imports", files=_file()), 422, "unknown_office")
    problem(
        await program.post("/imports", files=_file(), params={"office": str(uuid4())}), 422, "unknown_office"
    )
    response = await program.post(
        "/imports", files=_file(), params={"office": str(there.id), "dry_run": True}
    )
    assert response.status_code == 200


async def test_an_import_of_another_office_does_not_exist(api, counsellor, make_account, dispatcher):
    program = await api(counsellor)
    response = await program.post("/imports", files=_file())
    stranger = await api(await make_account())
    problem(await stranger.get(response.headers["location"].removeprefix("/api/v1")), 404, "not_found")


async def test_an_authority_may_not(api, official):
    program = await api(official)
    problem(await program.post("/imports", files=_file()), 403, "not_your_part")


async def test_a_date_that_stays_though_the_list_differs_is_remarked(api, counsellor, dispatcher):
    program = await api(counsellor)
    number = f"L-{uuid4().hex[:8]}"
    rows = LIST.format(number=number).splitlines()[:2]
    listed = "\n".join([f"{rows[0]};Ausreisefrist", f"{rows[1]};{{date}}"])
    response = await program.post("/imports", files=_file(listed.format(date="01.12.2026").encode()))
    await _finished(program, response.headers["location"])
    (line,) = (await program.get("/departures")).json()["items"]
    command = {"kind": "extend_deadline", "deadline": "departure_deadline", "until": "2027-01-15"}
    done = await program.post(f"/departures/{line['id']}/commands", json=command)
    assert done.status_code == 200, done.text
    files = _file(listed.format(date="15.12.2026").encode())
    response = await program.post("/imports", files=files, params={"dry_run": True})
    (remark,) = response.json()["report"]["remarks"]
    assert (remark["row"], remark["number"]) == (2, number)
    assert "15.01.2027" in remark["text"]
