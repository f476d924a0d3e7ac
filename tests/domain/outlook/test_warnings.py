"""Warnings: conflicts with the departure are found on the first day, with their solution."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geleit.domain.deadlines import chain
from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.lifecycle.state import StopReason
from geleit.domain.outlook.warnings import (
    CertificateWarning,
    DepartureWarning,
    LegalDateWarning,
    Severity,
    WarningKind,
    find_warnings,
)
from geleit.domain.process import Purpose
from geleit.domain.travel_documents.state import TravelDocument, TravelDocumentKind, document_by_rule
from tests.domain.journeys import DAY, DURATIONS, LEARNED, RULES, SH, deadline, journey
from tests.domain.scenario import Story
from tests.fixtures.opening import FAMILY


def only(kind: WarningKind, found: tuple[DepartureWarning, ...]) -> DepartureWarning:
    (one,) = [warning for warning in found if warning.kind is kind]
    return one


def test_a_deadline_shorter_than_the_processing_is_said_at_the_opening() -> None:
    one = only(
        WarningKind.LEGAL_DATE,
        find_warnings(journey(Story(day=DAY).open(), deadline("departure_deadline", "2027-01-15"))),
    )
    assert isinstance(one, LegalDateWarning)
    assert one.rule.title == "Ausreisefrist"
    assert one.longest is not None
    assert (one.longest.title, one.longest.duration) == ("Bearbeitung", DURATIONS.by_code["funding_decision"])
    assert (one.severity, one.act_by, one.about) == (
        Severity.CRITICAL, date(2027, 1, 5), date(2027, 1, 15),
    )  # fmt: skip
    assert (one.command, one.deadline) == ("request_extension", "departure_deadline")


def test_own_durations_count_for_the_longest_step() -> None:
    alone = Story(day=DAY).open()
    found = find_warnings(journey(alone, deadline("gueb", "2027-01-15"), durations=LEARNED))
    assert isinstance(found[0], LegalDateWarning)
    assert found[0].longest is not None
    assert found[0].longest.duration == LEARNED.by_code["funding_decision"]


def test_a_deadline_after_the_departure_collides_with_nothing() -> None:
    assert find_warnings(journey(None, deadline("departure_deadline", "2027-09-01"))) == ()
    assert find_warnings(journey()) == ()


def test_a_deadline_between_median_and_p80_is_a_warning() -> None:
    look = journey()
    assert look.earliest is not None
    between = look.earliest + timedelta(days=3)
    found = find_warnings(journey(None, deadline("gueb", between.isoformat())))
    assert [one.severity for one in found] == [Severity.WARNING]


def test_the_day_to_act_is_a_working_day_and_never_in_the_past() -> None:
    # Ten days before 20.01.2027 is a Sunday.
    found = find_warnings(journey(None, deadline("gueb", "2027-01-20")))
    assert found[0].act_by == date(2027, 1, 8)
    found = find_warnings(journey(None, deadline("gueb", "2026-11-27")))
    assert found[0].act_by == DAY


def test_a_requested_extension_asks_for_its_answer() -> None:
    record = chain.request_extension(
        deadline("gueb", "2027-01-15"), RULES.rule("gueb", on=DAY), on=DAY, follow_up_on=date(2026, 12, 7)
    )
    one = find_warnings(journey(None, record))[0]
    assert (one.act_by, one.command) == (date(2026, 12, 7), None)
    assert isinstance(one, LegalDateWarning)
    assert one.is_requested


def test_an_asylum_period_cannot_be_extended() -> None:
    one = find_warnings(journey(None, deadline("asylum_rejection", "2027-01-15")))[0]
    assert one.command is None


def test_what_does_not_bind_warns_of_nothing() -> None:
    record = deadline("gueb", "2027-01-15")
    assert find_warnings(journey(None, chain.withdraw(record, on=DAY))) == ()
    reimbursement = chain.set_by_period(RULES.rule("reimbursement", on=DAY), start=DAY, on=DAY, calendar=SH)
    assert find_warnings(journey(None, reimbursement)) == ()


def test_an_overdue_deadline_says_that_it_is_over() -> None:
    story = Story(day=DAY).open()
    story.wait(10)
    found = find_warnings(journey(story, deadline("gueb", "2026-11-27")))
    (legal,) = found  # that there is no travel window either is the same news
    assert (legal.kind, legal.severity) == (WarningKind.LEGAL_DATE, Severity.CRITICAL)
    assert isinstance(legal, LegalDateWarning)
    assert legal.end < story.day


def test_a_period_that_ends_after_a_weekend_has_not_run_out_on_sunday() -> None:
    story = Story(day=date(2026, 11, 22)).open()
    (legal,) = find_warnings(journey(story, deadline("departure_deadline", "2026-11-21")))
    assert isinstance(legal, LegalDateWarning)
    assert (legal.about, legal.end) == (date(2026, 11, 21), date(2026, 11, 23))


def test_an_expired_document_has_one_warning() -> None:
    documents = (TravelDocument(what=TravelDocumentKind.VISA, person=1, valid_until=date(2026, 11, 1)),)
    (one,) = find_warnings(journey(documents=documents))
    assert (one.kind, one.severity) == (WarningKind.DOCUMENT, Severity.CRITICAL)


def test_a_duldung_has_one_warning_with_its_person() -> None:
    found = find_warnings(journey(None, deadline("duldung", "2027-01-15", person=2)))
    assert [one.kind for one in found] == [WarningKind.LEGAL_DATE]
    assert (found[0].person, found[0].about) == (2, date(2027, 1, 15))


def test_a_flight_after_the_deadline_is_certain() -> None:
    found = find_warnings(journey(None, deadline("gueb", "2027-01-15"), travel_on=date(2027, 1, 16)))
    assert found[0].severity is Severity.CRITICAL
    assert find_warnings(journey(None, deadline("gueb", "2027-01-15"), travel_on=date(2027, 1, 15))) == ()


def test_a_passport_too_short_for_the_journey_is_renewed_in_time() -> None:
    passport = TravelDocument(
        what=TravelDocumentKind.PASSPORT, person=2, valid_until=date(2027, 7, 15),
        renewable_by_step="travel_document-2",
    )  # fmt: skip
    one = only(WarningKind.DOCUMENT, find_warnings(journey(documents=(passport,))))
    assert one.about == date(2027, 1, 15)
    assert one.act_by == date(2027, 1, 15) - timedelta(days=45)
    assert (one.step, one.person, one.severity) == ("travel_document-2", 2, Severity.CRITICAL)


def test_a_certificate_too_old_on_the_flight_day_is_renewed_but_not_too_early() -> None:
    rule = RULES.rule("medical_note", on=DAY)
    note = document_by_rule(rule, issued_on=date(2027, 3, 2), person=1, renewable_by_step="medical")
    too_old = journey(documents=(note,), travel_on=date(2027, 3, 12))
    one = only(WarningKind.CERTIFICATE, find_warnings(too_old))
    assert isinstance(one, CertificateWarning)
    assert (one.flight, one.not_before) == (date(2027, 3, 12), date(2027, 3, 4))
    assert (one.step, one.act_by) == ("medical", date(2027, 3, 11))
    in_time = journey(documents=(note,), travel_on=date(2027, 3, 10))
    assert find_warnings(in_time) == ()


def test_an_approval_that_lapses_before_the_journey_is_asked_about() -> None:
    rule = RULES.rule("funding_approval", on=DAY)
    approval = document_by_rule(rule, issued_on=date(2026, 11, 2))
    one = only(WarningKind.APPROVAL, find_warnings(journey(documents=(approval,))))
    assert (one.about, one.act_by) == (date(2027, 2, 2), date(2027, 1, 19))


def test_a_visa_that_begins_after_the_flight_is_not_yet_valid() -> None:
    visa = TravelDocument(what=TravelDocumentKind.VISA, person=1, valid_from=date(2027, 2, 1))
    found = find_warnings(journey(documents=(visa,), travel_on=date(2027, 1, 20)))
    assert only(WarningKind.NOT_YET_VALID, found).about == date(2027, 2, 1)
    assert find_warnings(journey(documents=(visa,), travel_on=date(2027, 2, 1))) == ()


def test_a_visa_that_begins_after_the_departure_is_expected_is_not_yet_valid() -> None:
    look = journey()
    assert look.earliest is not None
    later, in_time = (
        TravelDocument(
            what=TravelDocumentKind.VISA, person=1, valid_from=look.earliest + timedelta(days=days)
        )
        for days in (1, 0)
    )
    one = only(WarningKind.NOT_YET_VALID, find_warnings(journey(documents=(later,))))
    assert (one.severity, one.about) == (Severity.WARNING, look.earliest + timedelta(days=1))
    assert find_warnings(journey(documents=(in_time,))) == ()


def applied() -> Story:
    story = Story(day=DAY).open().complete("intake", "consent", "decision", "travel_document-1")
    return story.complete("funding_application")


def test_a_flight_before_the_approval_is_too_early() -> None:
    look = journey(applied())
    approval = look.forecast.planned("funding_decision")
    assert approval is not None
    for flight, severity in (
        (approval.ends_on - timedelta(days=1), Severity.CRITICAL),
        (approval.late_on - timedelta(days=1), Severity.WARNING),
    ):
        (one,) = find_warnings(journey(applied(), travel_on=flight))
        assert (one.kind, one.severity, one.step) == (
            WarningKind.FLIGHT_TOO_EARLY, severity, "funding_decision",
        )  # fmt: skip
    assert find_warnings(journey(applied(), travel_on=approval.late_on + timedelta(days=30))) == ()


def test_a_flight_too_early_names_the_first_step_of_every_chain() -> None:
    story = Story(day=DAY).open(*FAMILY).complete("intake", "consent", "decision", "travel_document-1")
    found = find_warnings(journey(story, travel_on=date(2026, 12, 28)))
    assert {one.step for one in found} == {"travel_document-2", "travel_document-3", "funding_decision"}


def test_a_passport_that_has_run_out_beside_a_laissez_passer_warns_of_nothing() -> None:
    documents = (
        TravelDocument(what=TravelDocumentKind.PASSPORT, person=1, valid_until=date(2025, 1, 1)),
        TravelDocument(what=TravelDocumentKind.LAISSEZ_PASSER, person=1, valid_until=date(2028, 1, 1)),
    )
    assert find_warnings(journey(documents=documents)) == ()
    (one,) = find_warnings(journey(documents=documents[:1]))
    assert one.kind is WarningKind.DOCUMENT


@pytest.mark.parametrize(
    ("born", "adult"),
    [(date(2009, 1, 15), date(2027, 1, 15)), (date(2009, 2, 28), date(2027, 2, 28))],
)
def test_a_minor_who_comes_of_age_before_the_journey(born: date, adult: date) -> None:
    one = only(WarningKind.COMES_OF_AGE, find_warnings(journey(birth_dates={3: born})))
    assert (one.about, one.act_by, one.person) == (adult, adult - timedelta(days=1), 3)
    assert one.step == "funding_application"
    assert born.isoformat() not in one.model_dump_json()


def test_who_comes_of_age_is_led_to_the_application_whatever_its_code() -> None:
    found = journey(birth_dates={3: date(2009, 1, 15)})
    steps = tuple(
        step.model_copy(update={"purpose": Purpose.FUNDING_APPLICATION if step.code == "intake" else None})
        for step in found.process.steps
    )
    renamed = replace(found, process=found.process.model_copy(update={"steps": steps}))
    assert only(WarningKind.COMES_OF_AGE, find_warnings(renamed)).step == "intake"
    unknown = replace(found, process=found.process.model_copy(update={"steps": ()}))
    assert only(WarningKind.COMES_OF_AGE, find_warnings(unknown)).step is None


def test_a_child_and_an_adult_stay_what_they_are() -> None:
    assert find_warnings(journey(birth_dates={1: date(1990, 1, 1), 3: date(2018, 1, 1)})) == ()


FLIGHT = date(2027, 3, 12)


@pytest.mark.parametrize("what", sorted(set(TravelDocumentKind) - {TravelDocumentKind.PASSPORT}))
def test_what_ends_on_the_day_of_the_flight_holds_and_what_ended_the_day_before_does_not(
    what: TravelDocumentKind,
) -> None:
    holds, lapsed = (TravelDocument(what=what, valid_until=FLIGHT - timedelta(days=days)) for days in (0, 1))
    assert find_warnings(journey(documents=(holds,), travel_on=FLIGHT)) == ()
    (one,) = find_warnings(journey(documents=(lapsed,), travel_on=FLIGHT))
    assert (one.about, one.severity) == (date(2027, 3, 11), Severity.CRITICAL)


@pytest.mark.parametrize("code", ["departure_deadline", "gueb", "duldung", "asylum_rejection"])
def test_a_flight_on_the_last_day_of_a_legal_date_keeps_it_and_one_on_the_next_does_not(code: str) -> None:
    last_day = deadline(code, FLIGHT.isoformat())
    assert find_warnings(journey(None, last_day, travel_on=FLIGHT)) == ()
    (one,) = find_warnings(journey(None, last_day, travel_on=FLIGHT + timedelta(days=1)))
    assert (one.kind, one.severity) == (WarningKind.LEGAL_DATE, Severity.CRITICAL)


@pytest.mark.parametrize(
    ("born", "told"),
    [(date(2009, 3, 11), True), (date(2009, 3, 12), True), (date(2009, 3, 13), False)],
)
def test_a_person_who_turns_eighteen_on_the_day_of_the_flight_is_of_age(born: date, told: bool) -> None:
    found = find_warnings(journey(birth_dates={3: born}, travel_on=FLIGHT))
    assert [one.kind for one in found] == [WarningKind.COMES_OF_AGE] * told


def test_an_empty_window_names_what_to_renew() -> None:
    documents = (
        TravelDocument(
            what=TravelDocumentKind.LAISSEZ_PASSER,
            person=1,
            valid_until=date(2026, 12, 20),
            renewable_by_step="travel_document-1",
        ),
        TravelDocument(what=TravelDocumentKind.VISA, person=2, valid_from=date(2027, 1, 1)),
    )
    one = only(WarningKind.EMPTY_WINDOW, find_warnings(journey(documents=documents)))
    assert (one.step, one.act_by) == ("travel_document-1", DAY)


def test_an_ended_departure_has_no_warnings() -> None:
    story = Story(day=DAY).open()
    story.do(StopDeparture, reason=StopReason.DECIDED_TO_STAY)
    assert find_warnings(journey(story, deadline("gueb", "2026-12-01"))) == ()


def test_the_worst_comes_first_then_the_most_urgent() -> None:
    found = find_warnings(
        journey(
            None,
            deadline("duldung", "2027-02-01", person=1),
            deadline("duldung", "2026-12-20", person=2),
            birth_dates={3: date(2009, 1, 1)},
        )
    )
    assert [one.severity for one in found] == [Severity.CRITICAL, Severity.CRITICAL, Severity.WARNING]
    assert [one.person for one in found] == [2, 1, 3]


@given(
    st.lists(st.tuples(st.sampled_from(["gueb", "departure_deadline"]), st.integers(-30, 400)), max_size=4),
    st.dictionaries(st.integers(1, 3), st.dates(date(2006, 1, 1), date(2012, 1, 1)), max_size=3),
    st.none() | st.integers(1, 300),
)
@settings(max_examples=40, deadline=None)
def test_every_warning_can_still_be_acted_on_and_survives_json(
    dates: list[tuple[str, int]], births: Mapping[int, date], flight: int | None
) -> None:
    records = [deadline(code, (DAY + timedelta(days=days)).isoformat()) for code, days in dates]
    travel_on = DAY + timedelta(days=flight) if flight else None
    for one in find_warnings(journey(None, *records, birth_dates=births, travel_on=travel_on)):
        assert one.act_by >= DAY
        assert type(one).model_validate_json(one.model_dump_json()) == one
