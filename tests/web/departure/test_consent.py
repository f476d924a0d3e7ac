"""Consent is given and revoked, over HTTP."""

from geleit.domain.assignment.commands import NameAuthority
from geleit.domain.steps.commands import CompleteStep
from tests.fixtures.store import actor_of
from tests.fixtures.web import sentences
from tests.web.departure.forms import (
    fill_in,
    look,
    words,
)
from web.ui.rendering import today_in_berlin

TODAY = today_in_berlin()

EVERYTHING_BEFORE_CLOSING = (
    "intake",
    "consent",
    "decision",
    "travel_document-1",
    "funding_application",
    "funding_decision",
    "travel_booking",
    "departure",
    "departure_confirmed",
    "reintegration",
)


async def test_consent_shows_the_authority_the_deadlines_and_its_revocation_shows_nothing(
    dispatcher, counsellor, authority, official, make_departure, sign_in, now
):
    departure = await make_departure(counsellor, authority=authority)
    visitor, official_visitor = await sign_in(counsellor), await sign_in(official)
    assert departure.number not in words(await official_visitor.get("/fristen"))
    page = await look(visitor, departure)
    future = await fill_in(visitor, page, "form-einwilligung", on="morgen")
    assert "liegt in der Zukunft" in sentences(future)[0]
    assert (await fill_in(visitor, page, "form-einwilligung", on="heute")).status_code == 303
    assert departure.number in words(await official_visitor.get("/fristen"))
    page = await look(visitor, departure)
    assert (await fill_in(visitor, page, "form-einwilligung-widerrufen")).status_code == 303
    assert departure.number not in words(await official_visitor.get("/fristen"))
    assert not (await now(departure)).consent


async def test_a_consent_is_not_given_to_an_authority_that_was_named_meanwhile(
    dispatcher, counsellor, authority, make_authority, make_departure, sign_in, act, now
):
    departure = await make_departure(counsellor, authority=authority)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    other = await make_authority()
    await act(departure.departure_id, NameAuthority, actor=actor_of(counsellor), authority_id=other.id)
    response = await fill_in(visitor, page, "form-einwilligung", on="heute")
    assert response.status_code == 422
    assert "andere Behörde zuständig" in words(response)
    assert not (await now(departure)).consent
    page = await look(visitor, departure)
    assert (await fill_in(visitor, page, "form-einwilligung", on="heute")).status_code == 303


async def test_consent_is_revoked_also_when_everything_is_over(
    dispatcher, counsellor, authority, official, make_departure, act, sign_in
):
    departure = await make_departure(counsellor, authority=authority)
    actor = actor_of(counsellor)
    for key in (*EVERYTHING_BEFORE_CLOSING, "closure"):
        await act(departure.departure_id, CompleteStep, actor=actor, step=key, on=TODAY)
    visitor, official_visitor = await sign_in(counsellor), await sign_in(official)
    page = await look(visitor, departure)
    assert "Abgeschlossen am" in words(page)
    response = await fill_in(visitor, page, "form-einwilligung-widerrufen")
    assert response.status_code == 303, sentences(response)
    assert departure.number not in words(await official_visitor.get("/fristen?status=closed"))
    assert "sieht nichts von diesem Vorgang." in words(await look(visitor, departure))


async def test_the_step_of_the_consent_gives_it_to_the_authority_that_the_page_has_named(
    dispatcher, counsellor, authority, make_authority, make_departure, sign_in, act, now
):
    departure = await make_departure(counsellor, authority=authority)
    await act(departure.departure_id, CompleteStep, actor=actor_of(counsellor), step="intake", on=TODAY)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    other = await make_authority()
    await act(departure.departure_id, NameAuthority, actor=actor_of(counsellor), authority_id=other.id)
    response = await fill_in(visitor, page, "form-consent-erledigen", on="heute")
    assert response.status_code == 422
    assert "andere Behörde zuständig" in words(response)
    assert not (await now(departure)).consent
    page = await look(visitor, departure)
    assert (await fill_in(visitor, page, "form-consent-erledigen", on="heute")).status_code == 303
    assert (await now(departure)).consent
