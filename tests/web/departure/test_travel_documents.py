"""Documents are recorded, renewed and removed, over HTTP."""

from datetime import date, timedelta

import pytest

from tests.fixtures.web import sentences, soup
from tests.web.departure.forms import address, field, fill_in, form_of, look, part, words
from web.ui.filters import datum
from web.ui.rendering import today_in_berlin

TODAY = today_in_berlin()

FAMILY = [("Haddad", "Yousef"), ("Haddad", "Amal")]


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


async def test_papers_are_recorded_renewed_and_removed(dispatcher, counsellor, make_departure, sign_in, now):
    departure = await make_departure(counsellor, names=FAMILY)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    response = await fill_in(
        visitor, page, "form-dokument", what="passport", person="2", valid_until=datum(ahead(500))
    )
    assert response.status_code == 303, sentences(response)
    (paper,) = (await now(departure)).travel_documents
    assert paper.renewable_by_step == "travel_document-2"
    page = await look(visitor, departure)
    assert "Reisepass (Amal)" in words(part(page, "dokumente"))
    renewed = soup(await visitor.get(address(departure, "dokument") + "?zu=passport-2"))
    place = "form-dokument-passport-2"
    assert (await fill_in(visitor, renewed, place, valid_until=datum(ahead(900)))).status_code == 303
    assert [paper.valid_until for paper in (await now(departure)).travel_documents] == [ahead(900)]
    removing = soup(await visitor.get(address(departure, "dokument-entfernen") + "?zu=passport-2"))
    response = await fill_in(visitor, removing, "form-dokument-entfernen-passport-2")
    assert response.status_code == 303, sentences(response)
    assert (await now(departure)).travel_documents == ()


async def test_a_certificate_holds_as_long_as_its_rule_says(
    dispatcher, counsellor, make_departure, sign_in, now
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    response = await fill_in(visitor, page, "form-dokument", what="medical_note", valid_from="heute")
    assert response.status_code == 303, sentences(response)
    assert (await now(departure)).travel_documents[0].valid_until == ahead(8)


@pytest.mark.parametrize(
    ("fields", "at", "sentence"),
    [
        ({"what": "", "valid_until": "+9"}, "what", "Bitte wählen Sie einen Eintrag aus der Liste."),
        ({"what": "gueb", "valid_until": "+9"}, "what", "Bitte wählen Sie einen Eintrag aus der Liste."),
        ({"what": "visa"}, "valid_until", "bis wann das Dokument gilt"),
        ({"what": "visa", "valid_from": "+20", "valid_until": "+9"}, "valid_until", "bevor sie am"),
        ({"what": "visa", "valid_from": "1.2.1999", "valid_until": "+9"}, "valid_from", "kann nicht stimmen"),
    ],
)
async def test_an_impossible_document_gets_a_sentence_at_its_field(
    dispatcher, counsellor, make_departure, sign_in, now, fields, at, sentence
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    response = await fill_in(visitor, await look(visitor, departure), "form-dokument", **fields)
    assert response.status_code == 422
    assert any(sentence in found for found in sentences(response)), sentences(response)
    assert field(form_of(soup(response), "form-dokument"), at)["aria-invalid"] == "true"
    assert (await now(departure)).travel_documents == ()
