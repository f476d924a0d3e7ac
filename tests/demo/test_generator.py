"""The demo: the same for one seed, and as varied as offices report."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from geleit.demo.generator import generate
from geleit.demo.history import DepartureHistory
from geleit.domain.departure import DepartureStatus, replay
from geleit.domain.parties import Party
from geleit.domain.steps.state import StepState

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)


@pytest.fixture(scope="module")
def chronicles() -> list[DepartureHistory]:
    return generate(seed=1, now=NOW)


def test_it_makes_370_departures_to_24_countries(chronicles: list[DepartureHistory]) -> None:
    assert len(chronicles) == 370
    assert len({history.departure.destination for history in chronicles}) == 24
    assert all(history.departure.number.startswith("DEMO-") for history in chronicles)


def test_the_same_seed_makes_the_same_departures_and_another_seed_others() -> None:
    first, again, other = (generate(seed=seed, now=NOW, count=20) for seed in (7, 7, 8))
    assert [c.entries for c in first] == [c.entries for c in again]
    assert [c.entries for c in first] != [c.entries for c in other]


def test_every_state_occurs(chronicles: list[DepartureHistory]) -> None:
    assert {history.departure.status for history in chronicles} == set(DepartureStatus)
    states = {step.state for history in chronicles for step in history.departure.steps.values()}
    assert states >= set(StepState) - {StepState.IN_PROGRESS}


def test_15_to_20_percent_of_the_open_steps_are_overdue_half_of_them_by_others(
    chronicles: list[DepartureHistory],
) -> None:
    live = [c.departure for c in chronicles if c.departure.status is DepartureStatus.OPEN]
    steps = [step for departure in live for step in departure.steps.values() if step.is_open]
    overdue = [step for step in steps if step.target_on and step.target_on < TODAY]
    assert 0.15 <= len(overdue) / len(steps) <= 0.20
    ours = sum(step.held_up_by in (Party.CLIENT, Party.COUNSELLOR) for step in overdue)
    assert 0.4 <= ours / len(overdue) <= 0.6


def test_households_are_as_large_as_reported(chronicles: list[DepartureHistory]) -> None:
    sizes = Counter(len(history.departure.persons) for history in chronicles)
    assert 0.45 <= sizes[1] / len(chronicles) <= 0.65
    assert max(sizes) <= 7


def test_nothing_lies_in_the_future_and_journals_rebuild_the_departures(
    chronicles: list[DepartureHistory],
) -> None:
    for history in chronicles:
        assert replay(history.entries) == history.departure
        moments = [entry.at for entry in history.entries]
        assert moments[-1].date() <= TODAY


def test_before_six_in_the_morning_no_alarm_of_the_day_has_been_raised() -> None:
    night = datetime(2026, 11, 23, 0, 57, tzinfo=UTC)
    recorded = [entry.at for history in generate(seed=1, now=night) for entry in history.entries]
    assert max(recorded) <= night
    morning = [entry.at for history in generate(seed=1, now=NOW) for entry in history.entries]
    assert max(morning).date() == TODAY
