"""Undo: for ten minutes one click takes back what one has just done, and only that."""

from datetime import UTC, datetime, timedelta

from bs4 import Tag

from geleit.domain.parties import Party
from geleit.domain.steps.commands import CompleteStep, DeclareNotRequired, StartStep, WaitOn
from geleit.domain.steps.state import StepState
from tests.fixtures.store import actor_of
from tests.fixtures.web import sentences, soup
from tests.web.departure.examples import Case, family_in_the_middle, stuck
from tests.web.departure.forms import address, detail, fill_in, look, part, words
from web.departure.undo import OFFERED_FOR, undo_offer
from web.ui.rendering import today_in_berlin

TODAY = today_in_berlin()
FAMILY = [("Haddad", "Yousef"), ("Haddad", "Amal"), ("Haddad", "Nour")]
PASSPORTS = ("travel_document-1", "travel_document-2", "travel_document-3")


async def test_what_was_completed_is_taken_back_with_one_click(
    dispatcher, counsellor, make_departure, sign_in, database
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    await fill_in(visitor, await look(visitor, departure), "form-intake-erledigen")
    page = await look(visitor, departure)
    assert "„Erstgespräch führen“ ist erledigt." in words(part(page, "meldung"))
    taken = await fill_in(visitor, page, "rueckgaengig")
    assert taken.status_code == 303, sentences(taken)
    found = (await detail(database, counsellor, departure)).departure
    assert found.steps["intake"].state is StepState.READY
    assert found.steps["consent"].state is StepState.NOT_READY
    after = await look(visitor, departure)
    assert "„Erstgespräch führen“ ist wieder offen." in words(part(after, "meldung"))
    assert after.find(id="rueckgaengig") is None


async def test_htmx_gets_the_button_with_the_sentence_and_the_way_to_the_next_step(
    dispatcher, counsellor, make_departure, sign_in
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    answer = soup(await fill_in(visitor, page, "form-intake-erledigen", partial=True))
    said = answer.find("hx-partial", attrs={"hx-target": "#meldung"})
    assert isinstance(said, Tag)
    assert "Zum nächsten Schritt:" in words(said)
    link = said.find("a")
    assert isinstance(link, Tag)
    assert answer.find(id=str(link["href"]).removeprefix("#"))
    assert said.find(id="rueckgaengig")


async def test_several_completed_at_once_are_taken_back_at_once(
    dispatcher, counsellor, make_departure, act, sign_in, database
):
    departure = await make_departure(counsellor, names=FAMILY)
    for key in ("intake", "consent", "decision"):
        await act(departure.departure_id, CompleteStep, actor=actor_of(counsellor), step=key, on=TODAY)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    taken = await fill_in(visitor, page, "form-erledigen", step=list(PASSPORTS[:2]), on="heute")
    assert taken.status_code == 303, sentences(taken)
    states = (await detail(database, counsellor, departure)).departure.steps
    assert [states[key].state for key in PASSPORTS] == [StepState.DONE, StepState.DONE, StepState.READY]
    assert (await fill_in(visitor, await look(visitor, departure), "rueckgaengig")).status_code == 303
    states = (await detail(database, counsellor, departure)).departure.steps
    assert {states[key].state for key in PASSPORTS} == {StepState.READY}


async def test_after_ten_minutes_it_is_not_offered(counsellor, make_departure, act, sign_in):
    departure = await make_departure(counsellor)
    done = {"actor": actor_of(counsellor), "step": "intake", "on": TODAY - timedelta(days=1)}
    then = datetime.now(UTC) - OFFERED_FOR - timedelta(minutes=1)
    await act(departure.departure_id, CompleteStep, now=then, **done)
    assert (await look(await sign_in(counsellor), departure)).find(id="rueckgaengig") is None


async def test_what_a_colleague_did_is_not_offered(counsellor, supervisor, make_departure, act, sign_in):
    departure = await make_departure(counsellor)
    await act(departure.departure_id, CompleteStep, actor=actor_of(supervisor), step="intake", on=TODAY)
    assert (await look(await sign_in(counsellor), departure)).find(id="rueckgaengig") is None
    assert (await look(await sign_in(supervisor), departure)).find(id="rueckgaengig")


async def test_what_something_was_built_on_is_not_offered(
    counsellor, supervisor, make_departure, act, sign_in
):
    departure = await make_departure(counsellor)
    await act(departure.departure_id, CompleteStep, actor=actor_of(counsellor), step="intake", on=TODAY)
    await act(departure.departure_id, StartStep, actor=actor_of(supervisor), step="decision")
    assert (await look(await sign_in(counsellor), departure)).find(id="rueckgaengig") is None


async def test_what_cannot_be_taken_back_has_no_button(counsellor, make_departure, act, sign_in):
    departure = await make_departure(counsellor)
    await act(departure.departure_id, WaitOn, actor=actor_of(counsellor), step="intake", party=Party.CLIENT)
    assert (await look(await sign_in(counsellor), departure)).find(id="rueckgaengig") is None


def offered(case: Case) -> bool:
    loaded = case.loaded()
    return undo_offer(loaded.at, loaded.entries, now=case.now) is not None


def test_what_is_not_required_after_a_failure_is_not_offered_for_it_would_not_be_failed_again():
    case = family_in_the_middle(3)
    case.on(11, 20).do(DeclareNotRequired, step="funding_decision", note="Die Familie zahlt selbst.")
    assert offered(case)
    case = stuck()
    assert offered(case)
    case.on(11, 20).do(DeclareNotRequired, step="funding_decision", note="Die Familie zahlt selbst.")
    assert not offered(case)


async def test_a_pause_is_taken_back_too(dispatcher, counsellor, make_departure, sign_in):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    paused = await fill_in(visitor, page, "form-ruhen", reason="medical", review_on="+20")
    assert paused.status_code == 303, sentences(paused)
    page = await look(visitor, departure)
    assert "Der Vorgang ruht bis" in words(part(page, "meldung"))
    assert (await fill_in(visitor, page, "rueckgaengig")).headers["location"].startswith(address(departure))
    assert "Der Vorgang läuft weiter." in words(part(await look(visitor, departure), "meldung"))
