"""The travel window: when everybody can travel at once, what closes it, and what to renew first."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geleit.domain.calendar import calendar
from geleit.domain.deadlines import chain
from geleit.domain.outlook.travel_window import TravelWindow, of_deadlines, travel_window
from geleit.domain.refusal import Refusal
from geleit.domain.travel_documents.state import (
    PASSPORTS,
    TravelDocument,
    TravelDocumentKind,
    document_by_rule,
)
from geleit.processes.rule_set import rule_set

TODAY = date(2026, 11, 22)
RULES = rule_set()
SH = calendar("SH")


def window(*documents: TravelDocument, today: date = TODAY) -> TravelWindow:
    return travel_window(documents, rules=RULES, today=today)


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


def test_it_works() -> None:
    found = window(
        valid(TravelDocumentKind.DULDUNG, "2027-03-31", person=2),
        valid(TravelDocumentKind.VISA, "2027-05-01", since="2026-12-10"),
        valid(TravelDocumentKind.GUEB, "2027-01-15", step="departure_deadline"),
    )
    assert (found.opens_on, found.closes_on, found.is_empty) == (date(2026, 12, 10), date(2027, 1, 15), False)
    assert [item.what for item in found.opened_by] == [TravelDocumentKind.VISA]
    assert [item.what for item in found.closed_by] == [TravelDocumentKind.GUEB]
    assert found.renew_first == found.closed_by[0]


def test_without_anything_the_window_is_open_from_today_on() -> None:
    found = window()
    assert (found.opens_on, found.closes_on, found.is_empty, found.collision) == (TODAY, None, False, ())


def test_a_passport_must_hold_six_months_beyond_the_arrival() -> None:
    found = window(valid(TravelDocumentKind.PASSPORT, "2027-08-31"))
    (bar,) = found.bars
    assert found.closes_on == bar.ends == date(2027, 2, 28)
    assert bar.months_beyond == 6


def test_one_travels_on_one_passport() -> None:
    expired = valid(TravelDocumentKind.PASSPORT, "2026-01-31")
    found = window(expired, valid(TravelDocumentKind.LAISSEZ_PASSER, "2027-03-31", since="2026-12-01"))
    assert (found.opens_on, found.closes_on) == (date(2026, 12, 1), date(2027, 3, 31))
    replaced = {bar.document.what: bar.replaced_by for bar in found.bars}
    assert replaced == {
        TravelDocumentKind.PASSPORT: TravelDocumentKind.LAISSEZ_PASSER,
        TravelDocumentKind.LAISSEZ_PASSER: None,
    }
    assert found.to_renew(date(2027, 3, 1)) == ()


def test_everybody_needs_a_document_of_their_own() -> None:
    expired = valid(TravelDocumentKind.PASSPORT, "2026-01-31", person=2)
    assert window(expired, valid(TravelDocumentKind.LAISSEZ_PASSER, "2027-03-31", person=1)).is_empty


def test_until_the_new_passport_one_travels_on_the_laissez_passer() -> None:
    new = valid(TravelDocumentKind.PASSPORT, "2036-12-31", since="2027-01-10")
    seamless = window(new, valid(TravelDocumentKind.LAISSEZ_PASSER, "2027-01-09", since="2026-12-01"))
    assert (seamless.opens_on, seamless.closes_on) == (date(2026, 12, 1), date(2036, 6, 30))
    with_a_gap = window(new, valid(TravelDocumentKind.LAISSEZ_PASSER, "2027-01-08", since="2026-12-01"))
    assert with_a_gap.opens_on == date(2027, 1, 10)


def test_nationals_who_go_home_need_no_months_to_spare() -> None:
    passport = valid(TravelDocumentKind.PASSPORT, "2027-08-31")
    found = travel_window([passport], rules=RULES, today=TODAY, going_home=True)
    assert found.closes_on == date(2027, 8, 31)
    assert found.bars[0].months_beyond is None


def test_the_last_day_still_belongs_to_the_window() -> None:
    assert not window(valid(TravelDocumentKind.DULDUNG, "2026-11-22")).is_empty
    assert window(valid(TravelDocumentKind.DULDUNG, "2026-11-21")).is_empty


def test_an_empty_window_names_the_two_that_collide() -> None:
    found = window(
        valid(TravelDocumentKind.DULDUNG, "2026-12-31", person=2, step="duldung"),
        valid(TravelDocumentKind.GUEB, "2027-01-31"),
        valid(TravelDocumentKind.VISA, "2027-05-01", since="2027-01-05"),
    )
    assert found.is_empty
    assert [item.what for item in found.collision] == [TravelDocumentKind.DULDUNG, TravelDocumentKind.VISA]


def test_what_has_run_out_collides_with_nobody_but_today() -> None:
    expired = valid(TravelDocumentKind.GUEB, "2026-11-20")
    found = window(expired, valid(TravelDocumentKind.DULDUNG, "2027-01-01"))
    assert [item.what for item in found.collision] == [TravelDocumentKind.GUEB]


def test_a_passport_too_short_for_any_journey_collides_with_itself_alone() -> None:
    found = window(valid(TravelDocumentKind.PASSPORT, "2027-04-01", since="2026-12-01"))
    assert found.is_empty
    assert len(found.collision) == 1


def test_the_whole_family_s_documents_that_end_together_all_close_the_window() -> None:
    family = [valid(TravelDocumentKind.DULDUNG, "2027-01-31", person=number) for number in range(1, 7)]
    found = window(*family)
    assert [item.person for item in found.closed_by] == [1, 2, 3, 4, 5, 6]
    assert all(bar.closes for bar in found.bars)


def test_what_runs_out_before_the_journey_comes_first_to_run_out_first() -> None:
    found = window(
        valid(TravelDocumentKind.DULDUNG, "2027-03-31"),
        valid(TravelDocumentKind.PASSPORT, "2027-08-10"),
        valid(TravelDocumentKind.GUEB, "2027-01-15"),
    )
    late = [bar.document.what for bar in found.to_renew(date(2027, 3, 1))]
    assert late == [TravelDocumentKind.GUEB, TravelDocumentKind.PASSPORT]


def test_a_certificate_holds_as_long_as_its_rule_says() -> None:
    rule = RULES.rule("medical_note", on=TODAY)
    assert document_by_rule(rule, issued_on=date(2027, 1, 4), person=3).valid_until == date(2027, 1, 12)
    approval = document_by_rule(RULES.rule("funding_approval", on=TODAY), issued_on=date(2026, 11, 30))
    assert approval.valid_until == date(2027, 2, 28)


def test_deadlines_that_bind_limit_the_journey_up_to_their_safe_date() -> None:
    period = RULES.rule("asylum_rejection", on=date(2026, 6, 11))
    claim = RULES.rule("reimbursement", on=TODAY)
    record = chain.set_by_period(period, start=date(2026, 11, 27), on=TODAY, calendar=SH)
    done = chain.withdraw(record, on=TODAY)
    other = chain.set_by_period(claim, start=TODAY, on=TODAY, calendar=SH)
    (found,) = of_deadlines(
        [record, done, other], rules=RULES, renewable_by={"asylum_rejection": "departure_deadline"}
    )
    assert (found.what, found.valid_until) == (TravelDocumentKind.DEPARTURE_DEADLINE, date(2026, 12, 27))
    assert found.renewable_by_step == "departure_deadline"


def test_a_validity_that_ends_before_it_begins_is_refused_with_a_sentence() -> None:
    with pytest.raises(Refusal) as refusal:
        valid(TravelDocumentKind.VISA, "2027-01-01", since="2027-01-02")
    assert refusal.value.sentence().startswith("Visum: die Gültigkeit endet am 01.01.2027, bevor")


days = st.integers(-60, 400).map(lambda n: TODAY + timedelta(days=n))


@st.composite
def documents(draw: st.DrawFn) -> TravelDocument:
    since, until = draw(st.none() | days), draw(st.none() | days)
    if since and until and since > until:
        since, until = until, since
    return TravelDocument(
        what=draw(st.sampled_from(TravelDocumentKind)),
        person=draw(st.none() | st.integers(1, 6)),
        valid_from=since,
        valid_until=until,
    )


def holds(item: TravelDocument, day: date) -> bool:
    return (item.valid_from or date.min) <= day <= (item.valid_until or date.max)


@given(st.lists(documents(), max_size=15))
@settings(max_examples=100, deadline=None)
def test_the_window_lies_inside_every_validity_and_is_as_wide_as_can_be(items: list[TravelDocument]) -> None:
    found = travel_window(items, rules=RULES, today=TODAY)
    assert found.opens_on >= TODAY
    if found.is_empty:
        assert 1 <= len(found.collision) <= 2
        return
    for item in items:
        if item.what in PASSPORTS:
            continue
        assert item.valid_from is None or item.valid_from <= found.opens_on
        assert item.valid_until is None or (found.closes_on and found.closes_on <= item.valid_until)
    documents = [item for item in items if item.what in PASSPORTS]
    for day in (found.opens_on, found.closes_on or date(2099, 1, 1)):
        for person in {document.person for document in documents}:
            assert any(document.person == person and holds(document, day) for document in documents)
    assert found.opens_on == TODAY or found.opened_by
    assert found.closes_on is None or found.closed_by
    assert found.collision == ()
