"""Was wäre, wenn: both outlooks are side by side, and nothing is saved."""

from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.lifecycle.state import StopReason
from geleit.domain.steps.commands import AddStep, CompleteStep
from geleit.store.audit import entries_since
from tests.fixtures.store import actor_of, context_of
from tests.fixtures.web import sentences, soup
from tests.web.departure.forms import address, detail, field, look, part, words
from web.ui.filters import datum
from web.ui.rendering import today_in_berlin

TODAY = today_in_berlin()
FAMILY = [("Haddad", "Yousef"), ("Haddad", "Amal")]


@pytest.fixture
def journal(database, counsellor):
    """Return the departure's journal and version."""

    async def read(departure):
        async with database.web(context_of(counsellor)) as session:
            entries = await entries_since(session, departure.departure_id, version=0)
        return entries, (await detail(database, counsellor, departure)).departure

    return read


@pytest.fixture
def begun(counsellor, make_departure, act):
    """Make a couple with a deadline who get their passports."""

    async def make():
        departure = await make_departure(counsellor, names=FAMILY)
        actor = actor_of(counsellor)
        for key in ("intake", "decision"):
            await act(departure.departure_id, CompleteStep, actor=actor, step=key, on=TODAY)
        await act(
            departure.departure_id,
            SetDeadline,
            actor=actor,
            deadline=DeadlineKind.DEPARTURE,
            due_on=TODAY + timedelta(days=60),
        )
        return departure

    return make


def asking(departure, what, day):
    return f"{address(departure, 'was-waere-wenn')}?{urlencode({'was': what, 'am': day})}"


async def test_a_later_document_moves_the_forecast_and_nothing_is_saved(counsellor, begun, sign_in, journal):
    departure = await begun()
    visitor = await sign_in(counsellor)
    before = await journal(departure)
    day = datum(TODAY + timedelta(days=300))
    response = await visitor.get(asking(departure, "travel_document-2", day))
    assert response.status_code == 200
    page = soup(response)
    assert "später" in words(part(page, "unterschied"))
    now, then = (words(part(page, name)) for name in ("heute", "dann"))
    assert "Ausreise voraussichtlich zwischen" in now
    assert "Ausreise voraussichtlich zwischen" in then
    assert now.startswith("So wie es ist ")
    assert then.startswith(f"Mit der Änderung: Reisedokument beschaffen (Amal): fertig am {day} ")
    assert now != then
    assert await journal(departure) == before


@pytest.mark.parametrize(
    ("what", "slug", "names"),
    [
        ("termin-2", "termin", {"person": "2", "target_on": True}),
        ("travel_document-1", "schritte/travel_document-1/ziel", {"target_on": True}),
        ("departure", "schritte/departure/ziel", {"target_on": True}),
        ("frist-departure_deadline", "frist-verlaengern", {"zu": "departure_deadline", "until": True}),
    ],
)
async def test_the_real_form_is_one_click_away_and_filled_in(
    counsellor, begun, sign_in, journal, what, slug, names
):
    departure = await begun()
    visitor = await sign_in(counsellor)
    before = await journal(departure)
    day = datum(TODAY + timedelta(days=200))
    page = soup(await visitor.get(asking(departure, what, day)))
    link = page.find("a", class_="kern-btn--primary")
    assert link is not None
    parts = urlsplit(str(link["href"]))
    assert parts.path == address(departure, slug)
    typed = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert typed == {name: day if value is True else value for name, value in names.items()}
    form = soup(await visitor.get(str(link["href"]))).find("form", class_="action")
    assert form is not None
    for name, value in typed.items():
        if name in ("zu", "person"):
            continue
        assert field(form, name)["value"] == value
    assert await journal(departure) == before


async def test_a_longer_deadline_takes_its_warning_away(counsellor, begun, sign_in):
    departure = await begun()
    visitor = await sign_in(counsellor)
    day = datum(TODAY + timedelta(days=900))
    page = soup(await visitor.get(asking(departure, "frist-departure_deadline", day)))
    assert "über Ihre Ausreisefrist" in words(part(page, "heute"))
    assert "über Ihre Ausreisefrist" not in words(part(page, "dann"))
    assert words(part(page, "unterschied")).endswith("ändert sich nicht. 1 Warnung fällt weg.")


async def test_a_flight_before_everything_is_done_is_called_too_early(counsellor, begun, sign_in):
    departure = await begun()
    visitor = await sign_in(counsellor)
    page = soup(await visitor.get(asking(departure, "departure", "+1")))
    assert "So früh geht es voraussichtlich nicht" in words(part(page, "unterschied"))


async def test_a_flight_before_the_approval_is_expected_is_warned_of(counsellor, begun, act, sign_in):
    departure = await begun()
    actor = actor_of(counsellor)
    for key in ("consent", "travel_document-1", "travel_document-2", "funding_application"):
        await act(departure.departure_id, CompleteStep, actor=actor, step=key, on=TODAY)
    visitor = await sign_in(counsellor)
    page = soup(await visitor.get(asking(departure, "departure", "+40")))
    assert "„Bewilligung erhalten“" not in words(part(page, "heute"))
    day = datum(TODAY + timedelta(days=40))
    assert f"Der Flug am {day} ist zu früh: „Bewilligung erhalten“ ist" in words(part(page, "dann"))
    later = soup(await visitor.get(asking(departure, "departure", "+300")))
    assert "Der Flug am" not in words(part(later, "dann")).partition("Ausreisefrist")[0]


@pytest.mark.parametrize(
    ("what", "day", "sentence"),
    [
        ("travel_document-9", "+9", "Bitte wählen Sie einen Eintrag aus der Liste."),
        ("travel_document-1", "gestern", "darf nicht vor dem"),
        ("travel_document-1", "31.2.2027", "gibt es nicht"),
        ("departure", "31.12.2099", "Der 31.12.2099 kann nicht stimmen."),
        ("termin-1", "", "Bitte füllen Sie dieses Feld aus."),
    ],
)
async def test_a_question_that_cannot_be_answered_gets_a_sentence(
    counsellor, begun, sign_in, what, day, sentence
):
    departure = await begun()
    visitor = await sign_in(counsellor)
    response = await visitor.get(asking(departure, what, day))
    assert response.status_code == 422
    assert any(sentence in found for found in sentences(response)), sentences(response)
    assert soup(response).find(id="dann") is None


async def test_every_choice_has_an_answer(counsellor, begun, act, sign_in):
    departure = await begun()
    await act(
        departure.departure_id,
        AddStep,
        actor=actor_of(counsellor),
        code="embassy_appointment",
        person=1,
        target_on=TODAY + timedelta(days=20),
    )
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure, "was-waere-wenn")
    form = page.find("form", action=address(departure, "was-waere-wenn"))
    assert form is not None
    values = [option["value"] for option in field(form, "was").find_all("option") if option["value"]]
    assert {"departure", "termin-2", "embassy_appointment-1-1", "frist-departure_deadline"} <= set(values)
    for value in values:
        response = await visitor.get(asking(departure, value, "+80"))
        assert response.status_code == 200, (value, sentences(response))


async def test_a_departure_of_another_office_is_not_found(counsellor, make_account, begun, sign_in):
    departure = await begun()
    stranger = await sign_in(await make_account())
    assert (await stranger.get(asking(departure, "termin-1", "+9"))).status_code == 404


async def test_what_is_over_offers_nothing(counsellor, begun, act, sign_in):
    departure = await begun()
    await act(
        departure.departure_id,
        StopDeparture,
        actor=actor_of(counsellor),
        reason=StopReason.CONTACT_LOST,
    )
    visitor = await sign_in(counsellor)
    assert "Hier lässt sich nichts ausprobieren." in words(await look(visitor, departure, "was-waere-wenn"))
