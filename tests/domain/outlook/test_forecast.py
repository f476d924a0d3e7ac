"""The forecast: when the departure can be, as a range, along the dependencies of the steps."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geleit.domain.lifecycle.commands.pause import PauseDeparture
from geleit.domain.lifecycle.commands.stop import StopDeparture
from geleit.domain.lifecycle.state import PauseReason, StopReason
from geleit.domain.outlook.durations import Duration, Durations, DurationSource, default_durations
from geleit.domain.outlook.forecast import Forecast, forecast
from geleit.domain.parties import Party
from geleit.domain.refusal import Refusal
from geleit.domain.steps.commands import AddStep, FailStep, WaitOn
from geleit.processes import current_process, rule_set
from tests.domain.scenario import Story
from tests.fixtures.opening import FAMILY

PROCESS = current_process()
DEFAULTS = default_durations(rule_set(), on=date(2026, 3, 2))
SIMPLE = Durations(
    by_code={
        "intake": Duration(median=1, p80=1),
        "consent": Duration(median=1, p80=1),
        "decision": Duration(median=10, p80=13),
        "travel_document": Duration(median=20, p80=20),
        "funding_application": Duration(median=5, p80=5),
        "funding_decision": Duration(median=50, p80=54),
        "travel_booking": Duration(median=4, p80=4),
        "departure": Duration(median=14, p80=14),
        "after_embassy_appointment": Duration(median=14, p80=28),
    }
)
DAY = date(2026, 3, 2)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def look(story: Story, durations: Durations = SIMPLE, overrides: dict[str, date] | None = None) -> Forecast:
    return forecast(story.state, process=PROCESS, durations=durations, today=story.day, overrides=overrides)


def dates(found: Forecast) -> tuple[date, date]:
    assert found.median is not None
    assert found.p80 is not None
    return found.median, found.p80


def ends_on(found: Forecast, step: str) -> date:
    row = found.planned(step)
    assert row is not None
    return row.ends_on


def test_it_works() -> None:
    found = look(Story().open())
    assert found.critical_path == (
        "intake", "decision", "funding_application", "funding_decision", "travel_booking", "departure",
    )  # fmt: skip
    # 1 + 10 + 5 + 50 + 4 + 14 days, of which only the decision and the funding can take longer
    assert (found.early, found.median, found.late, found.p80) == (after(81), after(84), after(88), after(89))


def test_every_step_ahead_has_its_place_in_the_chart() -> None:
    found = look(Story().open(*FAMILY))
    booking = found.planned("travel_booking")
    assert booking is not None
    assert (booking.begins_on, booking.ends_on) == (after(66), after(70))
    assert booking.critical
    assert {row.person for row in found.plan if row.code == "travel_document"} == {1, 2, 3}
    closure = found.planned("closure")
    assert closure is not None
    assert found.median is not None
    assert closure.ends_on > found.median


def test_a_near_critical_path_with_a_long_tail_sets_the_p80() -> None:
    risky = Durations(by_code={**SIMPLE.by_code, "travel_document": Duration(median=50, p80=150)})
    found = look(Story().open(), risky)
    assert found.median is not None
    assert found.p80 is not None
    # In half of the lives the document takes 50 days, in four of five 150: with the other steps 79 and 179.
    assert after(84) < found.median < after(100)
    assert after(179) <= found.p80 <= after(182)
    # The funding decides a little more often, but the document takes the most days where it does.
    assert "funding_decision" in found.critical_path
    assert found.slowest[0].steps == ("travel_document-1",)


def test_the_slowest_person_sets_the_pace() -> None:
    story = Story().open(*FAMILY).complete("intake", "decision")
    story.complete("travel_document-1", "travel_document-3")
    slow = Durations(by_code={**SIMPLE.by_code, "travel_document": Duration(median=90, p80=90)})
    assert look(story, slow).critical_path[0] == "travel_document-2"


def under_way() -> Story:
    story = Story().open().complete("intake", "consent", "decision", "travel_document-1")
    story.complete("funding_application")
    story.do(WaitOn, step="funding_decision", party=Party.BAMF)
    return story


def test_time_already_waited_counts() -> None:
    story = under_way()
    assert look(story).median == after(50 + 18)
    story.wait(30)
    assert look(story).median == after(50 + 18)


def test_what_is_late_does_not_end_today() -> None:
    story = under_way()
    story.wait(60)
    found = look(story, DEFAULTS)
    (slow,) = found.slowest
    assert (slow.steps, slow.days_gone, slow.is_late) == (("funding_decision",), 60, True)
    # Of those that take longer than 60 days, half take longer than 81 and one in five longer than 107.
    assert (slow.rest.median, slow.rest.p80) == (21, 47)
    assert ends_on(found, "funding_decision") == after(81)


def test_who_has_waited_longer_than_any_case_allows_is_told_so() -> None:
    story = under_way()
    story.wait(171)
    assert not look(story, DEFAULTS).slowest[0].is_beyond
    story.wait(2)
    assert look(story, DEFAULTS).slowest[0].is_beyond


def test_days_that_pass_without_anything_never_make_it_earlier() -> None:
    story = Story().open(*FAMILY).complete("intake", "decision")
    before = dates(look(story, DEFAULTS))
    for _day in range(40):
        story.wait(11)
        then = dates(look(story, DEFAULTS))
        assert before[0] <= then[0]
        assert before[1] <= then[1]
        before = then


def test_an_appointment_ahead_decides_when_the_document_comes() -> None:
    story = Story().open().complete("intake", "decision")
    story.do(AddStep, code="embassy_appointment", person=1, target_on=after(80))
    document = look(story).planned("travel_document-1")
    assert document is not None
    assert (document.ends_on, document.late_on) == (after(94), after(108))
    assert look(story).critical_path[:2] == ("embassy_appointment-1-1", "travel_document-1")
    assert [(slow.steps, slow.on) for slow in look(story).slowest] == [
        (("embassy_appointment-1-1",), after(80))
    ]
    row = look(story).planned("embassy_appointment-1-1")
    assert row is not None
    assert row.begins_on == row.ends_on == after(80)


def test_what_if_the_appointment_moves_three_weeks() -> None:
    story = Story().open().complete("intake", "decision")
    story.do(AddStep, code="embassy_appointment", person=1, target_on=after(80))
    before = story.state
    now, then = look(story), look(story, overrides={"embassy_appointment-1-1": after(101)})
    assert now.median is not None
    assert then.median == now.median + timedelta(days=21)
    assert story.state is before


def test_a_kept_appointment_counts_and_a_missed_one_does_not() -> None:
    story = Story().open().complete("intake", "decision")
    story.do(AddStep, code="embassy_appointment", person=1, target_on=after(10))
    story.wait(10)
    kept = story.state
    story.complete("embassy_appointment-1-1")
    story.wait(4)
    document = look(story).planned("travel_document-1")
    assert document is not None
    # 14 days in half of the cases; of those that take more than four, a day longer
    assert after(24) <= document.ends_on <= after(25)
    story.departure = kept
    story.do(FailStep, step="embassy_appointment-1-1", has_note=True)
    document = look(story).planned("travel_document-1")
    assert document is not None
    # Without it the document takes 20 days from the day on which it could be done.
    assert document.ends_on == after(20)


def test_a_fixed_day_ends_the_guessing() -> None:
    found = look(Story().open(), overrides={"departure": after(200)})
    assert (found.median, found.p80) == (after(200), after(200))
    assert found.critical_path == ("departure",)


def test_a_fixed_day_that_comes_too_early_for_what_it_needs_does_not_hold() -> None:
    found = look(Story().open(), overrides={"departure": after(3)})
    assert found.median == after(70)


def test_a_pause_stops_the_clock_until_its_review() -> None:
    story = (
        Story().open().complete("intake", "consent", "decision", "travel_document-1", "funding_application")
    )
    story.wait(10)
    story.do(PauseDeparture, reason=PauseReason.MEDICAL, review_on=after(40))
    story.wait(20)
    assert look(story).median == after(40 + 40 + 18)


def test_a_failed_step_is_named_and_taken_up_again() -> None:
    story = (
        Story().open().complete("intake", "consent", "decision", "travel_document-1", "funding_application")
    )
    story.wait(40)
    story.do(FailStep, step="funding_decision", has_note=True)
    found = look(story)
    assert found.failed == ("funding_decision",)
    assert found.median == after(40 + 50 + 18)


def test_what_is_over_has_no_forecast() -> None:
    story = Story().open().complete("intake", "consent", "decision", "travel_document-1")
    story.complete("funding_application", "funding_decision", "travel_booking", "departure")
    gone = look(story)
    assert (gone.departed_on, gone.median, gone.critical_path) == (DAY, DAY, ())
    assert gone.planned("departure_confirmed") is not None
    stopped = Story().open()
    stopped.do(StopDeparture, reason=StopReason.DECIDED_TO_STAY)
    assert (look(stopped).median, look(stopped).plan) == (None, ())


def test_an_override_of_a_step_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        look(Story().open(), overrides={"visum": DAY})
    assert refusal.value.code == "unknown_step"


def test_own_durations_take_the_place_of_those_given() -> None:
    learned = Duration(median=36, p80=38, source=DurationSource.LEARNED, n=10)
    found = look(Story().open(), SIMPLE.with_learned({"funding_decision": learned}))
    assert found.median == after(84 - 50 + 36)
    row = found.planned("funding_decision")
    assert row is not None
    assert row.duration == learned


def test_without_a_start_value_the_target_of_the_step_stands_in() -> None:
    template = PROCESS.step("funding_decision")
    assert Durations().of(template) == Duration(median=56, p80=84)
    assert Durations().of(PROCESS.step("intake")) == Duration(median=7, p80=11)
    assert Durations().of(PROCESS.step("embassy_appointment")).source is DurationSource.UNKNOWN


def test_a_step_whose_length_nobody_knows_is_named() -> None:
    steps = [step.model_copy(update={"target": None}) for step in PROCESS.steps]
    bare = PROCESS.model_copy(update={"steps": tuple(steps)})
    some = Durations(by_code={k: v for k, v in SIMPLE.by_code.items() if k not in ("decision", "closure")})
    found = forecast(Story().open().state, process=bare, durations=some, today=DAY)
    assert found.unknown == ("decision",)
    assert look(Story().open()).unknown == ()


def test_a_step_that_needs_one_that_is_not_there_is_not_held_up_by_it() -> None:
    story = Story().open()
    booking = story.state.steps["travel_booking"]
    more = booking.model_copy(
        update={"needs": (*booking.needs, "travel_document-9"), "needs_started": ("x",)}
    )
    state = story.state.model_copy(update={"steps": {**story.state.steps, "travel_booking": more}})
    found = forecast(state, process=PROCESS, durations=SIMPLE, today=DAY)
    assert found.median == look(story).median


CODES = [step.code for step in PROCESS.steps] + ["after_embassy_appointment"]
lengths = st.tuples(st.integers(0, 120), st.integers(0, 120)).map(
    lambda pair: Duration(median=pair[0], p80=pair[0] + pair[1])
)
tables = st.fixed_dictionaries(dict.fromkeys(CODES, lengths)).map(lambda table: Durations(by_code=table))


def some_story(moves: list[tuple[str, int]]) -> Story:
    story = Story().open(*FAMILY)
    for move, days in moves:
        if move == "wait":
            story.wait(days)
        elif move == "appointment":
            story.do(
                AddStep,
                code="embassy_appointment",
                person=1 + days % 3,
                target_on=story.day + timedelta(days=days),
            )
        else:
            ready = [step.key for step in story.state.steps.values() if step.is_open]
            if ready:
                story.complete(ready[days % len(ready)])
    return story  # fmt: skip


stories = st.lists(
    st.tuples(st.sampled_from(["wait", "done", "appointment"]), st.integers(0, 60)), max_size=10
).map(some_story)


@given(stories, tables)
@settings(max_examples=60, deadline=None)
def test_never_before_today_always_in_order_and_always_the_same(story: Story, durations: Durations) -> None:
    found = look(story, durations)
    for row in found.plan:
        assert row.begins_on <= row.ends_on <= row.late_on
        assert row.settled or row.ends_on >= story.day
    assert look(story, durations) == found
    if found.departed_on or found.median is None:
        return
    assert found.early is not None
    assert found.late is not None
    assert found.p80 is not None
    assert story.day <= found.early <= found.median <= found.late <= found.p80
    assert set(found.critical_path) <= set(story.state.steps)


@given(stories, tables, st.integers(1, 90))
@settings(max_examples=40, deadline=None)
def test_a_day_on_which_nothing_happens_never_makes_it_earlier(
    story: Story, durations: Durations, delay: int
) -> None:
    first = look(story, durations)
    story.wait(delay)
    second = look(story, durations)
    if first.median and second.median and first.p80 and second.p80 and not first.departed_on:
        assert second.median >= first.median
        assert second.p80 >= first.p80


@given(tables, st.sampled_from(CODES), st.integers(2, 4))
@settings(max_examples=40, deadline=None)
def test_a_step_that_takes_several_times_as_long_never_makes_it_earlier(
    durations: Durations, code: str, times: int
) -> None:
    story = Story().open(*FAMILY)
    old = durations.by_code[code]
    longer = old.model_copy(update={"median": old.median * times, "p80": old.p80 * times})
    slower = Durations(by_code={**durations.by_code, code: longer})
    first, second = dates(look(story, durations)), dates(look(story, slower))
    assert first[0] <= second[0]
    assert first[1] <= second[1]


@given(stories, tables, st.integers(0, 200), st.integers(1, 90), st.data())
@settings(max_examples=40, deadline=None)
def test_moving_a_day_back_never_makes_it_earlier(
    story: Story, durations: Durations, day: int, delay: int, data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from([step.key for step in story.state.steps.values()]))
    on = story.day + timedelta(days=day)
    first = look(story, durations, {key: on})
    second = look(story, durations, {key: on + timedelta(days=delay)})
    if first.median and second.median and first.p80 and second.p80:
        assert second.median >= first.median
        assert second.p80 >= first.p80
