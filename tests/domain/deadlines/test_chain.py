"""The chain of a deadline: every date it ever had, in order, with its source."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geleit.domain.calendar import Calendar, Land, calendar
from geleit.domain.deadlines import chain
from geleit.domain.deadlines.calculator import DateKind, ExtendFrom
from geleit.domain.deadlines.chain import DeadlineRecord, DeadlineState, LinkKind, Source, SourceDocument
from geleit.domain.deadlines.periods import Period, Unit
from geleit.domain.deadlines.rule import Rule
from geleit.domain.refusal import Refusal
from geleit.german.chain import explain_links
from geleit.processes import rule_set

SH = calendar("SH")
TODAY = date(2026, 3, 5)
NOTICE = Source(document=SourceDocument.NOTICE, dated=date(2026, 3, 2))


def rule(code: str) -> Rule:
    return rule_set().rule(code, on=TODAY)


PERIOD = rule("departure_deadline")


def thirty_days(start: date = date(2026, 3, 4), *, place: Calendar = SH) -> DeadlineRecord:
    return chain.set_by_period(PERIOD, start=start, on=start, calendar=place, source=NOTICE)


def days(amount: int) -> Period:
    return Period(amount=amount, unit=Unit.DAYS)


def refused(act) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        act()
    assert "{" not in refusal.value.sentence()
    return refusal.value


def test_a_period_is_counted() -> None:
    record = thirty_days()
    assert (record.key, record.rule, record.rule_version) == ("departure_deadline", "departure_deadline", 1)
    assert (record.raw_end, record.end, record.safe_date) == (
        date(2026, 4, 3),
        date(2026, 4, 7),
        date(2026, 4, 3),
    )
    assert record.reason == "Karfreitag"
    assert record.due_on == date(2026, 4, 3)


def test_a_posted_notice_begins_with_its_fiction() -> None:
    posting = rule("notification_fiction").posting(date(2026, 3, 5), land=Land.NI)
    record = chain.set_by_period(PERIOD, posting=posting, on=TODAY, calendar=calendar("NI"))
    assert record.end == date(2026, 4, 8)


def test_a_printed_day_stands_on_a_sunday() -> None:
    record = chain.set_by_day(rule("gueb"), date(2027, 1, 17), on=TODAY, calendar=SH)
    assert record.kind is DateKind.FIXED_DEADLINE
    assert record.raw_end == record.end == record.safe_date == date(2027, 1, 17)


def test_the_named_day_of_a_period_moves_unless_the_notice_says_it_does_not() -> None:
    sunday = date(2027, 1, 17)
    plain = chain.set_by_day(PERIOD, sunday, on=TODAY, calendar=SH)
    assert (plain.end, plain.safe_date) == (date(2027, 1, 18), sunday)
    express = chain.set_by_day(PERIOD, sunday, on=TODAY, calendar=SH, express=True)
    assert (express.kind, express.end) == (DateKind.FIXED_DEADLINE, sunday)


def test_a_day_before_the_journey_moves_back_not_forward() -> None:
    charter = rule("riat_charter_request")
    counted = chain.set_by_period(charter, start=date(2027, 1, 18), on=TODAY, calendar=SH)
    assert counted.end == date(2027, 1, 12)
    named = chain.set_by_day(charter, date(2027, 1, 17), on=TODAY, calendar=SH)
    assert (named.raw_end, named.end, named.safe_date) == (
        date(2027, 1, 17),
        date(2027, 1, 15),
        date(2027, 1, 15),
    )


def test_a_duldung_belongs_to_one_person_and_never_moves() -> None:
    record = chain.set_by_day(rule("duldung"), date(2026, 12, 26), on=TODAY, calendar=SH, person=2)
    assert (record.key, record.person, record.end) == ("duldung-2", 2, date(2026, 12, 26))


def test_the_window_of_the_second_payment_is_clipped_at_the_month_and_does_not_move() -> None:
    record = chain.set_by_period(
        rule("second_payment"), start=date(2026, 8, 31), on=date(2026, 9, 1), calendar=SH
    )
    assert (record.begins_on, record.end) == (date(2027, 2, 28), date(2027, 4, 30))


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    refusal = refused(
        lambda: chain.set_by_day(
            rule("visa"), date(2027, 1, 1), begins_on=date(2027, 1, 2), on=TODAY, calendar=SH
        )
    )
    assert refusal.code == "ends_before_it_begins"


@pytest.mark.parametrize(
    ("base", "end"), [(ExtendFrom.ROLLED, date(2026, 4, 21)), (ExtendFrom.RAW, date(2026, 4, 17))]
)
def test_an_extension_counts_from_the_rolled_or_from_the_raw_end(base: ExtendFrom, end: date) -> None:
    record = chain.extend(thirty_days(), PERIOD, by=days(14), base=base, on=date(2026, 3, 30))
    assert record.end == end
    assert [link.what for link in record.links] == [LinkKind.SET, LinkKind.EXTENDED]


def test_an_extension_until_a_named_day_says_where_it_stands() -> None:
    notice = Source(document=SourceDocument.NOTICE, dated=date(2026, 3, 31))
    record = chain.extend(thirty_days(), PERIOD, until=date(2026, 5, 15), on=date(2026, 4, 1), source=notice)
    assert (record.end, record.source) == (date(2026, 5, 15), notice)


def test_a_requested_extension_changes_nothing_until_it_is_answered() -> None:
    record = chain.request_extension(
        thirty_days(), PERIOD, on=date(2026, 3, 20), follow_up_on=date(2026, 3, 27), until=date(2026, 5, 15)
    )
    assert record.due_on == date(2026, 4, 3)
    assert record.request is not None
    assert record.request.follow_up_on == date(2026, 3, 27)
    refused_one = chain.refuse_extension(record, on=date(2026, 3, 28))
    assert refused_one.request is None
    assert refused_one.due_on == date(2026, 4, 3)
    assert refused_one.dated_by == thirty_days().last
    assert chain.extend(record, PERIOD, by=days(14), on=date(2026, 3, 28)).request is None


def test_after_an_interruption_the_period_restarts_in_full() -> None:
    record = thirty_days(date(2026, 4, 20), place=calendar("NI"))
    record = chain.interrupt(record, PERIOD, since=date(2026, 4, 30), on=date(2026, 5, 4))
    assert record.state is DeadlineState.INTERRUPTED
    assert record.due_on is None
    record = chain.restart(record, PERIOD, start=date(2026, 5, 11), on=date(2026, 5, 12))
    assert (record.state, record.end) == (DeadlineState.OPEN, date(2026, 6, 10))


def test_an_extension_does_not_lengthen_the_restarted_period() -> None:
    record = chain.extend(thirty_days(), PERIOD, by=days(14), on=date(2026, 3, 30))
    record = chain.interrupt(record, PERIOD, since=date(2026, 4, 1), on=date(2026, 4, 1))
    record = chain.restart(record, PERIOD, start=date(2026, 5, 11), on=date(2026, 5, 11))
    assert record.raw_end == date(2026, 6, 10)


def test_a_holiday_proclaimed_late_moves_the_end_and_says_why() -> None:
    record = thirty_days(date(2026, 5, 6))
    assert record.end == date(2026, 6, 5)
    place = SH.model_copy(update={"added": ((date(2026, 6, 5), "Landestrauertag"),)})
    moved = chain.recompute(record, calendar=place, on=date(2026, 5, 20))
    assert moved is not None
    assert (moved.raw_end, moved.end, moved.safe_date) == (
        date(2026, 6, 5),
        date(2026, 6, 8),
        date(2026, 6, 5),
    )
    assert moved.reason == "Landestrauertag"
    assert chain.recompute(moved, calendar=place, on=date(2026, 5, 21)) is None


def test_a_late_holiday_at_the_first_end_moves_the_extension_that_counts_from_it() -> None:
    record = chain.extend(thirty_days(date(2026, 5, 6)), PERIOD, by=days(10), on=date(2026, 5, 18))
    assert record.end == date(2026, 6, 15)
    place = SH.model_copy(update={"added": ((date(2026, 6, 5), "Landestrauertag"),)})
    moved = chain.recompute(record, calendar=place, on=date(2026, 5, 20))
    assert moved is not None
    assert moved.end == date(2026, 6, 18)
    from_raw = chain.extend(
        thirty_days(date(2026, 5, 6)), PERIOD, by=days(10), base=ExtendFrom.RAW, on=date(2026, 5, 18)
    )
    assert chain.recompute(from_raw, calendar=place, on=date(2026, 5, 20)) is None


def test_a_late_holiday_leaves_alone_what_does_not_move_or_does_not_bind() -> None:
    printed = chain.set_by_day(rule("gueb"), date(2026, 6, 5), on=TODAY, calendar=SH)
    kept = chain.meet(thirty_days(date(2026, 5, 6)), kept_on=date(2026, 5, 10), on=date(2026, 5, 12))
    place = SH.model_copy(update={"added": ((date(2026, 6, 5), "Landestrauertag"),)})
    assert chain.recompute(printed, calendar=place, on=date(2026, 5, 20)) is None
    assert chain.recompute(kept, calendar=place, on=date(2026, 5, 20)) is None


def test_a_new_notice_carries_the_chain_on() -> None:
    old = thirty_days()
    new = chain.set_by_period(
        PERIOD, start=date(2026, 5, 4), on=date(2026, 5, 5), calendar=SH, earlier=old,
        source=Source(document=SourceDocument.COURT_DECISION, dated=date(2026, 5, 4)),
    )  # fmt: skip
    assert [link.what for link in new.links] == [LinkKind.SET, LinkKind.SUPERSEDED, LinkKind.SET]
    assert new.is_open


LATE = date(2026, 4, 8)
"""The day after the end of ``thirty_days``."""


def test_due_today_is_not_missed() -> None:
    record = thirty_days()
    assert refused(lambda: chain.miss(record, on=date(2026, 4, 7))).code == "not_over"
    assert chain.miss(record, on=date(2026, 4, 8)).state is DeadlineState.MISSED


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda: chain.set_by_period(rule("gueb"), start=TODAY, on=TODAY, calendar=SH), "needs_day"),
        (lambda: chain.set_by_period(rule("lead_intake"), start=TODAY, on=TODAY, calendar=SH), "no_deadline"),
        (lambda: chain.extend(thirty_days(), PERIOD, on=date(2026, 3, 30)), "one_extension"),
        (lambda: chain.extend(thirty_days(), PERIOD, until=date(2026, 4, 3), on=TODAY), "not_longer"),
        (lambda: chain.extend(thirty_days(), PERIOD, by=days(9), on=LATE), "already_over"),
        (lambda: chain.extend(thirty_days(), PERIOD, by=days(9), on=date(2026, 3, 3)), "out_of_order"),
        (lambda: chain.interrupt(thirty_days(), PERIOD, since=LATE, on=LATE), "already_over"),
        (lambda: chain.restart(thirty_days(), PERIOD, start=TODAY, on=TODAY), "not_interrupted"),
        (lambda: chain.refuse_extension(thirty_days(), on=TODAY), "no_request"),
        (lambda: chain.request_extension(thirty_days(), PERIOD, on=LATE, follow_up_on=TODAY), "too_early"),
        (lambda: chain.meet(thirty_days(), kept_on=LATE, on=LATE), "too_late"),
        (lambda: chain.meet(chain.withdraw(thirty_days(), on=TODAY), kept_on=TODAY, on=TODAY), "not_open"),
        (lambda: chain.withdraw(chain.withdraw(thirty_days(), on=TODAY), on=TODAY), "not_open"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_gets_a_sentence(act, code: str) -> None:
    assert refused(act).code == code


def test_an_asylum_period_cannot_be_extended_and_says_what_to_do_instead() -> None:
    rejection = rule("asylum_rejection")
    record = chain.set_by_period(rejection, start=date(2026, 3, 4), on=TODAY, calendar=SH)
    sentence = refused(lambda: chain.extend(record, rejection, by=days(14), on=TODAY)).sentence()
    assert "lässt sich nicht verlängern (§ 38 Abs. 1 S. 1 AsylG)" in sentence
    assert "GÜB oder Duldung" in sentence


def test_a_printed_date_is_not_interrupted() -> None:
    gueb = rule("gueb")
    record = chain.set_by_day(gueb, date(2027, 1, 17), on=TODAY, calendar=SH)
    assert refused(lambda: chain.interrupt(record, gueb, since=TODAY, on=TODAY)).code == "no_restart"


ACTS = ("extend", "until", "request", "refuse", "interrupt", "restart", "recompute", "meet", "miss", "again")


def step(record: DeadlineRecord, act: str, on: date, amount: int) -> DeadlineRecord | None:
    holiday = SH.model_copy(update={"added": ((record.raw_end, "Sondertag"),)})
    moves = {
        "extend": lambda: chain.extend(record, PERIOD, by=days(amount), on=on),
        "until": lambda: chain.extend(record, PERIOD, until=on + timedelta(days=amount), on=on),
        "request": lambda: chain.request_extension(record, PERIOD, on=on, follow_up_on=on),
        "refuse": lambda: chain.refuse_extension(record, on=on),
        "interrupt": lambda: chain.interrupt(record, PERIOD, since=on, on=on),
        "restart": lambda: chain.restart(record, PERIOD, start=on, on=on),
        "recompute": lambda: chain.recompute(record, calendar=holiday, on=on),
        "meet": lambda: chain.meet(record, kept_on=on, on=on),
        "miss": lambda: chain.miss(record, on=on),
        "again": lambda: chain.set_by_period(PERIOD, start=on, on=on, calendar=SH, earlier=record),
    }
    return moves[act]()


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(-3, 40), st.integers(1, 60)), max_size=12))
@settings(max_examples=60, deadline=None)
def test_whatever_happens_the_chain_is_sorted_and_readable_and_survives_json(
    story: list[tuple[str, int, int]],
) -> None:
    record, on = thirty_days(), TODAY
    for act, later, amount in story:
        on += timedelta(days=later)
        before = record
        try:
            record = step(record, act, on, amount) or record
        except Refusal:
            assert record is before
            continue
        assert record.links[: len(before.links)] == before.links
    assert [link.on for link in record.links] == sorted(link.on for link in record.links)
    assert all(link.safe_date <= link.end for link in record.links)
    assert all(link.sentence for link in explain_links(record.links, rules=rule_set()))
    assert (record.due_on is None) == (record.state is not DeadlineState.OPEN)
    assert DeadlineRecord.model_validate_json(record.model_dump_json()) == record
