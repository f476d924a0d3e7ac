"""Draw how long a step takes: a thousand possible lives of a departure, the same ones every time.

The law of a step is log-normal through its median and its P80: most cases are near the median, a few take
very long. A step under way is drawn from the cases that have taken as long already: who has waited for
eighty days is no longer one of those who wait for ten. Days are whole days, as people count them.

There is no chance in it: each thousandth of the law is drawn once, in an order that a digest of the step's
key gives. So steps are independent of one another, the same facts give the same dates, and two futures are
compared with the same luck.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import shake_128
from math import ceil, exp, floor, log
from operator import itemgetter
from statistics import NormalDist

from geleit.domain.outlook.durations import Duration

DRAWS = 1024
"""How many lives are drawn. The P80 of a family of seven is then within one percent of its place."""

Sample = Sequence[int]
"""A number of days in each of the lives."""

LONGEST = 3650
"""Days that are counted at most: nobody plans beyond ten years, and dates must remain dates."""

_HALF_A_DAY = 0.5
_SAME_DAY = 0.49
"""What a median of no day at all stands for: half of the cases end within less than half a day."""

_MAX_DEVIATION = 3.0
"""So many standard deviations beyond the median a law can explain; then it is the law that is wrong."""

_NORMAL = NormalDist()
_Z80 = _NORMAL.inv_cdf(0.8)
_RESOLUTION = 500
"""Survival is looked up by its logarithm, in so many parts: a product of two chances is a sum of places."""

_STRATUM_INDICES = list(range(DRAWS))
_STRATA = [round(-log((DRAWS - place - _HALF_A_DAY) / DRAWS) * _RESOLUTION) for place in _STRATUM_INDICES]
"""Where the middle of each stratum is looked up: the chance to last longer, from nearly one down."""

_LAST_PART = ceil(-log(_NORMAL.cdf(-_MAX_DEVIATION)) * _RESOLUTION) + _STRATA[-1]
_DEVIATIONS = [
    -4.0,
    *(-_NORMAL.inv_cdf(exp(-place / _RESOLUTION)) for place in range(1, _LAST_PART + 2)),
]
"""By how many standard deviations those are exceeded that last longer with that chance."""


def draw_rest(duration: Duration, *, gone: int, key: str) -> Sample:
    """Return how many days the step still takes in each life, after ``gone`` days of it."""
    return _shuffle(key)(_rest(duration.median, duration.p80, gone))


def rest_of(duration: Duration, *, gone: int) -> Duration:
    """Return the median and the P80 of the days that are left."""
    rest = _rest(duration.median, duration.p80, gone)
    return duration.model_copy(update={"median": quantile(rest, 0.5), "p80": quantile(rest, 0.8)})


def is_beyond(duration: Duration, *, gone: int) -> bool:
    """Return whether fewer than one case in a hundred takes so long: the duration says nothing any more."""
    return gone > quantile(_rest(duration.median, duration.p80, 0), 0.99)


def quantile(ordered: Sample, share: float) -> int:
    """Return the number that this share of an ordered sample does not exceed."""
    return ordered[ceil(len(ordered) * share) - 1]


@lru_cache(maxsize=512)
def _rest(median: int, p80: int, gone: int) -> tuple[int, ...]:
    """Return the days that are left in every stratum of the law, in order."""
    middle = max(float(median), _SAME_DAY)
    centre, spread = log(middle), log(max(p80 / middle, 1.0)) / _Z80
    lasted = 0
    if gone:
        # It may still end today: cases of half a day less would have been over yesterday.
        beyond = log(gone - _HALF_A_DAY) - centre
        # Who has waited longer than the law can explain shows that it is too narrow.
        spread = max(spread, beyond / _MAX_DEVIATION)
        lasted = round(-log(_NORMAL.cdf(-beyond / spread)) * _RESOLUTION) if spread else 0
    until = gone - _HALF_A_DAY  # whole days, rounded
    days = [floor(exp(centre + spread * _DEVIATIONS[lasted + place]) - until) for place in _STRATA]
    if days[0] < 0 or days[-1] > LONGEST:
        days = [min(LONGEST, max(0, rest)) for rest in days]
    return tuple(days)


@lru_cache(maxsize=512)
def _shuffle(key: str) -> Callable[[Sample], Sample]:
    """Return what puts the strata into the order of this step: which life gets which."""
    lots = memoryview(shake_128(key.encode()).digest(DRAWS * 8)).cast("Q")
    return itemgetter(*sorted(_STRATUM_INDICES, key=lots.__getitem__))
