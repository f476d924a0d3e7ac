"""What a forecast promises holds: half of the lives end by its median, four of five by its P80.

Few lives, wide bounds; ``make coverage-of-forecasts`` takes ten thousand of each.
"""

import pytest

from tests.domain.outlook.lives import SIZES, Kept, at_first_contact, on_later_days


@pytest.mark.parametrize("size", SIZES)
def test_at_first_contact(size: int) -> None:
    kept = at_first_contact(size, lives=2000)
    assert 45 <= kept.median <= 55
    assert 77 <= kept.p80 <= 83
    assert 45 <= kept.between <= 57


@pytest.mark.parametrize("size", SIZES)
def test_on_later_days_and_when_something_is_late(size: int) -> None:
    every_day, late = on_later_days(size, lives=200)
    assert late.count > 30
    for kept in (every_day, late):
        assert 35 <= kept.median <= 68
        assert 68 <= kept.p80 <= 92


def test_a_share_is_told_in_percent() -> None:
    assert Kept(count=4, by_median=2, by_p80=3, inside=1) == Kept(4, 2, 3, 1)
    assert (Kept(4, 2, 3, 1).median, Kept(4, 2, 3, 1).p80, Kept(4, 2, 3, 1).between) == (50, 75, 25)
