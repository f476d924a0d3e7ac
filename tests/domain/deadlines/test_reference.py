"""Geleit's dates against a second reading of the law. ``make dates`` compares a million cases."""

from datetime import date
from random import Random

import pytest

from geleit.domain.calendar import Calendar, Commune, Land
from tests.domain.deadlines.reference.compare import PLACES, compare_cases, compare_stories
from tests.domain.deadlines.reference.holidays import easter, holidays


@pytest.mark.parametrize(
    ("year", "day"),
    [(2000, "04-23"), (2008, "03-23"), (2011, "04-24"), (2026, "04-05"), (2038, "04-25"), (2049, "04-18")],
)
def test_easter_is_where_it_is(year: int, day: str) -> None:
    assert easter(year) == date.fromisoformat(f"{year}-{day}")


def test_every_land_has_the_holidays_of_the_second_reading() -> None:
    for land, commune in PLACES:
        place = Calendar(land=Land(land), commune=Commune(commune) if commune else None)
        for year in range(2015, 2036):
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            days = map(date.fromordinal, range(first, last + 1))
            assert {day for day in days if place.holiday(day)} == holidays(land, commune, year), (land, year)


def test_cases_come_to_the_same_dates() -> None:
    assert compare_cases(8_000, Random(1)) == 8_000


def test_stories_come_to_the_same_dates() -> None:
    assert compare_stories(400, Random(1)) > 800
