"""The search over HTTP: names in any spelling, numbers, and nothing of it in an address."""

import pytest

from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.lifecycle.state import StopReason
from tests.fixtures.store import actor_of
from tests.fixtures.web import soup
from tests.web.lists import one, rows, words


@pytest.fixture
def people(run, make_departure, counsellor):
    async def make():
        return {
            "Müller": await make_departure(counsellor, names=[("Müller", "Jörg")]),
            "Şahin": await make_departure(counsellor, names=[("Şahin", "Emre"), ("Şahin", "Çiğdem")]),
        }

    return run(make())


@pytest.fixture
def search(counsellor, sign_in):
    async def search(wanted, account=counsellor):
        visitor = await sign_in(account)
        return await visitor.submit("/vorgaenge/suche", {"q": wanted}, follow_redirects=True)

    return search


async def test_it_works(people, search):
    response = await search("Müller")
    assert response.status_code == 200
    assert "1 Vorgang zu „Müller“" in words(response)
    (row,) = rows(response)
    assert people["Müller"].number in row
    assert one(response, "input#q")["value"] == "Müller"


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("Mueller", "Müller"),
        ("Muller", "Müller"),
        ("Mülller", "Müller"),
        ("joerg mueller", "Müller"),
        ("Sahin", "Şahin"),
        ("?ahin", "Şahin"),
    ],
)
async def test_a_name_is_found_however_it_is_written(people, search, wanted, name):
    (row,) = rows(await search(wanted))
    assert people[name].number in row


async def test_a_person_found_other_than_the_applicant_is_named_in_the_row(people, search):
    (row,) = rows(await search("Çiğdem"))
    assert "Şahin, Emre · 2 Personen" in row
    assert "gefunden: Çiğdem Şahin" in row


async def test_what_is_over_is_shown_after_what_runs(make_departure, act, counsellor, search):
    over, runs = [await make_departure(counsellor, names=[("Zwingli", name)]) for name in ("Anna", "Berta")]
    await act(
        over.departure_id,
        StopDeparture,
        actor=actor_of(counsellor),
        reason=StopReason.CONTACT_LOST,
    )
    first, second = rows(await search("Zwingli"))
    assert runs.number in first
    assert over.number in second


async def test_a_similar_name_is_asked_about(people, search):
    response = await search("Mülller")
    text = words(response)
    assert "„Mülller“ gibt es nicht genau so" in text
    assert "Meinten Sie" in text
    assert one(response, ".meant form")["action"] == "/vorgaenge/suche"
    assert one(response, ".meant input[name=q]")["value"] == "Müller"


async def test_a_number_is_found_by_its_beginning_and_by_its_end(people, search):
    number = people["Müller"].number
    for wanted in (number, number.lower(), f" {number} ", str(int(number.rpartition("-")[2]))):
        assert number in "".join(rows(await search(wanted)))
    assert len(rows(await search(number.rpartition("-")[0]))) == 2


async def test_the_number_of_an_old_list_is_found_by_its_end(make_departure, counsellor, office, search):
    listed = await make_departure(counsellor, number=f"{office.prefix}-26-017")
    assert listed.number in "".join(rows(await search("17")))


async def test_the_number_of_an_invented_departure_is_found_by_its_end(
    make_departure, counsellor, office, search
):
    invented = await make_departure(counsellor, number=f"DEMO-{office.prefix}-0034")
    for wanted in ("34", "0034"):
        assert invented.number in "".join(rows(await search(wanted)))


async def test_going_back_leads_to_what_was_found(people, counsellor, sign_in):
    visitor = await sign_in(counsellor)
    sent = await visitor.submit("/vorgaenge/suche", {"q": "Müller"})
    assert sent.status_code == 303
    assert "ller" not in sent.headers["Location"]
    for _again in range(2):
        (row,) = rows(await visitor.get(sent.headers["Location"]))
        assert people["Müller"].number in row


async def test_the_address_of_a_search_says_nothing_to_another_session(people, counsellor, sign_in):
    sent = await (await sign_in(counsellor)).submit("/vorgaenge/suche", {"q": "Müller"})
    elsewhere = await (await sign_in(counsellor)).get(sent.headers["Location"])
    assert elsewhere.status_code == 200
    assert "Müller" not in words(elsewhere)
    assert rows(elsewhere) == []


async def test_an_empty_result_says_where_was_searched(people, search):
    response = await search("Xyzzy")
    assert response.status_code == 200
    assert "Nichts gefunden zu „Xyzzy“" in words(response)
    assert "auch in abgeschlossenen Vorgängen" in words(response)


async def test_what_was_typed_is_shown_as_text(people, search):
    response = await search("<script>alert(1)</script>")
    assert "<script>alert" not in response.text
    assert "<script>alert(1)</script>" in words(response)


@pytest.mark.parametrize(("wanted", "sentence"), [("", "füllen Sie"), ("x" * 101, "Höchstens 100 Zeichen")])
async def test_a_search_that_makes_no_sense_is_given_back(search, wanted, sentence):
    response = await search(wanted)
    assert response.status_code == 422
    assert sentence in words(soup(response).find(id="fehler"))


async def test_a_name_cannot_be_looked_for_in_an_address(people, counsellor, sign_in):
    visitor = await sign_in(counsellor)
    assert "Müller" not in words(await visitor.get("/vorgaenge/suche?q=Müller"))
    assert len(rows(await visitor.get("/vorgaenge?q=Müller"))) == 2


async def test_another_office_finds_nobody(people, search, make_account):
    assert rows(await search("Müller", account=await make_account())) == []


async def test_an_authority_is_refused(people, search, official):
    assert (await search("Müller", account=official)).status_code == 403


async def test_a_forged_search_is_refused(people, counsellor, sign_in):
    visitor = await sign_in(counsellor)
    response = await visitor.post("/vorgaenge/suche", data={"q": "Müller", "csrf_token": "falsch"})
    assert response.status_code == 403
