"""A departure is handed over, and its authority is named."""

from geleit.domain.parties import Role
from tests.fixtures.web import sentences, soup
from tests.web.departure.forms import (
    address,
    fill_in,
    look,
    words,
)


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
