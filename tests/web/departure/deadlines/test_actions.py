"""The actions on legal dates, over HTTP, and the chain that explains a date."""

from datetime import date, timedelta

import pytest

from geleit.domain.deadlines.chain import DeadlineState, LinkKind, SourceDocument
from geleit.domain.deadlines.commands.extend import RequestExtension
from geleit.domain.deadlines.commands.interrupt import InterruptDeadline
from geleit.domain.deadlines.commands.set import SetDeadline
from geleit.domain.deadlines.state import DeadlineKind
from tests.fixtures.store import actor_of
from tests.fixtures.web import sentences, soup
from tests.web.departure.forms import address, field, fill_in, form_of, look, part, words
from web.ui.filters import datum
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
    assert record.source.document is SourceDocument.COURT_DECISION
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
