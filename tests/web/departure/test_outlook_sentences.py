"""Forecast, travel window and warnings in plain German."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geleit.domain.deadlines import chain
from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.lifecycle.state import StopReason
from geleit.domain.outlook.durations import Duration, DurationSource
from geleit.domain.outlook.forecast import Forecast, ForecastState, SlowSteps
from geleit.domain.outlook.journey import Journey
from geleit.domain.outlook.travel_window import TravelWindow, travel_window
from geleit.domain.outlook.warnings import WarningKind, find_warnings
from geleit.domain.travel_documents.state import TravelDocument, TravelDocumentKind, document_by_rule
from tests.domain.journeys import DAY, LEARNED, RULES, deadline, journey
from tests.domain.scenario import Story
from web.departure.outlook_sentences import (
    describe_duration,
    describe_forecast,
    describe_shortening,
    describe_slow,
    describe_window,
)
from web.departure.warning_sentences import describe_expected, describe_warning

TODAY = date(2026, 11, 22)
NOBODY: Mapping[int, str] = {}


def title(key: str) -> str:
    return {"funding_decision": "Bewilligung erhalten"}.get(key, key)


def warned(found: Journey, names: Mapping[int, str] = NOBODY) -> list[str]:
    return [describe_warning(one, found, names, title) for one in find_warnings(found)]


def window(*documents: TravelDocument) -> TravelWindow:
    return travel_window(documents, rules=RULES, today=TODAY)


def valid(
    what: TravelDocumentKind,
    until: str,
    *,
    since: str | None = None,
    person: int | None = 1,
    step: str | None = None,
) -> TravelDocument:
    return TravelDocument(
        what=what,
        person=person,
        valid_from=date.fromisoformat(since) if since else None,
        valid_until=date.fromisoformat(until),
        renewable_by_step=step,
    )


RANGE = "Ausreise voraussichtlich zwischen 01.02.2027 und 20.03.2027; in vier von fünf Fällen bis 02.04.2027."
NO_RANGE = (
    "Wann die Ausreise sein kann, lässt sich nicht verlässlich sagen: „Bewilligung erhalten“ dauert "
    "schon 200 Tage, so lange dauert es sonst in weniger als einem von hundert Fällen. "
    "Grob geschätzt zwischen 01.02.2027 und 20.03.2027."
)


def slow(gone: int, *, on: date | None = None) -> SlowSteps:
    usual, rest = Duration(median=56, p80=84), Duration(median=20, p80=45)
    return SlowSteps(steps=("funding_decision",), days_gone=gone, duration=usual, rest=rest, on=on)


def expected(early: str, late: str, p80: str, **fields: Any) -> Forecast:
    days = {"early": early, "median": late, "late": late, "p80": p80}
    return Forecast.model_validate({"state": ForecastState.PLANNED, **days, **fields})


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (slow(0), "Bewilligung, 56–84 Tage (Vorgabe)"),
        (slow(1), "Bewilligung, seit 1 Tag, voraussichtlich noch 20–45 Tage"),
        (slow(56), "Bewilligung, seit 56 Tagen, voraussichtlich noch 20–45 Tage"),
        (
            slow(57),
            "Bewilligung, seit 57 Tagen, üblich sind 56–84 Tage (Vorgabe), voraussichtlich noch 20–45 Tage",
        ),
        (
            slow(3).model_copy(update={"after_appointment": True}),
            "Bewilligung nach dem Termin, seit 3 Tagen, voraussichtlich noch 20–45 Tage",
        ),
        (slow(0, on=date(2027, 3, 1)), "Bewilligung, am 01.03.2027"),
    ],
)
def test_what_takes_longest_says_since_when_and_how_long_still(found: SlowSteps, told: str) -> None:
    assert describe_slow(found, "Bewilligung") == told


@pytest.mark.parametrize(
    ("duration", "told"),
    [
        (Duration(median=56, p80=84), "56–84 Tage (Vorgabe)"),
        (Duration(median=7, p80=7), "7 Tage (Vorgabe)"),
        (
            Duration(median=36, p80=38, source=DurationSource.LEARNED, n=10),
            "36–38 Tage (aus 10 eigenen Schritten)",
        ),
        (
            Duration(median=36, p80=60, source=DurationSource.LEARNED, n=10, unfinished=4),
            "36–60 Tage (aus 10 abgeschlossenen und 4 noch offenen oder abgebrochenen Schritten)",
        ),
        (Duration(median=0, p80=0, source=DurationSource.UNKNOWN), "Dauer nicht bekannt"),
    ],
)
def test_a_duration_says_where_it_comes_from(duration: Duration, told: str) -> None:
    assert describe_duration(duration) == told


@pytest.mark.parametrize(
    ("forecast", "told"),
    [
        (
            expected("2027-02-01", "2027-03-20", "2027-04-02"),
            RANGE,
        ),
        (
            expected("2027-02-01", "2027-03-20", "2027-04-02", failed=("funding_decision",)),
            f"{RANGE} Gerechnet, als würde heute wieder aufgenommen: „Bewilligung erhalten“.",
        ),
        (
            expected("2027-02-01", "2027-03-20", "2027-04-02", unknown=("medical", "visa")),
            f"{RANGE} Nicht mitgerechnet, weil die Dauer nicht bekannt ist: „medical“ und „visa“.",
        ),
        (
            expected("2027-02-01", "2027-03-20", "2027-04-02", slowest=(slow(200),)),
            NO_RANGE,
        ),
        (
            expected("2027-03-01", "2027-03-01", "2027-03-01"),
            "Ausreise voraussichtlich am 01.03.2027.",
        ),
        (
            Forecast(state=ForecastState.DEPARTED, departed_on=date(2027, 3, 1)),
            "Ausgereist am 01.03.2027.",
        ),
        (Forecast(state=ForecastState.DEPARTED), "Ausgereist."),
        (Forecast(state=ForecastState.NOT_PLANNED), "Eine Ausreise ist nicht geplant."),
    ],
)
def test_a_forecast_is_a_range_a_day_or_none(forecast: Forecast, told: str) -> None:
    assert describe_forecast(forecast, title) == told


def test_a_window_names_what_limits_it_and_what_to_renew_first() -> None:
    found = window(
        valid(TravelDocumentKind.DULDUNG, "2027-03-31", person=2),
        valid(TravelDocumentKind.VISA, "2027-05-01", since="2026-12-10"),
        valid(TravelDocumentKind.GUEB, "2027-01-15", step="departure_deadline"),
    )
    assert describe_window(found, NOBODY) == (
        "Reisefenster vom 10.12.2026 bis 15.01.2027, begrenzt durch: "
        "Grenzübertrittsbescheinigung (Person 1). "
        "Zuerst zu erneuern: Grenzübertrittsbescheinigung (Person 1)."
    )


def test_a_window_without_an_end_says_so() -> None:
    assert describe_window(window(), NOBODY) == (
        "Bisher begrenzt nichts die Reise: das Fenster ist ab 22.11.2026 offen."
    )


def test_a_passport_says_why_it_ends_earlier() -> None:
    found = window(valid(TravelDocumentKind.PASSPORT, "2027-08-31"))
    why = "gültig bis 31.08.2027, verlangt sind 6 Monate über die Ankunft hinaus"
    assert describe_shortening(found.bars[0]) == why
    assert describe_window(found, NOBODY) == (
        f"Reisefenster vom 22.11.2026 bis 28.02.2027, begrenzt durch: Reisepass (Person 1) ({why})."
    )


def test_an_empty_window_names_the_two_that_exclude_each_other() -> None:
    found = window(
        valid(TravelDocumentKind.DULDUNG, "2026-12-31", person=2, step="duldung"),
        valid(TravelDocumentKind.GUEB, "2027-01-31"),
        valid(TravelDocumentKind.VISA, "2027-05-01", since="2027-01-05"),
    )
    assert describe_window(found, NOBODY) == (
        "Kein gemeinsames Reisefenster: Duldung (Person 2) reicht nur bis 31.12.2026, "
        "Visum (Person 1) beginnt erst am 05.01.2027. Zuerst zu erneuern: Duldung (Person 2)."
    )


def test_an_expired_document_is_named_alone() -> None:
    expired = valid(TravelDocumentKind.GUEB, "2026-11-20")
    found = window(expired, valid(TravelDocumentKind.DULDUNG, "2027-01-01"))
    assert describe_window(found, NOBODY) == (
        "Kein Reisefenster: Grenzübertrittsbescheinigung (Person 1) reicht nur bis 20.11.2026."
    )


def test_a_family_is_named_once_and_by_its_names() -> None:
    family = [valid(TravelDocumentKind.DULDUNG, "2027-01-31", person=number) for number in range(1, 7)]
    told = describe_window(window(*family), {6: "Amal"})
    assert "Duldung (Person 1, Person 2, Person 3, Person 4, Person 5 und Amal)" in told


def test_a_deadline_names_the_longest_step_and_until_when_to_act() -> None:
    (told,) = warned(journey(Story(day=DAY).open(), deadline("departure_deadline", "2027-01-15")))
    assert told == (
        "8–12 Wochen Bearbeitung reichen über Ihre Ausreisefrist 15.01.2027 hinaus: "
        "Verlängerung bis 05.01.2027 anstoßen."
    )


def test_own_durations_are_said_in_days() -> None:
    told = warned(journey(Story(day=DAY).open(), deadline("gueb", "2027-01-15"), durations=LEARNED))
    assert told[0].startswith("60–75 Tage Bearbeitung reichen über Ihre Grenzübertritts")


def test_a_possible_conflict_is_worded_as_a_possibility() -> None:
    earliest = journey().earliest
    assert earliest is not None
    told = warned(journey(None, deadline("gueb", (earliest + timedelta(days=3)).isoformat())))
    assert "reicht vielleicht über Ihre Grenzübertrittsbescheinigung" in told[0]
    assert "die Ausreise ist in der Hälfte der Fälle bis" in told[0]


def test_what_is_late_already_is_to_be_done_at_once() -> None:
    assert "Verlängerung sofort anstoßen" in warned(journey(None, deadline("gueb", "2026-11-27")))[0]


def test_a_requested_extension_asks_for_its_answer() -> None:
    record = chain.request_extension(
        deadline("gueb", "2027-01-15"), RULES.rule("gueb", on=DAY), on=DAY, follow_up_on=date(2026, 12, 7)
    )
    told = warned(journey(None, record))
    assert "Verlängerung ist beantragt, bis 07.12.2026 nach der Antwort fragen" in told[0]


def test_what_cannot_be_extended_says_what_to_do_instead() -> None:
    told = warned(journey(None, deadline("asylum_rejection", "2027-01-15")))
    assert "sie lässt sich nicht verlängern" in told[0]
    assert "GÜB oder Duldung" in told[0]


def test_a_date_that_is_over_says_so() -> None:
    story = Story(day=DAY).open()
    story.wait(10)
    assert warned(journey(story, deadline("gueb", "2026-11-27")))[0].startswith(
        "Ihre Grenzübertrittsbescheinigung ist am 27.11.2026 abgelaufen, die Ausreise ist in der Hälfte"
    )


def test_a_safe_date_that_is_over_names_the_end() -> None:
    story = Story(day=date(2026, 11, 22)).open()
    (told,) = warned(journey(story, deadline("departure_deadline", "2026-11-21")))
    assert told == (
        "Das sichere Datum Ihrer Ausreisefrist (21.11.2026) ist vorbei, sie endet am 23.11.2026: "
        "Verlängerung sofort anstoßen."
    )


def test_a_duldung_names_its_person() -> None:
    told = warned(journey(None, deadline("duldung", "2027-01-15", person=2)), {2: "Can"})
    assert "Ihre Duldung (Can) 15.01.2027" in told[0]


def test_a_booked_flight_is_named() -> None:
    told = warned(journey(None, deadline("gueb", "2027-01-15"), travel_on=date(2027, 1, 16)))
    assert told[0].startswith(
        "Der Flug am 16.01.2027 liegt nach Ihrer Grenzübertrittsbescheinigung 15.01.2027"
    )


def test_a_passport_too_short_says_until_when_to_renew_it() -> None:
    passport = valid(TravelDocumentKind.PASSPORT, "2027-07-15", person=2, step="travel_document-2")
    (told,) = warned(journey(documents=(passport,)))
    assert told.startswith(
        "Reisepass (Person 2) reicht für die Reise nur bis 15.01.2027 (gültig bis 15.07.2027"
    )
    assert "6 Monate über die Ankunft hinaus" in told
    assert told.endswith("bis 01.12.2026 Erneuerung anstoßen.")


def test_a_certificate_says_how_old_it_would_be() -> None:
    note = document_by_rule(RULES.rule("medical_note", on=DAY), issued_on=date(2027, 3, 2), person=1)
    (told,) = warned(journey(documents=(note,), travel_on=date(2027, 3, 12)))
    assert told == (
        "Ärztliche Bescheinigung (Person 1): am 12.03.2027 10 Tage alt, zulässig sind 8; die Reise ist am "
        "12.03.2027. Frühestens am 04.03.2027 neu ausstellen lassen."
    )
    undated = valid(TravelDocumentKind.MEDICAL_NOTE, "2027-03-10")
    (told,) = warned(journey(documents=(undated,), travel_on=date(2027, 3, 12)))
    assert told == (
        "Ärztliche Bescheinigung (Person 1): gültig nur bis 10.03.2027; die Reise ist am 12.03.2027. "
        "Frühestens am 12.03.2027 neu ausstellen lassen."
    )


def test_an_approval_is_asked_about() -> None:
    approval = document_by_rule(RULES.rule("funding_approval", on=DAY), issued_on=date(2026, 11, 2))
    (told,) = warned(journey(documents=(approval,)))
    assert told.startswith(
        "Bewilligung verfällt nach dem 02.02.2027, die Ausreise ist in der Hälfte der Fälle bis"
    )
    assert told.endswith(": bis 19.01.2027 beim BAMF nachfragen.")


def test_a_visa_that_begins_after_the_flight_says_from_when_on() -> None:
    visa = TravelDocument(what=TravelDocumentKind.VISA, person=1, valid_from=date(2027, 2, 1))
    told = warned(journey(documents=(visa,), travel_on=date(2027, 1, 20)))
    assert told[0] == (
        "Visum (Person 1) gilt erst ab dem 01.02.2027, die Reise ist am 20.01.2027: "
        "Reise verschieben oder ein früheres Datum erbitten."
    )


def test_a_flight_before_the_approval_is_told() -> None:
    waiting = Story(day=DAY).open().complete("intake", "consent", "decision", "travel_document-1")
    waiting.complete("funding_application")
    too_early = journey(waiting, travel_on=date(2026, 12, 30))
    (told,) = warned(too_early)
    assert told == (
        "Der Flug am 30.12.2026 ist zu früh: „Bewilligung erhalten“ ist in der Hälfte der Fälle bis "
        "18.01.2027 erledigt, in vier von fünf bis 15.02.2027. Später fliegen."
    )
    perhaps = journey(waiting, travel_on=date(2027, 2, 10))
    (told,) = warned(perhaps)
    assert told == (
        "Der Flug am 10.02.2027 kommt vielleicht zu früh: „Bewilligung erhalten“ ist in der Hälfte der Fälle "
        "bis 18.01.2027 erledigt, in vier von fünf bis 15.02.2027. Erst danach fest buchen."
    )


def test_a_document_that_nobody_needs_says_what_is_travelled_on() -> None:
    found = window(
        valid(TravelDocumentKind.PASSPORT, "2026-01-31"),
        valid(TravelDocumentKind.LAISSEZ_PASSER, "2027-03-31"),
    )
    told = {bar.document.what: describe_shortening(bar) for bar in found.bars}
    assert told[TravelDocumentKind.PASSPORT] == "nicht nötig, gereist wird mit: Passersatzpapier"
    assert told[TravelDocumentKind.LAISSEZ_PASSER] == ""


def test_who_comes_of_age_is_named() -> None:
    (told,) = warned(journey(birth_dates={3: date(2009, 1, 15)}), {3: "Samir"})
    assert told.startswith(
        "Samir wird am 15.01.2027 volljährig, die Ausreise ist in der Hälfte der Fälle bis"
    )


def test_an_empty_window_is_worded_like_its_description() -> None:
    documents = (
        valid(TravelDocumentKind.LAISSEZ_PASSER, "2026-12-20"),
        TravelDocument(what=TravelDocumentKind.VISA, person=2, valid_from=date(2027, 1, 1)),
    )
    found = journey(documents=documents)
    warning = next(one for one in find_warnings(found) if one.kind is WarningKind.EMPTY_WINDOW)
    assert describe_warning(warning, found, NOBODY, title) == describe_window(found.window, NOBODY)
    assert "Kein gemeinsames Reisefenster" in describe_window(found.window, NOBODY)


def test_what_is_not_planned_is_expected_on_no_day() -> None:
    story = Story(day=DAY).open()
    story.do(StopDeparture, reason=StopReason.DECIDED_TO_STAY)
    assert describe_expected(journey(story)) == "die Ausreise ist nicht geplant"


@given(
    st.lists(st.tuples(st.sampled_from(["gueb", "departure_deadline"]), st.integers(-30, 400)), max_size=4),
    st.dictionaries(st.integers(1, 3), st.dates(date(2006, 1, 1), date(2012, 1, 1)), max_size=3),
    st.none() | st.integers(1, 300),
)
@settings(max_examples=40, deadline=None)
def test_every_warning_is_a_whole_sentence(
    dates: list[tuple[str, int]], births: Mapping[int, date], flight: int | None
) -> None:
    records = [deadline(code, (DAY + timedelta(days=days)).isoformat()) for code, days in dates]
    travel_on = DAY + timedelta(days=flight) if flight else None
    for told in warned(journey(None, *records, birth_dates=births, travel_on=travel_on)):
        assert told.endswith(".")
        assert "{" not in told
        assert "None" not in told
