"""Appointments are added to the plan, over HTTP."""

from datetime import timedelta

from geleit.domain.steps.commands import CompleteStep
from tests.fixtures.store import actor_of
from tests.fixtures.web import sentences
from tests.web.departure.forms import (
    fill_in,
    look,
    part,
    words,
)
from web.ui.rendering import today_in_berlin

TODAY = today_in_berlin()

FAMILY = [("Haddad", "Yousef"), ("Haddad", "Amal")]


async def test_an_appointment_at_the_embassy_is_added_for_one_person(
    dispatcher, counsellor, make_departure, act, sign_in, now
):
    departure = await make_departure(counsellor, names=FAMILY)
    for key in ("intake", "decision"):
        await act(departure.departure_id, CompleteStep, actor=actor_of(counsellor), step=key, on=TODAY)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    assert (await fill_in(visitor, page, "form-termin", target_on="+9")).status_code == 422
    response = await fill_in(visitor, page, "form-termin", person="2", target_on="+9")
    assert response.status_code == 303, sentences(response)
    found = (await now(departure)).steps["embassy_appointment-2-1"]
    assert found.target_on == TODAY + timedelta(days=9)
    assert "Amal Haddad" in words(part((await look(visitor, departure)), "phase-embassy"))
