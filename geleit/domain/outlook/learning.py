"""Learn how long steps take from the office's own steps, those that have not ended included.

The steps that are still open are the slow ones: to look at finished steps alone is to hear of the quick
ones only. Kaplan and Meier's estimate counts every step for as long as it has been seen.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from geleit.domain.outlook.durations import Duration, DurationSource

LEARN_FROM = 10
"""So many finished steps it takes before they count more than the start value."""

LEARN_MONTHS = 12
"""How far back steps are looked at: embassies and programmes change."""


_ROUNDING = 1e-9
"""Ten elevenths of nine tenths are not exactly nine elevenths."""


class Observation(NamedTuple):
    """``number`` steps of that code that were seen alike.

    Each was seen from ``entered`` days after it could be done (0: from the first day on, more for a step
    that was under way before the months that are looked at) until it had taken ``days``: then it was
    finished, or it was given up or is still open (censored).
    """

    code: str
    days: int
    finished: bool
    entered: int = 0
    number: int = 1


def learn(observations: Iterable[Observation], *, at_least: int = LEARN_FROM) -> dict[str, Duration]:
    """Return median and P80 per step code.

    Hand in the steps of one office and one country. Codes with fewer than ``at_least`` finished steps are
    left out: too few to learn from, and few enough to recognise a person by. So are codes of which fewer than
    four in five have been seen to end: what their P80 is nobody knows. Raise ValueError for a step that ends
    before it was seen.
    """
    seen_of: dict[str, list[Observation]] = defaultdict(list)
    for seen in observations:
        if not 0 <= seen.entered <= seen.days:
            raise ValueError(f"{seen.code}: seen from day {seen.entered} to day {seen.days}")
        seen_of[seen.code].append(seen)
    found = {}
    for code, alike in seen_of.items():
        finished = sum(one.number for one in alike if one.finished)
        if finished < max(at_least, 2):
            continue
        median, p80 = _time_until(alike, 0.5), _time_until(alike, 0.8)
        if median is not None and p80 is not None:
            found[code] = Duration(
                median=median,
                p80=p80,
                source=DurationSource.LEARNED,
                n=finished,
                unfinished=sum(one.number for one in alike) - finished,
            )
    return found


def _time_until(seen: Iterable[Observation], share: float) -> int | None:
    """Return the days after which this share has ended; None if so many have not been seen to end.

    One step more is counted as never ended: the one that is asked about. Of ten finished steps the eighth is
    exceeded not by two in ten of those to come but by three in eleven.
    """
    ended: Counter[int] = Counter()
    at_risk: Counter[int] = Counter()
    for one in seen:
        at_risk[one.entered] += one.number
        at_risk[one.days + 1] -= one.number
        if one.finished:
            ended[one.days] += one.number
    remaining, under_way = 1.0, 1
    for day in sorted(at_risk.keys() | ended.keys()):
        under_way += at_risk[day]
        remaining *= 1 - ended[day] / under_way
        if remaining <= 1 - share + _ROUNDING:
            return day
    return None
