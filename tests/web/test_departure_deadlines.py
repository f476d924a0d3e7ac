"""Deadlines and documents on the departure's page, over HTTP.

Each action, the chain that explains a date, the warnings, the forecast and the travel window.
"""

import time
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from dateutil.relativedelta import relativedelta

from geleit.domain.deadlines.chain import Document, LinkKind
from geleit.domain.deadlines.commands.extend import RequestExtension
from geleit.domain.deadlines.commands.interrupt import InterruptDeadline
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import DeadlineKind, DeadlineState
from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.lifecycle.state import StopReason
from geleit.domain.outlook.learning import Observation
from geleit.domain.outlook.travel_window import Validity, ValidityKind
from geleit.domain.steps.commands import CompleteStep, FailStep
from geleit.domain.travel_documents.commands import RecordPaper
from geleit.store.steps import observed_steps
from tests.fixtures.store import actor_of, context_of
from tests.fixtures.web import sentences, soup
from tests.web.departure_examples import TODAY as THAT_DAY
from tests.web.departure_examples import Case, family_in_the_middle
from tests.web.departure_forms import address, detail, field, fill_in, form_of, look, part, words
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
def now(database, counsellor):
    """Return a departure's current state."""

    async def now(departure):
        return (await detail(database, counsellor, departure)).departure

    return now


@pytest.fixture
def with_deadline(counsellor, make_departure, act):
    """Make a departure with one deadline."""

    async def make(kind=DEPARTURE, *, names=FAMILY, **fields):
        departure = await make_departure(counsellor, names=names)
        fields = fields or {"due_on": ahead(40)}
        await act(departure.departure_id, SetDeadline, actor=actor_of(counsellor), deadline=kind, **fields)
        return departure

    return make


async def test_a_date_named_in_a_notice_keeps_its_rule_and_its_source(
    dispatcher, counsellor, make_departure, sign_in, now
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    response = await fill_in(
        visitor,
        await look(visitor, departure),
        "form-frist",
        rule="asylum_suit",
        due_on=datum(ahead(30)),
        source_document="court_decision",
        source_dated="gestern",
    )
    assert response.status_code == 303, sentences(response)
    record = (await now(departure)).deadlines[DEPARTURE].record
    assert record.rule == "asylum_suit"
    assert record.source.document is Document.COURT_DECISION
    assert record.source.dated == ahead(-1)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"rule": "", "due_on": "+5"}, "Bitte wählen Sie einen Eintrag aus der Liste."),
        ({"rule": "gueb", "due_on": "31.2.2027"}, "Den 31.02.2027 gibt es nicht"),
        ({"rule": "gueb", "due_on": "1.1.1970"}, "kann nicht stimmen"),
        ({"rule": "gueb", "due_on": "+5", "source_dated": "morgen"}, "darf nicht nach dem"),
    ],
)
async def test_an_impossible_date_gets_a_sentence(
    dispatcher, counsellor, make_departure, sign_in, now, fields, sentence
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    response = await fill_in(visitor, await look(visitor, departure), "form-frist", **fields)
    assert response.status_code == 422
    assert any(sentence in found for found in sentences(response)), sentences(response)
    assert (await now(departure)).deadlines == {}
    assert field(form_of(soup(response), "form-frist"), "due_on")["value"] == fields["due_on"]


async def test_a_period_is_counted_from_its_notification(
    dispatcher, counsellor, make_departure, sign_in, now
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    response = await fill_in(
        visitor, page, "form-frist-berechnen", rule="departure_deadline", start="4.3.2026", period_amount="30"
    )
    assert response.status_code == 303, sentences(response)
    record = (await now(departure)).deadlines[DEPARTURE].record
    assert (record.raw_end, record.end) == (date(2026, 4, 3), date(2026, 4, 7))
    why = words(part(await look(visitor, departure), "warum-departure_deadline"))
    assert "30 Tage ab Bekanntgabe 04.03.2026" in why
    assert "03.04.2026 (Karfreitag) → 07.04.2026 (§ 31 Abs. 3 VwVfG, Schleswig-Holstein)" in why
    assert "Sicheres Datum: 03.04.2026." in why
    assert "§ 59 Abs. 1 AufenthG" in why
    assert "Regel „departure_deadline“, Fassung 1" in why


async def test_the_time_to_sue_is_counted_says_its_source_and_asks_for_what_is_to_be_done(
    dispatcher, counsellor, make_departure, sign_in, now
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    response = await fill_in(
        visitor,
        page,
        "form-frist-berechnen",
        rule="suit",
        posted=datum(ahead(-28)),
        service="service_document",
    )
    assert response.status_code == 303, sentences(response)
    assert (await now(departure)).deadlines[DeadlineKind.SUIT].record.rule == "suit"
    page = await look(visitor, departure)
    why = words(part(page, "warum-suit"))
    assert "zugestellt mit Postzustellungsurkunde am" in why
    assert "Quelle: Verwaltungsgerichtsordnung, Wortlaut vom 18.04.2026." in why
    shown = words(part(page, "fristen"))
    assert "muss bis zum" in shown
    assert "Verlängerung jetzt mit der Behörde klären" not in shown


async def test_rules_that_have_ended_are_offered_for_notices_of_their_time(
    dispatcher, counsellor, make_departure, sign_in
):
    departure = await make_departure(counsellor)
    form = form_of(await look(await sign_in(counsellor), departure), "form-frist-berechnen")
    offered = {each["value"]: words(each) for each in form.select("[name=rule] option")}
    assert "nur bis 11.06.2026 bekannt" in offered["asylum_rejection"]
    assert "ab Ablauf der Klagefrist oder Ablehnung des Eilantrags" in offered["asylum_manifestly_unfounded"]
    assert "bekannt" not in offered["departure_deadline"]


async def test_a_posted_notice_counts_as_notified_some_days_later(
    dispatcher, counsellor, make_departure, sign_in, now
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    response = await fill_in(
        visitor,
        page,
        "form-frist-berechnen",
        rule="departure_deadline",
        posted=datum(ahead(-1)),
        period_amount="7",
    )
    assert response.status_code == 303, sentences(response)
    record = (await now(departure)).deadlines[DEPARTURE].record
    assert record.raw_end == ahead(-1 + 4 + 7)
    assert "zur Post am" in record.sentence


@pytest.mark.parametrize(
    ("fields", "at", "sentence"),
    [
        ({}, "start", "Bitte nennen Sie entweder das Ende"),
        ({"start": "heute", "posted": "heute"}, "start", "Bitte nennen Sie entweder das Ende"),
        ({"start": "heute", "period_amount": "-3"}, "period_amount", "mindestens 1"),
        (
            {"start": "10.6.2026", "rule": "asylum_rejection", "period_amount": "45"},
            "period_amount",
            "nicht 45 Tage",
        ),
        ({"start": "morgen"}, "start", "liegt in der Zukunft"),
        ({"posted": "morgen"}, "posted", "darf nicht nach dem"),
        ({"start": "31.2.2026"}, "start", "Den 31.02.2026 gibt es nicht"),
        ({"start": "heute", "rule": "asylum_rejection"}, "rule", "hier noch nicht bekannt"),
        ({"start": "10.6.2026", "rule": "asylum_withdrawal"}, "period_amount", "bis zu 3 Monate"),
        ({"posted": "1.6.2026", "rule": "asylum_suit"}, "posted", "unanfechtbarem Abschluss"),
        ({"posted": "heute", "service": "service_undeliverable"}, "posted", "nur bis zum 11.06.2026"),
    ],
)
async def test_an_impossible_period_gets_a_sentence_at_its_field(
    dispatcher, counsellor, make_departure, sign_in, now, fields, at, sentence
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    response = await fill_in(
        visitor, page, "form-frist-berechnen", **{"rule": "departure_deadline", **fields}
    )
    assert response.status_code == 422
    assert any(sentence in found for found in sentences(response)), sentences(response)
    assert field(form_of(soup(response), "form-frist-berechnen"), at)["aria-invalid"] == "true"
    assert (await now(departure)).deadlines == {}


async def test_an_extension_is_requested_granted_until_a_day_and_then_by_days(
    dispatcher, counsellor, with_deadline, sign_in, now
):
    departure = await with_deadline()
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    place = "form-verlaengerung-beantragen-departure_deadline"
    response = await fill_in(visitor, page, place, follow_up_on="+9", until="+90")
    assert response.status_code == 303, sentences(response)
    assert (await now(departure)).deadlines[DEPARTURE].follow_up_on == ahead(9)
    page = await look(visitor, departure)
    assert f"Nach der Antwort fragen am {datum(ahead(9))}." in words(part(page, "fristen"))
    assert page.find(id=place) is None
    place = "form-frist-verlaengern-departure_deadline"
    response = await fill_in(visitor, page, place, until=datum(ahead(60)), source_document="letter")
    assert response.status_code == 303, sentences(response)
    record = (await now(departure)).deadlines[DEPARTURE].record
    assert record.raw_end == ahead(60)
    page = await look(visitor, departure)
    response = await fill_in(visitor, page, place, by_amount="10", base="raw")
    assert response.status_code == 303, sentences(response)
    record = (await now(departure)).deadlines[DEPARTURE].record
    assert record.raw_end == ahead(70)
    why = part(await look(visitor, departure), "warum-departure_deadline")
    titles = [words(link).split(" · ")[1] for link in why.find_all(class_="chain__day")]
    assert titles == ["Eingetragen", "Verlängerung beantragt", "Verlängert", "Verlängert"]
    assert words(why.find_all(class_="chain__day")[-1]).endswith("gilt")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "entweder die Dauer der Verlängerung oder ihr Ende"),
        ({"until": "+60", "by_amount": "5"}, "entweder die Dauer der Verlängerung oder ihr Ende"),
        ({"until": "+10"}, "Eine Verlängerung endet nach dem bisherigen Ende"),
    ],
)
async def test_an_extension_that_is_none_is_refused_at_its_field(
    dispatcher, counsellor, with_deadline, sign_in, now, fields, sentence
):
    departure = await with_deadline()
    visitor = await sign_in(counsellor)
    place = "form-frist-verlaengern-departure_deadline"
    response = await fill_in(visitor, await look(visitor, departure), place, **fields)
    assert response.status_code == 422
    assert sentence in sentences(response)[0]
    assert field(form_of(soup(response), place), "until")["aria-invalid"] == "true"
    assert field(form_of(soup(response), place), "until")["value"] == fields.get("until", "")
    assert (await now(departure)).deadlines[DEPARTURE].due_on <= ahead(40)


async def test_a_date_that_cannot_be_extended_offers_no_extension_and_refuses_one(
    dispatcher, counsellor, with_deadline, sign_in, now
):
    departure = await with_deadline(rule="asylum_rejection", due_on=ahead(25))
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    assert page.find(id="form-frist-verlaengern-departure_deadline") is None
    forged = await visitor.submit(
        address(departure, "frist-verlaengern"), {"deadline": "departure_deadline", "until": "+90"}
    )
    assert forged.status_code == 422
    assert len((await now(departure)).deadlines[DEPARTURE].links) == 1


async def test_a_requested_extension_is_refused_and_the_date_stands(
    dispatcher, counsellor, with_deadline, act, sign_in, now
):
    departure = await with_deadline(DeadlineKind.DULDUNG)
    early = {"actor": actor_of(counsellor), "deadline": DeadlineKind.DULDUNG}
    await act(departure.departure_id, RequestExtension, follow_up_on=ahead(7), **early)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    response = await fill_in(
        visitor, page, "form-verlaengerung-abgelehnt-duldung", source_document="conversation"
    )
    assert response.status_code == 303, sentences(response)
    found = (await now(departure)).deadlines[DeadlineKind.DULDUNG]
    assert (found.due_on, found.follow_up_on) == (ahead(40), None)
    again = await visitor.submit(address(departure, "verlaengerung-abgelehnt"), {"deadline": "duldung"})
    assert again.status_code == 422


async def test_a_period_is_interrupted_and_restarts_in_full(
    dispatcher, counsellor, with_deadline, sign_in, now
):
    departure = await with_deadline(start=ahead(-10))
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    place = "form-frist-unterbrechen-departure_deadline"
    assert (await fill_in(visitor, page, place, since="+3")).status_code == 422
    early = await fill_in(visitor, page, place, since=datum(ahead(-11)))
    assert (early.status_code, soup(early).select_one("#fehler a")["href"][-5:]) == (422, "since")
    response = await fill_in(visitor, soup(early), place, since="gestern", source_document="court_decision")
    assert response.status_code == 303, sentences(response)
    assert (await now(departure)).deadlines[DEPARTURE].state is DeadlineState.INTERRUPTED
    page = await look(visitor, departure)
    assert "Unterbrochen" in words(part(page, "fristen"))
    place = "form-frist-neu-beginnen-departure_deadline"
    early = await fill_in(visitor, page, place, start=datum(ahead(-2)))
    assert (early.status_code, soup(early).select_one("#fehler a")["href"][-5:]) == (422, "start")
    response = await fill_in(visitor, soup(early), place, start="heute")
    assert response.status_code == 303, sentences(response)
    record = (await now(departure)).deadlines[DEPARTURE].record
    assert record.raw_end == ahead(30)
    assert [link.what for link in record.links] == [
        LinkKind.SET,
        LinkKind.INTERRUPTED,
        LinkKind.RESTARTED,
    ]


async def test_a_document_dated_ahead_is_refused_at_its_own_date(
    dispatcher, counsellor, with_deadline, sign_in, now
):
    departure = await with_deadline(start=ahead(-10))
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    place = "form-frist-unterbrechen-departure_deadline"
    late = await fill_in(visitor, page, place, source_document="letter", source_dated="morgen")
    assert late.status_code == 422
    assert field(form_of(soup(late), place), "source_dated")["aria-invalid"] == "true"
    assert field(form_of(soup(late), place), "since").get("aria-invalid") is None
    assert (await now(departure)).deadlines[DEPARTURE].record.raw_end == ahead(20)


async def test_a_printed_date_cannot_be_interrupted(dispatcher, counsellor, with_deadline, sign_in):
    departure = await with_deadline(DeadlineKind.GUEB)
    visitor = await sign_in(counsellor)
    assert (await look(visitor, departure)).find(id="form-frist-unterbrechen-gueb") is None


async def test_a_date_is_kept_on_a_day_not_after_its_end(dispatcher, counsellor, with_deadline, sign_in, now):
    departure = await with_deadline(DeadlineKind.GUEB, due_on=ahead(-3))
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    place = "form-frist-gewahrt-gueb"
    late = await fill_in(visitor, page, place)
    assert late.status_code == 422
    assert "abgelaufen" in sentences(late)[0]
    page = await look(visitor, departure)
    future = await fill_in(visitor, page, place, kept_on="morgen")
    assert "liegt in der Zukunft" in sentences(future)[0]
    response = await fill_in(visitor, soup(future), place, kept_on=datum(ahead(-4)))
    assert response.status_code == 303, sentences(response)
    assert (await now(departure)).deadlines[DeadlineKind.GUEB].state is DeadlineState.MET


async def test_a_date_that_has_passed_is_written_down_as_missed(
    dispatcher, counsellor, with_deadline, sign_in, now
):
    departure = await with_deadline(DeadlineKind.GUEB)
    visitor = await sign_in(counsellor)
    assert (await look(visitor, departure)).find(id="form-frist-versaeumt-gueb") is None
    over = await with_deadline(DeadlineKind.GUEB, due_on=ahead(-3))
    page = await look(visitor, over)
    assert "Überfällig" in words(part(page, "fristen"))
    response = await fill_in(visitor, page, "form-frist-versaeumt-gueb")
    assert response.status_code == 303, sentences(response)
    assert (await now(over)).deadlines[DeadlineKind.GUEB].state is DeadlineState.MISSED
    assert "Nicht gewahrt" in words(part(await look(visitor, over), "fristen"))


async def test_papers_are_recorded_renewed_and_removed(dispatcher, counsellor, make_departure, sign_in, now):
    departure = await make_departure(counsellor, names=FAMILY)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    response = await fill_in(
        visitor, page, "form-dokument", what="passport", person="2", valid_until=datum(ahead(500))
    )
    assert response.status_code == 303, sentences(response)
    (paper,) = (await now(departure)).papers
    assert paper.renewable_by_step == "travel_document-2"
    page = await look(visitor, departure)
    assert "Reisepass (Amal)" in words(part(page, "dokumente"))
    renewed = soup(await visitor.get(address(departure, "dokument") + "?zu=passport-2"))
    place = "form-dokument-passport-2"
    assert (await fill_in(visitor, renewed, place, valid_until=datum(ahead(900)))).status_code == 303
    assert [paper.valid_until for paper in (await now(departure)).papers] == [ahead(900)]
    removing = soup(await visitor.get(address(departure, "dokument-entfernen") + "?zu=passport-2"))
    response = await fill_in(visitor, removing, "form-dokument-entfernen-passport-2")
    assert response.status_code == 303, sentences(response)
    assert (await now(departure)).papers == ()


async def test_a_certificate_holds_as_long_as_its_rule_says(
    dispatcher, counsellor, make_departure, sign_in, now
):
    departure = await make_departure(counsellor)
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    response = await fill_in(visitor, page, "form-dokument", what="medical_note", valid_from="heute")
    assert response.status_code == 303, sentences(response)
    assert (await now(departure)).papers[0].valid_until == ahead(8)


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
    assert (await now(departure)).papers == ()


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
            RecordPaper,
            actor=actor_of(counsellor),
            paper=Validity(
                what=ValidityKind.PASSPORT,
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
            RecordPaper,
            paper=Validity(
                what=ValidityKind.PASSPORT,
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
    for what, person in ((ValidityKind.VISA, 1), (ValidityKind.VISA, 2), (ValidityKind.LAISSEZ_PASSER, 1)):
        case.do(RecordPaper, paper=Validity(what=what, person=person, valid_until=date(2026, 12, 15)))
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


async def test_a_date_without_a_reason_is_not_withdrawn_and_a_resting_one_is(
    dispatcher, counsellor, with_deadline, act, sign_in, now
):
    departure = await with_deadline()
    await act(
        departure.departure_id,
        InterruptDeadline,
        actor=actor_of(counsellor),
        deadline=DEPARTURE,
        since=TODAY,
    )
    visitor = await sign_in(counsellor)
    page = await look(visitor, departure)
    place = "form-frist-aufheben-departure_deadline"
    refused = await fill_in(visitor, page, place, note="")
    assert refused.status_code == 422
    response = await fill_in(
        visitor, soup(refused), place, note="Bescheid aufgehoben.", source_document="notice"
    )
    assert response.status_code == 303, sentences(response)
    assert (await now(departure)).deadlines[DEPARTURE].state is DeadlineState.WITHDRAWN


def test_the_outlook_of_a_family_of_six_takes_no_time():
    at = large_family().loaded().at

    def seconds() -> float:
        began = time.process_time()
        look_ahead(at.departure, at.process, at.names, today=THAT_DAY, learned={})
        return time.process_time() - began

    assert min(seconds() for _ in range(6)) < 0.03
