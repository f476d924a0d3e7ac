"""Compare Geleit's dates with the second reading, over random cases and stories.

``python -m tests.domain.deadlines.reference.compare --cases 1000000 --stories 60000``
"""

import argparse
import time
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from geleit.domain.calendar import Calendar, Commune, Land
from geleit.domain.deadlines import chain
from geleit.domain.deadlines.calculator import DateKind, ExtendFrom, Posting, Question, count_deadline
from geleit.domain.deadlines.chain import DeadlineRecord
from geleit.domain.deadlines.periods import Count, Period, Unit
from geleit.domain.deadlines.rule import Rule
from geleit.domain.refusal import Refusal
from geleit.processes import rule_set
from tests.domain.deadlines.reference.counting import Answer, Case, Place, answer
from tests.domain.deadlines.reference.holidays import LANDS
from tests.domain.deadlines.reference.stories import LAWS, Law, Length, Story

PLACES = [
    *((land, None) for land in LANDS),
    *((land, "katholisch") for land in ("BY", "SN", "TH")),
    ("BY", "Augsburg"),
]
LIMITS = {"days": 120, "weeks": 30, "half_months": 11, "months": 30, "years": 4}
LENGTHS: tuple[Length, ...] = (
    *((number, "days") for number in (5, 7, 14, 30)),
    (1, "weeks"),
    *((number, "months") for number in (1, 2, 3)),
)
BLOCKS = 60
"""Cases about one place come together: Geleit keeps the holidays of so many places and years at hand."""
LAST_DAY_OF_THE_OLD_LAW = date(2026, 6, 11)


def some_case(chance: Random, place: Place) -> Case:
    """Return a random question, more often about the days on which something can go wrong."""
    unit = chance.choice(list(LIMITS))
    day = date(2000, 1, 3) + timedelta(days=chance.randrange(365 * 50))
    if chance.random() < 0.3:
        day = day.replace(day=1) - timedelta(days=chance.randrange(3))
    is_posted = chance.random() < 0.25
    if chance.random() < 0.1:
        near = day + timedelta(days=chance.randrange(60))
        place = Place(place.land, place.commune, frozenset({near}))
    return Case(
        place=place,
        amount=chance.randint(1, LIMITS[unit]),
        unit=unit,
        start=None if is_posted else day,
        posted=day if is_posted else None,
        fiction_days=chance.choice((0, 3, 4)),
        fiction_rolls=chance.random() < 0.5,
        count=chance.choice(list(Count)) if unit == "days" else "calendar_days",
        before=chance.random() < 0.2,
        from_beginning=chance.random() < 0.3,
        moves=chance.random() < 0.8,
        extend_days=chance.randint(1, 90) if chance.random() < 0.3 else None,
        extend_from=chance.choice(list(ExtendFrom)),
    )


def ask(case: Case) -> Answer:
    """Geleit's answer."""
    posting = None
    if case.posted:
        posting = Posting(
            posted_on=case.posted, fiction_days=case.fiction_days, fiction_rolls=case.fiction_rolls
        )
    counted = count_deadline(
        Question(
            start=case.start,
            posting=posting,
            period=Period(amount=case.amount, unit=Unit(case.unit), count=Count(case.count)),
            calendar=calendar_of(case.place),
            kind=DateKind.PERIOD if case.moves else DateKind.APPOINTMENT,
            before=case.before,
            from_beginning=case.from_beginning,
            extend_days=case.extend_days,
            extend_from=ExtendFrom(case.extend_from),
        )
    )
    return Answer(counted.start, counted.raw_end, counted.end, counted.safe_date)


@cache
def calendar_of(place: Place) -> Calendar:
    added = tuple((day, "Sondertag") for day in sorted(place.added))
    commune = Commune(place.commune) if place.commune else None
    return Calendar(land=Land(place.land), commune=commune, added=added)


def compare_cases(number: int, chance: Random) -> int:
    """Return how many cases were compared. Raise AssertionError for the first that differs."""
    block = max(number // BLOCKS, 500)
    for first in range(0, number, block):
        place = Place(*chance.choice(PLACES))
        for _ in range(first, min(first + block, number)):
            case = some_case(chance, place)
            expected, found = answer(case), ask(case)
            assert found == expected, f"{case}: {found}, not {expected}"
    return number


class Pair:
    """One story, told twice: each step must be allowed or refused by both, and come to the same ends."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        land, commune = chance.choice(PLACES)
        self.story = Story(Place(land, commune))
        self.record: DeadlineRecord | None = None
        self.day = date(2021, 1, 1) + timedelta(days=chance.randrange(365 * 4))
        self.steps: list[str] = []

    def tell(self, steps: int) -> int:
        """Take the steps, and return how many were allowed."""
        allowed = int(self.set_anew())
        for _ in range(steps):
            self.day += timedelta(days=self.chance.choice((0, 1, 3, 10, 25)))
            if self.day > LAST_DAY_OF_THE_OLD_LAW - timedelta(days=40):
                break
            changes = (self.extend_by, self.extend_by, self.extend_until, self.interrupt, self.restart)
            step = self.chance.choice((self.set_anew, *changes))
            allowed += step() if self.record else self.set_anew()
        return allowed

    def set_anew(self) -> bool:
        law, chance = self.chance.choice(LAWS), self.chance
        if chance.random() < 0.3:
            day = self.day + timedelta(days=chance.randrange(60))
            expected = self.story.set_by_day(law, day)
            return self._step(f"{law.code} until {day}", expected, self._by_day, law, day)
        length = self._length() if chance.random() < 0.5 else None
        posted = chance.random() < 0.3 and law.code != "asylum_manifestly_unfounded"
        start = self.day - timedelta(days=chance.randrange(8))
        fiction = (4 if start >= date(2025, 1, 1) else 3) if posted else None
        notified = start + timedelta(days=fiction or 0)
        expected = self.story.set_by_period(law, notified, length, posted=fiction)
        said = f"{law.code} {length} from {start} {fiction}"
        return self._step(said, expected, self._by_period, law, start, length, fiction)

    def extend_by(self) -> bool:
        length, base = self._length(), self.chance.choice(("raw", "rolled"))
        expected = self.story.extend_by(length, base=base, on=self.day)
        how = {"by": period(length), "base": ExtendFrom(base)}
        return self._step(f"extend {length} {base}", expected, self._change, chain.extend, **how)

    def extend_until(self) -> bool:
        day = self.story.raw + timedelta(days=self.chance.randint(-3, 40))
        expected = self.story.extend_until(day, on=self.day)
        return self._step(f"extend until {day}", expected, self._change, chain.extend, until=day)

    def interrupt(self) -> bool:
        since = self.day - timedelta(days=self.chance.randrange(12))
        expected = self.story.interrupt(since)
        return self._step(f"interrupt {since}", expected, self._change, chain.interrupt, since=since)

    def restart(self) -> bool:
        length = self._length() if self.chance.random() < 0.4 else None
        start = self.day - timedelta(days=self.chance.randrange(6))
        expected = self.story.restart(start, length)
        how = {"start": start, "period": period(length) if length else None}
        return self._step(f"restart {length} {start}", expected, self._change, chain.restart, **how)

    def _length(self) -> Length:
        return self.chance.choice(LENGTHS)

    def _step(self, said: str, expected: bool, act: Any, /, *given: Any, **named: Any) -> bool:
        self.steps.append(f"{self.day}: {said}")
        try:
            self.record = act(*given, **named)
            is_allowed = True
        except Refusal as refusal:
            is_allowed = False
            self.steps.append(refusal.code)
        assert is_allowed == expected, f"{self.steps}: {is_allowed}, not {expected}"
        if self.record:
            last, story = self.record.last, self.story
            found = (last.raw_end, last.end, last.safe_date)
            assert found == (story.raw, story.rolled, story.safe), f"{self.steps}: {found}, not {story}"
            assert self.record.is_open == (story.interrupted_since is None), self.steps
        return is_allowed

    def _by_day(self, law: Law, day: date) -> DeadlineRecord:
        rule = self._rule(law)
        return chain.set_by_day(rule, day, on=self.day, calendar=self._calendar, earlier=self.record)

    def _by_period(self, law: Law, start: date, length: Length | None, fiction: int | None) -> DeadlineRecord:
        posting = rule_set().posting(start, land=self._calendar.land) if fiction else None
        return chain.set_by_period(
            self._rule(law),
            on=self.day,
            calendar=self._calendar,
            start=None if posting else start,
            posting=posting,
            period=period(length) if length else None,
            earlier=self.record,
        )

    def _change(self, change: Any, **how: Any) -> DeadlineRecord:
        assert self.record is not None
        rule = rule_set().rule_version(self.record.rule, self.record.rule_version)
        changed: DeadlineRecord = change(self.record, rule, on=self.day, **how)
        return changed

    def _rule(self, law: Law) -> Rule:
        return rule_set().rule(law.code, on=self.day)

    @property
    def _calendar(self) -> Calendar:
        return calendar_of(self.story.place)


def period(length: Length) -> Period:
    return Period(amount=length[0], unit=Unit(length[1]))


def compare_stories(number: int, chance: Random) -> int:
    """Return how many steps were allowed. Raise AssertionError for the first story that differs."""
    return sum(Pair(chance).tell(8) for _ in range(number))


def main() -> None:
    """Compare as many as the command line says, and print what was compared."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--stories", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=20261129)
    asked = parser.parse_args()
    began = time.monotonic()
    cases = compare_cases(asked.cases, Random(asked.seed))
    print(f"{cases} cases: no difference ({time.monotonic() - began:.0f} s)")
    began = time.monotonic()
    steps = compare_stories(asked.stories, Random(asked.seed))
    print(f"{asked.stories} stories, {steps} steps: no difference ({time.monotonic() - began:.0f} s)")


if __name__ == "__main__":
    main()
