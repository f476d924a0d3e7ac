"""The actions on a step, over HTTP: each works, and each refusal gives the form back with what was typed."""

from datetime import timedelta

import pytest

from geleit.domain.parties import Party, Role
from geleit.domain.steps.commands import CompleteStep, WaitOn
from geleit.domain.steps.state import StepState
from tests.fixtures.store import actor_of
from tests.fixtures.web import sentences, soup
from tests.web.departure.forms import (
    address,
    both_versions,
    detail,
    field,
    fill_in,
    form_of,
    look,
    part,
    typed,
    words,
)
from web.ui.rendering import today_in_berlin

FAMILY = [("Haddad", "Yousef"), ("Haddad", "Amal")]
TODAY = today_in_berlin()


@pytest.fixture
def step(database, counsellor):
    """Return the current state of a step."""

    async def step(departure, key):
        return (await detail(database, counsellor, departure)).departure.steps[key]

    return step


async def test_a_step_is_completed_with_the_day_in_the_form(
    dispatcher, counsellor, make_departure, sign_in, step
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    response = await fill_in(visitor, page, "form-intake-erledigen")
    assert response.status_code == 303
    assert response.headers["location"] == address(departure)
    after = await visitor.get(response.headers["location"])
    assert "„Erstgespräch führen“ ist erledigt." in words(after)
    assert "Einwilligung einholen" in words(part(soup(after), "schritt-consent"))
    found = await step(departure, "intake")
    assert (found.state, found.ended_on) == (StepState.DONE, TODAY)


async def test_only_the_step_of_the_consent_keeps_an_authority_and_nobody_is_asked_for_one(
    dispatcher, counsellor, make_departure, sign_in, act
):
    departure = await make_departure(counsellor)
    await act(departure.departure_id, CompleteStep, actor=actor_of(counsellor), step="intake", on=TODAY)
    page = await look(await sign_in(counsellor), departure)
    kept = {
        key: [found["type"] for found in page.select(f"#form-{key}-erledigen [name=authority_id]")]
        for key in ("consent", "decision")
    }
    assert kept == {"consent": ["hidden"], "decision": []}


async def test_htmx_gets_everything_that_may_have_changed_and_the_sentence(
    dispatcher, counsellor, make_departure, sign_in
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    response = await fill_in(visitor, page, "form-intake-erledigen", partial=True)
    assert response.status_code == 200
    assert "HX-Retarget" not in response.headers
    assert part(soup(response), "vorgang")
    assert not soup(response).find("html")
    assert "„Erstgespräch führen“ ist erledigt." in words(response)


async def test_a_note_is_sent_along_and_shown_at_the_step_and_in_the_history(
    dispatcher, counsellor, make_departure, sign_in
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    await fill_in(visitor, page, "form-intake-erledigen", note="Dolmetscherin war dabei.")
    history = words(part((await look(visitor, departure)), "verlauf"))
    assert "„Erstgespräch führen“ erledigt." in history
    assert "„Dolmetscherin war dabei.“" in history


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [("31.2.2026", "Den 31.02.2026 gibt es nicht."), ("bald", "kein Datum"), ("", "füllen Sie")],
)
async def test_a_day_that_cannot_be_read_is_said_at_the_field_and_changes_nothing(
    counsellor, make_departure, sign_in, step, wrong, sentence
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    response = await fill_in(visitor, page, "form-intake-erledigen", on=wrong, note="Bleibt stehen.")
    assert response.status_code == 422
    assert any(sentence in found for found in sentences(response))
    form = form_of(soup(response), "form-intake-erledigen")
    day = field(form, "on")
    assert day["value"] == wrong
    assert day["aria-invalid"] == "true"
    assert sentence in words(part(form, str(day["aria-describedby"]).split()[-1]))
    assert typed(form)["note"].strip() == "Bleibt stehen."
    assert "<title>Fehler: " in response.text
    assert (await step(departure, "intake")).state is StepState.READY


async def test_a_day_in_the_future_is_refused_at_its_field(
    dispatcher, counsellor, make_departure, sign_in, step
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    response = await fill_in(visitor, page, "form-intake-erledigen", on="+3", partial=True)
    assert response.status_code == 422
    assert response.headers["HX-Retarget"] == "#form-intake-erledigen"
    assert "liegt in der Zukunft" in sentences(response)[0]
    assert field(form_of(soup(response), "form-intake-erledigen"), "on")["aria-invalid"] == "true"
    assert (await step(departure, "intake")).state is StepState.READY


async def test_what_is_not_yet_possible_is_refused_with_what_comes_first(
    dispatcher, counsellor, make_departure, sign_in
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    url = address(departure, "schritte", "travel_booking", "erledigen")
    response = await visitor.submit(url, {"on": "heute"})
    assert response.status_code == 422
    assert "Das geht noch nicht." in sentences(response)[0]
    assert "„Reisedokument beschaffen (Yousef)“" in sentences(response)[0]


async def test_a_step_is_taken_up_waits_and_comes_back(dispatcher, counsellor, make_departure, sign_in, step):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    assert (await fill_in(visitor, await look(visitor, departure), "form-intake-beginnen")).status_code == 303
    assert (await step(departure, "intake")).state is StepState.IN_PROGRESS
    page = await look(visitor, departure, "schritte", "intake")
    assert typed(form_of(page, "form-intake-warten"))["party"] == Party.CLIENT, (
        "the office does not wait for itself"
    )
    response = await fill_in(
        visitor, page, "form-intake-warten", party="authority", follow_up_on="+14", note="Akte angefordert."
    )
    assert response.status_code == 303, sentences(response)
    found = await step(departure, "intake")
    assert (found.state, found.waiting_on) == (StepState.WAITING, Party.AUTHORITY)
    assert found.target_on == TODAY + timedelta(days=14)
    assert "Wartet seit heute auf die Behörde (Erstgespräch führen)" in words(await look(visitor, departure))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"party": ""}, "Bitte wählen Sie einen Eintrag aus der Liste."),
        ({"party": "könig"}, "Bitte wählen Sie einen Eintrag aus der Liste."),
        ({"follow_up_on": "heute"}, "liegt nicht in der Zukunft"),
    ],
)
async def test_waiting_wants_somebody_and_a_day_ahead(
    dispatcher, counsellor, make_departure, sign_in, step, fields, sentence
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    response = await fill_in(visitor, await look(visitor, departure), "form-intake-warten", **fields)
    assert response.status_code == 422
    assert any(sentence in found for found in sentences(response))
    assert (await step(departure, "intake")).state is StepState.READY


@pytest.mark.parametrize(
    ("slug", "state"), [("nicht-noetig", StepState.NOT_REQUIRED), ("gescheitert", StepState.FAILED)]
)
async def test_what_does_not_go_its_way_wants_a_reason(
    dispatcher, counsellor, make_departure, sign_in, step, slug, state
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    refused = await fill_in(visitor, page, f"form-intake-{slug}", note="   ")
    assert refused.status_code == 422
    assert "Grund: Bitte füllen Sie dieses Feld aus." in sentences(refused)
    assert (await step(departure, "intake")).state is StepState.READY
    taken = await fill_in(visitor, page, f"form-intake-{slug}", note="Schon beim Sozialdienst geführt.")
    assert taken.status_code == 303
    assert (await step(departure, "intake")).state is state


async def test_a_target_is_set_also_for_a_step_that_is_not_yet_possible(
    dispatcher, counsellor, make_departure, sign_in, step
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure, "schritte", "departure")
    response = await fill_in(visitor, page, "form-departure-ziel", target_on="+90")
    assert response.status_code == 303
    assert (await step(departure, "departure")).target_on == TODAY + timedelta(days=90)
    page = await look(visitor, departure, "schritte", "departure")
    refused = await fill_in(visitor, page, "form-departure-ziel", target_on="1.1.1999")
    assert refused.status_code == 422
    assert "kann nicht stimmen" in sentences(refused)[0]


async def test_a_step_is_handed_to_a_colleague_of_the_office_only(
    dispatcher, counsellor, office, make_account, make_departure, sign_in, step
):
    colleague = await make_account(Role.COUNSELLOR, office, name="Jonas Brandt")
    stranger = await make_account(Role.COUNSELLOR)
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    refused = await fill_in(visitor, page, "form-intake-zuweisen", counsellor_id=str(stranger.id))
    assert refused.status_code == 422
    assert (await step(departure, "intake")).assignee_id is None
    taken = await fill_in(visitor, page, "form-intake-zuweisen", counsellor_id=str(colleague.id))
    assert taken.status_code == 303
    assert (await step(departure, "intake")).assignee_id == colleague.id
    assert "Zugewiesen: Jonas Brandt" in words(await look(visitor, departure))


async def test_a_note_on_a_step_is_kept_and_an_empty_one_refused(
    dispatcher, counsellor, make_departure, sign_in
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    assert (await fill_in(visitor, page, "form-intake-notiz", note=" ")).status_code == 422
    taken = await fill_in(visitor, page, "form-intake-notiz", note="Ruft am Montag zurück.")
    assert taken.status_code == 303
    card = part((await look(visitor, departure)), "schritt-intake")
    assert "Ruft am Montag zurück." in words(card)


async def test_taking_a_step_back_names_what_came_after_it(
    dispatcher, counsellor, make_departure, act, sign_in, step
):
    departure = await make_departure(counsellor, names=FAMILY)
    actor = actor_of(counsellor)
    for key in ("intake", "consent", "decision", "travel_document-1", "funding_application"):
        await act(departure.departure_id, CompleteStep, actor=actor, step=key, on=TODAY)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure, "schritte", "decision", "zuruecknehmen")
    form = form_of(page, "form-decision-zuruecknehmen")
    boxes = {
        box["value"]: words(label)
        for box in form.find_all("input", type="checkbox")
        for label in form.find_all("label", attrs={"for": box["id"]})
    }
    assert boxes == {
        "travel_document-1": "Reisedokument beschaffen (Yousef): Erledigt",
        "funding_application": "Förderung beantragen: Erledigt",
    }
    without_reason = await fill_in(visitor, page, "form-decision-zuruecknehmen", also=["funding_application"])
    assert without_reason.status_code == 422
    again = form_of(soup(without_reason), "form-decision-zuruecknehmen")
    ticked = [box["value"] for box in again.find_all("input", type="checkbox") if box.has_attr("checked")]
    assert ticked == ["funding_application"]
    taken = await fill_in(
        visitor,
        page,
        "form-decision-zuruecknehmen",
        also=["funding_application"],
        note="Noch unentschieden.",
    )
    assert taken.status_code == 303, sentences(taken)
    assert (await step(departure, "decision")).state is StepState.READY
    assert (await step(departure, "funding_application")).state is StepState.NOT_READY
    assert (await step(departure, "travel_document-1")).state is StepState.DONE


async def test_what_no_longer_fits_cannot_be_saved_again(
    dispatcher, counsellor, make_departure, act, sign_in, step
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    await act(
        departure.departure_id,
        CompleteStep,
        actor=actor_of(counsellor),
        step="intake",
        on=TODAY,
    )
    response = await fill_in(visitor, page, "form-intake-erledigen", on="gestern", note="War doch da.")
    assert response.status_code == 409
    assert "von Ihnen in einem anderen Fenster" in sentences(response)[0]
    assert "passt nicht mehr zum neuen Stand" in both_versions(response)
    form = soup(response).find(id="form-intake-erledigen")
    assert form.find("textarea").text.strip() == "War doch da."
    assert form.find("button") is None


async def test_the_slower_person_sees_both_versions_and_can_save_again(
    dispatcher, counsellor, office, make_account, make_departure, act, sign_in, step
):
    colleague = await make_account(Role.COUNSELLOR, office, name="Jonas Brandt")
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    await act(
        departure.departure_id,
        WaitOn,
        actor=actor_of(colleague),
        step="intake",
        party=Party.CLIENT,
        note="Kommt erst nächste Woche.",
    )
    response = await fill_in(visitor, page, "form-intake-erledigen", on="gestern", note="War doch da.")
    assert response.status_code == 409
    both = both_versions(response)
    assert "Ihre Eingabe" in both
    assert "gestern" in both
    assert "War doch da." in both
    assert "Neuer Stand" in both
    assert "Jonas Brandt" in both
    assert "„Erstgespräch führen“ wartet auf" in both
    assert "Kommt erst nächste Woche." in both
    assert (await step(departure, "intake")).state is StepState.WAITING
    again = await fill_in(visitor, soup(response), "form-intake-erledigen")
    assert again.status_code == 303, sentences(again)
    assert (await step(departure, "intake")).ended_on == TODAY - timedelta(days=1)


async def test_the_same_form_sent_twice_acts_once(dispatcher, counsellor, make_departure, sign_in, database):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure, "schritte", "intake")
    first = await fill_in(visitor, page, "form-intake-notiz", note="Einmal.")
    second = await fill_in(visitor, page, "form-intake-notiz", note="Einmal.")
    assert (first.status_code, second.status_code) == (303, 303)
    history = words(part((await look(visitor, departure)), "verlauf"))
    assert history.count("Einmal.") == 1


async def test_an_unknown_step_or_action_is_not_found(counsellor, make_departure, sign_in):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    for more in (("schritte", "umzug", "erledigen"), ("schritte", "intake", "vergessen"), ("vergessen",)):
        response = await visitor.submit(address(departure, *more), {"on": "heute"})
        assert response.status_code in (404, 405), more
    missing = await visitor.get(address(departure, "schritte", "umzug"))
    assert missing.status_code == 404
    assert "Diesen Schritt gibt es in diesem Vorgang nicht." in words(missing)
