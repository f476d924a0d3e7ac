"""What an office learns from its own steps: those that have not ended count for as long as they were seen."""

from random import Random

import pytest

from geleit.domain.outlook.durations import Duration, DurationSource
from geleit.domain.outlook.learning import Observation, learn


def finished(*days: int, code: str = "funding_decision") -> list[Observation]:
    return [Observation(code, day, finished=True) for day in days]


def open_for(*days: int, code: str = "funding_decision") -> list[Observation]:
    return [Observation(code, day, finished=False) for day in days]


def test_it_works() -> None:
    learned = learn(finished(*range(31, 40), 80))["funding_decision"]
    # Of eleven, the one that is asked about included, six take at most 36 days and nine at most 39.
    assert learned == Duration(median=36, p80=39, source=DurationSource.LEARNED, n=10)


def test_nine_finished_steps_teach_nothing_however_many_are_open() -> None:
    assert learn([*finished(*range(31, 40)), *open_for(*range(40, 60))]) == {}


def test_steps_that_are_still_open_are_the_slow_ones() -> None:
    quick = finished(*range(20, 40))
    alone = learn(quick)["funding_decision"]
    learned = learn([*quick, *open_for(60, 60, 60)])["funding_decision"]
    assert (alone.median, alone.p80) == (30, 36)
    assert (learned.median, learned.p80) == (31, 39)
    assert (learned.n, learned.unfinished) == (20, 3)


def test_a_step_given_up_early_says_nothing_of_what_came_later() -> None:
    learned = learn([*finished(*range(20, 40)), *open_for(*[3] * 50)])["funding_decision"]
    assert (learned.median, learned.p80) == (30, 36)


def test_too_many_that_have_not_ended_teach_nothing() -> None:
    assert learn([*finished(*range(20, 32)), *open_for(*[90] * 6)]) == {}


def test_a_step_under_way_before_the_months_looked_at_counts_from_then_on() -> None:
    late = [Observation("funding_decision", 200, finished=True, entered=150) for _ in range(5)]
    learned = learn([*finished(*range(20, 40)), *late])["funding_decision"]
    # Nobody else was under way when those five were first seen: they teach nothing of the days before.
    assert (learned.median, learned.p80) == (30, 36)


def test_what_was_seen_alike_is_counted() -> None:
    alike = [Observation("intake", 4, finished=True, number=12)]
    assert learn(alike) == learn(finished(*[4] * 12, code="intake"))
    assert learn(alike)["intake"].n == 12


@pytest.mark.parametrize(("entered", "days"), [(0, -3), (5, 4), (-1, 2)])
def test_a_step_cannot_end_before_it_was_seen(entered: int, days: int) -> None:
    with pytest.raises(ValueError, match="intake: seen from"):
        learn([Observation("intake", days, finished=True, entered=entered)])


def test_half_of_the_cases_to_come_are_below_the_median_and_four_of_five_below_the_p80() -> None:
    random = Random(4)
    below_median = below_p80 = trials = 0
    for _office in range(400):
        lives = [(random.lognormvariate(3.5, 0.7), random.uniform(5, 150)) for _ in range(40)]
        seen = [Observation("x", int(min(life, watched)), life <= watched) for life, watched in lives]
        for duration in learn(seen).values():
            to_come = random.lognormvariate(3.5, 0.7)
            below_median += to_come < duration.median + 1
            below_p80 += to_come < duration.p80 + 1
            trials += 1
    assert trials > 300
    assert 0.44 <= below_median / trials <= 0.58
    assert 0.76 <= below_p80 / trials <= 0.88
