"""The calculator against a slow, independent implementation of the paragraphs that walks day by day.

The walker shares nothing with the calculator: no month arithmetic, holidays straight from the library.
"""

from calendar import monthrange
from collections import Counter
from datetime import date, timedelta
from random import Random

import holidays

from geleit.domain.calendar import Calendar, Commune, Land
from geleit.domain.deadlines.calculator import DateKind, ExtendFrom, Posting, Question, count_deadline
from geleit.domain.deadlines.periods import Count, Period, Unit

CASES = 30_000
DAY = timedelta(days=1)
LIBRARY: dict[tuple[Land, Commune | None], set[date]] = {}


def rest(day: date, land: Land, commune: Commune | None) -> bool:
    """Return whether no period ends on that day (§ 193 BGB): Sunday, holiday at the place, Saturday."""
    if (land, commune) not in LIBRARY:
        LIBRARY[land, commune] = set(
            holidays.country_holidays(
                "DE",
                subdiv="Augsburg" if commune is Commune.AUGSBURG else str(land),
                years=range(2015, 2050),
                categories=("public", "catholic") if commune is Commune.CATHOLIC else "public",
            )
        )
    return day.isoweekday() in (6, 7) or day in LIBRARY[land, commune]


def is_holiday(day: date, land: Land, commune: Commune | None) -> bool:
    rest(day, land, commune)
    return day in LIBRARY[land, commune]


def walk(question: Question) -> tuple[date, date, date, date]:
    """Start, raw end, end and safe date: the earliest end, whatever the answer to each disputed question."""
    start, raw, end = walk_once(question)
    safe = [raw, end]
    for rolls in (False, True):
        for base in ExtendFrom:
            posting = question.posting and question.posting.model_copy(update={"fiction_rolls": rolls})
            safe += walk_once(question.model_copy(update={"posting": posting, "extend_from": base}))[1:]
    return start, raw, end, min(safe)


def walk_once(question: Question) -> tuple[date, date, date]:
    start = notified(question)
    steps = {
        Unit.DAYS: count_days,
        Unit.WEEKS: same_weekday,
        Unit.HALF_MONTHS: half_months,
        Unit.MONTHS: same_number,
        Unit.YEARS: same_number,
    }
    raw = steps[question.period.unit](question, start)
    end = off_rest(question, raw)
    if question.extend_days:
        # § 190 BGB: the new period follows the end of the old one.
        day = end if question.extend_from is ExtendFrom.ROLLED else raw
        for _ in range(question.extend_days):
            day += onward(question)
        raw, end = day, off_rest(question, day)
    return start, raw, end


def onward(question: Question) -> timedelta:
    return -DAY if question.before else DAY


def off_rest(question: Question, day: date) -> date:
    """§ 193 BGB, § 31 (3) VwVfG; of a period that runs backwards it is the working day before."""
    while question.kind is DateKind.PERIOD and rest(day, question.calendar.land, question.calendar.commune):
        day += onward(question)
    return day


def notified(question: Question) -> date:
    """Return the day of the service fiction (§ 41 (2) VwVfG)."""
    if question.posting is None:
        assert question.start is not None
        return question.start
    day = question.posting.posted_on
    for _ in range(question.posting.fiction_days):
        day += DAY
    while question.posting.fiction_rolls and rest(day, question.calendar.land, question.calendar.commune):
        day += DAY
    return day


def count_days(question: Question, start: date) -> date:
    """Return the last day of a period in days (§§ 187, 188 (1))."""
    land, commune = question.calendar.land, question.calendar.commune
    day = start if question.from_beginning else start + onward(question)
    left_out = {Count.CALENDAR_DAYS: (), Count.WORKING_DAYS: (6, 7), Count.WORKING_DAYS_WITH_SATURDAYS: (7,)}[
        question.period.count
    ]
    counted = 0
    while True:
        free = question.period.count is not Count.CALENDAR_DAYS and is_holiday(day, land, commune)
        counted += not free and day.isoweekday() not in left_out
        if counted == question.period.amount:
            return day
        day += onward(question)


def same_weekday(question: Question, start: date) -> date:
    """Return the last day of a period in weeks (§ 188 (2))."""
    day = start - onward(question) if question.from_beginning else start
    name = day.isoweekday()
    for _ in range(question.period.amount):
        day += onward(question)
        while day.isoweekday() != name:
            day += onward(question)
    return day


def half_months(question: Question, start: date) -> date:
    """Return the last day of months and a half: the fifteen days are counted last (§ 189)."""
    months, half = divmod(question.period.amount, 2)
    day = start - onward(question) if question.from_beginning else start
    if months:
        whole = Period(amount=months, unit=Unit.MONTHS)
        day = same_number(question.model_copy(update={"period": whole}), start)
    for _ in range(15 * half):
        day += onward(question)
    return day


def same_number(question: Question, start: date) -> date:
    """Return the last day of a period in months (§ 188 (2), (3)), month by month."""
    year, month = start.year, start.month
    for _ in range(question.period.amount * (12 if question.period.unit is Unit.YEARS else 1)):
        month += -1 if question.before else 1
        if month in (0, 13):
            year, month = (year - 1, 12) if question.before else (year + 1, 1)
    length = monthrange(year, month)[1]
    if not question.from_beginning:
        return date(year, month, min(start.day, length))
    if question.before:
        # Whole months back from the end of one reach to the beginning of the month after the last.
        if (start + DAY).day == 1:
            return date(year, month, length) + DAY
        return date(year, month, min(start.day + 1, length))
    return date(year, month, 1) - DAY if start.day == 1 else date(year, month, min(start.day - 1, length))


PLACES = [
    *(Calendar(land=land) for land in Land),
    *(Calendar(land=land, commune=Commune.CATHOLIC) for land in (Land.BY, Land.SN, Land.TH)),
    Calendar(land=Land.BY, commune=Commune.AUGSBURG),
]
LIMITS = {Unit.DAYS: 90, Unit.WEEKS: 26, Unit.HALF_MONTHS: 9, Unit.MONTHS: 24, Unit.YEARS: 3}


def some_question(chance: Random) -> Question:
    unit = chance.choice(list(LIMITS))
    day = date(2020, 1, 1) + timedelta(days=chance.randrange(365 * 16))
    posting = Posting(
        posted_on=day, fiction_days=chance.choice((0, 3, 4)), fiction_rolls=chance.random() < 0.5
    )
    is_posted = chance.random() < 0.2
    return Question(
        start=None if is_posted else day,
        posting=posting if is_posted else None,
        period=Period(
            amount=chance.randint(1, LIMITS[unit]),
            unit=unit,
            count=chance.choice(list(Count)) if unit is Unit.DAYS else Count.CALENDAR_DAYS,
        ),
        calendar=chance.choice(PLACES),
        kind=chance.choice((*[DateKind.PERIOD] * 6, *DateKind)),
        before=chance.random() < 0.2,
        from_beginning=chance.random() < 0.3,
        extend_days=chance.randint(1, 60) if chance.random() < 0.2 else None,
        extend_from=chance.choice(list(ExtendFrom)),
    )


def test_walking_day_by_day_comes_to_the_same_dates() -> None:
    chance = Random(20261122)
    seen: Counter[object] = Counter()
    for _ in range(CASES):
        question = some_question(chance)
        answer = count_deadline(question)
        found = (answer.start, answer.raw_end, answer.end, answer.safe_date)
        assert found == walk(question), question
        assert answer.rolled == (answer.raw_end != answer.end), question
        seen.update((question.calendar, question.kind, question.period.unit, question.period.count))
        seen.update([("before", question.before), ("posted", question.posting is not None, answer.rolled)])
    assert len(seen) == len(PLACES) + len(DateKind) + len(Unit) + len(Count) + 2 + 4
    assert min(seen.values()) > CASES / 100
