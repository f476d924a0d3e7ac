import asyncio
import re
from uuid import uuid4

import pytest

from geleit.domain.parties import Role
from geleit.store.pages.departure import find_departure
from tests.fixtures.store import context_of
from tests.fixtures.web import sentences, soup

NOBODY = "5b0b6f3e-6f0e-4a55-9d0d-1f1f1f1f1f1f"


def _typed(**fields):
    return {
        "request_id": str(uuid4()),
        "persons": "1",
        "family_name-1": "Haddad",
        "given_name-1": "Yousef",
        "birth_date-1": "24.12.1985",
        "nationality-1": "SY",
        "destination": "SY",
        "residence_status": "duldung",
        "contact_on": "heute",
        **fields,
    }


def _second(**fields):
    return {
        "persons": "2",
        "family_name-2": "Haddad",
        "given_name-2": "Amal",
        "birth_date-2": "",
        "nationality-2": "",
        "role-2": "spouse",
        **fields,
    }


def _id(response):
    found = re.fullmatch(r"/vorgaenge/([0-9a-f-]{36})", response.headers.get("location", ""))
    assert found, response.text
    return found[1]


async def _opened(database, account, response):
    async with database.web(context_of(account)) as session:
        found = await find_departure(session, _id(response))
    assert found
    return found


async def test_it_works(sign_in, counsellor, authority, database, dispatcher):
    visitor = await sign_in(counsellor)
    form = soup(await visitor.get("/vorgaenge/neu"))
    assert form.find("option", value=str(counsellor.id)).has_attr("selected")
    response = await visitor.submit(
        "/vorgaenge/neu",
        _typed(
            **_second(),
            counsellor_id=str(counsellor.id),
            authority_id=str(authority.id),
            due_on="31.12.2030",
            note="Kam mit der Schwester.",
        ),
    )
    assert response.status_code == 303
    found = await _opened(database, counsellor, response)
    departure = found.departure
    assert departure.destination == "SY"
    assert departure.counsellor_id == counsellor.id
    assert departure.authority_id == authority.id
    assert [deadline.due_on.year for deadline in departure.deadlines.values()] == [2030]
    assert {person.given_name for person in found.persons.values()} == {"Yousef", "Amal"}
    assert found.persons[2].nationality == "SY", "the first person's, when none is chosen"


async def test_a_form_sent_twice_opens_one_departure(sign_in, counsellor, dispatcher):
    visitor = await sign_in(counsellor)
    typed = _typed()
    first, second = await asyncio.gather(
        visitor.submit("/vorgaenge/neu", typed), visitor.submit("/vorgaenge/neu", typed)
    )
    assert _id(first) == _id(second)


async def test_a_form_sent_again_with_another_name_comes_back_and_opens_another_departure(
    sign_in, counsellor, database, dispatcher
):
    visitor = await sign_in(counsellor)
    typed = _typed()
    first = await visitor.submit("/vorgaenge/neu", typed)
    changed = typed | {"given_name-1": "Omar"}
    response = await visitor.submit("/vorgaenge/neu", changed)
    assert response.status_code == 409
    assert "nicht gespeichert" in sentences(response)[0]
    back = soup(response)
    assert back.find(id="given_name-1")["value"] == "Omar"
    fresh = back.find("input", attrs={"name": "request_id"})["value"]
    second = await visitor.submit("/vorgaenge/neu", changed | {"request_id": fresh})
    assert _id(second) != _id(first)
    for response, name in ((first, "Yousef"), (second, "Omar")):
        assert (await _opened(database, counsellor, response)).persons[1].given_name == name


async def test_the_request_id_of_another_office_opens_a_departure_of_ones_own(
    sign_in, counsellor, make_account, database, dispatcher
):
    typed = _typed()
    first = await (await sign_in(counsellor)).submit("/vorgaenge/neu", typed)
    other = await make_account()
    second = await (await sign_in(other)).submit("/vorgaenge/neu", typed)
    assert _id(second) != _id(first)
    assert (await _opened(database, other, second)).departure.office_id == other.office_id


async def test_htmx_is_sent_to_the_departure(sign_in, counsellor, dispatcher):
    visitor = await sign_in(counsellor)
    response = await visitor.submit("/vorgaenge/neu", _typed(), partial=True)
    assert response.status_code == 200
    assert response.headers["hx-redirect"].startswith("/vorgaenge/")


@pytest.mark.parametrize("partial", [False, True])
async def test_one_more_person_keeps_everything_typed(sign_in, counsellor, partial):
    visitor = await sign_in(counsellor)
    response = await visitor.submit(
        "/vorgaenge/neu", _typed(row="add", note="bleibt stehen"), partial=partial
    )
    form = soup(response).find("form", id="vorgang-neu")
    assert form.find("input", {"name": "family_name-1"})["value"] == "Haddad"
    assert form.find("input", {"name": "family_name-2"})["value"] == ""
    assert form.find("input", {"name": "persons"})["value"] == "2"
    assert "bleibt stehen" in form.find("textarea").text
    assert not sentences(response), "a form that is not finished is not wrong"
    assert ("<html" in response.text) is not partial


async def test_a_person_in_the_middle_can_be_removed(sign_in, counsellor):
    visitor = await sign_in(counsellor)
    typed = _typed(
        **_second(persons="3"), **{"family_name-3": "Haddad", "given_name-3": "Layla", "role-3": "child"}
    )
    form = soup(await visitor.submit("/vorgaenge/neu", {**typed, "row": "remove-2"}))
    assert form.find("input", {"name": "given_name-2"})["value"] == "Layla"
    assert form.find("select", {"name": "role-2"}).find("option", selected=True)["value"] == "child"
    assert form.find("input", {"name": "given_name-3"}) is None


async def test_the_applicant_cannot_be_removed(sign_in, counsellor):
    visitor = await sign_in(counsellor)
    form = soup(await visitor.submit("/vorgaenge/neu", _typed(row="remove-1")))
    assert form.find("input", {"name": "family_name-1"})["value"] == "Haddad"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("family_name-1", " ", "Bitte füllen Sie dieses Feld aus."),
        ("family_name-1", "x" * 201, "Höchstens 200 Zeichen; es sind 201."),
        ("family_name-1", "a\x00b", "Der Text enthält ein Steuerzeichen. Bitte tippen Sie ihn neu."),
        ("birth_date-1", "31.2.1980", "Den 31.02.1980 gibt es nicht."),
        ("birth_date-1", "morgen", "Das Datum darf nicht nach dem"),
        ("birth_date-1", "1.1.1890", "Das Jahr 1890 kann nicht stimmen."),
        ("nationality-1", "", "Bitte wählen Sie einen Eintrag aus der Liste."),
        ("nationality-1", "QQ", "Bitte wählen Sie einen Eintrag aus der Liste."),
        ("destination", "Atlantis", "Bitte wählen Sie einen Eintrag aus der Liste."),
        ("destination", "DE", "Bitte wählen Sie einen Eintrag aus der Liste."),
        ("residence_status", "touristisch", "Bitte wählen Sie einen Eintrag aus der Liste."),
        ("contact_on", "gestern früh", "„gestern früh“ ist kein Datum."),
        ("contact_on", "+3", "Das Datum darf nicht nach dem"),
        ("due_on", "irgendwann", "„irgendwann“ ist kein Datum."),
        ("authority_id", NOBODY, "Bitte wählen Sie einen Eintrag aus der Liste."),
        ("counsellor_id", NOBODY, "Bitte wählen Sie einen Eintrag aus der Liste."),
    ],
)
async def test_each_wrong_field_gets_its_sentence(sign_in, counsellor, field, typed, sentence):
    visitor = await sign_in(counsellor)
    response = await visitor.submit("/vorgaenge/neu", _typed(**{field: typed}))
    assert response.status_code == 422
    (told,) = sentences(response)
    name, _colon, said = told.partition(": ")
    assert said.startswith(sentence)
    label = soup(response).find("label", attrs={"for": field})
    assert label.get_text().startswith(name)
    page = soup(response)
    assert page.title.string.startswith("Fehler: ")
    link = page.find(id="fehler").find("a")["href"]
    assert page.find(id=link[1:])["name"] == field


async def test_what_the_domain_refuses_is_said_above_the_form(sign_in, counsellor, dispatcher):
    visitor = await sign_in(counsellor)
    response = await visitor.submit("/vorgaenge/neu", _typed(due_on="1.1.2090"))
    assert response.status_code == 422
    assert sentences(response) == ["Der 01.01.2090 kann nicht stimmen."]
    assert soup(response).find("input", {"name": "family_name-1"})["value"] == "Haddad"


async def test_a_supervisor_of_two_offices_chooses_one(
    sign_in, make_account, make_office, database, dispatcher
):
    kiel, flensburg = await make_office(), await make_office()
    leader = await make_account(Role.SUPERVISOR, kiel, offices=[flensburg])
    counsellor = await make_account(Role.COUNSELLOR, flensburg)
    visitor = await sign_in(leader)
    wrong = await visitor.submit(
        "/vorgaenge/neu", _typed(office_id=str(kiel.id), counsellor_id=str(counsellor.id))
    )
    assert sentences(wrong) == ["Beratung durch: Diese Person gehört nicht zur gewählten Beratungsstelle."]
    response = await visitor.submit(
        "/vorgaenge/neu", _typed(office_id=str(flensburg.id), counsellor_id=str(counsellor.id))
    )
    found = await _opened(database, counsellor, response)
    assert found.departure.office_id == flensburg.id


async def test_an_authority_may_not(sign_in, official):
    visitor = await sign_in(official)
    assert (await visitor.get("/vorgaenge/neu")).status_code == 403
    assert (await visitor.submit("/vorgaenge/neu", _typed())).status_code == 403


async def test_no_name_is_in_an_address(sign_in, counsellor, dispatcher):
    visitor = await sign_in(counsellor)
    response = await visitor.submit("/vorgaenge/neu", _typed())
    assert "Haddad" not in response.headers["location"]


async def test_what_is_wrong_is_named_with_its_person_in_the_order_of_the_page(sign_in, counsellor):
    visitor = await sign_in(counsellor)
    second = {
        "persons": "2",
        "family_name-2": "Haddad",
        "given_name-2": "",
        "role-2": "",
        "nationality-2": "",
    }
    response = await visitor.submit("/vorgaenge/neu", _typed(**second, destination="Atlantis"))
    assert [told.partition(": ")[0] for told in sentences(response)] == [
        "2. Person, Vorname",
        "2. Person, Verhältnis zur ersten Person",
        "Zielland",
    ]
