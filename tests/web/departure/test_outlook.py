"""The warnings, the forecast and the travel window on the departure's page."""

import time
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from dateutil.relativedelta import relativedelta

from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import DeadlineKind
from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.lifecycle.state import StopReason
from geleit.domain.outlook.learning import Observation
from geleit.domain.steps.commands import CompleteStep, FailStep
from geleit.domain.travel_documents.commands import RecordTravelDocument
from geleit.domain.travel_documents.state import TravelDocument, TravelDocumentKind
from geleit.store.steps import observed_steps
from tests.fixtures.store import actor_of, context_of
from tests.fixtures.web import sentences, soup
from tests.web.departure.examples import TODAY as THAT_DAY
from tests.web.departure.examples import Case, family_in_the_middle
from tests.web.departure.forms import field, fill_in, form_of, look, part, words
from web.departure.outlook import look_ahead
from web.departure.pictures import time_line, travel_days
from web.ui.filters import datum
from web.ui.pictures.window import DateRange, WindowRow, window
from web.ui.rendering import today_in_berlin

TODAY = today_in_berlin()

FAMILY = [("Haddad", "Yousef"), ("Haddad", "Amal")]

DEPARTURE = DeadlineKind.DEPARTURE


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.fixture
def with_deadline(counsellor, make_departure, act):
    """Make a departure with one deadline."""

    async def make(kind=DEPARTURE, *, names=FAMILY, **fields):
        departure = await make_departure(counsellor, names=names)
        fields = fields or {"due_on": ahead(40)}
        await act(departure.departure_id, SetDeadline, actor=actor_of(counsellor), deadline=kind, **fields)
        return departure

    return make


async def test_a_forecast_beyond_the_deadline_warns_at_opening_and_leads_to_the_extension(
    dispatcher, counsellor, with_deadline, sign_in, now
):
    departure = await with_deadline(due_on=ahead(40))
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    warnings = part(page, "warnungen")
    assert (
        f"über Ihre Ausreisefrist {datum((await now(departure)).deadlines[DEPARTURE].due_on)} hinaus"
        in words(warnings)
    )
    button = warnings.find("a", class_="kern-btn")
    assert button is not None
    assert words(button) == "Verlängerung anstoßen"
    asked = soup(await visitor.get(str(button["href"])))
    form = form_of(asked, "form-verlaengerung-beantragen-departure_deadline")
    assert field(form, "follow_up_on")["value"]
    response = await fill_in(visitor, asked, "form-verlaengerung-beantragen-departure_deadline")
    assert response.status_code == 303, sentences(response)
    assert (await now(departure)).deadlines[DEPARTURE].follow_up_on is not None


async def test_without_anything_to_collide_there_is_no_warning(
    dispatcher, counsellor, make_departure, sign_in
):
    departure = await make_departure(counsellor)
    page = await look(await sign_in(counsellor), departure)
    assert page.find(id="warnungen") is None
    assert "Ausreise voraussichtlich zwischen" in words(part(page, "prognose"))
    assert page.find(id="reisefenster") is None


async def test_the_travel_window_names_what_closes_it_and_says_it_as_a_table(
    dispatcher, counsellor, with_deadline, act, sign_in
):
    departure = await with_deadline(due_on=ahead(400))
    for number, days in ((1, 900), (2, 260)):
        await act(
            departure.departure_id,
            RecordTravelDocument,
            actor=actor_of(counsellor),
            document=TravelDocument(
                what=TravelDocumentKind.PASSPORT,
                person=number,
                valid_until=ahead(days),
                renewable_by_step=f"travel_document-{number}",
            ),
        )
    page = await look(await sign_in(counsellor), departure)
    table = part(page, "reisefenster-bild-tabelle")
    rows = [words(row) for row in table.find_all("tr")]
    (closing,) = [row for row in rows if "schließt das Fenster" in row]
    assert closing.startswith("Reisepass (Amal)")
    assert "Zuerst zu erneuern: Reisepass (Amal)." in words(page)


async def test_durations_are_learned_from_ten_own_finished_steps(
    database, counsellor, make_account, make_departure, act, sign_in
):
    actor = actor_of(counsellor)
    then = ahead(-40)
    noon = datetime(then.year, then.month, then.day, 12, tzinfo=UTC)  # that day in Berlin at any hour
    for _number in range(10):
        begun = await make_departure(counsellor, now=noon)
        await act(begun.departure_id, CompleteStep, actor=actor, step="intake", on=TODAY)
    elsewhere = await make_account()
    other = await make_departure(elsewhere)
    await act(other.departure_id, CompleteStep, actor=actor_of(elsewhere), step="intake", on=TODAY)
    async with database.web(context_of(counsellor)) as session:
        found = sorted(
            await observed_steps(session, office_id=counsellor.office_id, destination="GE", today=TODAY)
        )
        none = await observed_steps(session, office_id=counsellor.office_id, destination="SY", today=TODAY)
    assert found == [
        Observation("consent", 0, finished=False, number=10),
        Observation("decision", 0, finished=False, number=10),
        Observation("intake", 40, finished=True, number=10),
    ]
    assert none == []
    departure = await make_departure(counsellor)
    page = await look(await sign_in(counsellor), departure)
    origin = words(part(page, "prognose"))
    assert "aus 10 eigenen Schritten der letzten 12 Monate; für " in origin
    assert "1 noch offener oder abgebrochener ist mit seiner bisherigen Dauer berücksichtigt." in origin
    assert "Dauern gilt die Vorgabe" in origin


async def test_steps_that_are_open_or_given_up_count_for_as_long_as_they_were_seen(
    database, counsellor, make_departure, act
):
    actor, noon = actor_of(counsellor), datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
    await make_departure(counsellor, now=noon - timedelta(days=30))
    given_up = await make_departure(counsellor, now=noon - timedelta(days=25))
    await act(
        given_up.departure_id,
        FailStep,
        actor=actor,
        now=noon - timedelta(days=5),
        step="intake",
        note="Nicht erschienen.",
    )
    stopped = await make_departure(counsellor, now=noon - timedelta(days=20))
    await act(
        stopped.departure_id,
        StopDeparture,
        actor=actor,
        now=noon - timedelta(days=8),
        reason=StopReason.CONTACT_LOST,
    )
    await make_departure(counsellor, now=noon - timedelta(days=800))
    over = await make_departure(counsellor, now=noon - timedelta(days=800))
    await act(over.departure_id, CompleteStep, actor=actor, step="intake", on=ahead(-500))
    async with database.web(context_of(counsellor)) as session:
        found = await observed_steps(session, office_id=counsellor.office_id, destination="GE", today=TODAY)
    seen = sorted((one.days, one.finished, one.entered) for one in found if one.code == "intake")
    year = (TODAY - (TODAY - relativedelta(months=12))).days
    assert seen == [(12, False, 0), (20, False, 0), (30, False, 0), (800, False, 800 - year)]


def large_family() -> Case:
    case = family_in_the_middle(6)
    for person in case.state.persons:
        case.do(
            RecordTravelDocument,
            document=TravelDocument(
                what=TravelDocumentKind.PASSPORT,
                person=person.number,
                valid_until=date(2027, 6, 1),
                renewable_by_step=f"travel_document-{person.number}",
            ),
        )
    return case


def test_what_happens_to_several_persons_on_one_day_is_said_once_with_the_worst_first():
    at = large_family().loaded().at
    found = look_ahead(at.departure, at.process, at.names, today=THAT_DAY, learned={}).warnings
    passports = [warning for warning in found if "Reisepass" in warning.sentence]
    assert len(passports) == 1
    assert passports[0].also is not None
    order = ["danger", "warning", "dashed"]
    ranks = [order.index(warning.indicator.kind) for warning in found]
    assert ranks == sorted(ranks)


def test_two_things_that_end_on_one_day_are_both_told():
    case = family_in_the_middle(3)
    for what, person in (
        (TravelDocumentKind.VISA, 1),
        (TravelDocumentKind.VISA, 2),
        (TravelDocumentKind.LAISSEZ_PASSER, 1),
    ):
        case.do(
            RecordTravelDocument,
            document=TravelDocument(what=what, person=person, valid_until=date(2026, 12, 15)),
        )
    at = case.loaded().at
    found = look_ahead(at.departure, at.process, at.names, today=THAT_DAY, learned={}).warnings
    told = [(one.sentence.partition(" (")[0], one.also) for one in found if "15.12.2026" in one.sentence]
    assert sorted(told) == [("Passersatzpapier", None), ("Visum", "Mehmet")]  # and the visa of Elif


def test_what_takes_longest_is_told_with_the_step_that_is_late():
    case = family_in_the_middle(3)
    at = case.loaded().at
    late = look_ahead(at.departure, at.process, at.names, today=date(2027, 3, 1), learned={})
    assert late.slowest is not None
    assert "Bewilligung erhalten, seit 140 Tagen, üblich sind 56–84 Tage (Vorgabe), vora" in late.slowest
    assert "Reisedokument beschaffen (Elif) nach dem Termin, seit 122 Tagen" in late.slowest
    assert "„Reisedokument beschaffen (Elif)“ nach dem Termin dauert schon 122 Tage" in late.when


def _drawings(picture):
    """Return the drawing for a desk and the one for a phone."""
    found = list(ET.fromstring(f"<div>{picture.svg}</div>"))
    assert len(found) == 2
    return found


def test_the_critical_steps_are_marked_in_the_time_line():
    at = large_family().loaded().at
    look = look_ahead(at.departure, at.process, at.names, today=THAT_DAY, learned={}).forecast
    picture = time_line(at.departure, at.process, at.names, today=THAT_DAY, look=look)
    for drawn in _drawings(picture):
        critical = [shape for shape in drawn.iter() if "gantt__ahead--critical" in shape.get("class", "")]
        assert len(critical) == len(look.critical_path) > 1
    decisive = {row[0] for row in picture.rows if "maßgeblich" in row[-1]}
    assert decisive == {at.names.step(at.departure.steps[key], at.process) for key in look.critical_path}
    assert picture.columns[-1].label == "Prognose"


def test_the_window_is_drawn_with_classes_alone_and_described_in_words():
    at = large_family().loaded().at
    found = look_ahead(at.departure, at.process, at.names, today=THAT_DAY, learned={})
    picture = travel_days(found.window, found.forecast, at.names, today=THAT_DAY)
    for root in _drawings(picture):
        assert not {"style", "fill", "stroke"} & {name for element in root.iter() for name in element.attrib}
        assert root.findtext("title") == "Reisefenster"
        assert root.findtext("desc")
        drawn = [element.text for element in root.iter("text")]
        assert [row[0] for row in picture.rows if row[0] not in drawn] == []
    assert len(picture.rows) == len(found.window.bars)


def test_a_passport_of_many_years_leaves_room_for_the_days_that_matter():
    rows = [
        WindowRow("Reisepass", None, date(2035, 1, 1)),
        WindowRow("Duldung", None, date(2027, 1, 15), closes=True),
    ]
    shared = DateRange(THAT_DAY, date(2027, 1, 15))
    drawn = str(window(rows, shared=shared, expected=None, today=THAT_DAY, title="Reisefenster"))
    assert "01.01.2035 →" in drawn
    assert "2030" not in drawn


def test_an_empty_window_says_so():
    shared = DateRange(date(2027, 1, 20), date(2027, 1, 15))
    drawn = str(window([], shared=shared, expected=None, today=THAT_DAY, title="Reisefenster"))
    assert "Es gibt keinen Tag, an dem alle reisen können." in drawn
    assert "window__open" not in drawn


async def test_a_deadline_that_the_forecast_overruns_is_not_called_on_track(
    counsellor, with_deadline, sign_in
):
    departure = await with_deadline(due_on=ahead(40))
    page = await look(await sign_in(counsellor), departure)
    assert "Im Plan" not in words(part(page, "fristen"))
    assert "Läuft zu früh ab" in words(part(page, "fristen"))


def test_the_outlook_of_a_family_of_six_takes_no_time():
    at = large_family().loaded().at

    def seconds() -> float:
        began = time.process_time()
        look_ahead(at.departure, at.process, at.names, today=THAT_DAY, learned={})
        return time.process_time() - began

    assert min(seconds() for _ in range(6)) < 0.03
