"""/importe: upload, columns, dry run, import."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from geleit.domain.deadlines.commands.extend import ExtendDeadline
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.parties import Role
from geleit.store.imports import runs
from geleit.store.imports.cases import known_cases
from geleit.store.imports.rows import ImportRunRow
from tests.fixtures.store import MakeAccount, MakeOffice, actor_of
from tests.fixtures.web import SignIn, Visitor, sentences
from tests.fixtures.web import soup as parsed
from tests.importing.importing import Lists
from tests.importing.lists import SAMPLES, list_of
from tests.importing.reading import reading_two
from web.ui.csv_export import harmless


def soup(response: httpx.Response) -> Any:
    """Parse the page; an element that is missing fails the test."""
    return parsed(response)


async def _upload(visitor: Visitor, content: bytes, name: str = "liste.csv", **data: str):
    return await visitor.submit("/importe", data, files={"liste": (name, content, "text/csv")})


async def _confirmed(visitor: Visitor, content: bytes, name: str = "liste.csv") -> str:
    """Upload a list and confirm its columns; return its address."""
    uploaded = await _upload(visitor, content, name)
    assert uploaded.status_code == 303, uploaded.text
    url: str = uploaded.headers["location"]
    form = soup(await visitor.get(url)).find("form", action=f"{url}/spalten")
    answer = await visitor.submit(f"{url}/spalten", _chosen(form))
    assert answer.status_code == 303, answer.text
    return url


async def _import(visitor: Visitor, content: bytes, name: str = "liste.csv"):
    url = await _confirmed(visitor, content, name)
    started = await visitor.submit(f"{url}/start")
    assert started.status_code == 303
    return await _ended(visitor, url)


async def _ended(visitor: Visitor, url: str) -> httpx.Response:
    """Return the page after the end of the import."""
    while True:
        page = await visitor.get(url)
        if not soup(page).find("progress"):
            return page
        await asyncio.sleep(0.05)


def _chosen(form) -> dict[str, str]:
    """Return the selected options of the form."""
    chosen = {select["name"]: select.find("option", selected=True) for select in form.find_all("select")}
    return {name: option["value"] for name, option in chosen.items() if option}


def _counts(page) -> list[str]:
    return [value.get_text(strip=True) for value in soup(page).select(".facts dd")]


def _table(page, caption: str) -> list[list[str]]:
    found = next(table for table in soup(page).find_all("table") if table.caption.get_text() == caption)
    rows = found.tbody.find_all("tr")
    return [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in rows]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.suffix)
async def test_it_works(sample, lists: Lists, sign_in: SignIn) -> None:
    visitor = await sign_in(lists.account)
    content = lists.renumbered(sample.read_bytes())
    url = await _confirmed(visitor, content, sample.name)
    tried = await visitor.get(url)
    assert soup(tried).h1.get_text() == "Probelauf"
    assert _counts(tried) == ["40", "77", "40", "0", "0", "6"]
    assert [row[0] for row in _table(tried, "Nicht übernommene Zeilen")] == [
        "79",
        "80",
        "81",
        "82",
        "83",
        "84",
    ]
    done = await _import(visitor, content, sample.name)
    assert _counts(done) == ["40", "77", "40", "0", "0", "6"]
    taken = _table(done, "Übernommene Vorgänge")
    assert (len(taken), taken[0]) == (40, [f"{lists.prefix}-26-001", "neu angelegt"])
    link = soup(done).find("a", string=f"{lists.prefix}-26-001")
    assert (await visitor.get(link["href"])).status_code == 200
    again = await _import(visitor, content, sample.name)
    assert _counts(again) == ["40", "77", "0", "0", "40", "6"]


async def test_the_recognised_columns_are_shown_with_examples(lists: Lists, sign_in: SignIn) -> None:
    visitor = await sign_in(lists.account)
    uploaded = await _upload(visitor, list_of({}, {"Name": "Beridze"}))
    page = soup(await visitor.get(uploaded.headers["location"]))
    select = page.find("select", id="family_name")
    assert select.find("option", selected=True).get_text() == "Name"
    assert "Zum Beispiel: Muster, Beridze" in page.find(id="family_name-hinweis").get_text()


async def test_columns_that_are_not_read_are_named_before_anything_is_imported(
    lists: Lists, sign_in: SignIn
) -> None:
    visitor = await sign_in(lists.account)
    content = f"Az;Name;Land;Telefon;\n{lists.prefix}-1;Yousef Haddad;SY;0431 1;blau\n".encode()
    url = (await _upload(visitor, content)).headers["location"]
    page = soup(await visitor.get(url))
    unread = page.find("section", attrs={"aria-labelledby": "nicht-gelesen"})
    assert [item.get_text(" ", strip=True) for item in unread.find_all("li")] == [
        "Telefon (zum Beispiel: 0431 1)",
        "Spalte E (zum Beispiel: blau)",
    ]
    form = page.find("form", action=f"{url}/spalten")
    assert (await visitor.submit(f"{url}/spalten", _chosen(form))).status_code == 303
    said = soup(await visitor.get(url)).find(id="import").get_text(" ", strip=True)
    assert "Diese Spalten werden nicht übernommen: „Telefon“, „Spalte E“." in said
    assert "Ohne Komma ist das letzte Wort der Familienname" in said


async def test_the_order_of_names_can_be_switched_and_is_remembered(lists: Lists, sign_in: SignIn) -> None:
    visitor = await sign_in(lists.account)
    content = f"Az;Name;Land\n{lists.prefix}-1;Haddad Yousef;SY\n".encode()
    url = (await _upload(visitor, content)).headers["location"]
    chosen = _chosen(soup(await visitor.get(url)).find("form", action=f"{url}/spalten"))
    assert chosen["name_order"] == "given_first"
    chosen["name_order"] = "family_first"
    assert (await visitor.submit(f"{url}/spalten", chosen)).status_code == 303
    assert (await visitor.submit(f"{url}/start")).status_code == 303
    await _ended(visitor, url)
    async with lists.database.worker() as session:
        known = (await known_cases(session, [f"{lists.prefix}-1"]))[f"{lists.prefix}-1"].known
    assert (known.persons[0].family_name, known.persons[0].given_name) == ("Haddad", "Yousef")
    next_url = (await _upload(visitor, content)).headers["location"]
    assert _chosen(soup(await visitor.get(next_url)))["name_order"] == "family_first"


async def test_rows_refused_for_one_reason_are_shown_together(lists: Lists, sign_in: SignIn) -> None:
    visitor = await sign_in(lists.account)
    rows = ({"Aktenzeichen": f"{lists.prefix}-{n}", "Staatsangehörigkeit": "Mars"} for n in range(3))
    page = await visitor.get(await _confirmed(visitor, list_of(*rows, {"Aktenzeichen": ""})))
    assert _table(page, "Nicht übernommene Zeilen") == [
        ["2–4", "3", "Staatsangehörigkeit", "„Mars“ ist kein Land."],
        ["5", "1", "Aktenzeichen", "Das Aktenzeichen fehlt."],
    ]


async def test_bare_numbers_of_two_offices_are_two_departures_and_found_by_search(
    lists: Lists, sign_in: SignIn, make_office: MakeOffice, make_account: MakeAccount
) -> None:
    number = f"{lists.prefix[1:]}/926"
    other = await sign_in(await make_account(Role.COUNSELLOR, await make_office()))
    await _import(other, list_of({"Aktenzeichen": number, "Name": "Fremd"}))
    visitor = await sign_in(lists.account)
    content = list_of({"Aktenzeichen": number, "Name": "Eigen"})
    assert _counts(await _import(visitor, content))[2:5] == ["1", "0", "0"]
    assert _counts(await _import(visitor, content))[2:5] == ["0", "0", "1"]
    found = await visitor.submit("/vorgaenge/suche", {"q": number})
    page = await visitor.get(found.headers["location"])
    assert f"{lists.office.prefix}-{number}" in page.text
    assert "Eigen" in page.text
    assert "Fremd" not in page.text


async def test_corrected_columns_hold_for_the_next_list_with_these_headings(
    lists: Lists, sign_in: SignIn, make_office: MakeOffice, make_account: MakeAccount
) -> None:
    visitor = await sign_in(lists.account)
    content = f"Kürzel;Familie;Rufname;Pass von\n{lists.prefix}-1;Kaya;Emre;Türkei\n".encode()
    url = (await _upload(visitor, content)).headers["location"]
    refused = await visitor.submit(f"{url}/spalten", {"number": "0", "nationality": "0", "given_name": "2"})
    assert refused.status_code == 422
    assert sentences(refused) == [
        "Familienname: Bitte wählen Sie einen Eintrag aus der Liste.",
        "Staatsangehörigkeit: Diese Spalte ist schon „Aktenzeichen“.",
    ]
    chosen = {"number": "0", "family_name": "1", "given_name": "2", "nationality": "3"}
    assert (await visitor.submit(f"{url}/spalten", chosen)).status_code == 303
    assert _counts(await visitor.get(url))[0] == "1"
    next_url = (await _upload(visitor, content)).headers["location"]
    assert _chosen(soup(await visitor.get(next_url))) == chosen
    office = await make_office()
    others = await sign_in(await make_account(Role.COUNSELLOR, office))
    other_url = (await _upload(others, content)).headers["location"]
    assert _chosen(soup(await others.get(other_url))) == {"given_name": "2"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Die Datei ist leer."),
        (b"%PDF-1.7", "Das ist eine PDF-Datei"),
        (b"PK\x03\x04 nichts", "Die Excel-Datei ist beschädigt"),
        (b"eine Zeile", "Darin steht keine Liste"),
    ],
)
async def test_what_is_no_list_is_not_kept(content: bytes, words: str, lists: Lists, sign_in: SignIn) -> None:
    visitor = await sign_in(lists.account)
    answer = await _upload(visitor, content)
    assert answer.status_code == 422
    assert words in sentences(answer)[0]
    assert await lists.runs() == []


async def test_a_third_list_at_the_same_time_waits_and_is_then_asked_to_come_back(
    lists: Lists, sign_in: SignIn, app, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = await sign_in(lists.account)
    reader = app.state.services.reader
    monkeypatch.setattr(reader, "_wait", 0.1)
    async with reading_two(reader):
        answer = await _upload(visitor, list_of({}))
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
        (sentence,) = sentences(answer)
        assert "Gerade werden schon zwei Listen gelesen." in sentence
        assert "kann der Browser nicht behalten" in sentence
        assert (await visitor.get("/importe")).status_code == 200
    assert await lists.runs() == []
    assert (await _upload(visitor, list_of({}))).status_code == 303


async def test_a_list_of_which_only_the_file_was_kept_is_asked_for_again(
    lists: Lists, sign_in: SignIn
) -> None:
    visitor = await sign_in(lists.account)
    url = (await _upload(visitor, list_of({}))).headers["location"]
    async with lists.database.worker() as session:
        run = await session.get(ImportRunRow, UUID(url.rpartition("/")[2]))
        assert run is not None
        run.content, run.parsed = list_of({}), ""
        session.add(run)
    for answer in (await visitor.get(url), await visitor.submit(f"{url}/spalten", {})):
        assert answer.status_code == 409
        assert "Bitte wählen Sie die Datei unter Import noch einmal aus." in answer.text
        assert soup(answer).main.find("a", string="Datei auswählen")["href"] == "/importe"


async def test_without_a_file_it_says_so(lists: Lists, sign_in: SignIn) -> None:
    visitor = await sign_in(lists.account)
    answer = await visitor.submit("/importe", files={"liste": ("", b"")})
    assert (answer.status_code, sentences(answer)) == (422, ["Liste: Bitte wählen Sie eine Datei aus."])


async def test_fifty_megabytes_are_refused_with_a_sentence(lists: Lists, sign_in: SignIn) -> None:
    visitor = await sign_in(lists.account)
    answer = await _upload(visitor, b"x" * 50_000_000)
    assert answer.status_code == 413
    assert "Erlaubt sind hier höchstens 20 MB. Es wurde nichts gespeichert." in answer.text
    assert await lists.runs() == []


async def test_a_list_too_large_is_refused_with_the_same_sentence_in_chunks(
    lists: Lists, sign_in: SignIn
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n'
        for _ in range(21):
            yield b"x" * (1024 * 1024)

    visitor = await sign_in(lists.account)
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await visitor.post("/importe", content=chunks(), headers=kind)
    assert answer.status_code == 413
    assert "Erlaubt sind hier höchstens 20 MB. Es wurde nichts gespeichert." in answer.text
    assert await lists.runs() == []


async def test_the_refused_rows_are_there_to_take_along(lists: Lists, sign_in: SignIn) -> None:
    visitor = await sign_in(lists.account)
    url = await _confirmed(
        visitor, list_of({"Aktenzeichen": f"{lists.prefix}-1", "Staatsangehörigkeit": "Mars"})
    )
    answer = await visitor.get(f"{url}/nicht-uebernommen.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows == [["Zeile", "Spalte", "Grund"], ["2", "Staatsangehörigkeit", "„Mars“ ist kein Land."]]


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_work_out_is_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless(f"a{cell}") == f"a{cell}"


async def test_it_shows_how_far_it_is_with_and_without_a_script(
    lists: Lists, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, app
) -> None:
    visitor = await sign_in(lists.account)
    url = await _confirmed(visitor, list_of({"Aktenzeichen": f"{lists.prefix}-1"}))

    async def accepted(*_arguments, **_more) -> None: ...

    monkeypatch.setattr(app.state.services.dispatcher, "start_import", accepted)
    assert (await visitor.submit(f"{url}/start")).status_code == 303
    page = soup(await visitor.get(url))
    part = page.find(id="import")
    assert (part["hx-get"], part["hx-trigger"]) == (url, "every 1s")
    assert part.progress["max"] == "1"
    assert part.noscript.a["href"] == url
    polled = await visitor.get(url, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert polled.text.strip().startswith("{#") is False
    assert soup(polled).find("h1") is None
    assert soup(polled).find(id="import").progress is not None


async def test_pressed_twice_it_is_imported_once(lists: Lists, sign_in: SignIn) -> None:
    visitor = await sign_in(lists.account)
    url = await _confirmed(visitor, list_of({"Aktenzeichen": f"{lists.prefix}-1"}))
    answers = await asyncio.gather(*(visitor.submit(f"{url}/start") for _ in range(3)))
    assert {answer.status_code for answer in answers} == {303}
    assert _counts(await _ended(visitor, url))[2] == "1"
    assert (await visitor.submit(f"{url}/start")).status_code == 303
    assert _counts(await _ended(visitor, url))[2] == "1"


async def test_without_temporal_the_list_waits_and_the_page_says_so(
    lists: Lists, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, app
) -> None:
    visitor = await sign_in(lists.account)
    url = await _confirmed(visitor, list_of({"Aktenzeichen": f"{lists.prefix}-1"}))
    monkeypatch.setattr(app.state.services.dispatcher, "_dispatcher", None)
    answer = await visitor.submit(f"{url}/start")
    assert answer.status_code == 503
    assert "es wurde nichts geändert" in soup(answer).find(role="alert").get_text()
    assert soup(await visitor.get(url)).h1.get_text() == "Probelauf"


async def test_a_list_can_be_discarded_before_it_is_imported_but_not_after(
    lists: Lists, sign_in: SignIn
) -> None:
    visitor = await sign_in(lists.account)
    url = await _confirmed(visitor, list_of({"Aktenzeichen": f"{lists.prefix}-1"}))
    assert (await visitor.submit(f"{url}/verwerfen")).headers["location"] == "/importe"
    assert (await visitor.get(url)).status_code == 404
    url = await _confirmed(visitor, list_of({"Aktenzeichen": f"{lists.prefix}-1"}))
    await visitor.submit(f"{url}/start")
    await _ended(visitor, url)
    await visitor.submit(f"{url}/verwerfen")
    assert (await visitor.get(url)).status_code == 200
    assert (await visitor.get(f"{url}/spalten")).headers["location"] == url


async def test_the_imports_of_another_office_are_not_seen(
    lists: Lists, sign_in: SignIn, make_account: MakeAccount
) -> None:
    visitor = await sign_in(lists.account)
    url = (await _upload(visitor, list_of({}), name="geheim.csv")).headers["location"]
    stranger = await sign_in(await make_account())
    assert (await stranger.get(url)).status_code == 404
    for action in ("spalten", "start", "verwerfen"):
        assert (await stranger.submit(f"{url}/{action}")).status_code == 404
    assert (await stranger.get(f"{url}/nicht-uebernommen.csv")).status_code == 404
    assert "geheim.csv" not in (await stranger.get("/importe")).text
    assert "geheim.csv" in (await visitor.get("/importe")).text
    assert (await visitor.get(f"/importe/{uuid4()}")).status_code == 404


async def test_the_authority_imports_nothing(official, sign_in: SignIn) -> None:
    visitor = await sign_in(official)
    assert (await visitor.get("/importe")).status_code == 403
    assert (await _upload(visitor, list_of({}))).status_code == 403


async def test_a_supervisor_of_several_offices_says_for_which(
    lists: Lists, sign_in: SignIn, make_office: MakeOffice, make_account: MakeAccount
) -> None:
    other = await make_office()
    account = await make_account(Role.SUPERVISOR, lists.office, offices=[other])
    visitor = await sign_in(account)
    content = list_of({"Aktenzeichen": f"{lists.prefix}-1"})
    refused = await _upload(visitor, content)
    assert sentences(refused) == ["Beratungsstelle: Bitte wählen Sie einen Eintrag aus der Liste."]
    assert (await _upload(visitor, content, stelle=str(uuid4()))).status_code == 422
    url = (await _upload(visitor, content, stelle=str(other.id))).headers["location"]
    async with lists.database.worker() as session:
        run = await runs.find_run(session, UUID(url.rpartition("/")[2]))
    assert run is not None
    assert run.office_id == other.id


async def test_a_list_nobody_went_on_with_is_thrown_away(lists: Lists, sign_in: SignIn, app) -> None:
    visitor = await sign_in(lists.account)
    await _upload(visitor, list_of({}), name="alt.csv")
    async with lists.database.worker() as session:
        (line,) = [run for run in await runs.latest_runs(session) if run.office_id == lists.office.id]
        run = await runs.find_run(session, line.id)
        assert run is not None
        run.created_at = run.created_at - runs.UNSTARTED_FOR
        session.add(run)
    await _upload(visitor, list_of({}), name="neu.csv")
    assert [run.file_name for run in await lists.runs()] == ["neu.csv"]


async def test_a_date_that_stays_though_the_list_differs_is_shown(lists: Lists, sign_in: SignIn) -> None:
    visitor = await sign_in(lists.account)
    number = f"{lists.prefix}-1"
    await lists.import_list(list_of({"Aktenzeichen": number, "Ausreisefrist": "01.12.2026"}))
    async with lists.database.worker() as session:
        departure = (await known_cases(session, [number]))[number].known.departure
    extend = ExtendDeadline(
        request_id=uuid4(),
        actor=actor_of(lists.account),
        deadline=DeadlineKind.DEPARTURE,
        until=date(2027, 1, 15),
    )
    await lists.dispatcher.dispatch(departure.departure_id, extend)
    listed = list_of({"Aktenzeichen": number, "Ausreisefrist": "15.12.2026"})
    page = await visitor.get(await _confirmed(visitor, listed))
    ((row, shown, text),) = _table(page, "Abweichende Angaben der Liste")
    assert (row, shown) == ("2", number)
    assert "15.01.2027" in text
    assert soup(page).find("a", string=number)["href"] == f"/vorgaenge/{departure.departure_id}"
